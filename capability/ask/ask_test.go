package ask_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/ask"
	"cham/journey"
	"cham/measure"
	"cham/store/index"
)

var testNow = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

const testWS cham.WorkspaceID = "w"

// shop is a workspace: its touches, in an index, its map and its segments.
type shop struct {
	touches  []cham.Record
	groups   []cham.Record
	m        cham.JourneyMap
	segments map[string]measure.SavedSegment
	service  ask.Service
	ws       cham.Workspace
}

func (s *shop) Cursor(context.Context) (journal, record int64, err error) {
	return 0, int64(len(s.touches)), nil
}

func (s *shop) Groups(_ context.Context, f func([]cham.Record) error) error { return f(s.groups) }

func (s *shop) Scan(_ context.Context, after int64, _ []cham.KeyID, _ cham.TouchNeed, f func([]cham.Record) error) error {
	return f(s.touches[after:])
}

func (s *shop) Map(_ context.Context, _ cham.WorkspaceID, id cham.MapID) (cham.JourneyMap, error) {
	if id != s.m.ID {
		return s.m, cham.Errorf(cham.CodeNotFound, "test", "no map")
	}
	return s.m, nil
}

func (s *shop) Maps(context.Context, cham.WorkspaceID) ([]cham.JourneyMap, error) {
	return []cham.JourneyMap{s.m}, nil
}

func (s *shop) Segment(_ context.Context, _ cham.WorkspaceID, id string) (measure.SavedSegment, error) {
	g, ok := s.segments[id]
	if !ok {
		return g, cham.Errorf(cham.CodeNotFound, "test", "no segment")
	}
	return g, nil
}

func (s *shop) Segments(context.Context, cham.WorkspaceID) (all []measure.SavedSegment, err error) {
	for _, g := range s.segments {
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b measure.SavedSegment) int { return int(a.Name[0]) - int(b.Name[0]) })
	return all, nil
}

// touch adds a touch of a customer, some days before now.
func (s *shop) touch(customer int, name string, days float64, channel, source string) {
	at := testNow.Add(-time.Duration(days * 24 * float64(time.Hour)))
	s.touches = append(s.touches, cham.Record{Seq: int64(len(s.touches) + 1), Key: cham.KeyID(customer), Touch: cham.Touch{
		MessageID: fmt.Sprint(len(s.touches)), Source: "s", Type: cham.CallTrack, Name: name, At: at, ReceivedAt: at,
		Channel: cham.Channel(channel), Campaign: cham.Campaign{Source: source}, Device: []string{"", "mobile", "desktop"}[len(s.touches)%3],
		Properties: fmt.Appendf(nil, `{"sku":%d}`, len(s.touches)%2)}})
}

// group puts a customer into an account.
func (s *shop) group(customer int, account string) {
	s.groups = append(s.groups, cham.Record{Seq: int64(len(s.groups) + 1), Key: cham.KeyID(customer), Touch: cham.Touch{
		Type: cham.CallGroup, At: testNow.Add(-time.Hour), Properties: fmt.Appendf(nil, `{"groupId":%q}`, account)}})
}

func (s *shop) open(t testing.TB) *shop {
	t.Helper()
	x := index.New(index.Options{Workers: 1})
	t.Cleanup(func() { x.Close() })
	if err := x.Load(t.Context(), testWS, s, nil, cham.KindRules{Properties: []string{"sku"}}); err != nil {
		t.Fatal(err)
	}
	s.ws = cham.Workspace{ID: testWS, TimeZone: cham.DefaultTimeZone, Properties: []string{"sku"}}
	s.m = cham.JourneyMap{ID: "m", SilenceDays: 20, WindowDays: 10, Stages: []cham.Stage{{ID: "see"}, {ID: "buy"}},
		Touchpoints: []cham.Touchpoint{{ID: "a", Stage: "see", Rule: one("A")}, {ID: "b", Stage: "see", Rule: one("B")},
			{ID: "buy", Stage: "buy", Goal: true, Rule: one("Buy")}}}
	s.service = ask.Service{Engine: x, Maps: s, Bind: journey.Bind, Segments: s, Now: func() time.Time { return testNow }}
	return s
}

func one(event string) cham.Rule { return cham.Rule{Any: []cham.Match{{Event: event}}} }

