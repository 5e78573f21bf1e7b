package dataquality

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"cham"
)

// What "regularly there" is, and what is gone.
const (
	regularShare = 0.8 // of an event's touches had the property before
	regularN     = 50
	goneN        = 20  // touches since, of which
	goneShare    = 0.1 // of the share before have it
	typeShare    = 0.95
	newTypeN     = 10
	newTypeShare = 0.5
)

type property struct {
	source          cham.SourceID
	event, property string
}

// seen is how often something was there, by type.
type seen struct {
	types [2]map[string]int // before, lately
	last  time.Time         // before, when it was there
	seqs  []int64           // lately
}

func (s *seen) total(when int) (n int) {
	for t, k := range s.types[when] {
		if t != "empty" {
			n += k
		}
	}
	return n
}

func (s *seen) main(when int) (name string, n int) {
	for _, t := range slices.Sorted(maps.Keys(s.types[when])) {
		if t != "empty" && s.types[when][t] > n {
			name, n = t, s.types[when][t]
		}
	}
	return name, n
}

// properties are those that vanished, or are of another type than before.
func (f *Facts) properties() (all []Finding) {
	of := map[property]*seen{}
	for _, p := range f.Properties {
		k := property{p.Source, p.Event, p.Property}
		if of[k] == nil {
			of[k] = &seen{types: [2]map[string]int{{}, {}}}
		}
		when := 0
		if p.Recent {
			when = 1
			of[k].seqs = append(of[k].seqs, p.Seqs...)
		} else if p.Last.After(of[k].last) {
			of[k].last = p.Last
		}
		of[k].types[when][p.Type] += p.N
	}
	for k, s := range of {
		event := of[property{k.source, k.event, ""}]
		if k.property == "" || event == nil {
			continue
		}
		if found, ok := k.judge(s, event); ok {
			all = append(all, found)
		}
	}
	return all
}

func (k property) judge(s, event *seen) (Finding, bool) {
	before, had, now, has := event.total(0), s.total(0), event.total(1), s.total(1)
	found := Finding{Source: k.source, Subject: k.event, Other: k.property, Since: s.last, Of: now}
	share := float64(had) / float64(max(before, 1))
	if before >= regularN && share >= regularShare && now >= goneN && float64(has) <= goneShare*share*float64(now) {
		found.Check = PropertyGone
		found.bad(now-has, s.last, event.seqs...)
		return found.named(false), true
	}
	was, wasN := s.main(0)
	is, isN := s.main(1)
	other := was != is && isN >= newTypeN && float64(isN) >= newTypeShare*float64(has)
	if other && had >= regularN/2 && float64(wasN) >= typeShare*float64(had) {
		found.Check, found.Of, found.Other = TypeChanged, has, k.property+": "+was+" → "+is
		found.bad(isN, s.last, s.seqs...)
		return found.named(false), true
	}
	return found, false
}

// names are new events that look like an old one, written otherwise.
func (f *Facts) names(now time.Time) (all []Finding) {
	type event struct {
		n           int
		first, last time.Time
		seqs        []int64
	}
	of := map[cham.SourceID]map[string]*event{}
	for _, e := range f.Events {
		if of[e.Source] == nil {
			of[e.Source] = map[string]*event{}
		}
		x := of[e.Source][e.Event]
		if x == nil {
			x = &event{first: e.Hour}
			of[e.Source][e.Event] = x
		}
		x.n, x.last = x.n+e.N, e.Hour
		x.seqs = append(x.seqs, e.Seq)
	}
	recent := now.AddDate(0, 0, -newNameDays)
	for source, events := range of {
		for name, x := range events {
			if x.first.Before(recent) {
				continue
			}
			for old, o := range events {
				if o.first.Before(recent) && o.n >= oldNameN && looksLike(name, old) {
					found := Finding{Check: NameTypo, Source: source, Subject: name, Other: old, Of: x.n + o.n}
					found.bad(x.n, x.first, x.seqs...)
					all = append(all, found.named(false))
				}
			}
		}
	}
	return all
}

const (
	newNameDays = 7
	oldNameN    = 20
)

// looksLike reports whether two names are one but for case and spaces, or for a
// letter or two.
func looksLike(a, b string) bool {
	x, y := folded(a), folded(b)
	if x == y {
		return true
	}
	if strings.ContainsAny(x+y, "0123456789") { // "Step 1" and "Step 2" are two
		return false
	}
	most := 1
	if min(len(x), len(y)) >= 10 {
		most = 2
	}
	return len(x) >= 5 && len(y) >= 5 && distance([]rune(x), []rune(y)) <= most
}

// distance is how many letters must be changed, added, left out or exchanged.
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}

// upper is the chance that as many come or more where m were to be expected, of
// days that differ by c (see Pace.Judge).
func upper(n int, m, c float64) float64 {
	if m <= 0 {
		m = 0.5
	}
	r := 1 / c
	p, below := math.Pow(r/(r+m), r), 0.0
	for k := range n {
		below += p
		p *= (r + float64(k)) / float64(k+1) * m / (r + m)
	}
	return max(0, 1-below)
}
