package storetest

import (
	"cham"
	"cham/journey"
	"cham/measure"
	"cham/measure/stat"
)

// worth is what a conversion brings: its value, less what was given back of it.
func (v *modelView) worth(goal modelTouch) int64 {
	if v.refunded == nil {
		v.refunded = map[int64]int64{}
		for _, all := range v.touches {
			giveBack(v.refunded, all, func(t modelTouch) bool { return t.node >= 0 && v.nodes[t.node].Goal })
		}
	}
	return max(min(goal.value, 0), goal.value+v.refunded[goal.seq])
}

// bought is what a customer paid, less what was given back of it.
func bought(all []modelTouch) (total int64) {
	paid := func(t modelTouch) bool { return t.value > 0 && cham.Paid(t.kind.Name) }
	back := map[int64]int64{}
	giveBack(back, all, paid)
	for _, t := range all {
		if paid(t) {
			total += max(0, t.value+back[t.seq])
		}
	}
	return total
}

// giveBack adds up what was given back of every conversion of a customer, by its seq.
func giveBack(back map[int64]int64, all []modelTouch, converts func(modelTouch) bool) {
	for i, t := range all {
		if g := refundOf(all, i, converts); g >= 0 {
			back[all[g].seq] += t.value
		}
	}
}

// refundOf is which of a customer's touches is the conversion that touch i gives
// back some of, −1 for none: that of its order, the latest before it or else the
// first after it; without one the latest before it, unless it is of another order.
func refundOf(all []modelTouch, i int, goal func(modelTouch) bool) int {
	if all[i].value >= 0 || goal(all[i]) {
		return -1
	}
	order, latest, same := all[i].order, -1, -1
	for k, t := range all {
		if !goal(t) {
			continue
		}
		if k < i {
			latest = k
		}
		if order != "" && t.order == order && (k < i || same < 0) {
			same = k
		}
	}
	if same >= 0 || latest < 0 || order != "" && all[latest].order != "" {
		return same
	}
	return latest
}

func (v *modelView) askJourneys(a *measure.Answer) {
	var s measure.JourneySummary
	var toGoal []int64
	value := int64(0)
	for _, j := range v.journeys {
		if !j.touches[0].inside {
			continue
		}
		if j.outcome == journey.Care {
			s.Care++
			continue
		}
		s.Started++
		s.Lost += intOf(j.outcome == journey.Lost)
		s.Open += intOf(j.outcome == journey.Open)
		if j.outcome == journey.Converted {
			s.Converted++
			toGoal = append(toGoal, j.touches[j.goal].at.Sub(j.touches[0].at).Milliseconds())
		}
	}
	converted, again := 0, 0
	for _, id := range v.customers {
		s.NewCustomers += intOf(v.touches[id][0].inside)
		before, inside := 0, 0
		for _, t := range v.touches[id] {
			if t.node < 0 || !v.nodes[t.node].Goal {
				continue
			}
			if t.inside {
				inside++
				value += v.worth(t)
			} else if v.p.To.IsZero() || t.at.Before(v.p.To) {
				before++
			}
		}
		converted += intOf(inside > 0)
		again += intOf(inside > 1 || inside > 0 && before > 0)
	}
	s.Conversion, s.Repeat = share(v.goals(), v.p.StepDays()), stat.NewRate(again, converted)
	s.Back = share(v.wonBack(), v.p.BackDays())
	s.Value, s.TimeToGoal = float64(value)/1000, stat.SpreadOf(toGoal)
	a.Journeys = &s
}
