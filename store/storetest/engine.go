package storetest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/flow"
	"cham/identity"
	"cham/journey"
	"cham/measure"
)

// JourneyEngine answers questions about what it is told.
type JourneyEngine interface {
	measure.Engine
	flow.Index
}

// Interactions is a history as an engine is built from it: Cursor gives the
// highest Record.Seq, Groups the group calls, Scan the records of journeys (CallType.Interaction) with
// a higher Seq than after, of the keys (nil: all), in order of Seq.
type Interactions interface {
	Cursor(ctx context.Context) (journal, record int64, err error)
	Scan(ctx context.Context, after int64, keys []cham.KeyID, properties bool, f func([]cham.Record) error) error
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
	t.Run("long customer", func(t *testing.T) { testLongCustomer(t, open) })
	t.Run("golden", func(t *testing.T) { testGolden(t, open) })
}

// story is a business being built up by appends and moves, in the engine and
// in the model at once.
type story struct {
	model
	engine JourneyEngine
	now    time.Time
	ids    int
}

// Scan makes the model's records a history to read again from.
func (s *story) Scan(_ context.Context, after int64, keys []cham.KeyID, _ bool, f func([]cham.Record) error) error {
	for _, r := range s.records {
		if r.Seq > after && r.Type.Interaction() && (keys == nil || slices.Contains(keys, r.Key)) {
			if err := f([]cham.Record{r}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *story) Cursor(context.Context) (journal, record int64, err error) {
	return 0, int64(len(s.records)), nil
}

// Groups makes the model's group calls a history, too.
func (s *story) Groups(_ context.Context, f func([]cham.Record) error) error {
	for _, r := range s.records {
		if r.Type == cham.CallGroup {
			if err := f([]cham.Record{r}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *story) assignments() (moves []identity.Move) {
	for k, to := range s.owner {
		moves = append(moves, identity.Move{Key: k, To: to})
	}
	return moves
}

const storyKeys = 6

// keysOf are the keys of a customer, ascending.
func (s *story) keysOf(id cham.CustomerID) (keys []cham.KeyID) {
	for k := cham.KeyID(1); k <= storyKeys; k++ {
		if s.customerOf(k) == id {
			keys = append(keys, k)
		}
	}
	return keys
}

// set makes keys one customer, named by the lowest, and returns the moves.
func (s *story) set(keys []cham.KeyID) (moves []identity.Move) {
	if len(keys) == 0 {
		return nil
	}
	to := cham.CustomerID(slices.Min(keys))
	for _, k := range keys {
		if s.customerOf(k) != to {
			moves = append(moves, identity.Move{Key: k, To: to})
		}
		if s.owner[k] = to; cham.CustomerID(k) == to {
			delete(s.owner, k)
		}
	}
	return moves
}

// regroup draws a merge, a split, or nothing.
func (s *story) regroup(t *rapid.T) []identity.Move {
	a := s.customerOf(cham.KeyID(rapid.IntRange(1, storyKeys).Draw(t, "key a")))
	b := s.customerOf(cham.KeyID(rapid.IntRange(1, storyKeys).Draw(t, "key b")))
	switch rapid.IntRange(0, 3).Draw(t, "regroup") {
	case 0:
		return s.set(append(s.keysOf(a), s.keysOf(b)...))
	case 1:
		var stay, leave []cham.KeyID
		for _, k := range s.keysOf(a) {
			if rapid.Bool().Draw(t, "stays") {
				stay = append(stay, k)
			} else {
				leave = append(leave, k)
			}
		}
		return append(s.set(stay), s.set(leave)...)
	}
	return nil
}

var storyNames = []string{"A", "B", "C", "D", "E"}

// touch draws a record near the others: at the same instant, a little later,
// earlier, or at the edge of a silence.
func (s *story) touch(t *rapid.T) cham.Record {
	const day = 24 * time.Hour
	step := rapid.SampledFrom([]time.Duration{0, 0, time.Millisecond, time.Minute, -time.Hour, 5 * time.Hour, day, -3 * day,
		30*day - time.Millisecond, 30 * day, 31 * day}).Draw(t, "step")
	s.now = s.now.Add(step)
	s.ids++
	r := cham.Record{Seq: int64(len(s.records) + 1), Key: cham.KeyID(rapid.IntRange(1, storyKeys).Draw(t, "key"))}
	r.Touch = cham.Touch{MessageID: fmt.Sprint(s.ids), Source: "s", Type: cham.CallTrack, At: s.now, ReceivedAt: s.now,
		Name:    rapid.SampledFrom(storyNames).Draw(t, "name"),
		Channel: rapid.SampledFrom([]cham.Channel{"website", "zalo"}).Draw(t, "channel")}
	r.Campaign.Source = rapid.SampledFrom([]string{"", "facebook"}).Draw(t, "source")
	r.Value = float64(rapid.SampledFrom([]int{0, 0, 100, 250}).Draw(t, "value"))
	r.Duration = rapid.SampledFrom([]float64{0, 0, 1.5, 60}).Draw(t, "duration")
	switch rapid.IntRange(0, 9).Draw(t, "call") {
	case 0:
		r.Type, r.Name = cham.CallIdentify, ""
	case 1:
		r.Type, r.Name = cham.CallGroup, ""
		r.Properties = fmt.Appendf(nil, `{"groupId":%q}`, rapid.SampledFrom([]string{"Hoà Phát", "Lộc \"Trời\""}).Draw(t, "account"))
	}
	return r
}

func newStory() *story {
	return &story{model: model{owner: map[cham.KeyID]cham.CustomerID{}}, now: historyStart}
}

// storyMap binds A and B (by channel, too) before C, then the goal D; E has no
// stage on Zalo and is unmapped elsewhere. One stage has no touchpoints.
var storyMap = &cham.JourneyMap{
	ID: "m", Stages: []cham.Stage{{ID: "before"}, {ID: "during"}, {ID: "empty"}, {ID: "after"}},
	Touchpoints: []cham.Touchpoint{
		{ID: "a", Stage: "before", Name: "Á", Rule: rule(cham.Match{Event: "A"})},
		{ID: "az", Stage: "before", Name: "A on Zalo", Rule: rule(cham.Match{Event: "A", Channel: "zalo"}, cham.Match{Event: "B", Source: "facebook"})},
		{ID: "b", Stage: "during", Name: "B", Rule: rule(cham.Match{Event: "B"})},
		{ID: "c", Stage: "during", Name: "C", Rule: rule(cham.Match{Event: "C"})},
		{ID: "d", Stage: "after", Name: "D", Goal: true, Rule: rule(cham.Match{Event: "D"})},
		{ID: "loose", Name: "Loose", Rule: rule(cham.Match{Event: "E", Channel: "zalo"})},
		{ID: "never", Stage: "after", Name: "Never", Rule: rule(cham.Match{Event: "Z"})},
	},
}

func rule(any ...cham.Match) cham.Rule { return cham.Rule{Any: any} }

// query draws a query; points are what steps and touchpoints may be.
func (s *story) query(t *rapid.T, q measure.Question, points []string) measure.Query {
	out := measure.Query{Question: q, Collapse: rapid.Bool().Draw(t, "collapse")}
	out.Segment = measure.Segment{Channel: rapid.SampledFrom([]cham.Channel{"", "", "zalo"}).Draw(t, "channel"),
		Source: rapid.SampledFrom([]string{"", "", "facebook"}).Draw(t, "source"),
		Status: rapid.SampledFrom([]string{"", "", "new", "returning"}).Draw(t, "status")}
	instant := func(label string) time.Time {
		if len(s.records) == 0 || rapid.Bool().Draw(t, label+" open") {
			return time.Time{}
		}
		at := rapid.SampledFrom(s.records).Draw(t, label).At
		return at.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, label+" shift")) * time.Millisecond)
	}
	out.Where = drawWhere(t)
	out.Unit = rapid.SampledFrom([]string{"", "", "account"}).Draw(t, "unit")
	if rapid.IntRange(0, 3).Draw(t, "goals") == 0 {
		out.Goal = points[1:3]
	}
	out.From, out.To, out.AsOf = instant("from"), instant("to"), instant("as of")
	if !out.To.IsZero() && !out.From.Before(out.To) {
		out.From = time.Time{}
	}
	switch q {
	case measure.Funnel:
		out.Steps = drawSteps(t, points)
		out.Order = rapid.SampledFrom([]string{"strict", "any"}).Draw(t, "order")
		out.WindowDays = rapid.SampledFrom([]float64{0, 0, 0.25, 7, 30}).Draw(t, "window")
		drawLimits(t, &out, points)
	case measure.Attribution:
		drawAttribution(t, &out)
	case measure.Changed:
		drawChanged(t, &out, instant)
	case measure.Paths:
		drawPaths(t, &out, points)
	case measure.Timing:
		out.Start = rapid.SampledFrom([]string{"", "", points[0], points[1], points[3]}).Draw(t, "start")
	case measure.Retention:
		drawRetention(t, &out, s.now)
	case measure.Trend:
		out.Touchpoint = rapid.SampledFrom(append([]string{""}, points...)).Draw(t, "touchpoint")
		out.Bucket = rapid.SampledFrom([]string{"day", "week", "month"}).Draw(t, "bucket")
		if out.From.IsZero() || out.To.IsZero() || out.To.Sub(out.From) > 300*24*time.Hour {
			out.From, out.To = time.Time{}, s.now
		}
	}
	return out
}

// drawSteps draws steps of a funnel; two are the same or share nothing.
func drawSteps(t *rapid.T, points []string) (steps [][]string) {
	sets := [][]string{points[:2]}
	for _, p := range points[2:] {
		sets = append(sets, []string{p})
	}
	if rapid.Bool().Draw(t, "single") {
		sets[0] = points[:1]
	}
	for range rapid.IntRange(1, 4).Draw(t, "steps") {
		steps = append(steps, rapid.SampledFrom(sets).Draw(t, "step"))
	}
	return steps
}

// drawWhere draws conditions on touches.
func drawWhere(t *rapid.T) []measure.Is {
	return rapid.SampledFrom([][]measure.Is{nil, nil, nil,
		{{By: measure.ByChannel, Any: []string{"zalo"}}},
		{{By: measure.BySource, Any: []string{"", "none"}}},
		{{By: measure.ByName, Any: []string{"B", "D"}, Not: true}, {By: measure.ByChannel, Any: []string{"website"}}},
		{{By: measure.ByHour, Any: []string{"15", "20", "21"}, Not: true}, {By: measure.ByChannel, Any: []string{"zalo"}}},
		{{By: measure.ByWeekday, Any: []string{"1", "4", "7"}}},
		{{By: measure.ByTouchpoint, Any: []string{"az", "c", "A", "C"}}},
		{{By: measure.ByStage, Any: []string{"during"}, Not: true}},
	}).Draw(t, "where")
}

// drawMembers draws a segment.
func drawMembers(t *rapid.T) []cham.CustomerID {
	switch rapid.IntRange(0, 5).Draw(t, "members") {
	case 0:
		return []cham.CustomerID{}
	case 1:
		return []cham.CustomerID{2, 3, 5, 900}
	}
	return nil
}

var allQuestions = []measure.Question{measure.Touches, measure.Touchpoints, measure.Transitions, measure.Funnel,
	measure.Exits, measure.Journeys, measure.Trend, measure.Attribution, measure.Drivers, measure.Changed, measure.Paths, measure.Graph, measure.Reality,
	measure.Timing, measure.Retention}

// plan draws a plan of the question, with or without the map.
func (s *story) plan(t *rapid.T, q measure.Question) measure.Plan {
	m, points := (*cham.JourneyMap)(nil), storyNames
	if rapid.Bool().Draw(t, "map") || q == measure.Reality {
		m, points = storyMap, nil
		for _, p := range m.Touchpoints {
			points = append(points, p.ID)
		}
	}
	now := s.now.Add(rapid.SampledFrom([]time.Duration{0, 4 * time.Minute, 30 * 24 * time.Hour, -24 * time.Hour}).Draw(t, "now"))
	zone, err := time.LoadLocation(cham.DefaultTimeZone)
	if err != nil {
		t.Fatal(err)
	}
	p, err := measure.Compile(s.query(t, q, points), m, zone, now)
	if err != nil {
		t.Fatal(err)
	}
	if m != nil {
		p.Bind = journey.Bind(m)
	}
	p.Members = drawMembers(t)
	return p
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
			s.check(rt, rapid.SampledFrom(allQuestions).Draw(rt, "question"), nil)
		}
		sql.skip = rapid.IntRange(0, 9).Draw(rt, "SQL too at 0") != 0
		defer func() { sql.skip = false }()
		for _, q := range allQuestions {
			s.check(rt, q, sql)
		}
		s.engine = open(t, s, s.assignments())
		for _, q := range allQuestions {
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
				FirstSource: first.kind.Source, LastName: last.kind.Name, LastChannel: last.kind.Channel, Account: s.accountOf(id)}
			for _, x := range ts {
				want.Value += float64(x.value) / 1000
			}
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
		f := measure.Figure{Kind: "kind", KindID: k.ID}
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

// checkFigures opens the figures of an answer: a list that counts customers is
// as long as its figure, one of journeys no longer, and empty only with it.
func (s *story) checkFigures(t *rapid.T, p measure.Plan, a *measure.Answer) {
	for _, o := range figures(a) {
		f, n := o.Figure, o.n
		ids, err := s.engine.Customers(context.Background(), EngineWorkspace, p, f)
		if err != nil {
			t.Fatal(f, err)
		}
		if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Fatalf("%+v: not ascending: %v", f, ids)
		}
		unit := s.units(p)
		if names := unit.all(ids); unit.accounts {
			if !slices.Equal(ids, unit.everyone(&s.model, names)) {
				t.Fatalf("%+v: %v are not all of their accounts", f, ids)
			}
			ids = names
		}
		exact := !slices.Contains([]string{"journeys", "next", "exit", "left", "open", "through-open", "other", "stage-reach",
			"stage-next", "stage-left", "stage-open", "started", "converted", "lost", "open-journeys", "credited", "with", "with-converted", "change", "path", "flow-node", "flow-link", "starts", "ends", "before-exit", "conforms", "back", "skips", "loops",
			"timed", "staged"}, f.Kind)
		if exact && len(ids) != n || len(ids) > n || (len(ids) == 0) != (n == 0) {
			t.Fatalf("%+v of %+v: %d customers, the figure is %d", f, p.Query, len(ids), n)
		}
	}
}

// figure is a number of an answer that can be opened.
type figure struct {
	measure.Figure
	n int
}

func figures(a *measure.Answer) []figure {
	all := []figure{{measure.Figure{Kind: "customers"}, a.Customers}}
	add := func(f measure.Figure, counts map[string]int) {
		for kind, n := range counts {
			f.Kind = kind
			all = append(all, figure{f, n})
		}
	}
	for _, r := range a.Touchpoints {
		add(measure.Figure{Touchpoint: r.ID}, map[string]int{"reach": r.Reach, "journeys": r.Journeys, "next": r.Next.K, "exit": r.Exit.K,
			"left": r.Left, "open": r.OpenHere, "through-open": r.Open, "other": r.Elsewhere, "live": r.Live})
	}
	for _, r := range a.Stages {
		add(measure.Figure{Stage: r.ID}, map[string]int{"stage-reach": r.Reach, "stage-next": r.Went, "stage-left": r.Left, "stage-open": r.Open})
	}
	for _, r := range a.Transitions {
		add(measure.Figure{Touchpoint: r.From, To: r.To}, map[string]int{"pair": r.Customers})
	}
	for i, r := range a.Funnel {
		add(measure.Figure{Step: i}, map[string]int{"step": r.Customers})
		if i+1 < len(a.Funnel) {
			add(measure.Figure{Step: i}, map[string]int{"dropped": r.Customers - a.Funnel[i+1].Customers})
		}
	}
	if j := a.Journeys; j != nil {
		add(measure.Figure{}, map[string]int{"started": j.Started, "converted": j.Converted, "lost": j.Lost, "open-journeys": j.Open,
			"new": j.NewCustomers, "repeat": j.Repeat.K, "goal": j.Repeat.N})
	}
	all = append(all, attributionFigures(a.Attribution)...)
	all = append(all, driverFigures(a.Drivers)...)
	all = append(all, changeFigures(a.Changed)...)
	if a.Timing != nil {
		all = append(all, timingFigures(a.Timing)...)
	}
	if a.Retention != nil {
		all = append(all, retentionFigures(a.Retention)...)
	}
	all = append(all, pathFigures(a.Paths)...)
	all = append(all, exitFigures(a.Exits)...)
	all = append(all, realityFigures(a.Reality)...)
	return append(all, graphFigures(a.Graph)...)
}

// AnswersDiffer compares two answers to the unit, medians to 1e-9, lists in any order.
func AnswersDiffer(a, b *measure.Answer) string {
	x, y := sortedAnswer(*a), sortedAnswer(*b)
	alignCurves(&x, &y)
	return differ("", reflect.ValueOf(x), reflect.ValueOf(y))
}

func sortedAnswer(a measure.Answer) measure.Answer {
	a.Touches, a.Transitions, a.Touchpoints, a.Exits = slices.Clone(a.Touches), slices.Clone(a.Transitions), slices.Clone(a.Touchpoints), slices.Clone(a.Exits)
	slices.SortFunc(a.Touches, func(x, y measure.TouchCount) int { return cmp.Compare(x.Name, y.Name) })
	slices.SortFunc(a.Transitions, func(x, y measure.Transition) int {
		return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	})
	slices.SortFunc(a.Touchpoints, func(x, y measure.TouchpointRow) int { return cmp.Compare(x.ID, y.ID) })
	a.Graph = sortedGraph(a.Graph)
	slices.SortFunc(a.Exits, func(x, y measure.ExitRow) int { return cmp.Compare(x.ID, y.ID) })
	return a
}

// differ names the first place where two values differ, "" when none.
func differ(path string, a, b reflect.Value) string {
	if t, ok := a.Interface().(time.Time); ok {
		if u := b.Interface().(time.Time); !t.Equal(u) {
			return fmt.Sprintf("%s: %v, %v", path, t, u)
		}
		return ""
	}
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			if d := differ(path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i)); d != "" {
				return d
			}
		}
	case reflect.Slice:
		if a.Len() != b.Len() {
			return fmt.Sprintf("%s: %d of them, %d\n%+v\n%+v", path, a.Len(), b.Len(), a, b)
		}
		for i := range a.Len() {
			if d := differ(fmt.Sprintf("%s[%d]", path, i), a.Index(i), b.Index(i)); d != "" {
				return d + fmt.Sprintf("\n%+v\n%+v", a.Index(i), b.Index(i))
			}
		}
	case reflect.Pointer:
		if a.IsNil() != b.IsNil() {
			return path + ": one is nil"
		}
		if !a.IsNil() {
			return differ(path, a.Elem(), b.Elem())
		}
	case reflect.Float64:
		if x, y := a.Float(), b.Float(); math.Abs(x-y) > 1e-9*max(1, math.Abs(x)) {
			return fmt.Sprintf("%s: %v, %v", path, x, y)
		}
	default:
		if !a.Equal(b) {
			return fmt.Sprintf("%s: %v, %v", path, a, b)
		}
	}
	return ""
}

