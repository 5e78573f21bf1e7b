package index

import (
	"context"
	"slices"

	"cham"
	"cham/measure"
)

// Ask implements measure.Engine. Cost: one pass over the columns.
func (x *moment) Ask(ctx context.Context, _ cham.WorkspaceID, p measure.Plan) (*measure.Answer, error) {
	s, err := x.snapshotFor(&p)
	if err != nil {
		return nil, err
	}
	q, err := newScan(s, &p)
	if err != nil {
		return nil, err
	}
	sum, err := x.total(ctx, q)
	if err != nil {
		return nil, err
	}
	a := &measure.Answer{Question: p.Question, From: p.From, To: p.To, AsOf: p.Now, Overflow: s.overflow,
		Customers: sum.head().customers, Volume: sum.head().volume}
	if p.Location != nil {
		a.TimeZone = p.Location.String()
	}
	sum.answer(a)
	return a, nil
}

// followedPass is a pass that another one follows, made when its sum is known.
type followedPass interface {
	pass
	// follow returns what makes the other pass, nil when it is not needed.
	follow() func(*scan) (pass, error)
	followed(by pass)
}

// total sums up the plan's question.
func (x *Index) total(ctx context.Context, q *scan) (pass, error) {
	sum, err := x.sum(ctx, q, newPass)
	if l, ok := sum.(followedPass); ok && err == nil {
		if follow := l.follow(); follow != nil {
			by, err := x.sum(ctx, q, follow)
			if err != nil {
				return nil, err
			}
			l.followed(by)
		}
	}
	return sum, err
}

// sum runs a pass over all of the snapshot, on all cores, and adds them up;
// and once more when it has values to find quantiles of.
func (x *Index) sum(ctx context.Context, q *scan, newOne func(*scan) (pass, error)) (pass, error) {
	passes := make([]pass, x.cores(q.s))
	blocks := make([][]block, len(passes)) // that each looked at
	for i := range passes {
		var err error
		if passes[i], err = newOne(q); err != nil {
			return nil, err
		}
	}
	err := q.s.each(ctx, len(passes), func(core int, b block) {
		passes[core].span(b.v, b.from, b.to)
		blocks[core] = append(blocks[core], b)
	})
	if err != nil {
		return nil, cham.Wrap(cham.CodeUnavailable, "index.sum", err)
	}
	var own [][]int
	all := samplings(passes)
	for _, p := range all {
		own = append(own, p.counts())
	}
	for _, p := range passes[1:] {
		passes[0].add(p)
		passes[0].head().customers += p.head().customers
		passes[0].head().volume += p.head().volume
	}
	if all != nil && !q.NoSpread {
		x.fill(all, own, blocks)
	}
	return passes[0], nil
}

// samplings are the passes when they have values to find quantiles of.
func samplings(passes []pass) (all []sampling) {
	for _, p := range passes {
		if s, ok := p.(sampling); ok {
			all = append(all, s)
		}
	}
	return all
}

// Customers implements measure.Engine. It runs the very pass that makes the
// figure and keeps the customers who move its counter, so that the list and
// the figure cannot differ.
func (x *moment) Customers(ctx context.Context, _ cham.WorkspaceID, p measure.Plan, f measure.Figure) ([]cham.CustomerID, error) {
	s, err := x.snapshotFor(&p)
	if err != nil {
		return nil, err
	}
	p.NoSpread = true
	q, err := newScan(s, &p)
	if err != nil {
		return nil, err
	}
	if !f.Kind.Known() {
		return nil, unknownFigure(f)
	}
	p.Question = f.Kind.Question()
	newOne := newPass
	if p.Question == "" {
		newOne = func(q *scan) (pass, error) { return newFigurePass(q, f) }
	}
	if needsListing(f) {
		if newOne, err = x.listingPass(ctx, q); err != nil {
			return nil, err
		}
	}
	found := make([][]cham.CustomerID, x.cores(s))
	passes, counters, err := counterPasses(q, f, len(found), newOne)
	if err != nil {
		return nil, err
	}
	err = q.s.each(ctx, len(found), func(core int, b block) {
		before := counters[core]()
		for i := b.from; i < b.to; i++ {
			passes[core].span(b.v, i, i+1)
			if now := counters[core](); now != before {
				found[core] = append(found[core], b.v.ids[i])
				before = now
			}
		}
	})
	if err != nil {
		return nil, cham.Wrap(cham.CodeUnavailable, "index.Customers", err)
	}
	all := slices.Concat(found...)
	slices.Sort(all)
	return s.everyone(all), nil
}

// counterPasses makes a pass for each core, with its counter of the figure.
func counterPasses(q *scan, f measure.Figure, cores int, newOne func(*scan) (pass, error)) ([]pass, []func() int, error) {
	passes, counters := make([]pass, cores), make([]func() int, cores)
	for i := range passes {
		var err error
		if passes[i], err = newOne(q); err != nil {
			return nil, nil, err
		}
		if counters[i], err = passes[i].figure(f); err != nil {
			return nil, nil, err
		}
		if counters[i] == nil {
			return nil, nil, unknownFigure(f)
		}
	}
	return passes, counters, nil
}

func unknownFigure(f measure.Figure) error {
	e := cham.Errorf(cham.CodeInvalid, "index.Customers", "no figure %q there", f.Kind)
	e.Field = "figure"
	return e
}

// Kinds implements measure.Engine. Cost: one pass.
func (x *moment) Kinds(ctx context.Context, _ cham.WorkspaceID, p measure.Plan) ([]measure.KindCount, error) {
	s, err := x.snapshotFor(&p)
	if err != nil {
		return nil, err
	}
	q, err := newScan(s, &p)
	if err != nil {
		return nil, err
	}
	sum, err := x.sum(ctx, q, func(q *scan) (pass, error) { return newKindsPass(q), nil })
	if err != nil {
		return nil, err
	}
	return sum.(*countPass).kinds(), nil
}

// Summaries implements measure.Engine. Cost: a binary search per customer and
// level, and the customer's touches.
func (x *moment) Summaries(_ context.Context, _ cham.WorkspaceID, ids []cham.CustomerID) ([]measure.CustomerSummary, error) {
	out := make([]measure.CustomerSummary, len(ids))
	for i, id := range ids {
		if r := x.s.find(id); !r.empty() {
			out[i] = x.s.summary(r)
		}
	}
	x.ws.addAccounts(out)
	x.ws.addOutside(ids, out)
	return out, nil
}

func (s *snapshot) summary(r run) measure.CustomerSummary {
	a, b := r.off[r.i], r.off[r.i+1]
	first, last := s.kinds[r.kind[a]], s.kinds[r.kind[b-1]]
	came := a
	for i := b; i > a; i-- {
		if s.kinds[r.kind[i-1]].Arrives() {
			came = i - 1
			break
		}
	}
	return measure.CustomerSummary{First: first.Lead(), Last: s.kinds[r.kind[came]].Lead(),
		ID: r.ids[r.i], Touches: int(b - a), FirstAt: instant(r.time(a)), LastAt: instant(r.time(b - 1)),
		FirstChannel: first.Channel, FirstSource: first.Source, LastName: last.Name, LastChannel: last.Channel,
		Value: float64(s.bought(r)) / 1000}
}
