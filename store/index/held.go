package index

import (
	"cmp"
	"slices"
)

// held makes a funnel of every value of the dimension that is held constant,
// out of a customer's touches of that value.
type held struct {
	value []int32 // kind → value; −1 for none
	order []int32 // of the customer's touches: by value, then by time
	of    []int32
	at    []int64 // of all values, while funnelPass.at is of one
	mask  []uint32
	best  []int64
}

// newHeld numbers the values. A touch without one serves no step.
func newHeld(p *funnelPass) *held {
	h := &held{value: make([]int32, len(p.s.kinds))}
	number := map[string]int32{"": -1}
	for k, kind := range p.s.kinds {
		v := p.Value(p.Hold, kind, p.node(k))
		n, ok := number[v]
		if !ok {
			n = int32(len(number)) - 1
			number[v] = n
		}
		if h.value[k] = n; n < 0 {
			p.of[k] &= excluded
		}
	}
	return h
}

// furthest is funnelPass.furthest of the value that gets furthest, by the
// earliest chain when there are several.
func (h *held) furthest(p *funnelPass, kinds []uint16) (depth int, chain []int64) {
	h.sort(p, kinds)
	h.best = h.best[:0]
	always := 0 // excluded touches without a value come first, and are in every funnel
	for always < len(h.order) && h.of[h.order[always]] < 0 {
		always++
	}
	for from := always; from < len(h.order); {
		to := from + 1
		for to < len(h.order) && h.of[h.order[to]] == h.of[h.order[from]] {
			to++
		}
		if h.pick(p, h.order[:always], h.order[from:to]) {
			d, c := p.furthest()
			if d > depth || d == depth && slices.Compare(c, h.best) < 0 {
				depth, h.best = d, append(h.best[:0], c...)
			}
		}
		from = to
	}
	return depth, h.best
}

// sort orders the touches at hand by value.
func (h *held) sort(p *funnelPass, kinds []uint16) {
	h.at, p.at = p.at, h.at
	h.mask, p.mask = p.mask, h.mask
	h.order, h.of = h.order[:0], h.of[:0]
	n := 0
	for _, k := range kinds {
		if p.of[k] != 0 {
			h.order, h.of = append(h.order, int32(n)), append(h.of, h.value[k])
			n++
		}
	}
	slices.SortFunc(h.order, func(a, b int32) int { return cmp.Or(cmp.Compare(h.of[a], h.of[b]), cmp.Compare(a, b)) })
}

// pick puts the touches of one value, and those of always between them, at
// hand; false when none of them can begin the funnel.
func (h *held) pick(p *funnelPass, always, own []int32) bool {
	p.at, p.mask = p.at[:0], p.mask[:0]
	i, _ := slices.BinarySearch(always, own[0])
	all := uint32(0)
	for _, j := range own {
		for ; i < len(always) && always[i] < j; i++ {
			p.at, p.mask = append(p.at, h.at[always[i]]), append(p.mask, h.mask[always[i]])
		}
		p.at, p.mask = append(p.at, h.at[j]), append(p.mask, h.mask[j])
		all |= h.mask[j]
	}
	return all&begins != 0
}
