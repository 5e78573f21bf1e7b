package crash

import (
	"os"
	"slices"
	"testing"
	"time"

	"cham"
	"cham/app"
	"cham/capability/segment"
	"cham/chamtest"
	"cham/measure"
)

// However the program is killed, who enters and leaves a live segment is told once, and
// nobody is missed.
func TestKillLiveSegments(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killLiveSegments(t, "") })
	t.Run("postgres", func(t *testing.T) { killLiveSegments(t, chamtest.Postgres(t)) })
}

func killLiveSegments(t *testing.T, databaseURL string) {
	dir := t.TempDir()
	must(t, Prepare(t.Context(), dir, databaseURL))
	o := app.Options{Data: dir, DatabaseURL: databaseURL, AtRest: true}
	startLive(t, o)
	p, err := NewProcess(program(t), dir, databaseURL)
	must(t, err)
	t.Cleanup(func() { p.Kill() })
	l := startLoad(p.URL, uint64(os.Getpid()), 8*time.Millisecond, 20)
	defer l.stop()
	var r Report
	must(t, r.killAll(t.Context(), Config{Kills: kills(t), Seed: uint64(os.Getpid())}, p))
	db := stateOf(t, dir, databaseURL)
	var during int
	must(t, db.QueryRow("SELECT count(*) FROM live_move WHERE told").Scan(&during))
	l.stop()

	a, err := app.Open(t.Context(), o) // whatever is left is caught up with
	must(t, err)
	catchUp(t, a)
	moves := wantToldOnce(t, a)
	must(t, a.Close())
	t.Logf("%d kills (%d while starting): %d of %d told while it was killed", kills(t), r.Early, during, moves)
	if during == 0 {
		t.Error("nobody entered or left while it was killed")
	}
}

var liveRules = map[string]measure.SegmentRule{
	"once":  stepped("Step 1", 1),
	"often": stepped("Step 2", 4),
	"some":  {All: []measure.SegmentRule{stepped("Step 1", 2), {None: []measure.SegmentRule{stepped("Step 3", 2)}}}},
}

func stepped(name string, times float64) measure.SegmentRule {
	return measure.SegmentRule{Touch: &measure.TouchRule{Match: []cham.Match{{Event: name}}, Times: &measure.Range{AtLeast: &times}}}
}

func startLive(t *testing.T, o app.Options) {
	a, err := app.Open(t.Context(), o)
	must(t, err)
	for id, rule := range liveRules {
		must(t, a.Store.Segments().CreateSegment(t.Context(), workspace, measure.SavedSegment{ID: id, Name: id, Rule: &rule}))
		must(t, a.Store.Live().Start(t.Context(), workspace, segment.Live{Segment: id, Since: time.Now()}))
	}
	a.LiveSegments.Changed(workspace)
	must(t, a.LiveSegments.Look(t.Context(), workspace))
	must(t, a.Close())
}

func catchUp(t *testing.T, a *app.App) {
	t.Helper()
	must(t, a.Flow.Drain(t.Context()))
	for id := range liveRules {
		must(t, a.LiveSegments.Everybody(t.Context(), workspace, id))
	}
	must(t, a.LiveSegments.Tell(t.Context(), workspace))
	must(t, a.Flow.Drain(t.Context()))
}

// wantToldOnce holds what was kept against history and the plain rules.
func wantToldOnce(t *testing.T, a *app.App) int {
	t.Helper()
	ctx := t.Context()
	h, err := a.Workspaces.History(ctx, workspace)
	must(t, err)
	records, err := h.Between(ctx, 0, 1<<40)
	must(t, err)
	told := map[string]int{}
	for _, r := range records {
		if r.Type == cham.CallSegment {
			told[r.MessageID]++
		}
	}
	ws, err := a.Store.Access().Workspace(ctx, workspace)
	must(t, err)
	moves := 0
	for id, rule := range liveRules {
		of, err := a.Store.Live().Moves(ctx, workspace, id, 1_000_000)
		must(t, err)
		moves += len(of)
		wantInTurn(t, of)
		for _, m := range of {
			if told[m.MessageID()] != 1 {
				t.Errorf("%+v was told %d times", m, told[m.MessageID()])
			}
		}
		want, err := a.Questions.RuleMembers(ctx, ws, rule)
		must(t, err)
		if got := membersOf(t, a, id); !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s has %d customers, want %d", id, len(got), len(want))
		}
	}
	if len(told) != moves {
		t.Errorf("history has %d, want %d", len(told), moves)
	}
	return moves
}

// wantInTurn holds that nobody enters twice without having left. Moves come newest first.
func wantInTurn(t *testing.T, moves []segment.Move) {
	t.Helper()
	in := map[cham.KeyID]bool{}
	for _, m := range slices.Backward(moves) {
		if in[m.Key] == m.Entered {
			t.Errorf("%+v, and it was so before", m)
		}
		in[m.Key] = m.Entered
	}
}

// membersOf are a live segment's customers as they are kept.
func membersOf(t *testing.T, a *app.App, id string) (all []cham.CustomerID) {
	t.Helper()
	parts, err := a.Store.Live().Parts(t.Context(), workspace, id)
	must(t, err)
	m, err := segment.NewMembers(parts)
	must(t, err)
	var keys []cham.KeyID
	m.Each(func(k cham.KeyID) { keys = append(keys, k) })
	owners, _, err := a.Index.Owners(workspace, keys)
	must(t, err)
	for _, o := range owners {
		all = append(all, o.ID)
	}
	return all
}
