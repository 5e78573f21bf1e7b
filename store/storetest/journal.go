package storetest

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/capture"
	"cham/flow"
)

// Log is a journal from both its sides.
type Log interface {
	capture.Log
	flow.Journal
	// Advance makes every later seq greater than past.
	Advance(ctx context.Context, past int64) error
	Close() error
}

// Journal tests a journal. place makes an empty one and returns what opens it,
// again after each Close.
func Journal(t *testing.T, place func(t *testing.T) (open func() Log)) {
	for name, test := range map[string]func(*testing.T, func() Log){
		"Order":       testJournalOrder,
		"Model":       testJournalModel,
		"Apart":       testJournalApart,
		"Wait":        testJournalWait,
		"Concurrency": testJournalConcurrency,
		"Numbers":     testJournalNumbers,
		"Advance":     testJournalAdvance,
		"Ended":       testJournalEnded,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, place(t))
		})
	}
}

// payload is a different one for each n, of 8 bytes or more, now and then large.
func payload(n int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(n))
	return append(b, bytes.Repeat([]byte(fmt.Sprint("touch ", n)), n%7*n%5000)...)
}

func readAll(t fatal, l Log, ws cham.WorkspaceID, after int64, maxTouches int) (all []capture.Entry) {
	t.Helper()
	for {
		entries, err := l.Read(ctx, ws, after, maxTouches)
		ok(t, err)
		if len(entries) == 0 {
			return all
		}
		all = append(all, entries...)
		after = entries[len(entries)-1].Seq
	}
}

func testJournalOrder(t *testing.T, open func() Log) {
	l := open()
	for i := range 200 {
		ok(t, l.Append(ctx, "a", i%3+1, payload(i)))
	}
	for round := range 2 {
		for _, size := range []int{1, 4, 1000} {
			all := readAll(t, l, "a", 0, size)
			same(t, len(all), nil, 200)
			for i, e := range all {
				if e.Workspace != "a" || e.Touches != i%3+1 || !bytes.Equal(e.Payload, payload(i)) || i > 0 && e.Seq <= all[i-1].Seq {
					t.Fatalf("entry %d is seq %d with %d touches, %d bytes", i, e.Seq, e.Touches, len(e.Payload))
				}
			}
		}
		if round == 0 { // the same after a restart
			ok(t, l.Close())
			l = open()
		}
	}
	defer l.Close()
	some, err := l.Read(ctx, "a", 0, 10) // 1+2+3+1+2 = 9: one more is needed
	same(t, len(some), err, 6)
	n, err := l.Backlog(ctx, "a", some[5].Seq)
	same(t, n, err, 399-12)
}

// Whatever is appended, read, trimmed and restarted: what a list would hold.
func testJournalModel(t *testing.T, open func() Log) {
	type kept struct {
		seq     int64
		touches int
		n       int
	}
	l := open()
	defer func() { l.Close() }()
	model := map[cham.WorkspaceID][]kept{}
	n, last := 0, int64(0)
	rapid.Check(t, func(t *rapid.T) {
		workspace := rapid.SampledFrom([]cham.WorkspaceID{"a", "b", "ç'"})
		steps := map[string]func(*rapid.T){
			"append": func(t *rapid.T) {
				ws, touches := workspace.Draw(t, "ws"), rapid.IntRange(0, 5).Draw(t, "touches")
				n++
				ok(t, l.Append(ctx, ws, touches, payload(n)))
				all := readAll(t, l, ws, last, 100)
				if len(all) != 1 || all[0].Seq <= last {
					t.Fatalf("after one append there are %d entries after %d", len(all), last)
				}
				last = all[0].Seq
				model[ws] = append(model[ws], kept{last, touches, n})
			},
			"trim": func(t *rapid.T) {
				ws := workspace.Draw(t, "ws")
				upTo := rapid.Int64Range(max(0, last-20), last+1).Draw(t, "upTo")
				ok(t, l.Trim(ctx, ws, upTo))
				model[ws] = slices.DeleteFunc(model[ws], func(k kept) bool { return k.seq <= upTo })
			},
			"restart": func(t *rapid.T) {
				ok(t, l.Close())
				l = open()
			},
			"check": func(t *rapid.T) {
				var with []cham.WorkspaceID
				for _, ws := range []cham.WorkspaceID{"a", "b", "ç'"} {
					entries, touches := readAll(t, l, ws, 0, 7), int64(0)
					same(t, len(entries), nil, len(model[ws]))
					for i, e := range entries {
						k := model[ws][i]
						touches += int64(k.touches)
						if e.Seq != k.seq || e.Touches != k.touches || !bytes.Equal(e.Payload, payload(k.n)) {
							t.Fatalf("entry %d is %d, want %d", i, e.Seq, k.seq)
						}
					}
					got, err := l.Backlog(ctx, ws, 0)
					same(t, got, err, touches)
					if len(entries) > 0 {
						with = append(with, ws)
					}
				}
				ws, err := l.Workspaces(ctx)
				same(t, ws, err, with)
			},
		}
		likely := []string{"append", "append", "append", "append", "append", "trim", "trim", "restart"}
		for _, step := range rapid.SliceOfN(rapid.SampledFrom(likely), 1, 10).Draw(t, "steps") {
			steps[step](t)
		}
		steps["check"](t)
	})
}

