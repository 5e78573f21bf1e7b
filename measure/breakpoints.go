package measure

import (
	"cmp"
	"math"
	"slices"

	"cham/measure/stat"
)

// MinSample is the n below which a figure is greyed and never called significant.
const MinSample = 30

// leastExcess is how much worse a rate must be to be a breakpoint, however sure;
// leastClaim of how many journeys: of a shop's first thirty orders nothing is said.
const (
	leastExcess = 0.05
	leastClaim  = 50
)

// Kinds of breakpoints.
const (
	WorseThanLike = "worse-than-like" // than other touchpoints
	GotWorse      = "got-worse"       // than it was itself
)

// Breakpoint is a touchpoint where customers are lost more often than they should.
type Breakpoint struct {
	Touchpoint string
	Kind       string
	// Behind says that it is behind the goal.
	Behind bool
	// Rate is its Leaving, Norm what that is held against: the centre of its
	// like (N of all of them), or its own rate before.
	Rate, Norm stat.Rate
	// Low and High are the 95 % interval of Rate − Norm.
	Low, High float64
	// Extra is how many more were lost here than at the norm.
	Extra float64
}

// Leaving is what the touchpoint is judged by, the higher the worse: its exits;
// behind the goal, where nobody fails to convert, those who did not come back.
func (r TouchpointRow) Leaving() stat.Rate {
	if r.Behind {
		return r.Back.Not()
	}
	return r.Exit
}

// Breakpoints finds them in the answer to Touchpoints, those that lose most
// above their norm first. before is the answer of the compared period, judged
// at the same age, nil without one. A touchpoint can be of both kinds.
func Breakpoints(now, before *Answer) []Breakpoint {
	found := worseThanLike(now)
	if before != nil {
		found = append(found, gotWorse(now, before)...)
	}
	slices.SortStableFunc(found, func(x, y Breakpoint) int { return cmp.Compare(y.excess(), x.excess()) })
	return found
}

func newBreakpoint(r TouchpointRow, kind string, norm stat.Rate) Breakpoint {
	b := Breakpoint{Touchpoint: r.ID, Kind: kind, Behind: r.Behind, Rate: r.Leaving(), Norm: norm}
	b.Low, b.High = stat.Difference(b.Rate, norm)
	b.Extra = b.excess() * float64(b.Rate.N)
	return b
}

func (b Breakpoint) excess() float64 { return b.Rate.Value - b.Norm.Value }

// gotWorse are the touchpoints whose rate rose from one period to the next: the
// one-sided test of the difference rejects at 2.5 % after S. Holm's correction
// for the touchpoints looked at.
func gotWorse(now, before *Answer) []Breakpoint {
	old := map[string]stat.Rate{}
	for _, r := range before.Touchpoints {
		old[r.ID] = r.Leaving()
	}
	var looked []Breakpoint
	var p []float64
	for _, r := range now.Touchpoints {
		if was := old[r.ID]; !r.Goal && claims(r.Leaving()) && claims(was) {
			looked = append(looked, newBreakpoint(r, GotWorse, was))
			p = append(p, stat.AboveTest(r.Leaving(), was))
		}
	}
	sure := stat.Rejected(p, 0.025)
	var found []Breakpoint
	for i, b := range looked {
		if sure[i] && b.excess() >= leastExcess {
			found = append(found, b)
		}
	}
	return found
}

// worseThanLike are the touchpoints that leave the funnel limits of their like.
func worseThanLike(a *Answer) []Breakpoint {
	l := newLikes(a)
	var found []Breakpoint
	for i, r := range a.Touchpoints {
		if !l.outlying[i] {
			continue
		}
		if b := newBreakpoint(r, WorseThanLike, l.norm(i)); b.excess() >= leastExcess {
			found = append(found, b)
		}
	}
	return found
}

// Norms are what each row's Leaving is held against: the centre of its
// like, those left out that are breakpoints. N, of all of them, is 0 where there
// is no norm.
func Norms(a *Answer) []stat.Rate {
	l := newLikes(a)
	all := make([]stat.Rate, len(a.Touchpoints))
	for i := range all {
		all[i] = l.norm(i)
	}
	return all
}

