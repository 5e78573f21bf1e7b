package storetest

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/journey"
	"cham/measure"
	"cham/measure/stat"
)

// checkRule asks engine and model for the members of a drawn rule.
func (s *story) checkRule(t *rapid.T) {
	m := modelRules{s: s, now: s.now.Add(rapid.SampledFrom([]time.Duration{0, -24 * time.Hour, 40 * 24 * time.Hour}).Draw(t, "now")),
		listed: map[string][]cham.CustomerID{"x": {1, 3, 900}, "y": {}}}
	m.lead = (&measure.Plan{}).LeadOf()
	m.checkBuying(t)
	r := s.drawRule(t, 0)
	plan, err := measure.CompileRule(r, m.now, measure.RuleNames{Matches: journey.Matches, Leads: m.lead,
		Map: func(cham.MapID) (*cham.JourneyMap, func(cham.Kind) int, error) {
			return storyMap, journey.Bind(storyMap), nil
		},
		Set: func(r measure.SegmentRule) ([]cham.CustomerID, error) { return m.listed[r.Segment], nil }})
	if err != nil {
		t.Fatal(err)
	}
	people, want := m.people(), []cham.CustomerID{}
	for c := cham.CustomerID(1); c <= storyKeys; c++ {
		if ts := people[c]; ts != nil && m.meets(r, c, ts) {
			want = append(want, c)
		}
	}
	got, err := s.engine.(measure.Selector).Members(context.Background(), EngineWorkspace, plan)
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("%+v\nmembers %v, want %v (%v)", r, got, want, err)
	}
	s.checkAmong(t, plan, want)
	if nobody := m.meets(r, 0, nil); nobody != plan.Meets(plan.Untouched()) {
		t.Fatalf("%+v\nwithout touches: %v, want %v", r, !nobody, nobody)
	}
}

// checkAmong asks an engine that can look at few customers for those of them who are members.
func (s *story) checkAmong(t *rapid.T, plan measure.RulePlan, members []cham.CustomerID) {
	steady, ok := s.engine.(measure.SteadyEngine)
	if !ok {
		return
	}
	at, err := steady.At(EngineWorkspace)
	if err != nil {
		t.Fatal(err)
	}
	among, want := rapid.SliceOfDistinct(rapid.Int64Range(1, storyKeys+1), rapid.ID).Draw(t, "among"), []cham.CustomerID{}
	var ids []cham.CustomerID
	for _, id := range slices.Sorted(slices.Values(among)) {
		if ids = append(ids, cham.CustomerID(id)); slices.Contains(members, cham.CustomerID(id)) {
			want = append(want, cham.CustomerID(id))
		}
	}
	got, err := at.(measure.Narrower).Among(ids).(measure.Selector).Members(t.Context(), EngineWorkspace, plan)
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("among %v: members %v, want %v (%v)", ids, got, want, err)
	}
}

// modelRules meets rules in the plainest way.
type modelRules struct {
	s      *story
	now    time.Time
	lead   func(cham.Kind) string
	listed map[string][]cham.CustomerID
}

// people are the touches of each customer until now, in order.
func (m modelRules) people() map[cham.CustomerID][]modelTouch {
	p := measure.Plan{Now: m.now, Silence: 30 * 24 * time.Hour, Bind: journey.Bind(storyMap)}
	p.AsOf = m.now
	for i, t := range storyMap.Touchpoints {
		p.Nodes = append(p.Nodes, measure.Node{ID: t.ID, Stage: i})
	}
	return m.s.view(p).touches
}

func (m modelRules) meets(r measure.SegmentRule, c cham.CustomerID, ts []modelTouch) bool {
	met := func(inner measure.SegmentRule) bool { return m.meets(inner, c, ts) }
	switch {
	case r.All != nil:
		return !slices.ContainsFunc(r.All, func(x measure.SegmentRule) bool { return !met(x) })
	case r.Any != nil:
		return slices.ContainsFunc(r.Any, met)
	case r.None != nil:
		return !slices.ContainsFunc(r.None, met)
	case r.Touch != nil:
		return m.touch(*r.Touch, ts)
	case r.Buy != nil:
		return m.buy(*r.Buy, ts)
	case r.Stand != nil:
		return m.stand(*r.Stand, ts)
	case r.Came != nil:
		return len(ts) > 0 && m.came(*r.Came, ts)
	}
	return slices.Contains(m.listed[r.Segment], c)
}

func (m modelRules) within(s measure.Span, at time.Time) bool {
	if s.WithinDays > 0 {
		return !at.Before(m.now.Add(-time.Duration(s.WithinDays * 24 * float64(time.Hour))))
	}
	return cham.Period{From: s.From, To: s.To}.Contains(at)
}

func (m modelRules) ago(r *measure.Range, at []time.Time) bool {
	return r == nil || len(at) > 0 && r.Has(m.now.Sub(at[len(at)-1]).Hours()/24)
}