func testEmptyEngine(t *testing.T, open OpenEngine) {
	s := newStory()
	s.engine = open(t, s, nil)
	rapid.Check(t, func(rt *rapid.T) {
		for _, q := range allQuestions {
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

// testLongCustomer has one customer with very many touches among small ones.
func testLongCustomer(t *testing.T, open OpenEngine) {
	s := newStory()
	s.engine = open(t, s, nil)
	const n = 200_000
	counts := map[string]int{}
	for i := range n {
		r := plainRecord("s", fmt.Sprint(i), 1, historyStart.Add(time.Duration(i)*time.Second))
		if i%1000 == 0 {
			r.Key = cham.KeyID(2 + i/1000%4)
		}
		r.Seq, r.Name = int64(i+1), storyNames[i%3]
		counts[r.Name]++
		s.records = append(s.records, r)
	}
	for from := 0; from < n; from += n / 4 {
		if err := s.engine.Append(context.Background(), EngineWorkspace, s.records[from:from+n/4], nil); err != nil {
			t.Fatal(err)
		}
	}
	p, err := measure.Compile(measure.Query{Question: measure.Touches}, nil, time.UTC, s.now)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.engine.Ask(context.Background(), EngineWorkspace, p)
	if err != nil || a.Volume != n || a.Customers != 5 {
		t.Fatal(a, err)
	}
	for _, c := range a.Touches {
		if c.Volume != counts[c.Name] {
			t.Error(c)
		}
	}
	p.Query = measure.Query{Question: measure.Transitions}
	a, err = s.engine.Ask(context.Background(), EngineWorkspace, p)
	total := 0
	for _, x := range a.Transitions {
		total += x.Count
	}
	if err != nil || total != n-5 {
		t.Fatal(total, err)
	}
}
