package dataquality

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"cham"
)

// Coverage says of a source whether its silence can be told.
type Coverage struct {
	Source cham.SourceID `json:"source"`
	Enough bool          `json:"enough" doc:"there is enough to tell a silence from chance"`
	Weekly float64       `json:"weekly" doc:"touches of a usual week"`
}

// Judge finds what is wrong. sources are those that are switched on.
func Judge(f Facts, sources []cham.Source, now time.Time, zone *time.Location) (all []Finding, covered []Coverage) {
	silences, covered := f.silences(sources, now, zone)
	for _, found := range [][]Finding{silences, f.refusals(now), f.keys(), f.properties(), f.names(now), f.clocks(), f.campaigns(),
		f.paths()} {
		all = append(all, found...)
	}
	order := func(c Check) int { return slices.Index(Checks, c) }
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(order(a.Check), order(b.Check)), cmp.Compare(b.N, a.N), strings.Compare(a.ID, b.ID))
	})
	return fewest(all), covered
}

// fewest leaves the largest of each check, where somebody sends ever new values.
func fewest(all []Finding) []Finding {
	n := map[Check]int{}
	return slices.DeleteFunc(all, func(f Finding) bool { n[f.Check]++; return n[f.Check] > mostOfCheck })
}

const mostOfCheck = 100

// least are how many touches must be wrong, and which share, to be worth a word.
const (
	leastN     = 5
	leastShare = 0.02
)

func enough(n, of int) bool { return n >= leastN && float64(n) >= leastShare*float64(of) }

// keys are events that should say whose they are, by source.
func (f *Facts) keys() (all []Finding) {
	type of struct {
		check  Check
		source cham.SourceID
		event  string
	}
	sums := map[of]*Finding{}
	add := func(check Check, k KeyFact, bad bool) {
		s := sums[of{check, k.Source, k.Event}]
		if s == nil {
			s = &Finding{Check: check, Source: k.Source, Subject: k.Event}
			sums[of{check, k.Source, k.Event}] = s
		}
		s.Of += k.N
		if bad {
			s.bad(k.N, k.First, k.Seqs...)
		}
	}
	for _, k := range f.Keys {
		add(NoKeys, k, !k.Known)
		if k.Money {
			add(NoContact, k, k.Known && !k.Reached)
		}
	}
	for _, s := range sums {
		if enough(s.N, s.Of) {
			all = append(all, s.named(false))
		}
	}
	return all
}

// bad adds touches that are wrong, the newest examples kept.
func (f *Finding) bad(n int, first time.Time, seqs ...int64) {
	f.N += n
	if f.Since.IsZero() || first.Before(f.Since) {
		f.Since = first
	}
	f.Seqs = newest(append(f.Seqs, seqs...))
}

// newest are the newest examples of some.
func newest(seqs []int64) []int64 {
	slices.SortFunc(seqs, func(a, b int64) int { return cmp.Compare(b, a) })
	return seqs[:min(len(seqs), mostSeqs)]
}

const mostSeqs = 5

// clocks are sources whose live touches have another time than that at which they came.
func (f *Facts) clocks() (all []Finding) {
	of := map[cham.SourceID]int{}
	for _, c := range f.Clocks {
		of[c.Source] += c.N
	}
	for _, c := range f.Clocks {
		check := map[string]Check{"future": Future, "zone": Zone, "late": Late}[c.Class]
		share := float64(c.N) / float64(of[c.Source])
		// Phones tell late what happened without a line; a whole zone is a rule, not an accident.
		if check == "" || !enough(c.N, of[c.Source]) || check == Late && share < lateShare || check == Zone && share < zoneShare {
			continue
		}
		found := Finding{Check: check, Source: c.Source, Of: of[c.Source]}
		found.bad(c.N, c.First, c.Seqs...)
		all = append(all, found.named(false))
	}
	return all
}

const (
	lateShare = 0.2
	zoneShare = 0.3
)

// paths are sources with "utm_" in paths.
func (f *Facts) paths() (all []Finding) {
	for _, p := range f.Paths {
		if p.N >= 1 {
			found := Finding{Check: UTMPath, Source: p.Source, Of: p.Of}
			found.bad(p.N, p.First, p.Seqs...)
			all = append(all, found.named(false))
		}
	}
	return all
}