func (m modelRules) touch(r measure.TouchRule, ts []modelTouch) bool {
	var at []time.Time
	page := map[string][]time.Time{}
	for i, t := range ts {
		is := len(r.Match) == 0 || slices.ContainsFunc(r.Match, func(x cham.Match) bool { return journey.Matches(x, t.kind) })
		if r.Map != "" {
			is = t.node >= 0 && slices.Contains(r.Touchpoints, storyMap.Touchpoints[t.node].ID)
		}
		only := r.Only == "" || r.Only == "first" && i == 0 || r.Only == "last" && i == len(ts)-1
		if is && only && m.within(r.Span, t.at) && (r.Count != measure.CountOfAPage || t.kind.Path != "") {
			at = append(at, t.at)
			page[t.kind.Path] = append(page[t.kind.Path], t.at)
		}
	}
	n := len(at)
	switch r.Count {
	case measure.CountSessions:
		n = sessions(at)
	case measure.CountOfAPage:
		n = 0
		for _, times := range page {
			n = max(n, sessions(times))
		}
	}
	return (r.Times != nil || n > 0) && r.Times.Has(float64(n)) && m.ago(r.SinceDays, at)
}

func sessions(at []time.Time) (n int) {
	for i := range at {
		if i == 0 || at[i].Sub(at[i-1]) > 30*time.Minute {
			n++
		}
	}
	return n
}

func (m modelRules) buy(r measure.BuyRule, ts []modelTouch) bool {
	at, worth := purchases(ts, func(at time.Time) bool { return m.within(r.Span, at) })
	enough := (r.Times != nil || r.Value != nil || len(at) > 0) && r.Times.Has(float64(len(at)))
	return enough && r.Value.Has(float64(worth)/1000) && m.ago(r.SinceDays, at)
}

// purchases are those among a customer's touches, and what they are worth together in thousandths.
func purchases(ts []modelTouch, within func(time.Time) bool) (at []time.Time, worth int64) {
	paid := func(t modelTouch) bool { return t.value > 0 && cham.Paid(t.kind.Name) }
	back := map[int64]int64{}
	giveBack(back, ts, paid)
	for _, t := range ts {
		if left := t.value + back[t.seq]; paid(t) && left > 0 && within(t.at) {
			at, worth = append(at, t.at), worth+left
		} else if t.value == 0 && t.kind.Name == "Order Completed" && within(t.at) {
			at = append(at, t.at)
		}
	}
	return at, worth
}

// checkBuying asks engine and model how customers buy.
func (m modelRules) checkBuying(t *rapid.T) {
	want := measure.Buying{Now: m.now}
	for _, ts := range m.people() {
		var ms []int64
		at, worth := purchases(ts, func(time.Time) bool { return true })
		for _, t := range at {
			ms = append(ms, t.UnixMilli())
		}
		if ms != nil {
			want.Add(ms, float64(worth)/1000)
		}
	}
	got, err := m.s.engine.(measure.BuyingObserver).Buying(context.Background(), EngineWorkspace, m.now)
	sortBuying(&got)
	sortBuying(&want)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("buying %+v, want %+v (%v)", got, want, err)
	}
}

func sortBuying(b *measure.Buying) {
	slices.SortFunc(b.Buyers, func(x, y measure.Buyer) int {
		return cmp.Or(cmp.Compare(x.Times, y.Times), cmp.Compare(x.Worth, y.Worth))
	})
	again := map[bool]int{true: 1} // of one day, who still waits first
	slices.SortFunc(b.Waits, func(x, y stat.Wait) int {
		return cmp.Or(cmp.Compare(x.Days, y.Days), cmp.Compare(x.Weight, y.Weight), again[x.Again]-again[y.Again])
	})
}

func (m modelRules) stand(r measure.StandRule, ts []modelTouch) bool {
	var on []modelTouch
	for _, t := range ts {
		if t.node >= 0 {
			on = append(on, t)
		}
	}
	wanted := func(t modelTouch) bool {
		point := storyMap.Touchpoints[t.node]
		return slices.Contains(r.Touchpoints, point.ID) || slices.Contains(r.Stages, point.Stage)
	}
	const silence = 30 * 24 * time.Hour
	if len(on) == 0 || m.now.Sub(on[len(on)-1].at) >= silence || !wanted(on[len(on)-1]) {
		return false
	}
	since := on[len(on)-1].at
	for _, t := range slices.Backward(on) {
		if !wanted(t) || since.Sub(t.at) >= silence {
			break
		}
		since = t.at
	}
	return m.ago(r.ForDays, []time.Time{since})
}

