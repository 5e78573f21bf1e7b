package outbox

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"cham"
)

// kept is a store with one mailing, and what became of its messages.
type kept struct {
	Store
	mailing Mailing
	states  []State // since it was let go on, the latest first
}

func (k *kept) Mailing(context.Context, cham.WorkspaceID, string) (Mailing, error) {
	return k.mailing, nil
}

func (k *kept) Latest(context.Context, cham.WorkspaceID, string, time.Time, int) ([]State, error) {
	return append([]State{}, k.states...), nil
}

func (k *kept) SetMailing(_ context.Context, _ cham.WorkspaceID, _ string, _ []MailingState, to MailingState, why string,
	_ time.Time) (bool, error) {
	k.mailing.State, k.mailing.Why = to, why
	return true, nil
}

// What went before a person let a mailing go on is no reason to pause it again, not for what was
// taken before either.
func TestWatchAfterResume(t *testing.T) {
	store := &kept{mailing: Mailing{Workspace: "a", ID: "m", State: Running}}
	s := New(Config{Store: store, Now: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	before := store.mailing
	try := func(m *Mailing, st State, want MailingState) {
		t.Helper()
		store.states = append([]State{st}, store.states...)
		if err := s.watch(t.Context(), &leaving{item: Item{Workspace: "a", Mailing: "m"}, mailing: m}, fateOf(st)); err != nil {
			t.Fatal(err)
		}
		if store.mailing.State != want {
			t.Fatalf("after %d: %s for %q, want %s", len(store.states), store.mailing.State, store.mailing.Why, want)
		}
	}
	for range leastWatched - 1 {
		try(&before, Failed, Running)
	}
	store.mailing.ResumedAt, store.states = time.Now(), nil // a person paused it, and let it go on
	after := store.mailing
	try(&before, Failed, Running)
	for range leastWatched - 2 {
		try(&after, Failed, Running)
	}
	try(&after, Failed, Paused)
}

// What the last fifty say: the twentieth is the first that can pause, and what is older is forgotten.
func TestTrips(t *testing.T) {
	for name, c := range map[string]struct {
		went, refused, putOff, then int // then: so many that went after all those
		want                        string
	}{
		"all went":                  {60, 0, 0, 0, ""},
		"too few to say":            {0, 19, 0, 0, ""},
		"all refused":               {0, 20, 0, 0, ByErrors},
		"three in ten":              {35, 15, 0, 0, ""},
		"more than three in ten":    {34, 16, 0, 0, ByErrors},
		"half put off":              {25, 0, 25, 0, ""},
		"more than half put off":    {24, 0, 26, 0, ByDelays},
		"refused before put off":    {0, 16, 34, 0, ByErrors},
		"long ago":                  {0, 0, 50, 25, ""},
		"so many put off, and more": {0, 0, 100, 24, ByDelays},
	} {
		r := &recent{}
		for f, n := range []int{c.went, c.refused, c.putOff} {
			for range n {
				r.add(fate(f))
			}
		}
		for range c.then {
			r.add(went)
		}
		if got := r.trips(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