func (s *shop) ask(t fatal, q measure.Query) *measure.Answer {
	t.Helper()
	a, err := s.service.Ask(context.Background(), s.ws, q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return a
}

type fatal interface {
	Helper()
	Fatalf(string, ...any)
}

// sums are the figures of an answer that add up over parts.
func sums(a *measure.Answer) (n [6]int) {
	n[0] = a.Volume
	for _, r := range a.Touchpoints {
		n[1] += r.Volume
	}
	for _, r := range a.Transitions {
		n[2] += r.Count
	}
	if j := a.Journeys; j != nil {
		n[3], n[4], n[5] = j.Started, j.Converted, j.Lost
	}
	return n
}

func drawShop(t *rapid.T) *shop {
	s := &shop{}
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	for range rapid.IntRange(0, 60).Draw(t, "touches") {
		s.touch(rapid.IntRange(1, 9).Draw(t, "customer"), pick("name", "A", "B", "C", "Buy"), float64(rapid.IntRange(0, 100).Draw(t, "days"))+0.5,
			pick("channel", "website", "zalo", "phone", "store"), pick("source", "", "google", "facebook", "tiktok"))
	}
	for c := range 6 {
		s.group(c+1, pick("account", "An Phát", "Hoà Bình"))
	}
	return s
}

// What the parts of a dimension count is what the whole counts, told ones and
// others together; and a part's query gives the part's answer.
func TestPartsAddUpToTheWhole(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := drawShop(rt).open(t)
		q := measure.Query{Map: rapid.SampledFrom([]cham.MapID{"", "m"}).Draw(rt, "map"), Most: rapid.IntRange(1, 4).Draw(rt, "most"),
			Question: rapid.SampledFrom([]measure.Question{measure.Touches, measure.Touchpoints, measure.Transitions, measure.Journeys}).Draw(rt,
				"question"),
			By: rapid.SampledFrom([]measure.Dimension{measure.ByName, measure.ByTouchpoint, measure.ByStage, measure.ByChannel, measure.BySource,
				measure.ByDevice, measure.ByPage, "property:sku", measure.ByFirstChannel, measure.ByFirstSource, measure.ByAccount}).Draw(rt, "by")}
		if rapid.Bool().Draw(rt, "period") {
			q.From, q.To = testNow.AddDate(0, 0, -70), testNow.AddDate(0, 0, -20)
		}
		if q.Question == measure.Touches && q.Map != "" {
			q.Map = "" // the touches themselves, also those without a place on the map
		}
		a := s.ask(rt, q)
		var got [6]int
		seen := map[string]bool{}
		for i, p := range a.Parts {
			for j, n := range sums(p.Answer) {
				got[j] += n
			}
			if seen[p.Value] && !p.Others {
				rt.Fatalf("value %q twice", p.Value)
			}
			seen[p.Value] = true
			if p.Others != (i == q.Most) {
				rt.Fatalf("part %d of %d: others %v", i, len(a.Parts), p.Others)
			}
			if alone := s.ask(rt, p.Query); !reflect.DeepEqual(alone, p.Answer) {
				rt.Fatalf("part %q alone: %+v, in the breakdown %+v", p.Value, alone, p.Answer)
			}
		}
		want := sums(a)
		if q.By.OfTouches() && q.Map != "" {
			want[0], got[0] = 0, 0 // volume counts touches without a place on the map too
		}
		if got != want {
			rt.Fatalf("%s by %s: parts %v, whole %v", q.Question, q.By, got, want)
		}
	})
}

// The first touches' parts are customers, each of them once.
func TestPartsByTheFirstTouch(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := drawShop(rt).open(t)
		first := map[cham.KeyID]cham.Record{}
		for _, r := range s.touches {
			if f, known := first[r.Key]; !known || r.At.Before(f.At) {
				first[r.Key] = r
			}
		}
		want := map[string]int{}
		for _, r := range first {
			want[r.Campaign.Source]++
		}
		got := map[string]int{}
		for _, p := range s.ask(rt, measure.Query{Question: measure.Touches, By: measure.ByFirstSource}).Parts {
			got[p.Value] = p.Answer.Customers
		}
		if !reflect.DeepEqual(got, want) {
			rt.Fatalf("got %v, want %v", got, want)
		}
	})
}

// TestLastLeadAsOf: asked as of a day in the past, a condition, a segment and a breakdown by the latest
// source all take the one that was the latest then.
func TestLastLeadAsOf(t *testing.T) {
	s := &shop{}
	s.touch(1, "A", 30, "website", "google")
	s.touch(2, "A", 30, "website", "google")
	s.touch(1, "A", 5, "website", "facebook")
	s.open(t)
	q := measure.Query{Question: measure.Touches, AsOf: testNow.AddDate(0, 0, -10)}
	where, segment, split := q, q, q
	where.Where = []measure.Is{{By: measure.ByLastLead, Any: []string{"google-search"}}}
	segment.Segment.LastLead, split.By = "google-search", measure.ByLastLead
	if a, b := s.ask(t, where), s.ask(t, segment); a.Customers != 2 || b.Customers != 2 {
		t.Errorf("by a condition %d, by a segment %d, want 2", a.Customers, b.Customers)
	}
	where.Where[0].Not = true
	if a := s.ask(t, where); a.Customers != 0 {
		t.Errorf("the others: %d", a.Customers)
	}
	if a := s.ask(t, split); len(a.Parts) != 1 || a.Parts[0].Value != "google-search" || a.Parts[0].Answer.Customers != 2 {
		t.Errorf("%+v", a.Parts)
	}
	where.AsOf = time.Time{}
	if a := s.ask(t, where); a.Customers != 1 {
		t.Errorf("today: %d", a.Customers)
	}
}

