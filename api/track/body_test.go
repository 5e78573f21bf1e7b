package track_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cham/api/track"
)

// endless is a body that counts what was taken of it.
type endless struct{ n atomic.Int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.n.Add(int64(len(p)))
	return len(p), nil
}

// TestHugeBodyIsNotRead: a huge body is answered without being read, its length
// told or not.
func TestHugeBodyIsNotRead(t *testing.T) {
	_, _, h := newServer(nil)
	server := httptest.NewServer(h)
	defer server.Close()
	for _, length := range []int64{2 << 30, -1} {
		body := &endless{}
		r, err := http.NewRequest("POST", server.URL+"/v1/batch", io.LimitReader(body, 2<<30))
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = length
		r.SetBasicAuth("abc123", "")
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != 400 || !strings.Contains(string(text), "500 KB") {
			t.Errorf("length %d: %d %s", length, answer.StatusCode, text)
		}
		if n := body.n.Load(); n > 64<<20 {
			t.Errorf("length %d: %d MB were taken", length, n>>20)
		}
	}
}

// TestCompressionBomb: a small request that unpacks to a thousand times its size costs little.
func TestCompressionBomb(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 32 {
		z.Write(make([]byte, 1<<20))
	}
	z.Close()
	_, _, h := newServer(nil)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	w := post(h, "/v1/batch", bomb.String())
	runtime.ReadMemStats(&after)
	if w.Code != 400 || !strings.Contains(w.Body.String(), "500 KB") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
		t.Errorf("%d MB for a bomb of %d KB", used>>20, bomb.Len()>>10)
	}
}

// TestSlowBody: who does not finish sending is answered, and nothing kept.
func TestSlowBody(t *testing.T) {
	rec, _, h := newServer(func(c *track.Config) { c.BodyTimeout = 20 * time.Millisecond })
	server := httptest.NewServer(h)
	defer server.Close()
	c, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "POST /v1/track HTTP/1.1\r\nHost: x\r\nAuthorization: "+basic+"\r\nContent-Length: 400\r\n\r\n{\"event\":")
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != 503 || !strings.Contains(string(text), "slowly") || len(rec.touches) > 0 {
		t.Errorf("%d %s", answer.StatusCode, text)
	}
}
