package ask

import (
	"context"
	"slices"

	"cham"
	"cham/measure"
)

// addCosts adds the costs of an attribution's period to its rows.
func (r *request) addCosts(ctx context.Context, p measure.Plan, a *measure.Answer) error {
	if r.Costs == nil || a.Attribution == nil {
		return nil
	}
	costs, err := r.Costs.Costs(ctx, r.ws.ID, p.From, p.To)
	if err == nil {
		allocate(a.Attribution, p.Credit, p.Where, costs)
	}
	return err
}

// addSpending adds the costs of the period to the groups of lead sources: of
// everybody only, as nobody knows what a part of the customers cost.
func (r *request) addSpending(ctx context.Context, p measure.Plan, a *measure.Answer) error {
	if r.Costs == nil || a.Leads == nil || p.Segment != (measure.Segment{}) || len(p.Where) > 0 || p.Members != nil {
		return nil
	}
	costs, err := r.Costs.Costs(ctx, r.ws.ID, p.From, p.To)
	if err == nil {
		a.Leads.Spend(r.ws.Leads(), costs)
	}
	return err
}

// costValue is a cost's value of a dimension; ok is false for dimensions that
// costs do not have.
func costValue(d measure.Dimension, c cham.Cost) (value string, ok bool) {
	switch d {
	case measure.ByChannel:
		return string(c.Channel), true
	case measure.BySource:
		return c.Source, true
	case measure.ByMedium:
		return c.Medium, true
	case measure.ByCampaign:
		return c.Campaign, true
	}
	return "", false
}

// allocate puts each cost to the row whose value of the credited dimension is
// the same; what names no value, or none that is credited, is Unallocated.
// Conditions on what costs name leave out those that do not meet them; other
// conditions (a device, say) do not look at costs.
func allocate(a *measure.AttributionAnswer, credit measure.Dimension, where []measure.Is, costs []cham.Cost) {
	place := map[string]int{}
	for i, r := range a.Rows {
		place[r.Value] = i
	}
	for _, c := range costs {
		if !costMeets(where, c) {
			continue
		}
		a.Cost += c.Amount
		value, ok := costValue(credit, c)
		i, credited := place[value]
		if ok && credited && value != "" {
			a.Rows[i].Cost += c.Amount
		} else {
			a.Unallocated += c.Amount
		}
	}
}

func costMeets(where []measure.Is, c cham.Cost) bool {
	for _, is := range where {
		if value, ok := costValue(is.By, c); ok && slices.Contains(is.Any, value) == is.Not {
			return false
		}
	}
	return true
}
