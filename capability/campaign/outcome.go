package campaign

import (
	"context"

	"cham"
	"cham/measure"
	"cham/measure/stat"
)

// outcome is what a group did: who reached the goal, and what they bought.
type outcome struct {
	stat.Spending
	reached int
}

func (o *outcome) rate() stat.Rate { return stat.NewRate(o.reached, o.People) }

// add sees one person.
func (o *outcome) add(reached bool, bought measure.Bought) {
	o.People++
	if reached {
		o.reached++
	}
	if bought.Times > 0 {
		o.Add(bought.Value)
	}
}

// did adds what some did, each within the days after their message went or would have.
func (s *Service) did(ctx context.Context, ws cham.WorkspaceID, c *Campaign, some []member, to map[string]*outcome) error {
	spans := make([]measure.BuySpan, len(some))
	for i, m := range some {
		spans[i] = measure.BuySpan{Customer: m.customer, From: m.at, To: m.at.Add(c.goalFor())}
	}
	bought, err := s.Reached(ctx, ws, measure.Goal{}, spans)
	reached, goal := bought, c.goalOf()
	if err == nil && !goal.IsPurchase() {
		reached, err = s.Reached(ctx, ws, goal, spans)
	}
	if err != nil {
		return err
	}
	for i, m := range some {
		if to[m.group] == nil {
			to[m.group] = &outcome{}
		}
		to[m.group].add(reached[i].Times > 0, bought[i])
	}
	return nil
}

// leastPeople are how many must be in a group before anything is said of it.
const leastPeople = 30

func lift(group, against string, a, b *outcome) Lift {
	l := Lift{Group: group, Against: against, Verdict: "unknown"}
	if l.TooFew = min(a.People, b.People) < leastPeople || a.reached+b.reached == 0; l.TooFew {
		return l
	}
	low, high := stat.Difference(a.rate(), b.rate())
	l.Rate = LiftRange{100 * low, 100 * (a.rate().Value - b.rate().Value), 100 * high}
	if a.Buyers+b.Buyers == 0 {
		return l // nothing is known of what a purchase is worth
	}
	l.Value.Low, l.Value.Mid, l.Value.High = stat.SpendingDifference(a.Spending, b.Spending)
	n := float64(a.People)
	l.Extra = LiftRange{n * l.Value.Low, n * l.Value.Mid, n * l.Value.High}
	return l
}

// compare sets each group that was written to against those who were not, and the versions against each other.
func compare(of map[string]*outcome) []Lift {
	lifts := []Lift{}
	for _, pair := range [][2]string{{GroupA, GroupHoldout}, {GroupB, GroupHoldout}, {GroupB, GroupA}} {
		if a, b := of[pair[0]], of[pair[1]]; a != nil && b != nil {
			lifts = append(lifts, lift(pair[0], pair[1], a, b))
		}
	}
	return lifts
}
