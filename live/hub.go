// Package live carries what happens right now to the pages that look on:
// touches taken and refused, progress of imports. It keeps nothing; a page
// that was away asks the API. A slow page loses events, never slows a sender.
package live

import (
	"sync"
	"time"

	"cham"
)

// Event is something that happened in a workspace.
type Event struct {
	// Kind names the event: "touch", "import", "demo".
	Kind string
	Data any
}

// buffered events a page may lag behind before it loses some.
const buffered = 256

// perSecond bounds the events of one kind that a workspace's pages are sent;
// at 10,000 touches a second nobody can read more.
const perSecond = 50

// Hub passes events of each workspace to its subscribers. Its zero value is
// not ready; use New. It is safe for concurrent use.
type Hub struct {
	now func() time.Time

	mu    sync.Mutex
	rooms map[cham.WorkspaceID]*room
}

type room struct {
	subscribers map[chan Event]struct{}
	minute      minute
	second      int64
	sent        map[string]int // by kind, in this second
}

// New returns a Hub; now tells the time.
func New(now func() time.Time) *Hub {
	return &Hub{now: now, rooms: map[cham.WorkspaceID]*room{}}
}

// room returns the workspace's room. The caller holds mu.
func (h *Hub) room(ws cham.WorkspaceID) *room {
	r, ok := h.rooms[ws]
	if !ok {
		r = &room{subscribers: map[chan Event]struct{}{}, sent: map[string]int{}}
		h.rooms[ws] = r
	}
	return r
}

// Listening reports whether anybody looks on, so that publishers can save the
// work of describing events nobody sees.
func (h *Hub) Listening(ws cham.WorkspaceID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	r, ok := h.rooms[ws]
	return ok && len(r.subscribers) > 0
}

// Publish passes e on. It never blocks.
func (h *Hub) Publish(ws cham.WorkspaceID, e Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.room(ws)
	if second := h.now().Unix(); second != r.second {
		r.second = second
		clear(r.sent)
	}
	if r.sent[e.Kind]++; r.sent[e.Kind] > perSecond {
		return
	}
	for c := range r.subscribers {
		select {
		case c <- e:
		default:
		}
	}
}

// Subscribe returns the workspace's events from now on, until cancel is
// called, which closes the channel.
func (h *Hub) Subscribe(ws cham.WorkspaceID) (events <-chan Event, cancel func()) {
	c := make(chan Event, buffered)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.room(ws).subscribers[c] = struct{}{}
	return c, sync.OnceFunc(func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.rooms[ws].subscribers, c)
		close(c)
	})
}

// Count notes n touches accepted now.
func (h *Hub) Count(ws cham.WorkspaceID, n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.room(ws).minute.add(h.now().Unix(), n)
}

// PerMinute returns how many touches were counted in the last 60 seconds.
func (h *Hub) PerMinute(ws cham.WorkspaceID) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.room(ws).minute.sum(h.now().Unix())
}

// minute counts per second over the last 60.
type minute struct {
	count [60]int
	at    [60]int64
}

func (m *minute) add(second int64, n int) {
	i := second % 60
	if m.at[i] != second {
		m.at[i], m.count[i] = second, 0
	}
	m.count[i] += n
}

func (m *minute) sum(now int64) (n int) {
	for i, at := range m.at {
		if at > now-60 && at <= now {
			n += m.count[i]
		}
	}
	return n
}
