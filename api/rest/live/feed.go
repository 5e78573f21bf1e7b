package live

import (
	"sync"
	"time"

	"cham"
	"cham/api/rest/accounts"
	"cham/api/rest/imports"
	"cham/capability/capture"
)

// Feed hands what happens to the pages that watch, and counts the last
// minute. It never waits for a page: what a slow one has no room for is
// dropped, as the page can always ask again.
type Feed struct {
	now     func() time.Time
	mu      sync.Mutex
	minutes map[cham.WorkspaceID]*minute
	pages   map[cham.WorkspaceID]map[chan any]struct{}
}

// minute counts touches of the last 60 seconds, one box a second.
type minute struct {
	boxes [60]int
	last  int64 // the second of the newest box
}

// pageRoom is how many events wait for a page, mostPerCall how many touches of
// one request are shown one by one.
const (
	pageRoom    = 256
	mostPerCall = 50
)

// NewFeed returns an empty feed.
func NewFeed(now func() time.Time) *Feed {
	return &Feed{now: now, minutes: map[cham.WorkspaceID]*minute{}, pages: map[cham.WorkspaceID]map[chan any]struct{}{}}
}

// Accepted tells of touches that became durable; it fits capture.Config.
func (f *Feed) Accepted(src cham.Source, touches []cham.Touch) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.minute(src.Workspace).add(f.now().Unix(), len(touches))
	if len(f.pages[src.Workspace]) == 0 {
		return
	}
	for _, t := range touches[:min(len(touches), mostPerCall)] {
		f.send(src.Workspace, LiveTouch{At: t.ReceivedAt, Source: src.ID, Accepted: true, Type: t.Type, Name: cloned(t.Name),
			Channel: t.Channel, MessageID: cloned(t.MessageID)})
	}
}

// cloned copies text that refers to a request's body.
func cloned(s string) string { return string([]byte(s)) }

// Refused tells of calls that were not taken.
func (f *Feed) Refused(rs []capture.Refused) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range rs[:min(len(rs), mostPerCall)] {
		f.send(r.Workspace, LiveTouch{At: r.At, Source: r.Source, Reason: r.Reason, Detail: r.Detail, Type: r.Type,
			Name: r.Name, MessageID: r.MessageID})
	}
}

// Demo tells how far the demo is.
func (f *Feed) Demo(ws cham.WorkspaceID, p accounts.DemoProgress) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.send(ws, p)
}

// Import tells how far an import is.
func (f *Feed) Import(i capture.Import) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.send(i.Workspace, imports.Info(i))
}

func (f *Feed) send(ws cham.WorkspaceID, event any) {
	for page := range f.pages[ws] {
		select {
		case page <- event:
		default:
		}
	}
}

// watch delivers a workspace's events until stop is called.
func (f *Feed) watch(ws cham.WorkspaceID) (events <-chan any, stop func()) {
	page := make(chan any, pageRoom)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pages[ws] == nil {
		f.pages[ws] = map[chan any]struct{}{}
	}
	f.pages[ws][page] = struct{}{}
	return page, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.pages[ws], page)
	}
}

// perMinute is how many touches came in the last 60 seconds.
func (f *Feed) perMinute(ws cham.WorkspaceID) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	m := f.minute(ws)
	m.add(f.now().Unix(), 0)
	sum := 0
	for _, n := range m.boxes {
		sum += n
	}
	return sum
}

func (f *Feed) minute(ws cham.WorkspaceID) *minute {
	m := f.minutes[ws]
	if m == nil {
		m = &minute{}
		f.minutes[ws] = m
	}
	return m
}

// add counts n in the second's box and empties the boxes passed over.
func (m *minute) add(second int64, n int) {
	for s := max(m.last+1, second-59); s <= second; s++ {
		m.boxes[s%60] = 0
	}
	m.last = max(m.last, second)
	m.boxes[second%60] += n
}
