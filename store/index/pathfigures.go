package index

import (
	"context"
	"slices"

	"cham/measure"
)

// needsListing reports whether a figure can only be counted once the sum is known:
// whom "others" leaves out.
func needsListing(f measure.Figure) bool {
	return f.Kind.Question() == measure.Paths && (f.Others || f.ToOthers)
}

// listingPass makes passes that know which touchpoints are told apart.
func (x *Index) listingPass(ctx context.Context, q *scan) (func(*scan) (pass, error), error) {
	sum, err := x.sum(ctx, q, newPass)
	if err != nil {
		return nil, err
	}
	listed := sum.(*pathsPass).flowNodes()
	return func(q *scan) (pass, error) {
		p := newPathsPass(q)
		p.listed = listed
		return p, nil
	}, nil
}

func (p *pathsPass) figure(f measure.Figure) (func() int, error) {
	switch f.Kind {
	case measure.FigurePath:
		p.match = p.matchPath(f)
	case measure.FigureFlowNode:
		p.match = p.matchNode(f, f.Depth)
	case measure.FigureFlowLink:
		p.match = p.matchLink(f)
	}
	if p.match == nil {
		return nil, nil
	}
	return func() int { return p.matched }, nil
}

func (p *pathsPass) matchPath(f measure.Figure) func(*pathKey) bool {
	var steps []uint16
	for _, id := range f.Steps {
		if n := p.nodeOf(id); n >= 0 {
			steps = append(steps, uint16(n))
		}
	}
	o := slices.Index(outcomes[:], f.Outcome)
	if len(steps) < len(f.Steps) || len(steps) == 0 || len(steps) > p.depth || o < 0 {
		return nil
	}
	want := newPathKey(steps, outcome(o), f.More)
	return func(k *pathKey) bool { return *k == want }
}

// matchNode accepts the paths that are at a node of a depth.
func (p *pathsPass) matchNode(f measure.Figure, depth int) func(*pathKey) bool {
	if depth < 0 || depth > p.depth {
		return nil
	}
	if f.Outcome != "" {
		return func(k *pathKey) bool {
			return outcomes[k.outcome()] == f.Outcome && (p.toEnd || !k.more()) && p.depthOf(k.len(), k.len()) == depth
		}
	}
	node := p.nodeOf(f.Touchpoint)
	if f.Others != (node < 0) {
		return nil
	}
	return func(k *pathKey) bool {
		i := depth - p.depthOf(0, k.len())
		if i < 0 || i >= k.len() {
			return false
		}
		if f.Others {
			return !slices.Contains(p.listed[depth], k.node(i))
		}
		return k.node(i) == node
	}
}

// matchLink accepts the paths that are at one node and at another of the next depth.
func (p *pathsPass) matchLink(f measure.Figure) func(*pathKey) bool {
	from := p.matchNode(measure.Figure{Touchpoint: f.Touchpoint, Others: f.Others}, f.Depth)
	to := p.matchNode(measure.Figure{Touchpoint: f.To, Others: f.ToOthers, Outcome: f.Outcome}, f.Depth+1)
	if from == nil || to == nil {
		return nil
	}
	return func(k *pathKey) bool { return from(k) && to(k) }
}
