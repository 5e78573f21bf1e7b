package storetest

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/identity"
	"cham/measure"
)

// OpenExcluding opens an engine that leaves out what rules take, the customers of
// these keys included, on what a history has.
type OpenExcluding func(t testing.TB, h Interactions, assignments []identity.Move, rules cham.Exclusions, keys []cham.KeyID) ExcludingEngine

// ExcludingEngine is an engine that is told of more keys whose customers are left out.
type ExcludingEngine interface {
	JourneyEngine
	Exclude(ctx context.Context, ws cham.WorkspaceID, out map[cham.KeyID]bool) error
}

// EngineExclusions holds an engine with rules to the model and the SQL twin of a
// history without the touches that the rules take: on generated touches, merges, their
// undoing, keys that are found to be of staff and then not, and opened anew with
// the rules, with others and without.
func EngineExclusions(t *testing.T, open OpenExcluding) {
	sql := newTwin(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := &excluding{story: newStory(), out: map[cham.KeyID]bool{}}
		s.rules = drawExclusions(rt)
		engine := open(t, s, nil, s.rules, nil)
		s.engine = engine
		for range rapid.IntRange(1, 5).Draw(rt, "batches") {
			found := map[cham.KeyID]bool{}
			for range rapid.IntRange(0, 2).Draw(rt, "keys") {
				found[cham.KeyID(rapid.IntRange(1, storyKeys).Draw(rt, "key"))] = rapid.Bool().Draw(rt, "staff")
			}
			for k, is := range found {
				s.out[k] = is
			}
			if err := engine.Exclude(context.Background(), EngineWorkspace, found); err != nil {
				rt.Fatal(err)
			}
			moves, from := s.regroup(rt), len(s.records)
			for range rapid.IntRange(0, 20).Draw(rt, "touches") {
				s.records = append(s.records, s.odd(rt))
			}
			if err := engine.Append(context.Background(), EngineWorkspace, s.records[from:], moves); err != nil {
				rt.Fatal(err)
			}
			s.checkLeft(rt, nil)
		}
		sql.skip = rapid.IntRange(0, 14).Draw(rt, "SQL too at 0") != 0
		defer func() { sql.skip = false }()
		s.checkLeft(rt, sql)
		s.engine = open(t, s, s.assignments(), s.rules, s.keysOut())
		s.checkLeft(rt, nil)
		s.rules, s.out = drawExclusions(rt), map[cham.KeyID]bool{}
		s.engine = open(t, s, s.assignments(), s.rules, nil)
		s.checkLeft(rt, nil)
		s.rules = nil
		s.engine = open(t, s, s.assignments(), nil, nil)
		s.checkLeft(rt, nil)
	})
}

// excluding is a story of which rules leave touches out.
type excluding struct {
	*story
	rules cham.Exclusions
	out   map[cham.KeyID]bool
}

func (s *excluding) keysOut() (keys []cham.KeyID) {
	for k, is := range s.out {
		if is {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// checkLeft asks everything of the engine and of a model that never had what the rules take.
func (s *excluding) checkLeft(t *rapid.T, sql *twin) {
	left := *s.story
	left.records = nil
	gone := map[cham.CustomerID]bool{}
	for _, k := range s.keysOut() {
		gone[s.customerOf(k)] = true
	}
	x := s.rules.Excluder()
	for _, r := range s.records {
		if !gone[s.customerOf(r.Key)] && (!r.Type.Interaction() || x.Touch(&r.Touch) < 0) {
			left.records = append(left.records, r)
		}
	}
	questions := allQuestions()
	if sql == nil || sql.skip {
		questions = []measure.Question{rapid.SampledFrom(questions).Draw(t, "question")}
	}
	for _, q := range questions {
		left.check(t, q, sql)
	}
}

// odd draws a touch of some source, page and device.
func (s *excluding) odd(t *rapid.T) cham.Record {
	r := s.touch(t)
	r.Source = cham.SourceID(rapid.SampledFrom([]string{"s", "trial"}).Draw(t, "of"))
	r.Page.URL = rapid.SampledFrom([]string{"", "https://shop.vn/a", "http://localhost:3000/a",
		"https://x.staging.shop.vn/?test=1"}).Draw(t, "url")
	r.Context = json.RawMessage(rapid.SampledFrom([]string{`{}`, `{"ip":"10.1.2.3"}`, `{"userAgent":"Preview bot"}`}).Draw(t, "context"))
	return r
}

func drawExclusions(t *rapid.T) (rules cham.Exclusions) {
	all := cham.Exclusions{
		{Kind: cham.ExcludeSource, Values: []string{"trial"}}, {Kind: cham.ExcludeHost, Values: []string{"localhost", "*.staging.shop.vn"}},
		{Kind: cham.ExcludeParameter, Field: "test"}, {Kind: cham.ExcludeAddress, Values: []string{"10.0.0.0/8"}}, {Kind: cham.ExcludeRobots},
	}
	for _, r := range all {
		if r.Off = !rapid.Bool().Draw(t, "rule"); rapid.Bool().Draw(t, "there") {
			rules = append(rules, r)
		}
	}
	return rules
}