func (m modelRules) came(r measure.CameRule, ts []modelTouch) bool {
	first, last := ts[0].kind, lastKind(ts)
	return (r.FirstLead == nil || slices.Contains(r.FirstLead, m.lead(first))) &&
		(r.LastLead == nil || slices.Contains(r.LastLead, m.lead(last))) &&
		(r.FirstChannel == nil || slices.Contains(r.FirstChannel, first.Channel)) &&
		(r.FirstSource == nil || slices.Contains(r.FirstSource, first.Source))
}

// drawRule draws a rule, three deep at most.
func (s *story) drawRule(t *rapid.T, depth int) measure.SegmentRule {
	kind := rapid.IntRange(0, 7).Draw(t, "rule")
	if depth == 3 {
		kind = rapid.IntRange(3, 7).Draw(t, "condition")
	}
	var group []measure.SegmentRule
	for kind < 3 && len(group) < 3 && (len(group) == 0 || rapid.Bool().Draw(t, "more")) {
		group = append(group, s.drawRule(t, depth+1))
	}
	switch kind {
	case 0:
		return measure.SegmentRule{All: group}
	case 1:
		return measure.SegmentRule{Any: group}
	case 2:
		return measure.SegmentRule{None: group}
	case 3, 4:
		return measure.SegmentRule{Touch: s.drawTouchRule(t)}
	case 5:
		return measure.SegmentRule{Buy: &measure.BuyRule{Span: s.drawSpan(t), Times: drawRange(t, "times", 0, 1, 2),
			Value: drawRange(t, "value", 0, 100, 250, 2500), SinceDays: drawRange(t, "since", 0, 1, 30)}}
	case 6:
		return measure.SegmentRule{Stand: &measure.StandRule{Map: "m", ForDays: drawRange(t, "for", 0, 1, 30),
			Touchpoints: rapid.SampledFrom([][]string{{"a"}, {"az", "d"}, {"loose"}}).Draw(t, "touchpoints"),
			Stages:      rapid.SampledFrom([][]string{nil, {"during"}, {"empty", "before"}}).Draw(t, "stages")}}
	}
	if rapid.Bool().Draw(t, "listed") {
		return measure.SegmentRule{Segment: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "list")}
	}
	return measure.SegmentRule{Came: &measure.CameRule{FirstChannel: []cham.Channel{"zalo"},
		FirstLead: rapid.SampledFrom([][]string{nil, {"facebook", "direct"}}).Draw(t, "first lead"),
		LastLead:  rapid.SampledFrom([][]string{nil, {"google-ads", "direct"}}).Draw(t, "last lead")}}
}

func (s *story) drawTouchRule(t *rapid.T) *measure.TouchRule {
	r := &measure.TouchRule{Span: s.drawSpan(t), Times: drawRange(t, "times", 0, 1, 2, 3), SinceDays: drawRange(t, "since", 0, 1, 30),
		Only:  rapid.SampledFrom([]string{"", "", "", "first", "last"}).Draw(t, "only"),
		Count: rapid.SampledFrom([]string{measure.CountTouches, measure.CountSessions, measure.CountOfAPage}).Draw(t, "count")}
	switch rapid.IntRange(0, 3).Draw(t, "by") {
	case 0:
		r.Map, r.Touchpoints = "m", rapid.SampledFrom([][]string{{"a"}, {"az", "c"}, {"never"}}).Draw(t, "touchpoints")
	case 1, 2:
		for name := range strings.SplitSeq(rapid.SampledFrom([]string{"A", "B,C", "D,Cart Viewed"}).Draw(t, "names"), ",") {
			r.Match = append(r.Match, cham.Match{Event: name, Channel: rapid.SampledFrom([]cham.Channel{"", "zalo"}).Draw(t, "channel")})
		}
	}
	return r
}

func (s *story) drawSpan(t *rapid.T) measure.Span {
	switch rapid.IntRange(0, 3).Draw(t, "span") {
	case 0:
		return measure.Span{WithinDays: rapid.SampledFrom([]float64{0.5, 1, 30}).Draw(t, "days")}
	case 1:
		if len(s.records) > 0 {
			at := rapid.SampledFrom(s.records).Draw(t, "from").At
			return measure.Span{From: at, To: at.Add(rapid.SampledFrom([]time.Duration{time.Millisecond, 24 * time.Hour}).Draw(t, "long"))}
		}
	}
	return measure.Span{}
}

func drawRange(t *rapid.T, name string, of ...float64) *measure.Range {
	var r measure.Range
	bound := func(name string) *float64 {
		if rapid.IntRange(0, 2).Draw(t, name+" open") == 0 {
			n := rapid.SampledFrom(of).Draw(t, name)
			return &n
		}
		return nil
	}
	r.AtLeast, r.AtMost = bound(name+" at least"), bound(name+" at most")
	if r.AtLeast == nil && r.AtMost == nil || r.AtLeast != nil && r.AtMost != nil && *r.AtLeast > *r.AtMost {
		return nil
	}
	return &r
}
