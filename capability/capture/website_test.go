package capture

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cham"
)

func TestFloodOfPageErrors(t *testing.T) {
	log := &memoryLog{}
	a := newAccepter(log)
	site := cham.Source{ID: "site", Kind: "website"}
	send := func(src cham.Source, n int, at time.Time) {
		var calls []string
		for i := range n {
			calls = append(calls, fmt.Sprintf(`{"type":"track","event":"Page Error","anonymousId":"a","messageId":"%d-%s"}`, i, at.Format("1504")))
		}
		b, err := Decode([]byte(`{"batch":[`+strings.Join(calls, ",")+`,{"type":"page","anonymousId":"a"}]}`), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Accept(t.Context(), src, b, Meta{ReceivedAt: at}); err != nil {
			t.Fatal(err)
		}
	}
	count := func(wantTaken, wantRefused int) {
		t.Helper()
		if len(log.touches) != wantTaken || len(log.refused) != wantRefused {
			t.Errorf("taken %d, refused %d; want %d, %d", len(log.touches), len(log.refused), wantTaken, wantRefused)
		}
		log.touches, log.refused = nil, nil
	}
	send(site, 200, arrival)
	count(errorsAtOnce+1, 200-errorsAtOnce) // the page view is no error
	send(site, 200, arrival.Add(time.Minute))
	count(errorsAMinute+1, 200-errorsAMinute)
	send(cham.Source{ID: "another", Kind: "website"}, 10, arrival.Add(time.Minute))
	count(11, 0)
	send(cham.Source{ID: "server", Kind: "server"}, 200, arrival) // has its key for itself
	count(201, 0)
}

// An order whose shop tells it by a webhook counts there, whatever its page says.
func TestOrderCountedElsewhere(t *testing.T) {
	order := `{"type":"track","event":"%s","userId":"u","properties":{"order_id":"1001","revenue":%s,"currency":"VND"}}`
	for _, c := range []struct {
		event, from, want string
		money, value      float64
	}{
		{EventOrder, "", EventOrder, 450000, 450000},
		{EventOrder, "s_hook", EventOrderShown, 450000, 0},
		{EventRefunded, "s_hook", EventRefunded, 450000, 0},
		{EventCancelled, "s_hook", EventCancelled, 450000, 0},
		{"Booking Made", "s_hook", "Booking Made", 450000, 450000},
	} {
		b, err := Decode(fmt.Appendf(nil, order, c.event, fmt.Sprint(c.money)), "")
		if err != nil {
			t.Fatal(err)
		}
		src := cham.Source{ID: "site", Kind: "website", OrdersFrom: cham.SourceID(c.from)}
		touches, refused := newAccepter(&memoryLog{}).judge(src, b.Calls, Meta{ReceivedAt: arrival})
		if len(refused) > 0 {
			t.Fatal(refused)
		}
		if got := touches[0]; got.Name != c.want || got.Value != c.value || got.OrderID() != "1001" || (got.Value == 0) != (got.Currency == "") {
			t.Errorf("%s from %q: %s %v %s", c.event, c.from, got.Name, got.Value, got.Currency)
		}
	}
}

// Whoever sends the number of an order that is still to come, as anybody can by a
// website's key, takes nothing from the order: its id is made of what only its page
// knows. The page opened again is the same order.
func TestNobodyTakesAnOrdersID(t *testing.T) {
	id := func(kind, call string) string {
		b, err := Decode([]byte(call), "")
		if err != nil {
			t.Fatal(err)
		}
		touches, refused := newAccepter(&memoryLog{}).judge(cham.Source{ID: "s", Kind: kind}, b.Calls, Meta{ReceivedAt: arrival})
		if len(refused) > 0 {
			t.Fatal(refused)
		}
		return touches[0].MessageID
	}
	order := func(id, browser, at, traits string) string {
		return `{"type":"track","event":"Order Completed","messageId":"` + id + `","anonymousId":"` + browser + `","timestamp":"` + at +
			`","properties":{"order_id":"1001"},"context":{"traits":` + traits + `}}`
	}
	lan, at := `{"phone":"0987123987"}`, "2026-11-20T04:00:00.000Z"
	real := id("website", order("sale-1001", "lan", at, lan))
	if again := id("website", order("sale-1001", "her-telephone", at, lan)); again != real {
		t.Errorf("opened again: %s, was %s", again, real)
	}
	for name, got := range map[string]string{
		"by the number":         id("website", order("sale-1001", "stranger", "2026-11-19T00:00:00Z", "{}")),
		"at a guessed time":     id("website", order("sale-1001", "stranger", at, "{}")),
		"by the id itself":      id("website", order(real, "stranger", at, lan)),
		"another order of hers": id("website", order("sale-1002", "lan", at, lan)),
	} {
		if got == real {
			t.Errorf("%s: the same id", name)
		}
	}
	if taken := id("website", order("order-0123", "stranger", at, "{}")); taken == "order-0123" {
		t.Error("a website's call has the id of a file's order")
	}
	for _, kind := range []string{"server", "webhook"} {
		if got := id(kind, order("sale-1001", "u", at, lan)); got != "sale-1001" {
			t.Errorf("%s: its id became %s", kind, got)
		}
	}
	if got := id("website", order("anything-else", "u", at, lan)); got != "anything-else" {
		t.Errorf("an id of the sender's own became %s", got)
	}
}

func TestWordsAndParams(t *testing.T) {
	if got, err := Words([]string{"time", "errors", "time"}); got != "errors time" || err != nil {
		t.Error(got, err)
	}
	if _, err := Words([]string{"keys"}); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Error(err)
	}
	if got, err := SearchParams([]string{"tu-khoa", "filter[q]"}); got != "tu-khoa filter[q]" || err != nil {
		t.Error(got, err)
	}
	for _, bad := range [][]string{{""}, {"a b"}, {"q="}, {"a\u200bb"}, {strings.Repeat("x", 41)}, make([]string, 21)} {
		if _, err := SearchParams(bad); cham.ErrorCode(err) != cham.CodeInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
