package storetest

import (
	"math"
	"slices"
	"time"

	"cham"
	"cham/journey"
	"cham/measure"
	"cham/measure/stat"
)

// model answers questions in the plainest code that follows the definitions
// of package measure: quadratic, readable, sharing nothing with the engines
// but the cutting rule of package journey and the statistics.
type model struct {
	records []cham.Record // interactions and others, in order of Seq
	owner   map[cham.KeyID]cham.CustomerID
}

// modelTouch is a touch as the model sees it under a plan.
type modelTouch struct {
	customer cham.CustomerID // with unit account, the account's lowest customer
	person   cham.CustomerID
	seq      int64
	at       time.Time
	kind     cham.Kind
	node     int   // −1 for none
	value    int64 // thousandths
	order    string
	duration int64 // ms
	inside   bool  // it counts: in the period, meeting Where
	period   bool  // in the period
	meets    bool  // meeting Where
}

// modelJourney is a journey of one customer.
type modelJourney struct {
	customer cham.CustomerID
	touches  []modelTouch
	goal     int // which of them converted, −1 for none
	outcome  journey.Outcome
	closed   bool // nothing can follow
}

// modelView is the model under one plan.
type modelView struct {
	p         measure.Plan
	nodes     []measure.Node
	customers []cham.CustomerID // chosen ones, ascending
	touches   map[cham.CustomerID][]modelTouch
	journeys  []modelJourney
	refunded  map[int64]int64 // of each conversion, by its seq; nil until asked
}

func (m *model) view(p measure.Plan) *modelView {
	v := &modelView{p: p, nodes: p.Nodes, touches: map[cham.CustomerID][]modelTouch{}}
	period := cham.Period{From: p.From, To: p.To}
	unit := m.units(p)
	v.p.Members = unit.all(p.Members)
	for _, r := range m.records {
		person := m.customerOf(r.Key)
		id, chosen := unit.of(person)
		if !r.Type.Interaction() || !chosen {
			continue
		}
		k := cham.KindOf(&r.Touch, cham.KindRules{})
		node := v.bind(k)
		if tooLate(p, r.At) {
			continue
		}
		in, meets := period.Contains(r.At), v.p.Counts(k, node) && v.p.OnClock(r.At)
		v.touches[id] = append(v.touches[id], modelTouch{customer: id, person: person, seq: r.Seq, at: r.At, kind: k, node: node,
			order: orderOf(r), value: int64(math.Round(worth(r) * 1000)), duration: int64(math.Round(r.Duration * 1000)), period: in, meets: meets,
			inside: in && meets})
	}
	for id, ts := range v.touches {
		slices.SortFunc(ts, func(a, b modelTouch) int { return unit.compare(a, b) })
		if !v.chosen(ts) {
			delete(v.touches, id)
			continue
		}
		v.customers = append(v.customers, id)
	}
	slices.Sort(v.customers)
	for _, id := range v.customers {
		v.journeys = append(v.journeys, v.cut(id, v.behind)...)
	}
	return v
}

func (v *modelView) bind(k cham.Kind) int {
	if v.p.Bind != nil {
		return v.p.Bind(k)
	}
	for i, n := range v.nodes {
		if n.ID == k.Name {
			return i
		}
	}
	v.nodes = append(v.nodes, measure.Node{ID: k.Name, Name: k.Name, Stage: -1, Goal: slices.Contains(v.p.Goal, k.Name)})
	return len(v.nodes) - 1
}

// tooLate reports whether a plan judges as of an instant before at.
func tooLate(p measure.Plan, at time.Time) bool { return !p.AsOf.IsZero() && at.After(p.AsOf) }

func (v *modelView) chosen(ts []modelTouch) bool {
	s, first := v.p.Segment, ts[0]
	if s.Channel != "" && s.Channel != first.kind.Channel || s.Source != "" && s.Source != first.kind.Source {
		return false
	}
	lead := v.p.LeadOf()
	if s.FirstLead != "" && s.FirstLead != lead(first.kind) || s.LastLead != "" && s.LastLead != lead(lastKind(ts)) {
		return false
	}
	if v.p.Members != nil && !slices.Contains(v.p.Members, first.customer) {
		return false
	}
	inside := slices.ContainsFunc(ts, func(t modelTouch) bool { return t.period })
	switch s.Status {
	case "new":
		return first.period
	case "returning":
		return inside && !v.p.From.IsZero() && first.at.Before(v.p.From)
	}
	return true
}

