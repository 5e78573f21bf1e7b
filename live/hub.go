// Package live passes events to open pages: each touch that comes in, calls
// that were refused, how far an import and the demo are, maps that were saved,
// and how busy the last minute was. Touches come from the feed, of which the
// hub is a reader; how busy it is, capture tells, which alone knows an import
// from what happens now. Pages read the hub as server-sent events (api/rest/live).
package live

import (
	"context"
	"sync"
	"time"

	"cham"
	"cham/api/rest/accounts"
	"cham/api/rest/imports"
	"cham/api/rest/live"
	"cham/capability/capture"
	"cham/feed"
)

// Hub passes events to the pages that watch, and counts the last minute. It
// never waits for a page: what a slow one has no room for is dropped, as the
// page can always ask again.
type Hub struct {
	now     func() time.Time
	mu      sync.Mutex
	minutes map[cham.WorkspaceID]*minute
	pages   map[cham.WorkspaceID]map[chan any]struct{}
}

// pageRoom is how many events wait for a page, mostAtOnce how many touches or
// refusals that come together are shown one by one.
const (
	pageRoom   = 256
	mostAtOnce = 50
)

// news is how long ago a touch may have happened to count as one of this
// minute: a program may send the past over the live way, too.
const news = 24 * time.Hour

// New returns a hub that nobody watches.
func New(now func() time.Time) *Hub {
	return &Hub{now: now, minutes: map[cham.WorkspaceID]*minute{}, pages: map[cham.WorkspaceID]map[chan any]struct{}{}}
}

// Reader is the hub as a reader of the feed. It writes nothing.
func Reader[T any](h *Hub) feed.Reader[T] {
	return feed.Reader[T]{Name: "live", From: feed.Now(),
		Handle: func(_ context.Context, b feed.Batch) (func(context.Context, T) error, error) {
			h.touches(b)
			return nil, nil
		}}
}

// Live counts touches that came as they happen: files and the demo's filling
// are not told here.
func (h *Hub) Live(ws cham.WorkspaceID, touches []cham.Touch) {
	h.mu.Lock()
	defer h.mu.Unlock()
	m := h.minute(ws)
	m.turn(h.now())
	for i := range touches {
		if t := &touches[i]; t.ReceivedAt.Sub(t.At) < news && t.Type != cham.CallSegment {
			m.add(t.ReceivedAt)
		}
	}
}

// touches shows the newest of what came in the last minute. What is older is
// no news: the program did not run when it came.
func (h *Hub) touches(b feed.Batch) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.pages[b.Workspace]) == 0 {
		return
	}
	now := h.now()
	for _, r := range b.Records[max(0, len(b.Records)-mostAtOnce):] {
		if now.Sub(r.ReceivedAt) < time.Minute {
			h.send(b.Workspace, live.LiveTouch{At: r.ReceivedAt, Source: r.Source, Accepted: true, Type: r.Type, Name: r.Name,
				Channel: r.Channel, MessageID: r.MessageID})
		}
	}
}

// Refused passes on calls that were refused.
func (h *Hub) Refused(rs []capture.Refused) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range rs[:min(len(rs), mostAtOnce)] {
		h.send(r.Workspace, live.LiveTouch{At: r.At, Source: r.Source, Reason: r.Reason, Detail: r.Detail, Type: r.Type,
			Name: r.Name, MessageID: r.MessageID})
	}
}

// Demo passes on how far the demo is.
func (h *Hub) Demo(ws cham.WorkspaceID, p accounts.DemoProgress) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.send(ws, p)
}

// Import passes on how far an import is.
func (h *Hub) Import(i capture.Import) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.send(i.Workspace, imports.Info(i))
}

// Map implements live.Pages of api/rest.
func (h *Hub) Map(ws cham.WorkspaceID, e live.LiveMap) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.send(ws, e)
}

func (h *Hub) send(ws cham.WorkspaceID, event any) {
	for page := range h.pages[ws] {
		select {
		case page <- event:
		default:
		}
	}
}

// Watch implements live.Pages of api/rest.
func (h *Hub) Watch(ws cham.WorkspaceID) (events <-chan any, stop func()) {
	page := make(chan any, pageRoom)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.pages[ws] == nil {
		h.pages[ws] = map[chan any]struct{}{}
	}
	h.pages[ws][page] = struct{}{}
	return page, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.pages[ws], page)
	}
}

// PerMinute implements live.Pages of api/rest.
func (h *Hub) PerMinute(ws cham.WorkspaceID) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	m := h.minute(ws)
	m.turn(h.now())
	return m.sum()
}

func (h *Hub) minute(ws cham.WorkspaceID) *minute {
	m := h.minutes[ws]
	if m == nil {
		m = &minute{}
		h.minutes[ws] = m
	}
	return m
}
