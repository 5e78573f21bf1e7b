package live_test

import (
	"testing"
	"time"

	"cham/live"
)

func TestEventsStayInTheirWorkspace(t *testing.T) {
	h := live.New(func() time.Time { return time.Unix(1000, 0) })
	a, cancelA := h.Subscribe("a")
	b, cancelB := h.Subscribe("b")
	h.Publish("a", live.Event{Kind: "touch", Data: 1})
	if e := <-a; e.Data != 1 {
		t.Fatalf("a got %v", e)
	}
	cancelA()
	cancelA() // again is harmless
	cancelB()
	if e, open := <-b; open {
		t.Fatalf("b got an event of a: %v", e)
	}
	if h.Listening("a") || h.Listening("b") {
		t.Fatal("somebody still listens")
	}
}

func TestAFloodIsThinnedAndNeverBlocks(t *testing.T) {
	now := time.Unix(1000, 0)
	h := live.New(func() time.Time { return now })
	c, cancel := h.Subscribe("a")
	for i := range 10_000 {
		h.Publish("a", live.Event{Kind: "touch", Data: i})
	}
	if len(c) != 50 {
		t.Fatalf("sent %d events in a second, want 50", len(c))
	}
	h.Publish("a", live.Event{Kind: "import"}) // another kind has its own share
	now = now.Add(time.Second)
	h.Publish("a", live.Event{Kind: "touch"})
	cancel()
	n := 0
	for range c {
		n++
	}
	if n != 52 {
		t.Fatalf("got %d events, want 52", n)
	}
}

func TestPerMinuteForgetsWhatIsOlder(t *testing.T) {
	now := time.Unix(100_000, 0)
	h := live.New(func() time.Time { return now })
	h.Count("a", 5)
	now = now.Add(59 * time.Second)
	h.Count("a", 2)
	if n := h.PerMinute("a"); n != 7 {
		t.Fatalf("got %d, want 7", n)
	}
	now = now.Add(time.Second)
	if n := h.PerMinute("a"); n != 2 {
		t.Fatalf("got %d, want 2", n)
	}
}
