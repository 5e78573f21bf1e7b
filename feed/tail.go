package feed

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"cham"
)

// tailBytes bounds what a tail holds, recordBytes is what a record weighs
// besides its longer texts.
const (
	tailBytes   = 16 << 20
	recordBytes = 800
)

// tail is the newest touches of a workspace, for as long as a follower still
// needs them.
type tail struct {
	limit int // bytes

	mu      sync.Mutex
	batches []stretch
	size    int
	end     int64 // highest Seq known to be in history
	// followers are those who are nearly up to date, with the Seq up to which
	// they need nothing of the tail any more.
	followers map[any]int64
	grown     chan struct{} // closed and replaced when end grows
}

// stretch is records that follow one another, none missing.
type stretch struct {
	records []cham.Record
	size    int
}

func newTail() *tail {
	return &tail{limit: tailBytes, followers: map[any]int64{}, grown: make(chan struct{})}
}

func (s stretch) first() int64 { return s.records[0].Seq }
func (s stretch) last() int64  { return s.records[len(s.records)-1].Seq }

func weigh(records []cham.Record) (n int) {
	for i := range records {
		r := &records[i]
		n += recordBytes + len(r.Properties) + len(r.Traits) + len(r.Context) + len(r.Page.URL) + len(r.Page.Referrer)
	}
	return n
}

// publish adds what is in history now.
func (t *tail) publish(records []cham.Record) {
	s := stretch{records: records, size: weigh(records)}
	t.mu.Lock()
	defer t.mu.Unlock()
	if s.first() != t.end+1 { // something in between is in history only
		t.batches, t.size = nil, 0
	}
	t.batches, t.size = append(t.batches, s), t.size+s.size
	for t.size > t.limit && len(t.batches) > 1 {
		t.drop()
	}
	t.forget()
	t.reach(s.last())
}

// reach notes that history goes up to end. The caller holds mu.
func (t *tail) reach(end int64) {
	if end > t.end {
		t.end = end
		close(t.grown)
		t.grown = make(chan struct{})
	}
}

func (t *tail) drop() {
	t.size -= t.batches[0].size
	t.batches[0] = stretch{}
	t.batches = t.batches[1:]
}

// forget drops what no follower needs. One that was overtaken needs none of it.
func (t *tail) forget() {
	if len(t.batches) == 0 {
		return
	}
	need, first := int64(math.MaxInt64), t.batches[0].first()
	for _, seq := range t.followers {
		if seq >= first-1 {
			need = min(need, seq)
		}
	}
	for len(t.batches) > 0 && t.batches[0].last() <= need {
		t.drop()
	}
}

// after returns what follows seq, none when it is not in the tail, and the end
// of history. The caller is a follower from then on when it is within near of
// the end, and grown closes when there is more.
func (t *tail) after(who any, seq, near int64) (records []cham.Record, end int64, grown <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.followers, who)
	for _, s := range t.batches {
		if s.first() <= seq+1 && seq < s.last() {
			t.followers[who] = seq
			n, _ := slices.BinarySearchFunc(s.records, seq+1, func(r cham.Record, seq int64) int { return cmp.Compare(r.Seq, seq) })
			return s.records[n:], t.end, t.grown
		}
	}
	if t.end-seq <= near {
		t.followers[who] = t.end // up to there it will read history
	}
	t.forget()
	return nil, t.end, t.grown
}

// unfollow makes the tail keep nothing more for a follower.
func (t *tail) unfollow(who any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.followers, who)
	t.forget()
}

// opened notes the end of history when it was opened.
func (t *tail) opened(end int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.reach(end)
}

// reached is the end of history.
func (t *tail) reached() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.end
}
