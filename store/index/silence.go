package index

import (
	"time"

	"cham/measure"
	"cham/measure/stat"
)

// silencePass reads the approach of every conversion backward.
type silencePass struct {
	worker
	choices []int64   // ms, ascending
	cut     []int     // choice → approaches that are silent so long
	times   [][]int64 // choice → to the goal
	starts  []int64   // choice → where the approach at hand begins under it
	alone   int
	again   int
}

func newSilencePass(q *scan) *silencePass {
	p := &silencePass{worker: worker{scan: q}}
	for _, days := range q.SilenceDays() {
		p.choices = append(p.choices, int64(days)*(24*time.Hour).Milliseconds())
	}
	p.cut, p.times, p.starts = make([]int, len(p.choices)), make([][]int64, len(p.choices)), make([]int64, len(p.choices))
	return p
}

func (p *silencePass) head() *worker { return &p.worker }

func (p *silencePass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		a, b, ok := p.run(v, i)
		for j := b; ok && j > a; j-- {
			if k := &p.traits[v.kind[j-1]]; k.node >= 0 && k.goal && p.hit(v.time(j-1), v.kind[j-1]) {
				p.conversion(v.level, a, j-1)
			}
		}
	}
}

// conversion looks back from a goal touch to the goal before it.
func (p *silencePass) conversion(l *level, a, goal uint32) {
	at := l.time(goal)
	for c := range p.starts {
		p.starts[c] = at
	}
	next, longest, whole, bought := at, int64(0), int64(-1), false
	for i := goal; i > a; i-- {
		k := &p.traits[l.kind[i-1]]
		if k.node < 0 {
			continue
		}
		if bought = k.goal; bought {
			break
		}
		t := l.time(i - 1)
		next, longest = t, max(longest, next-t)
		if k.behind {
			continue
		}
		whole = longest
		for c := len(p.choices) - 1; c >= 0 && longest < p.choices[c]; c-- {
			p.starts[c] = t
		}
	}
	if whole < 0 {
		p.alone += one(!bought)
		p.again += one(bought)
		return
	}
	for c, g := range p.choices {
		p.cut[c] += one(whole >= g)
		p.times[c] = append(p.times[c], at-p.starts[c])
	}
}

func (p *silencePass) add(other pass) {
	o := other.(*silencePass)
	p.alone, p.again = p.alone+o.alone, p.again+o.again
	for c := range p.choices {
		p.cut[c] += o.cut[c]
		p.times[c] = append(p.times[c], o.times[c]...)
	}
}

func (p *silencePass) answer(a *measure.Answer) {
	times := make([]stat.Spread, len(p.times))
	for c := range times {
		times[c] = spreadOf(p.times[c])
	}
	a.Silence = p.Plan.NewSilence(p.alone, p.again, p.cut, times)
}

func (p *silencePass) figure(f measure.Figure) (func() int, error) {
	if f.Kind != measure.FigureAlone {
		return nil, nil
	}
	return func() int { return p.alone }, nil
}