// behind reports whether a node is of a stage behind the last one with a goal.
func (v *modelView) behind(node int) bool {
	last := -1
	for _, n := range v.nodes {
		if n.Goal {
			last = max(last, n.Stage)
		}
	}
	return last >= 0 && v.nodes[node].Stage > last
}

// behindStage is the same of a stage with touchpoints.
func (v *modelView) behindStage(stage int) bool {
	for n := range v.nodes {
		if v.nodes[n].Stage == stage && v.behind(n) {
			return true
		}
	}
	return false
}

// cut cuts a customer's touches into journeys.
func (v *modelView) cut(id cham.CustomerID, behind func(node int) bool) (all []modelJourney) {
	var mapped []modelTouch
	var steps []journey.Step
	for _, t := range v.touches[id] {
		if t.node >= 0 {
			mapped = append(mapped, t)
			steps = append(steps, journey.Step{At: t.at, Goal: v.nodes[t.node].Goal, Behind: behind(t.node)})
		}
	}
	for _, s := range journey.Cut(steps, v.p.Silence, v.p.Now) {
		all = append(all, modelJourney{id, mapped[s.First : s.Last+1], max(s.Goal-s.First, -1), s.Outcome, s.Closed})
	}
	return all
}

// ask answers a plan.
func (m *model) ask(p measure.Plan) *measure.Answer {
	v := m.view(p)
	a := &measure.Answer{Question: p.Question, From: p.From, To: p.To, AsOf: p.Now, TimeZone: p.Location.String()}
	for _, id := range v.customers {
		n := 0
		for _, t := range v.touches[id] {
			n += intOf(t.inside)
		}
		a.Volume += n
		a.Customers += intOf(n > 0)
	}
	suiteOf(p.Question).model(m, p, v, a)
	return a
}

