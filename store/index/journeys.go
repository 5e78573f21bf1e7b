package index

import (
	"cham/measure"
	"cham/measure/stat"
)

// journeysPass sums up the journeys that started in the period.
type journeysPass struct {
	worker
	sum        measure.JourneySummary
	goals      stat.Waiting
	repeated   int // customers with a goal touch in the period
	again      int // of these, those with another one in it or before
	value      int64
	timeToGoal []int64
}

func newJourneysPass(q *scan) *journeysPass {
	return &journeysPass{worker: worker{scan: q}, goals: stat.Waiting{Days: q.StepDays()}}
}

func (p *journeysPass) head() *worker { return &p.worker }

func (p *journeysPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		a, b, ok := p.run(v, i)
		if !ok {
			continue
		}
		if p.hit(v.time(a), v.kind[a]) {
			p.sum.NewCustomers++
		}
		p.customer(v.level, a, b)
	}
}

// customer reads a customer's touches from the last to the first.
func (p *journeysPass) customer(l *level, a, b uint32) {
	after := int64(2 * endless)
	var j started
	var o outcome
	inside, until := 0, 0 // goal touches in the period, and before its end
	for i := b; i > a; i-- {
		k := l.kind[i-1]
		n := p.bound[k]
		if n < 0 {
			continue
		}
		t := l.time(i - 1)
		if ends(p.goal[n], after-t, p.silence) {
			p.started(&j, o)
			o, j = p.outcomeAt(p.goal[n], t, after), started{end: t}
		}
		if p.goal[n] && t < p.to {
			until++
			if p.hit(t, k) {
				inside++
				p.value += l.value.sum(i-1, i)
			}
		}
		j.touch(t, k, p.front[n])
		after = t
	}
	p.started(&j, o)
	p.repeated += one(inside > 0)
	p.again += one(inside > 0 && until > 1)
}

// started counts a journey by its first touch.
func (p *journeysPass) started(j *started, o outcome) {
	if j.front && p.hit(j.origin, j.originKind) {
		p.count(&p.goals, j.toGoal(o))
	}
	if !j.any || !p.hit(j.start, j.startKind) {
		return
	}
	p.sum.Started++
	switch o {
	case converted:
		p.sum.Converted++
		if !p.NoSpread {
			p.timeToGoal = append(p.timeToGoal, j.end-j.start)
		}
	case lost:
		p.sum.Lost++
	default:
		p.sum.Open++
	}
}

func (p *journeysPass) add(other pass) {
	o := other.(*journeysPass)
	p.sum.Started += o.sum.Started
	p.sum.Converted += o.sum.Converted
	p.sum.Lost += o.sum.Lost
	p.sum.Open += o.sum.Open
	p.goals.Add(&o.goals)
	p.sum.NewCustomers += o.sum.NewCustomers
	p.repeated, p.again, p.value = p.repeated+o.repeated, p.again+o.again, p.value+o.value
	p.timeToGoal = append(p.timeToGoal, o.timeToGoal...)
}

func (p *journeysPass) answer(a *measure.Answer) {
	s := p.sum
	s.Conversion = p.goals.Share(p.StepDays())
	s.Repeat = stat.NewRate(p.again, p.repeated)
	s.Value = float64(p.value) / 1000
	s.TimeToGoal = spreadOf(p.timeToGoal)
	a.Journeys = &s
}

func (p *journeysPass) figure(f measure.Figure) (func() int, error) {
	counter := map[measure.FigureKind]*int{measure.FigureStarted: &p.sum.Started, measure.FigureConverted: &p.sum.Converted,
		measure.FigureLost: &p.sum.Lost, measure.FigureOpenJourneys: &p.sum.Open, measure.FigureNew: &p.sum.NewCustomers,
		measure.FigureRepeat: &p.again, measure.FigureGoal: &p.repeated}[f.Kind]
	if counter == nil {
		return nil, nil
	}
	return func() int { return *counter }, nil
}
