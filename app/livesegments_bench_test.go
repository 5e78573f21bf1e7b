package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/app"
	"cham/capability/segment"
	"cham/chamtest/kit"
	"cham/feed"
	"cham/measure"
)

const (
	benchCustomers = 100_000
	benchSegments  = 100
	benchRate      = 5000 // touches a second
	benchSeconds   = 20
)

// BenchmarkLiveSegments is how long it takes from a touch to the entering it brings, as a reader of the
// feed hears of it: 100 live segments, 5,000 touches a second, one in 25 of which makes somebody enter.
// Run it with -benchtime 1x.
func BenchmarkLiveSegments(b *testing.B) {
	heard, mu := map[cham.KeyID]time.Time{}, sync.Mutex{}
	k := kit.New(b, kit.Reading(app.Reader{Name: "bench", From: feed.Now(),
		Handle: func(_ context.Context, batch feed.Batch) (func(context.Context, app.Tx) error, error) {
			mu.Lock()
			defer mu.Unlock()
			for _, r := range batch.Records {
				if r.Type == cham.CallSegment && heard[r.Key].IsZero() {
					heard[r.Key] = time.Now()
				}
			}
			return nil, nil
		}}))
	w := watchKit{k}
	dice := rand.New(rand.NewPCG(1, 2))
	for from := 0; from < benchCustomers; from += 500 {
		w.sendMany(500, func(i int) (string, string) {
			return fmt.Sprint("c", from+i), fmt.Sprint("Step ", dice.IntN(40))
		})
	}
	k.Drain()
	for i := range benchSegments {
		rule := measure.SegmentRule{All: []measure.SegmentRule{did(fmt.Sprint("Goal ", i), nil, 30),
			did(fmt.Sprint("Step ", i%40), &measure.Range{AtMost: new(float64)}, 30)}}
		if i%10 == 0 {
			rule.All = append(rule.All, measure.SegmentRule{None: []measure.SegmentRule{{Tag: &measure.TagRule{Any: []string{"x"}}}}},
				measure.SegmentRule{Reach: cham.KeyUser})
		}
		g := measure.SavedSegment{ID: fmt.Sprint(i), Name: fmt.Sprint(i), Rule: &rule}
		w.must(k.Store.Segments().CreateSegment(b.Context(), kit.Workspace, g))
		w.must(k.Store.Live().Start(b.Context(), kit.Workspace, segment.Live{Segment: fmt.Sprint(i), Since: k.Now()}))
	}
	k.LiveSegments.Changed(kit.Workspace)
	for len(k.LiveSegments.LookedAt(kit.Workspace)) < benchSegments {
		time.Sleep(10 * time.Millisecond)
	}
	b.ResetTimer()
	sent := map[string]time.Time{}
	began := time.Now()
	for n := 0; n < benchRate*benchSeconds; n += 100 {
		if due := began.Add(time.Duration(n) * time.Second / benchRate); time.Now().Before(due) {
			time.Sleep(time.Until(due))
		}
		w.sendMany(100, func(i int) (string, string) {
			if i%25 == 0 {
				who := fmt.Sprint("new", n+i)
				sent[who] = time.Now()
				return who, fmt.Sprint("Goal ", dice.IntN(benchSegments))
			}
			return fmt.Sprint("c", dice.IntN(benchCustomers)), fmt.Sprint("Step ", dice.IntN(40))
		})
	}
	took := time.Since(began)
	deadline := time.Now().Add(time.Minute)
	for count := 0; count < len(sent) && time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		mu.Lock()
		count = len(heard)
		mu.Unlock()
	}
	mu.Lock()
	defer mu.Unlock()
	w.report(b, sent, heard, took)
}

// report compares when touches were sent with when their enterings were heard of.
func (w watchKit) report(b *testing.B, sent map[string]time.Time, heard map[cham.KeyID]time.Time, took time.Duration) {
	keys := []cham.KeyID{}
	for k := range heard {
		keys = append(keys, k)
	}
	nodes, err := w.Store.Graph().NodesByID(b.Context(), kit.Workspace, keys)
	w.must(err)
	var waits []time.Duration
	for _, n := range nodes {
		if at, ok := sent[n.Key.Value]; ok {
			waits = append(waits, heard[n.ID].Sub(at))
		}
	}
	if slices.Sort(waits); len(waits) < len(sent) {
		b.Fatalf("%d of %d were told", len(waits), len(sent))
	}
	b.ReportMetric(float64(benchRate*benchSeconds)/took.Seconds(), "touches/s")
	for _, p := range []int{50, 99, 100} {
		b.ReportMetric(float64(waits[(len(waits)-1)*p/100].Milliseconds()), fmt.Sprint("ms-p", p))
	}
}

func (w watchKit) sendMany(n int, of func(i int) (who, event string)) {
	calls := make([]any, n)
	for i := range calls {
		who, event := of(i)
		calls[i] = map[string]any{"type": "track", "messageId": w.NewID(), "userId": who, "event": event}
	}
	body, err := json.Marshal(map[string]any{"batch": calls})
	w.must(err)
	if r := w.Send(body); r.Accepted != n {
		w.T.Fatalf("refused: %+v", r.Refusals)
	}
}