func testJournalApart(t *testing.T, open func() Log) {
	l := open()
	defer l.Close()
	for i := range 30 {
		ok(t, l.Append(ctx, cham.WorkspaceID(fmt.Sprint("w", i%3)), 1, payload(i)))
	}
	ok(t, l.Trim(ctx, "w1", 1<<62))
	same(t, len(readAll(t, l, "w0", 0, 4)), nil, 10)
	same(t, len(readAll(t, l, "w1", 0, 4)), nil, 0)
	same(t, len(readAll(t, l, "w2", 0, 4)), nil, 10)
	ws, err := l.Workspaces(ctx)
	same(t, ws, err, []cham.WorkspaceID{"w0", "w2"})
	same(t, len(readAll(t, l, "nobody", 0, 4)), nil, 0)
}

func testJournalWait(t *testing.T, open func() Log) {
	l := open()
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := l.Wait(ended); err == nil {
		t.Fatal("an empty journal has news")
	}
	got := make(chan error)
	go func() { got <- l.Wait(ctx) }()
	ok(t, l.Append(ctx, "a", 1, payload(1)))
	ok(t, <-got)
	// What comes while nobody waits is told to who comes next, once.
	ok(t, l.Append(ctx, "a", 1, payload(2)))
	ok(t, l.Append(ctx, "a", 1, payload(3)))
	ok(t, l.Wait(ctx))
	if err := l.Wait(ended); err == nil {
		t.Fatal("the same news twice")
	}
	ok(t, l.Close())
	l = open()
	defer l.Close()
	ok(t, l.Wait(ctx)) // of what lay there at the start
}

// Many append while one reads and trims: each entry passes once, in order of
// its sender.
func testJournalConcurrency(t *testing.T, open func() Log) {
	l := open()
	defer l.Close()
	const senders, each = 12, 60
	var wg sync.WaitGroup
	for s := range senders {
		wg.Go(func() {
			for i := range each {
				if err := l.Append(ctx, "a", 1, payload(s*each+i)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	next := make([]int, senders)
	for got, after := 0, int64(0); got < senders*each; {
		entries, err := l.Read(ctx, "a", after, 50)
		ok(t, err)
		for _, e := range entries {
			n := int(binary.LittleEndian.Uint64(e.Payload))
			if s := n / each; next[s] != n%each {
				t.Fatalf("sender %d: entry %d, want %d", s, n%each, next[s])
			}
			next[n/each]++
			got, after = got+1, e.Seq
		}
		if len(entries) == 0 {
			ok(t, l.Wait(ctx))
		} else if got%3 == 0 {
			ok(t, l.Trim(ctx, "a", after))
		}
	}
	wg.Wait()
	ok(t, l.Trim(ctx, "a", 1<<62))
	n, err := l.Backlog(ctx, "a", 0)
	same(t, n, err, 0)
}

// A number is never given twice, though all that had it is gone.
func testJournalNumbers(t *testing.T, open func() Log) {
	last := int64(0)
	for i := range 5 {
		l := open()
		for n := range 3 {
			ok(t, l.Append(ctx, "a", 1, payload(n)))
		}
		all := readAll(t, l, "a", 0, 100)
		if len(all) != 3 || all[0].Seq <= last {
			t.Fatalf("round %d: %d entries from %d on, the last before was %d", i, len(all), all[0].Seq, last)
		}
		last = all[2].Seq
		ok(t, l.Trim(ctx, "a", last))
		ok(t, l.Close())
	}
}

func testJournalAdvance(t *testing.T, open func() Log) {
	l := open()
	ok(t, l.Advance(ctx, 1000))
	ok(t, l.Append(ctx, "a", 1, payload(1)))
	ok(t, l.Advance(ctx, 5))
	ok(t, l.Close())
	l = open()
	defer l.Close()
	ok(t, l.Append(ctx, "a", 1, payload(2)))
	all := readAll(t, l, "a", 0, 100)
	if len(all) != 2 || all[0].Seq <= 1000 || all[1].Seq <= all[0].Seq {
		t.Fatalf("%+v", all)
	}
}

func testJournalEnded(t *testing.T, open func() Log) {
	l := open()
	ok(t, l.Close())
	code(t, l.Append(ctx, "a", 1, payload(2)), cham.CodeUnavailable)
	code(t, l.Trim(ctx, "a", 1), cham.CodeUnavailable)
}