func intOf(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (v *modelView) askTouches(a *measure.Answer) {
	volume, who := map[string]int{}, map[string]map[cham.CustomerID]bool{}
	for id, ts := range v.touches {
		for _, t := range ts {
			if t.inside {
				volume[t.kind.Name]++
				addTo(who, t.kind.Name, id)
			}
		}
	}
	for name, n := range volume {
		a.Touches = append(a.Touches, measure.TouchCount{Name: name, Volume: n, Customers: len(who[name])})
	}
}

func addTo[K, V comparable](sets map[K]map[V]bool, k K, v V) {
	if sets[k] == nil {
		sets[k] = map[V]bool{}
	}
	sets[k][v] = true
}

// through reports whether a journey has a touch at the node in the period.
func (j modelJourney) through(node int) bool {
	return slices.ContainsFunc(j.touches, func(t modelTouch) bool { return t.inside && t.node == node })
}

// toGoal are its touches up to the goal, all when there is none.
func (j modelJourney) toGoal() []modelTouch {
	if j.goal >= 0 {
		return j.touches[:j.goal+1]
	}
	return j.touches
}

func (j modelJourney) last() int { return j.touches[len(j.touches)-1].node }

// next reports whether a journey's next step after its first touch of the period that from
// accepts came within a number of days, 0 for whenever.
func (v *modelView) next(j modelJourney, from func(modelTouch) bool, days int) bool {
	one := &modelView{p: v.p, nodes: v.nodes, journeys: []modelJourney{j}}
	waits := one.steps(from)
	return len(waits) > 0 && waits[0].event >= 0 && (days == 0 || waits[0].event < days)
}

// row counts everything about one node; Name, Stage and Share are the caller's.
func (v *modelView) row(node int) measure.TouchpointRow {
	r := measure.TouchpointRow{ID: v.nodes[node].ID, Name: v.nodes[node].Name, Goal: v.nodes[node].Goal, Behind: v.behind(node)}
	if s := v.nodes[node].Stage; s >= 0 {
		r.Stage = v.p.Stages[s]
	}
	reach, live := map[cham.CustomerID]bool{}, map[cham.CustomerID]bool{}
	var dwell, toNext []int64
	mapped := 0
	for _, j := range v.journeys {
		any := false
		for i, t := range j.touches {
			any = any || t.inside
			if t.node != node {
				continue
			}
			if (v.p.To.IsZero() || t.at.Before(v.p.To)) && t.at.After(r.LastAt) {
				r.LastAt = t.at
			}
			if age := v.p.Now.Sub(t.at); age >= 0 && age < 5*time.Minute {
				live[j.customer] = true
			}
			if !t.inside {
				continue
			}
			r.Volume++
			reach[j.customer] = true
			if t.duration != 0 {
				dwell = append(dwell, t.duration)
			}
			if i+1 < len(j.touches) && j.touches[i+1].node != node {
				toNext = append(toNext, j.touches[i+1].at.Sub(t.at).Milliseconds())
			}
		}
		mapped += intOf(any)
		if !j.through(node) {
			continue
		}
		r.Journeys++
		went := v.next(j, func(t modelTouch) bool { return t.node == node }, v.p.StepDays())
		open, here := j.outcome == journey.Open, j.last() == node
		r.Open += intOf(open)
		switch {
		case went:
			r.Went++
		case j.outcome == journey.Lost && here:
			r.Left++
		case open && here:
			r.OpenHere++
		default:
			r.Elsewhere++
		}
	}
	r.Reach, r.Live = len(reach), len(live)
	r.Share, r.Exit = stat.NewRate(r.Journeys, mapped), without(v.leaves(node), v.p.ExitDays())
	if r.Back = share(nil, v.p.BackDays()); r.Behind {
		r.Back = share(v.backs(func(t modelTouch) bool { return t.node == node }), v.p.BackDays())
	}
	r.Next = share(v.steps(func(t modelTouch) bool { return t.node == node }), v.p.StepDays())
	r.Dwell, r.TimeToNext = stat.SpreadOf(dwell), stat.SpreadOf(toNext)
	return r
}

func (v *modelView) askTouchpoints(a *measure.Answer) {
	for n := range v.nodes {
		if r := v.row(n); v.p.Nodes != nil || r.Volume > 0 {
			a.Touchpoints = append(a.Touchpoints, r)
		}
	}
	for s, id := range v.p.Stages {
		row := measure.StageRow{ID: id, Behind: v.behindStage(s)}
		here := func(t modelTouch) bool { return v.nodes[t.node].Stage == s }
		for _, j := range v.journeys {
			if !slices.ContainsFunc(j.touches, func(t modelTouch) bool { return t.inside && here(t) }) {
				continue
			}
			row.Reach++
			switch {
			case v.next(j, here, 0):
				row.Went++
			case j.outcome == journey.Lost:
				row.Left++
			case j.outcome == journey.Open:
				row.Open++
			}
		}
		row.Next = share(v.steps(here), v.p.StepDays())
		if row.Back = share(nil, v.p.BackDays()); row.Behind {
			row.Back = share(v.backs(here), v.p.BackDays())
		}
		a.Stages = append(a.Stages, row)
	}
}

func (v *modelView) askTransitions(a *measure.Answer) {
	type pair struct{ from, to int }
	times, who := map[pair][]int64{}, map[pair]map[cham.CustomerID]bool{}
	for _, j := range v.journeys {
		for i := 1; i < len(j.touches); i++ {
			from, to := j.touches[i-1], j.touches[i]
			if !from.inside || v.p.Collapse && from.node == to.node {
				continue
			}
			p := pair{from.node, to.node}
			times[p] = append(times[p], to.at.Sub(from.at).Milliseconds())
			addTo(who, p, j.customer)
		}
	}
	for p, ms := range times {
		s := stat.SpreadOf(ms)
		sum := int64(0)
		for _, x := range ms {
			sum += x
		}
		a.Transitions = append(a.Transitions, measure.Transition{From: v.nodes[p.from].ID, To: v.nodes[p.to].ID, Count: s.N,
			Customers: len(who[p]), MeanS: stat.MeanS(sum, s.N), MedianS: s.Median, P90S: s.P90, Back: v.back(p.from, p.to)})
	}
}
