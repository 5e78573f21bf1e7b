package index

import (
	"context"

	"cham"
	"cham/measure"
)

var _ measure.GoalFinder = (*Index)(nil)

// Bought answers what customers bought, each in a span of their own; unknown ones bought
// nothing. Cost: a binary search per customer and level, and the customer's touches.
func (x *Index) Bought(_ context.Context, id cham.WorkspaceID, spans []measure.BuySpan) ([]measure.Bought, error) {
	m, err := x.moment(id)
	if err != nil {
		return nil, err
	}
	out := make([]measure.Bought, len(spans))
	w := ruleWorker{ruleScan: &ruleScan{s: m.s, orders: byKind(m.s, func(k cham.Kind) bool { return cham.Ordered(k.Name) })}}
	for i, span := range spans {
		r := m.s.find(span.Customer)
		if r.empty() {
			continue
		}
		for _, p := range w.purchased(r.level, r.i, r.off[r.i], r.off[r.i+1]) {
			if at := instant(r.time(p.at)); !at.Before(span.From) && at.Before(span.To) {
				out[i].Add(at, float64(p.v)/1000)
			}
		}
	}
	return out, nil
}

// Touched implements measure.GoalFinder. Cost: a binary search per customer and level, and the customer's touches.
func (x *Index) Touched(_ context.Context, id cham.WorkspaceID, spans []measure.BuySpan,
	is func(cham.Kind) bool) ([]measure.Bought, error) {
	m, err := x.moment(id)
	if err != nil {
		return nil, err
	}
	out, known := make([]measure.Bought, len(spans)), map[uint16]bool{}
	of := func(kind uint16) bool {
		yes, ok := known[kind]
		if !ok {
			yes = is(m.s.kinds[kind])
			known[kind] = yes
		}
		return yes
	}
	for i, span := range spans {
		r := m.s.find(span.Customer)
		if r.empty() {
			continue
		}
		for at := r.off[r.i]; at < r.off[r.i+1]; at++ {
			if t := instant(r.time(at)); !t.Before(span.From) && t.Before(span.To) && of(r.kind[at]) {
				out[i].Add(t, 0)
			}
		}
	}
	return out, nil
}