func plainShop(t testing.TB) *shop {
	s := &shop{}
	for i, c := range []string{"website", "website", "website", "zalo", "zalo", "phone"} {
		s.touch(i+1, "A", 50, c, "google")
		s.touch(i+1, "B", 10-float64(i), "store", "")
	}
	for c, account := range []string{"", "An Phát", "An Phát", "Hoà Bình", "Hoà Bình"} {
		if account != "" {
			s.group(c, account)
		}
	}
	s.touch(1, "Buy", 2, "website", "")
	s.touch(4, "Buy", 2, "zalo", "")
	s.open(t)
	reach := func(name string) measure.Figure { return measure.Figure{Kind: measure.FigureReach, Touchpoint: name} }
	touches := measure.Query{Question: measure.Touches}
	web, buyers, narrowed, broken := touches, touches, touches, measure.Query{Question: measure.Touchpoints, Map: "gone"}
	web.Segment.Channel, narrowed.Segment.Saved = "website", "web"
	s.segments = map[string]measure.SavedSegment{
		"web":    {ID: "web", Name: "1", Query: web, Figure: measure.Figure{Kind: measure.FigureCustomers}},
		"buyers": {ID: "buyers", Name: "2", Query: buyers, Figure: reach("Buy")},
		"webbuy": {ID: "webbuy", Name: "3", Query: narrowed, Figure: reach("Buy")},
		"broken": {ID: "broken", Name: "4", Query: broken, Figure: reach("a")},
	}
	return s
}

func TestSegmentsNarrow(t *testing.T) {
	s := plainShop(t)
	for saved, want := range map[string][]cham.CustomerID{
		"web": {1, 2, 3}, "buyers": {1, 4}, "webbuy": {1}, "web,buyers": {1}, "buyers,web,buyers": {1}, "": {1, 2, 3, 4, 5, 6}} {
		q := measure.Query{Question: measure.Touches, Segment: measure.Segment{Saved: saved}}
		got, err := s.service.Customers(t.Context(), s.ws, q, measure.Figure{Kind: measure.FigureCustomers})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("segment %q: %v, %v, want %v", saved, got, err, want)
		}
	}
	for _, c := range []struct {
		is   measure.Is
		want int
	}{
		{measure.Is{By: measure.BySegment, Any: []string{"web", "buyers"}}, 4},
		{measure.Is{By: measure.BySegment, Any: []string{"web", "buyers"}, Not: true}, 2},
		{measure.Is{By: measure.ByFirstChannel, Any: []string{"zalo", "phone"}}, 3},
		{measure.Is{By: measure.ByFirstChannel, Any: []string{"zalo"}, Not: true}, 4},
		{measure.Is{By: measure.ByFirstSource, Any: []string{""}}, 0},
	} {
		a := s.ask(t, measure.Query{Question: measure.Touches, Where: []measure.Is{c.is, {By: measure.ByName, Any: []string{"A"}}}})
		if a.Customers != c.want || a.Volume != c.want {
			t.Errorf("%+v: %d customers with %d touches, want %d", c.is, a.Customers, a.Volume, c.want)
		}
	}
}

func TestSegmentsThatCannotBe(t *testing.T) {
	s := plainShop(t)
	loop := measure.Query{Question: measure.Touches, Segment: measure.Segment{Saved: "loop"}}
	s.segments["loop"] = measure.SavedSegment{ID: "loop", Name: "5", Query: loop, Figure: measure.Figure{Kind: measure.FigureCustomers}}
	for saved, code := range map[string]cham.Code{"loop": cham.CodeInvalid, "nobody": cham.CodeNotFound, "broken": cham.CodeNotFound} {
		q := measure.Query{Question: measure.Touches, Segment: measure.Segment{Saved: saved}}
		if _, err := s.service.Ask(t.Context(), s.ws, q); cham.ErrorCode(err) != code {
			t.Errorf("segment %q: %v, want %s", saved, err, code)
		}
	}
	where := measure.Query{Question: measure.Touches, Where: []measure.Is{{By: measure.ByStatus, Any: []string{"new"}}}}
	if _, err := s.service.Ask(t.Context(), s.ws, where); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Errorf("where status: %v", err)
	}
}

