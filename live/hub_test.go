package live

import (
	"context"
	"fmt"
	"testing"
	"time"

	"cham"
	rest "cham/api/rest/live"
	"cham/capability/capture"
	"cham/feed"
)

type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

// come hands touches over that were received so long ago.
func come(t *testing.T, h *Hub, ws cham.WorkspaceID, n int, ago time.Duration) {
	t.Helper()
	bring(t, h, ws, n, ago, time.Second)
}

// bring has live touches come that happened so long before they were received.
func bring(t *testing.T, h *Hub, ws cham.WorkspaceID, n int, ago, happened time.Duration) {
	t.Helper()
	var touches []cham.Touch
	for range n {
		touches = append(touches, cham.Touch{At: h.now().Add(-ago - happened), ReceivedAt: h.now().Add(-ago)})
	}
	h.Live(ws, touches)
	read(t, h, ws, n, ago, happened)
}

// read hands touches over as they reach history, however they came.
func read(t *testing.T, h *Hub, ws cham.WorkspaceID, n int, ago, happened time.Duration) {
	t.Helper()
	b := feed.Batch{Workspace: ws}
	for i := range n {
		b.Records = append(b.Records, cham.Record{Seq: int64(i + 1),
			Touch: cham.Touch{Name: fmt.Sprint("Step ", i), At: h.now().Add(-ago - happened), ReceivedAt: h.now().Add(-ago)}})
	}
	write, err := Reader[int](h).Handle(context.Background(), b)
	if write != nil || err != nil {
		t.Fatal(err)
	}
}

func TestPerMinute(t *testing.T) {
	c := &clock{time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)}
	h := New(c.now)
	want := func(n int) {
		t.Helper()
		if got := h.PerMinute("a"); got != n {
			t.Errorf("%d a minute, want %d", got, n)
		}
	}
	come(t, h, "a", 3, 0)
	come(t, h, "b", 9, 0)
	come(t, h, "a", 4, 59*time.Second)
	come(t, h, "a", 100, time.Minute)      // when the program did not run
	come(t, h, "a", 1, -time.Hour)         // of another clock
	bring(t, h, "a", 500, 0, 48*time.Hour) // a program sends the past
	read(t, h, "a", 500, 0, time.Minute)   // a file brings this morning
	want(8)
	c.t = c.t.Add(time.Second)
	want(4)
	c.t = c.t.Add(58 * time.Second)
	want(4)
	c.t = c.t.Add(time.Second)
	want(0)
	come(t, h, "a", 5, 0)
	c.t = c.t.Add(time.Hour)
	want(0)
}

// A page sees its workspace, the newest of much, and nothing old; one that
// does not read holds up nobody.
func TestWatch(t *testing.T) {
	h := New(time.Now)
	events, stop := h.Watch("a")
	_, asleep := h.Watch("a")
	defer asleep()
	come(t, h, "b", 1, 0)
	come(t, h, "a", 3, time.Minute)
	come(t, h, "a", 1000, 0)
	h.Refused([]capture.Refused{{Workspace: "a", Reason: "no_id"}, {Workspace: "b"}})
	for range pageRoom {
		h.Refused([]capture.Refused{{Workspace: "a", Reason: "more"}})
	}
	for i := range pageRoom {
		e, _ := (<-events).(rest.LiveTouch)
		switch {
		case i < mostAtOnce && (!e.Accepted || e.Name != fmt.Sprint("Step ", 950+i)),
			i == mostAtOnce && (e.Accepted || e.Reason != "no_id"),
			i > mostAtOnce && e.Reason != "more":
			t.Fatalf("%d: %+v", i, e)
		}
	}
	stop()
	come(t, h, "a", 1, 0)
	if len(events) != 0 {
		t.Error("a page that is gone is told")
	}
}
