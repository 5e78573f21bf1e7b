package journey

import (
	"slices"
	"strings"

	"cham"
)

// Bind compiles a map's rules: the function it returns gives the index in
// m.Touchpoints of the touchpoint that a kind belongs to, −1 for none. When
// rules of several touchpoints hold, the match with the most conditions wins,
// then the touchpoint that stands first. A match without any condition binds
// nothing: a rule not yet made must not swallow the map.
//
// It is meant to be called once per kind, not per touch.
func Bind(m *cham.JourneyMap) func(cham.Kind) int {
	var all []bound
	for i, t := range m.Touchpoints {
		for _, match := range t.Rule.Any {
			if n := Conditions(match); n > 0 {
				all = append(all, bound{touchpoint: i, conditions: n, match: match})
			}
		}
	}
	return func(k cham.Kind) int {
		best, most := -1, 0
		for _, b := range all {
			if b.conditions > most && Matches(b.match, k) {
				best, most = b.touchpoint, b.conditions
			}
		}
		return best
	}
}

type bound struct {
	touchpoint, conditions int
	match                  cham.Match
}

// Shadow is the touchpoint whose rule takes what the rule of touchpoint i would
// bind of the kinds, −1 when that binds something itself or nothing at all.
func Shadow(m *cham.JourneyMap, i int, kinds []cham.Kind) int {
	bind, by := Bind(m), -1
	for _, k := range kinds {
		own := slices.ContainsFunc(m.Touchpoints[i].Rule.Any, func(x cham.Match) bool { return Conditions(x) > 0 && Matches(x, k) })
		if !own {
			continue
		}
		if winner := bind(k); winner == i {
			return -1
		} else if by < 0 {
			by = winner
		}
	}
	return by
}

// Conditions counts the conditions of a match: its fields that are not empty.
func Conditions(m cham.Match) int {
	n := len(m.Property)
	for _, s := range []string{m.Event, string(m.Channel), m.Path, m.Source, m.Medium, m.Campaign, m.Device, m.Branch} {
		if s != "" {
			n++
		}
	}
	return n
}

// Matches reports whether every condition of m holds for k. What says how
// somebody came (source, medium, campaign) holds where they arrive, not on the
// pages they go on to, though a site may carry it along in every address.
func Matches(m cham.Match, k cham.Kind) bool {
	return (!k.Inside || k.Name != cham.PageViewed || m.Source+m.Medium+m.Campaign == "") &&
		is(m.Event, k.Name) && is(string(m.Channel), string(k.Channel)) &&
		is(m.Source, k.Source) && is(m.Medium, k.Medium) && is(m.Campaign, k.Campaign) &&
		is(m.Device, k.Device) && is(m.Branch, k.Branch) &&
		(m.Path == "" || pathMatches(m.Path, k.Path)) && propsMatch(m.Property, k.Props)
}

func is(want, have string) bool { return want == "" || want == have }

// pathMatches compares part by part: ":id" stands for any one part, a "*" at
// the end for any rest, the empty one too. Both sides are templated.
func pathMatches(pattern, path string) bool {
	prefix, open := strings.CutSuffix(pattern, "*")
	have := strings.Split(path, "/")
	if !open {
		want := strings.Split(cham.TemplatePath(pattern), "/")
		return len(want) == len(have) && partsMatch(want, have)
	}
	want := strings.Split(prefix, "/")
	last := want[len(want)-1]
	want = want[:len(want)-1]
	if len(have) < len(want) || !partsMatch(want, have) {
		return false
	}
	return last == "" || len(have) > len(want) && strings.HasPrefix(have[len(want)], last)
}

// partsMatch compares the first len(want) parts.
func partsMatch(want, have []string) bool {
	for i, w := range want {
		if !partMatches(w, have[i]) {
			return false
		}
	}
	return true
}

func partMatches(want, have string) bool { return want == have || want == ":id" && have != "" }

func propsMatch(want map[string]string, props string) bool {
	for name, value := range want {
		if !hasProp(props, name+"="+value) {
			return false
		}
	}
	return true
}

func hasProp(props, pair string) bool {
	for p := range strings.SplitSeq(props, cham.PropSep) {
		if p == pair {
			return true
		}
	}
	return false
}
