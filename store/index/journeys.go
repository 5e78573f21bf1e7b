package index

import (
	"cham/measure"
	"cham/measure/stat"
)

// journeysPass sums up the journeys that started in the period.
type journeysPass struct {
	worker
	sum        measure.JourneySummary
	goals      waits
	backs      waits // from a goal to the customer's next touch up to the goal's stage
	cameBack   int   // of these, those for as long as it is told
	repeated   int   // customers with a goal touch in the period
	again      int   // of these, those with another one in it or before
	value      int64
	timeToGoal []int64
}

func newJourneysPass(q *scan) *journeysPass {
	return &journeysPass{worker: worker{scan: q}, goals: q.newWaits(q.StepDays()), backs: q.newWaits(q.BackDays())}
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
	after, back, nextBehind := int64(2*endless), int64(endless), false
	var j started
	var o outcome
	var closed bool
	inside, until := 0, 0 // goal touches in the period, and before its end
	for i := b; i > a; i-- {
		kind := l.kind[i-1]
		k := &p.traits[kind]
		if k.node < 0 {
			continue
		}
		t := l.time(i - 1)
		if p.endsAt(l, a, i-1, k.goal, k.behind, nextBehind, after-t) {
			p.started(&j, o, closed)
			o, closed = p.outcomeAt(l, a, i-1, k.node, t, after)
			j = started{goal: endless}
		}
		if k.goal && t < p.to {
			until++
			if p.hit(t, kind) {
				inside++
				p.value += p.worth(l, i-1, a, b)
				p.cameBack += one(back-t < p.backs.span)
				p.backs.count(wait{t, back, false})
			}
		}
		if !k.behind {
			back = t
		}
		j.touch(t, kind, k.goal, k.behind)
		after, nextBehind = t, k.behind
	}
	p.started(&j, o, closed)
	p.repeated += one(inside > 0)
	p.again += one(inside > 0 && until > 1)
}

// started counts a journey by its first touch.
func (p *journeysPass) started(j *started, o outcome, closed bool) {
	if j.front && p.hit(j.origin, j.originKind) {
		p.goals.count(j.toGoal(closed))
	}
	switch {
	case !j.any || !p.hit(j.start, j.startKind):
		return
	case o == care:
		p.sum.Care++
		return
	}
	p.sum.Started++
	switch o {
	case converted:
		p.sum.Converted++
		if !p.NoSpread {
			p.timeToGoal = append(p.timeToGoal, j.goal-j.start)
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
	p.sum.Care += o.sum.Care
	p.goals.add(&o.goals)
	p.backs.add(&o.backs)
	p.cameBack += o.cameBack
	p.sum.NewCustomers += o.sum.NewCustomers
	p.repeated, p.again, p.value = p.repeated+o.repeated, p.again+o.again, p.value+o.value
	p.timeToGoal = append(p.timeToGoal, o.timeToGoal...)
}

func (p *journeysPass) answer(a *measure.Answer) {
	s := p.sum
	s.Conversion, s.Back = p.goals.gather().Share(p.StepDays()), p.backs.gather().Share(p.BackDays())
	s.Repeat = stat.NewRate(p.again, p.repeated)
	s.Value = float64(p.value) / 1000
	s.TimeToGoal = spreadOf(p.timeToGoal)
	a.Journeys = &s
}

func (p *journeysPass) figure(f measure.Figure) (func() int, error) {
	counter := map[measure.FigureKind]*int{measure.FigureStarted: &p.sum.Started, measure.FigureConverted: &p.sum.Converted,
		measure.FigureLost: &p.sum.Lost, measure.FigureCare: &p.sum.Care, measure.FigureWonBack: &p.cameBack,
		measure.FigureOpenJourneys: &p.sum.Open, measure.FigureNew: &p.sum.NewCustomers,
		measure.FigureRepeat: &p.again, measure.FigureGoal: &p.repeated}[f.Kind]
	if counter == nil {
		return nil, nil
	}
	return func() int { return *counter }, nil
}