// refusals are reasons for which much more is refused lately than before.
func (f *Facts) refusals(now time.Time) (all []Finding) {
	for source, reasons := range f.Refused {
		for reason, n := range reasons {
			usual := float64(n[1]) / (countedDays - latelyDays) * latelyDays
			if n[0] < leastRefused || float64(n[0]) < refusedTimes*usual ||
				upper(n[0], usual, refusedSpread) > refusedChance {
				continue
			}
			all = append(all, Finding{Check: Refusals, Source: source, Subject: reason, N: n[0], Of: n[0] + n[1],
				Since: now.AddDate(0, 0, -latelyDays)}.named(false))
		}
	}
	return all
}

const (
	leastRefused  = 20
	refusedTimes  = 3
	refusedSpread = 0.5
	refusedChance = 1e-4
)

// Mendable reports whether a source's owner can do something about refusals for a reason:
// robots stay out, and what customers refuse is theirs to say.
func Mendable(reason string) bool {
	return !slices.Contains([]string{"bot", "no_consent", "denied", "do_not_track", "erased", "flood"}, reason)
}

// silences are sources and events that came regularly, and do not.
func (f *Facts) silences(sources []cham.Source, now time.Time, zone *time.Location) (all []Finding, covered []Coverage) {
	of, byEvent := f.paces(now)
	for _, s := range sources {
		if s.Kind == "file" || s.Kind == "staff" || s.Kind == "messages" || s.Kind == cham.KindSegments || s.Kind == "demo" || !s.Enabled {
			continue
		}
		p, ok := of[s.ID]
		if !ok {
			covered = append(covered, Coverage{Source: s.ID})
			continue
		}
		q := p.Judge(zone)
		covered = append(covered, Coverage{s.ID, q.Enough, q.Weekly})
		if q.Silent {
			all = append(all, quiet(Silence, s.ID, "", q, now))
			continue
		}
		for _, event := range slices.Sorted(maps.Keys(byEvent[s.ID])) {
			if q := byEvent[s.ID][event].Judge(zone); q.Silent {
				all = append(all, quiet(EventGone, s.ID, event, q, now))
			}
		}
	}
	return all, covered
}

func quiet(check Check, s cham.SourceID, event string, q Quiet, now time.Time) Finding {
	since := now.UTC().Truncate(time.Hour).Add(-time.Duration(q.Hours) * time.Hour)
	return Finding{Check: check, Source: s, Subject: event, N: int(q.Expected + .5), Of: int(q.Weekly + .5), Since: since}.named(true)
}

// paces lays the whole hours of each source and event side by side, from the first touch on.
func (f *Facts) paces(now time.Time) (of map[cham.SourceID]Pace, byEvent map[cham.SourceID]map[string]Pace) {
	end := now.UTC().Truncate(time.Hour)
	of, byEvent = map[cham.SourceID]Pace{}, map[cham.SourceID]map[string]Pace{}
	begins := map[cham.SourceID]time.Time{}
	for _, e := range f.Events {
		if b, ok := begins[e.Source]; !ok || e.Hour.Before(b) {
			begins[e.Source] = e.Hour
		}
	}
	for _, e := range f.Events {
		from := begins[e.Source]
		hours := int(end.Sub(from) / time.Hour)
		at := int(e.Hour.Sub(from) / time.Hour)
		if hours <= 0 {
			continue
		}
		if _, ok := of[e.Source]; !ok {
			of[e.Source] = Pace{from, make([]int, hours)}
			byEvent[e.Source] = map[string]Pace{}
		}
		if _, ok := byEvent[e.Source][e.Event]; !ok && len(byEvent[e.Source]) < mostEvents {
			byEvent[e.Source][e.Event] = Pace{from, make([]int, hours)}
		}
		for _, p := range []Pace{of[e.Source], byEvent[e.Source][e.Event]} {
			switch {
			case at < len(p.Counts):
				p.Counts[at] += e.N
			case len(p.Counts) > 0: // the running hour: it is no silence
				p.Counts[len(p.Counts)-1] += e.N
			}
		}
	}
	return of, byEvent
}

const mostEvents = 200
