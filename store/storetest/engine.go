package storetest

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/identity"
	"cham/flow"
	"cham/measure"
)

// JourneyEngine answers questions about what it is told.
type JourneyEngine interface {
	measure.Engine
	flow.Index
}

// Interactions is a history as an engine is built from it: Cursor gives the
// highest Record.Seq, Groups the group calls, Scan the records of journeys (CallType.Interaction) with
// a higher Seq than after, of the keys (nil: all), in order of Seq; those with
// money have their Properties in any case.
type Interactions interface {
	Cursor(ctx context.Context) (journal, record int64, err error)
	Scan(ctx context.Context, after int64, keys []cham.KeyID, need cham.TouchNeed, f func([]cham.Record) error) error
	Groups(ctx context.Context, f func([]cham.Record) error) error
}

// OpenEngine opens an engine on what a history has and on the keys that are
// not their own customers. It is closed by the test's cleanup, or before it is
// opened again.
type OpenEngine func(t testing.TB, h Interactions, assignments []identity.Move) JourneyEngine

// EngineWorkspace is the workspace that engines must have loaded when OpenEngine returns.
const EngineWorkspace cham.WorkspaceID = "suite"

// Engine runs the conformance suite of engines: on generated histories, every
// question is answered as the plain model and the SQL twins answer it.
func Engine(t *testing.T, open OpenEngine) {
	t.Run("generated", func(t *testing.T) { EngineGenerated(t, open) })
	t.Run("empty", func(t *testing.T) { testEmptyEngine(t, open) })
	t.Run("funnels", func(t *testing.T) { testFunnels(t, open) })
	t.Run("many journeys", func(t *testing.T) { testManyJourneys(t, open) })
	t.Run("pairs from the middle", func(t *testing.T) { testPairsFromTheMiddle(t, open) })
	t.Run("refunds", func(t *testing.T) { testRefunds(t, open) })
	t.Run("long customer", func(t *testing.T) { testLongCustomer(t, open) })
	t.Run("golden", func(t *testing.T) { testGolden(t, open) })
}

// EngineGenerated is the suite's part on generated histories: ties, late and
// out-of-order touches, merges and their undoing, silences, goals; the engine is
// opened anew on what it was told.
func EngineGenerated(t *testing.T, open OpenEngine) {
	sql := newTwin(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := newStory()
		s.engine = open(t, s, nil)
		for range rapid.IntRange(1, 6).Draw(rt, "batches") {
			moves := s.regroup(rt)
			from := len(s.records)
			for range rapid.IntRange(0, 25).Draw(rt, "touches") {
				s.records = append(s.records, s.touch(rt))
			}
			if err := s.engine.Append(context.Background(), EngineWorkspace, s.records[from:], moves); err != nil {
				rt.Fatal(err)
			}
			s.check(rt, rapid.SampledFrom(allQuestions()).Draw(rt, "question"), nil)
			for range 3 {
				s.checkRule(rt)
			}
		}
		sql.skip = rapid.IntRange(0, 9).Draw(rt, "SQL too at 0") != 0
		defer func() { sql.skip = false }()
		for _, q := range allQuestions() {
			s.check(rt, q, sql)
		}
		s.engine = open(t, s, s.assignments())
		for _, q := range allQuestions() {
			s.check(rt, q, nil)
		}
	})
}

// check asks engine, model and twin the same, and opens some figures.
func (s *story) check(t *rapid.T, q measure.Question, sql *twin) *measure.Answer {
	p := s.plan(t, q)
	got, err := s.engine.Ask(context.Background(), EngineWorkspace, p)
	if err != nil {
		t.Fatal(err)
	}
	want := s.ask(p)
	if diff := AnswersDiffer(got, want); diff != "" {
		t.Fatalf("%+v\nengine and model differ: %s", p.Query, diff)
	}
	if sql != nil && !sql.skip {
		if diff := AnswersDiffer(sql.ask(&s.model, p), want); diff != "" {
			t.Fatalf("%+v\nSQL and model differ: %s", p.Query, diff)
		}
	}
	if wrong := sums(p, got); wrong != "" {
		t.Fatalf("%+v\ndoes not add up: %s", p.Query, wrong)
	}
	s.checkFigures(t, p, got)
	s.checkKinds(t, p)
	s.checkSummaries(t, p)
	return got
}