// likes knows which touchpoints can be held against each other: those of the
// same side of the goal, of the same stage where that has three or more. Goals
// are left out, journeys do not fail there.
type likes struct {
	rows     []TouchpointRow
	peers    []stat.Peer // of a group by stage
	outlying []bool      // beyond the limits of their like
}

func newLikes(a *Answer) *likes {
	l := &likes{rows: a.Touchpoints, outlying: make([]bool, len(a.Touchpoints))}
	number := map[string]int{}
	for i, s := range a.Stages {
		number[s.ID] = i + 1 // in the map's order; 0 is no stage
	}
	for _, r := range a.Touchpoints {
		l.peers = append(l.peers, stat.Peer{Rate: r.Leaving().Value, N: r.Leaving().Trials(), Group: number[r.Stage]})
	}
	l.findOutlying()
	return l
}

// findOutlying marks the outlying rows by B. Rosner's procedure ("Percentage
// points for a generalized ESD many-outlier procedure", Technometrics 25, 1983):
// the worst is set aside, then the worst of those left, a quarter of all at
// most; those up to the last that is beyond its limit, corrected for all that
// were left, are outlying. So several faults do not hide each other by widening
// the spread. The level is set by
// simulation: at most one map in twenty shows one, be its touchpoints alike or
// different by nature (TestNoiseIsNoBreakpoint).
func (l *likes) findOutlying() {
	const level, mostSteps = 0.015, 8
	var aside []int
	left, sure := 0, 0
	for i := range l.rows {
		if l.tells(i) {
			left++
		}
	}
	for range min(mostSteps, (left+3)/4) {
		i, p := l.worst()
		if i < 0 || p*float64(left) > 1 {
			break
		}
		l.outlying[i] = true
		aside = append(aside, i)
		if p*float64(left) <= level {
			sure = len(aside)
		}
		left--
	}
	for _, i := range aside[sure:] {
		l.outlying[i] = false
	}
}

// tells reports whether a row is tested, and part of the norm of others.
func (l *likes) tells(i int) bool {
	return !l.rows[i].Goal && claims(l.rows[i].Leaving()) && !l.outlying[i]
}

// claims reports whether a rate is of enough to claim something.
func claims(r stat.Rate) bool { return r.N >= leastClaim && r.Told() }

// worst is the row with the smallest p-value, −1 when none is left.
func (l *likes) worst() (at int, p float64) {
	at = -1
	for i := range l.rows {
		if !l.tells(i) {
			continue
		}
		if limit, _ := l.limit(i); at < 0 || limit.P < p {
			at, p = i, limit.P
		}
	}
	return at, p
}

// limit holds row i against its like, of which there are n journeys.
func (l *likes) limit(i int) (limit stat.Limit, n int) {
	like := l.of(i)
	byStage := count(like, func(j int) bool { return l.peers[j].Group == l.peers[i].Group }) >= 2
	peer := func(j int) stat.Peer {
		p := l.peers[j]
		if !byStage {
			p.Group = 0
		}
		return p
	}
	x := peer(i)
	var peers []stat.Peer
	for _, j := range like {
		p := peer(j)
		if peers = append(peers, p); p.Group == x.Group {
			n += l.rows[j].Leaving().N
		}
	}
	return stat.FunnelLimit(x, peers), n
}

// of are the rows that row i can be held against, but for their stage.
func (l *likes) of(i int) (all []int) {
	for j := range l.rows {
		if i != j && l.tells(j) && l.rows[i].Behind == l.rows[j].Behind {
			all = append(all, j)
		}
	}
	return all
}

func count(all []int, which func(int) bool) (n int) {
	for _, i := range all {
		if which(i) {
			n++
		}
	}
	return n
}

// norm is the centre of the like of row i.
func (l *likes) norm(i int) stat.Rate {
	if l.rows[i].Goal || !l.rows[i].Leaving().Told() {
		return stat.Rate{High: 1}
	}
	limit, n := l.limit(i)
	return stat.Rate{K: int(math.Round(limit.Centre * float64(n))), N: n, Value: limit.Centre, Low: limit.Low, High: limit.High}
}
