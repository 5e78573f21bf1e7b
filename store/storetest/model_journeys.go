package storetest

import (
	"slices"

	"cham/journey"
	"cham/measure"
	"cham/measure/stat"
)

// worth is what a conversion brings: its value, less what was given back before
// the next goal.
func (v *modelView) worth(goal modelTouch) int64 {
	all, refunded := v.touches[goal.customer], int64(0)
	for _, t := range all[slices.IndexFunc(all, func(t modelTouch) bool { return t.seq == goal.seq })+1:] {
		if t.node >= 0 && v.nodes[t.node].Goal {
			break
		}
		refunded += min(t.value, 0)
	}
	return max(min(goal.value, 0), goal.value+refunded)
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
