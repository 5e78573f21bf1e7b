package index

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cham"
	"cham/measure"
)

// Buying implements measure.BuyingObserver.
func (x *Index) Buying(ctx context.Context, id cham.WorkspaceID, now time.Time) (measure.Buying, error) {
	m, err := x.moment(id)
	if err != nil {
		return measure.Buying{}, err
	}
	return m.Buying(ctx, id, now)
}

// Buying implements measure.BuyingObserver. Cost: one pass over the columns.
func (x *moment) Buying(ctx context.Context, _ cham.WorkspaceID, now time.Time) (measure.Buying, error) {
	r := newRuleScan(x.s, &measure.RulePlan{Now: now, Conditions: []measure.Condition{{Buy: &measure.BuyCondition{}}}}, false)
	workers := make([]*ruleWorker, x.cores(x.s))
	found := make([]measure.Buying, len(workers))
	for i := range workers {
		workers[i], found[i].Now = newRuleWorker(r), now
	}
	err := x.s.each(ctx, len(workers), func(core int, b block) {
		for i := b.from; i < b.to; i++ {
			if !b.v.dead.has(i) {
				workers[core].addBuyer(&found[core], b.v.level, i)
			}
		}
	})
	if err != nil {
		return measure.Buying{}, cham.Wrap(cham.CodeUnavailable, "index.Buying", err)
	}
	all := measure.Buying{Now: now}
	for _, some := range found {
		all.Merge(some)
	}
	return all, nil
}

// addBuyer adds a customer who bought.
func (w *ruleWorker) addBuyer(to *measure.Buying, l *level, i int) {
	a, b := w.untilNow(l, i)
	all := w.purchased(l, i, a, b)
	if len(all) == 0 {
		return
	}
	slices.SortFunc(all, func(x, y given) int { return cmp.Compare(x.at, y.at) })
	at, worth := make([]int64, len(all)), int64(0)
	for n, p := range all {
		at[n], worth = l.time(p.at), worth+p.v
	}
	to.Add(at, float64(worth)/1000)
}