// checkSummaries describes every customer, and one that is none.
func (s *story) checkSummaries(t *rapid.T, p measure.Plan) {
	p.Query, p.Nodes, p.Bind, p.Members = measure.Query{}, nil, nil, nil
	v := s.view(p)
	ids := append(slices.Clone(v.customers), 1<<20)
	got, err := s.engine.Summaries(context.Background(), EngineWorkspace, ids)
	if err != nil || len(got) != len(ids) {
		t.Fatal(len(got), err)
	}
	for i, id := range ids {
		var want measure.CustomerSummary
		if ts := v.touches[id]; len(ts) > 0 {
			first, last := ts[0], ts[len(ts)-1]
			want = measure.CustomerSummary{ID: id, Touches: len(ts), FirstAt: first.at, LastAt: last.at, FirstChannel: first.kind.Channel,
				First: first.kind.Lead(), Last: lastKind(ts).Lead(),
				FirstSource: first.kind.Source, LastName: last.kind.Name, LastChannel: last.kind.Channel, Account: s.accountOf(id)}
			want.Value = float64(bought(ts)) / 1000
		}
		if d := differ("", reflect.ValueOf(got[i]), reflect.ValueOf(want)); d != "" {
			t.Fatalf("summary of %d: %s", id, d)
		}
	}
}

// checkKinds holds the list of kinds, and the customers of each and of two
// together, to the model.
func (s *story) checkKinds(t *rapid.T, p measure.Plan) {
	kinds, err := s.engine.Kinds(context.Background(), EngineWorkspace, p)
	if err != nil {
		t.Fatal(err)
	}
	volume, who := map[cham.Kind]int{}, map[cham.Kind]map[cham.CustomerID]bool{}
	for id, ts := range s.view(p).touches {
		for _, x := range ts {
			if x.inside {
				volume[x.kind]++
				addTo(who, x.kind, id)
			}
		}
	}
	if len(kinds) != len(volume) {
		t.Fatalf("%d kinds, want %d", len(kinds), len(volume))
	}
	for i, k := range kinds {
		if k.Volume != volume[k.Kind] || k.Reach != len(who[k.Kind]) {
			t.Fatalf("%+v: want volume %d, reach %d", k, volume[k.Kind], len(who[k.Kind]))
		}
		both := maps.Clone(who[k.Kind])
		f := measure.Figure{Kind: measure.FigureKinds, KindID: k.ID}
		if i > 0 {
			f.KindIDs = []int{k.ID, kinds[i-1].ID}
			maps.Copy(both, who[kinds[i-1].Kind])
		}
		ids, err := s.engine.Customers(context.Background(), EngineWorkspace, p, f)
		want := s.units(p).everyone(&s.model, slices.Sorted(maps.Keys(both)))
		if err != nil || !slices.Equal(ids, want) {
			t.Fatalf("%+v: %v, %v; want %v", f, ids, err, want)
		}
	}
}

func testEmptyEngine(t *testing.T, open OpenEngine) {
	s := newStory()
	s.engine = open(t, s, nil)
	rapid.Check(t, func(rt *rapid.T) {
		for _, q := range allQuestions() {
			s.check(rt, q, nil)
		}
	})
	unknown := measure.Plan{Query: measure.Query{Question: "why"}, Location: time.UTC}
	if _, err := s.engine.Ask(context.Background(), EngineWorkspace, unknown); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Error("unknown question:", err)
	}
	if _, err := s.engine.Ask(context.Background(), "nobody", unknown); cham.ErrorCode(err) != cham.CodeNotFound {
		t.Error("unknown workspace:", err)
	}
}
