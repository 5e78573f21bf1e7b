package capture

import (
	"bytes"
	"runtime"
	"strings"
	"testing"

	"cham"
)

// TestSharedContextIsBounded: calls that share a large context cannot grow into gigabytes.
func TestSharedContextIsBounded(t *testing.T) {
	shared := `{"x":"` + strings.Repeat("x", 30<<10) + `"}`
	calls := strings.TrimSuffix(strings.Repeat(`{"type":"track","event":"A","userId":"u","context":{"y":1}},`, MaxEvents), ",")
	b, err := Decode([]byte(`{"batch":[`+calls+`],"context":`+shared+`}`), "")
	if err != nil {
		t.Fatal(err)
	}
	size, refused := 0, 0
	for _, c := range b.Calls {
		size += len(c.Context)
		if c.Fault == ReasonSize {
			refused++
		}
	}
	if size > maxSpread || refused == 0 || refused == MaxEvents {
		t.Errorf("%d bytes, %d refused", size, refused)
	}
}

// TestManyCalls: as many calls as fit into a body do not grow into gigabytes
// either; those over the limit are only counted.
func TestManyCalls(t *testing.T) {
	body := []byte(`[` + strings.Repeat(`7,`, MaxBody/2-4) + `7]`)
	n := bytes.Count(body, []byte("7"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	b, err := Decode(body, "")
	if err != nil {
		t.Fatal(err)
	}
	l := &memoryLog{}
	a := newAccepter(l)
	r, err := a.Accept(t.Context(), cham.Source{ID: "s"}, b, Meta{ReceivedAt: arrival})
	runtime.ReadMemStats(&after)
	c := a.Counts()
	if err != nil || len(b.Calls) != MaxEvents || r.Refused != n || len(r.Refusals) != MaxEvents+1 || len(l.refused) != MaxEvents+1 ||
		c.Refused[ReasonShape] != MaxEvents || c.Refused[ReasonTooMany] != int64(n-MaxEvents) {
		t.Errorf("%d calls: kept %d, result %d %d, counted %+v, %v", n, len(b.Calls), r.Refused, len(r.Refusals), c, err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("%d MB for a body of 500 KB", used>>20)
	}
}