// Segments and personas are told apart; one that leads nowhere is left out.
func TestPartsOfCustomers(t *testing.T) {
	s := plainShop(t)
	s.m.Persona = cham.Persona{Name: "Chị Lan", Segment: "web"}
	for by, want := range map[measure.Dimension]map[string]int{
		measure.BySegment: {"1": 3, "2": 2, "3": 1}, measure.ByPersona: {"Chị Lan": 3}, measure.ByStatus: {"new": 0, "returning": 6},
		measure.ByAccount: {"An Phát": 2, "Hoà Bình": 2, "": 2},
	} {
		got := map[string]int{}
		for _, p := range s.ask(t, measure.Query{Question: measure.Journeys, By: by, From: testNow.AddDate(0, 0, -20)}).Parts {
			got[p.Value] = p.Answer.Customers
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("by %s: %v, want %v", by, got, want)
		}
	}
	parts := s.ask(t, measure.Query{Question: measure.Touches, By: measure.ByAccount, Unit: "account"}).Parts
	if len(parts) != 2 || parts[0].Value != "An Phát" || parts[0].Answer.Customers != 1 || parts[0].Answer.Volume != 5 {
		t.Errorf("accounts as units: %+v", parts)
	}
	a := s.ask(t, measure.Query{Question: measure.Touches, By: measure.BySegment, Segment: measure.Segment{Saved: "buyers"}})
	if a.Customers != 2 || a.Parts[0].Answer.Customers != 1 {
		t.Errorf("buyers: %d, of them in segment web: %d", a.Customers, a.Parts[0].Answer.Customers)
	}
}

// Both periods are broken down into the same values, judged at the same age.
func TestComparedParts(t *testing.T) {
	s := plainShop(t)
	q := measure.Query{Question: measure.Journeys, Map: "m", By: measure.ByChannel, Most: 1, From: testNow.AddDate(0, 0, -30), To: testNow,
		Compare: &measure.Period{From: testNow.AddDate(0, 0, -60), To: testNow.AddDate(0, 0, -30)}}
	a := s.ask(t, q)
	if len(a.Parts) != 2 || a.Parts[0].Value != "store" || len(a.Before.Parts) != 2 || a.Before.Parts[0].Value != "store" {
		t.Fatalf("parts %+v, before %+v", a.Parts, a.Before.Parts)
	}
	if now, then := a.Parts[0].Answer.Journeys.Started, a.Before.Parts[1].Answer.Journeys.Started; now != 6 || then != 6 {
		t.Errorf("started now in the store %d, before elsewhere %d, want 6 and 6", now, then)
	}
	if at := a.Before.Parts[1].Answer.AsOf; !at.Equal(q.Compare.To) {
		t.Errorf("compared as of %s, want %s", at, q.Compare.To)
	}
}

func TestAskIsCancelled(t *testing.T) {
	s := plainShop(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.service.Ask(ctx, s.ws, measure.Query{Question: measure.Touches, By: measure.ByChannel}); err == nil {
		t.Error("a cancelled caller is answered")
	}
}

// A property that is not declared would be empty on every touch, and an answer about it wrong.
func TestUndeclaredPropertyIsRefused(t *testing.T) {
	s := plainShop(t)
	for field, q := range map[string]measure.Query{
		"by":     {Question: measure.Touches, By: "property:sku2"},
		"where":  {Question: measure.Touches, Where: []measure.Is{{By: "property:sku2", Any: []string{"1"}}}},
		"hold":   {Question: measure.Funnel, Steps: [][]string{{"A"}, {"Buy"}}, Hold: "property:sku2"},
		"credit": {Question: measure.Attribution, Goal: []string{"Buy"}, Credit: "property:sku2"},
	} {
		_, err := s.service.Ask(t.Context(), s.ws, q)
		e, ok := errors.AsType[*cham.Error](err)
		if !ok || e.Code != cham.CodeInvalid || e.Field != field || !strings.Contains(e.Hint, `"sku2" is not declared`) {
			t.Errorf("%s: %v", field, err)
		}
		s.ask(t, s.declared(q))
	}
}

// declared asks the same of a property that is.
func (s *shop) declared(q measure.Query) measure.Query {
	for _, d := range []*measure.Dimension{&q.By, &q.Hold, &q.Credit} {
		*d = measure.Dimension(strings.TrimSuffix(string(*d), "2"))
	}
	if q.Where != nil {
		q.Where = []measure.Is{{By: "property:sku", Any: []string{"1"}}}
	}
	return q
}
