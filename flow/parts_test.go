package flow_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/identity"
)

// The parts below do what their interfaces say in the plainest way, and fail
// when they are told to; the real ones are tested with the loop in chamtest.

// trouble makes parts fail now and then.
type trouble struct {
	mu   sync.Mutex
	dice *rand.Rand
	rate float64
}

func (x *trouble) strikes() bool {
	if x == nil {
		return false
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.dice.Float64() < x.rate
}

var errDisk = errors.New("the disk is full")

type journal struct {
	*trouble
	mu      sync.Mutex
	seq     int64
	entries []capture.Entry
	news    chan struct{}
	trimmed int64
}

func newJournal() *journal { return &journal{news: make(chan struct{}, 1)} }

func (j *journal) append(ws cham.WorkspaceID, touches ...cham.Touch) int64 {
	payload, err := json.Marshal(touches)
	if err != nil {
		panic(err)
	}
	return j.appendRaw(ws, len(touches), payload)
}

func (j *journal) appendRaw(ws cham.WorkspaceID, touches int, payload []byte) int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.seq++
	j.entries = append(j.entries, capture.Entry{Seq: j.seq, Workspace: ws, Touches: touches, Payload: payload})
	select {
	case j.news <- struct{}{}:
	default:
	}
	return j.seq
}

func decode(payload []byte) (touches []cham.Touch, err error) {
	if string(payload) == "panic" {
		panic("what is this?")
	}
	return touches, json.Unmarshal(payload, &touches)
}

func (j *journal) Workspaces(context.Context) (out []cham.WorkspaceID, err error) {
	if j.strikes() {
		return nil, errDisk
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, e := range j.entries {
		if !slices.Contains(out, e.Workspace) {
			out = append(out, e.Workspace)
		}
	}
	return out, nil
}

func (j *journal) Read(_ context.Context, ws cham.WorkspaceID, after int64, maxTouches int) (out []capture.Entry, err error) {
	if j.strikes() {
		return nil, errDisk
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, e := range j.entries {
		if e.Workspace == ws && e.Seq > after && maxTouches > 0 {
			out = append(out, e)
			maxTouches -= e.Touches
		}
	}
	return out, nil
}

func (j *journal) Backlog(_ context.Context, ws cham.WorkspaceID, after int64) (n int64, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, e := range j.entries {
		if e.Workspace == ws && e.Seq > after {
			n += int64(e.Touches)
		}
	}
	return n, nil
}

func (j *journal) Wait(ctx context.Context) error {
	select {
	case <-j.news:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (j *journal) Trim(_ context.Context, ws cham.WorkspaceID, upTo int64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.trimmed = upTo
	j.entries = slices.DeleteFunc(j.entries, func(e capture.Entry) bool { return e.Workspace == ws && e.Seq <= upTo })
	return nil
}

type messageKey struct {
	source  cham.SourceID
	message string
}

// history refuses records named "Refused", and may commit and then say it failed.
type history struct {
	watch func() // called by every Append
	*trouble
	mu      sync.Mutex
	journal int64
	records []cham.Record
	has     map[messageKey]bool
}

func (h *history) Cursor(context.Context) (int64, int64, error) {
	if h.strikes() {
		return 0, 0, errDisk
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.journal, int64(len(h.records)), nil
}

func (h *history) Append(_ context.Context, records []cham.Record, journal int64) ([]bool, error) {
	if h.watch != nil {
		h.watch()
	}
	if h.strikes() {
		return nil, errDisk
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range records {
		if r.Name == "Refused" {
			return nil, cham.Errorf(cham.CodeInvalid, "history.Append", "not this one")
		}
	}
	stored := make([]bool, len(records))
	for i := range records {
		k := messageKey{records[i].Source, records[i].MessageID}
		if stored[i] = !h.has[k]; stored[i] {
			h.has[k] = true
			r := records[i]
			r.Seq = int64(len(h.records)) + 1
			records[i].Seq = r.Seq
			h.records = append(h.records, r)
		}
	}
	h.journal = max(h.journal, journal)
	if h.strikes() {
		return nil, errors.New("the connection was lost after the commit")
	}
	return stored, nil
}

func (h *history) BySeq(_ context.Context, seqs []int64) (out []cham.Record, err error) {
	if h.strikes() {
		return nil, errDisk
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range seqs {
		out = append(out, h.records[s-1])
	}
	return out, nil
}

func (h *history) Latest(_ context.Context, _ cham.SourceID, limit int) ([]cham.Record, error) {
	if h.strikes() {
		return nil, errDisk
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	newest := slices.Clone(h.records[max(0, len(h.records)-limit):])
	slices.Reverse(newest)
	return newest, nil
}

// index remembers how often it was told of each record, and of the last moves.
type index struct {
	*trouble
	mu    sync.Mutex
	seen  []cham.Record
	moves map[cham.KeyID]cham.CustomerID
}

func (x *index) Append(_ context.Context, _ cham.WorkspaceID, records []cham.Record, moves []identity.Move) error {
	if x.strikes() {
		return errDisk
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.seen = append(x.seen, records...)
	for _, m := range moves {
		x.moves[m.Key] = m.To
	}
	return nil
}

// load is what happens at a start: the index from history and the graph.
func (x *index) load(t testing.TB, h *history, g identity.Graph, ws cham.WorkspaceID) {
	t.Helper()
	x.seen, x.moves = slices.Clone(h.records), map[cham.KeyID]cham.CustomerID{}
	err := g.Assignments(context.Background(), ws, func(m identity.Move) error {
		x.moves[m.Key] = m.To
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// failingGraph is a real graph whose commits fail now and then.
type failingGraph struct {
	identity.Graph
	*trouble
}

func (g failingGraph) Commit(ctx context.Context, ws cham.WorkspaceID, c identity.Change) error {
	if g.strikes() {
		return errDisk
	}
	if err := g.Graph.Commit(ctx, ws, c); err != nil {
		return err
	}
	if g.strikes() {
		return errors.New("the connection was lost after the commit")
	}
	return nil
}

func touch(n int, keys ...string) cham.Touch {
	t := cham.Touch{MessageID: fmt.Sprint("m", n), Source: "web", Type: cham.CallTrack, Name: "Seen",
		At: time.Date(2026, 3, 1, 0, 0, n, 0, time.UTC)}
	for _, k := range keys {
		kind := cham.KeyUser
		if k[0] == 'a' {
			kind = cham.KeyAnonymous
		}
		t.Keys = append(t.Keys, cham.Key{Kind: kind, Value: k})
	}
	return t
}
