package index_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/measure"
	"cham/store/index"
)

// grouped makes the first record of every seven keys a group call.
func grouped(records []cham.Record) []cham.Record {
	for i := range records {
		if records[i].Seq <= 7 {
			records[i].Type, records[i].Name = cham.CallGroup, ""
			records[i].Properties = fmt.Appendf(nil, `{"groupId":"g%d"}`, records[i].Key%2)
		}
	}
	return records
}

func byAccount(t *testing.T) measure.Plan {
	t.Helper()
	p, err := measure.Compile(measure.Query{Question: measure.Touches, Unit: "account"}, nil, time.UTC, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestAccountsWhileAppending asks about accounts while touches come in: each
// answer is of one moment.
func TestAccountsWhileAppending(t *testing.T) {
	h := &rows{}
	x := index.New(index.Options{})
	defer x.Close()
	if err := x.Load(context.Background(), "w", h, nil, cham.KindRules{}); err != nil {
		t.Fatal(err)
	}
	const batch, batches = 100, 40
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range batches {
			if err := x.Append(context.Background(), "w", grouped(h.add(batch)), nil); err != nil {
				t.Error(err)
			}
		}
	}()
	p, last := byAccount(t), 0
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		a, err := x.Ask(context.Background(), "w", p)
		if err != nil || a.Volume > 0 && (a.Volume+7)%batch != 0 || a.Volume < last || a.Customers > 2 {
			t.Fatalf("%+v after %d, %v", a, last, err)
		}
		last = a.Volume
	}
	if last != batch*batches-7 {
		t.Error(last)
	}
}

// company is a history with group calls.
type company struct{ rows }

func (h *company) Scan(ctx context.Context, after int64, _ []cham.KeyID, _ cham.TouchNeed, f func([]cham.Record) error) error {
	return f(h.rows[max(after, 7):])
}

func (h *company) Groups(_ context.Context, f func([]cham.Record) error) error { return f(h.rows[:7]) }

// TestAccountsBeyondTheCeiling refuses the question, not the workspace.
func TestAccountsBeyondTheCeiling(t *testing.T) {
	h := &company{}
	const n = 90_000 // twice that at eight bytes is too much
	grouped(h.add(n))
	for limit, want := range map[int64]cham.Code{1 << 20: cham.CodeUnavailable, 1 << 21: ""} {
		x := index.New(index.Options{MaxBytes: limit})
		defer x.Close()
		if err := x.Load(context.Background(), "w", h, nil, cham.KindRules{}); err != nil {
			t.Fatal(err)
		}
		a, err := x.Ask(context.Background(), "w", byAccount(t))
		if cham.ErrorCode(err) != want || err == nil && (a.Volume != n-7 || a.Customers != 2) {
			t.Errorf("%d bytes: %+v, %v", limit, a, err)
		}
		if v := volume(t, x); v != n-7 {
			t.Error(v)
		}
	}
}
