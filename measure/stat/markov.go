package stat

import (
	"cmp"
	"math"
	"slices"
)

// Chain is a Markov chain over values, as counts of what followed: its state
// is the last values of a path, up to its order, none at the start; a path
// ends in a conversion or in null (E. Anderl, I. Becker, F. von Wangenheim,
// J. H. Schumann, "Mapping the customer journey", IJRM 33, 2016).
type Chain struct {
	order  int
	values int
	states map[ChainState]*chainState
}

// ChainState is the last values before a step, the latest lowest: a value v is
// written v+1 in 20 bits, so that the start of a path is 0.
type ChainState uint64

const (
	chainBits = 20
	// MaxChainValues is how many values a chain can have.
	MaxChainValues = 1<<chainBits - 2
)

// After is the state of a chain of the order after one more value.
func (s ChainState) After(value, order int) ChainState {
	return (s<<chainBits | ChainState(value+1)) & (1<<(chainBits*order) - 1)
}

// last is the latest value, −1 at the start.
func (s ChainState) last() int { return int(s&(1<<chainBits-1)) - 1 }

type chainState struct {
	next      map[int]float64 // value → how often it came next
	converted float64
	null      float64
}

// NewChain makes a chain of order 1 to 3 over values 0 to values−1.
func NewChain(values, order int) *Chain {
	return &Chain{order: order, values: values, states: map[ChainState]*chainState{}}
}

func (c *Chain) state(s ChainState) *chainState {
	if c.states[s] == nil {
		c.states[s] = &chainState{next: map[int]float64{}}
	}
	return c.states[s]
}

// Add counts steps from a state to a value, n times.
func (c *Chain) Add(s ChainState, value int, n float64) { c.state(s).next[value] += n }

// End counts paths that ended after a state.
func (c *Chain) End(s ChainState, converted, null float64) {
	at := c.state(s)
	at.converted += converted
	at.null += null
}

// Path counts a whole path, with its conversions and nulls.
func (c *Chain) Path(values []int, converted, null float64) {
	s := ChainState(0)
	for _, v := range values {
		c.Add(s, v, converted+null)
		s = s.After(v, c.order)
	}
	c.End(s, converted, null)
}

// mostOwn is how many values of a chain have a removal effect of their own.
const mostOwn = 200

// Removal is, for each value, the share of conversions that would be lost if
// whoever comes to it went to null. Beyond 200 values only those in most steps
// have an effect of their own; rest[v] marks the others, which are taken for
// one value and all have its effect.
//
// Small chains are solved by elimination, exactly; larger ones (of order 2 and
// 3 with many values) by Gauss–Seidel sweeps until no probability moves by
// more than 1e-13, 20,000 sweeps at most.
func (c *Chain) Removal() (effect []float64, rest []bool) {
	names, rest := c.names()
	m := c.matrix(names)
	effect = make([]float64, c.values)
	base := m.converts(-1, nil)
	if len(base) == 0 || base[0] == 0 {
		return effect, rest
	}
	of := map[int]float64{}
	for v, n := range names {
		e, ok := of[n]
		if !ok {
			e = max(0, 1-m.converts(n, base)[0]/base[0])
			of[n] = e
		}
		effect[v] = e
	}
	return effect, rest
}

// names gives each value the number it goes by: its own, or that of the first
// of the rest.
func (c *Chain) names() (names []int, rest []bool) {
	names, rest = make([]int, c.values), make([]bool, c.values)
	steps := make([]float64, c.values)
	for _, s := range c.states {
		for v, n := range s.next {
			steps[v] += n // whole numbers: the order of adding does not matter
		}
	}
	for v := range names {
		names[v] = v
	}
	if c.values <= mostOwn {
		return names, rest
	}
	byUse := slices.Clone(names)
	slices.SortFunc(byUse, func(a, b int) int { return cmp.Or(cmp.Compare(steps[b], steps[a]), cmp.Compare(a, b)) })
	for _, v := range byUse[mostOwn:] {
		names[v], rest[v] = byUse[mostOwn], true
	}
	return names, rest
}

// renamed is a state in which values go by other names.
func (s ChainState) renamed(names []int) (out ChainState) {
	for shift := 0; s>>shift != 0; shift += chainBits {
		v := int(s>>shift&(1<<chainBits-1)) - 1
		out |= ChainState(names[v]+1) << shift
	}
	return out
}

// chainMatrix is a chain as probabilities; state 0 is the start.
type chainMatrix struct {
	last []int // state → its latest value
	rows [][]chainEdge
	end  []float64 // state → probability that the next is a conversion
	all  int       // values that can be removed
}

type chainEdge struct {
	to int
	p  float64
}

func (c *Chain) matrix(names []int) *chainMatrix {
	merged := NewChain(c.values, c.order)
	for s, from := range c.states {
		t := s.renamed(names)
		for v, n := range from.next {
			merged.Add(t, names[v], n)
		}
		merged.End(t, from.converted, from.null)
	}
	order := make([]ChainState, 0, len(merged.states))
	for s := range merged.states {
		order = append(order, s)
	}
	slices.Sort(order) // the start is the least
	place := make(map[ChainState]int, len(order))
	for i, s := range order {
		place[s] = i
	}
	m := &chainMatrix{all: min(c.values, mostOwn+1)}
	for _, s := range order {
		m.add(s, merged, place)
	}
	return m
}

func (m *chainMatrix) add(s ChainState, c *Chain, place map[ChainState]int) {
	from := c.states[s]
	total := from.converted + from.null
	for _, n := range from.next {
		total += n
	}
	var row []chainEdge
	for v, n := range from.next {
		row = append(row, chainEdge{place[s.After(v, c.order)], n / total})
	}
	slices.SortFunc(row, func(a, b chainEdge) int { return cmp.Compare(a.to, b.to) })
	m.last, m.rows = append(m.last, s.last()), append(m.rows, row)
	if total == 0 {
		total = 1
	}
	m.end = append(m.end, from.converted/total)
}

// mostWork bounds what is solved by elimination, in multiplications.
const mostWork = 1e8

// converts is the probability of a conversion from every state when a value is
// removed (−1: none), near what it is when none is.
func (m *chainMatrix) converts(removed int, near []float64) []float64 {
	if n := float64(len(m.rows)); n*n*n/3*float64(m.all) <= mostWork {
		return m.eliminate(removed)
	}
	return m.iterate(removed, near)
}

// eliminate solves (I − Q) h = end by Gauss; the matrix is an M-matrix, which
// needs no pivoting.
func (m *chainMatrix) eliminate(removed int) []float64 {
	n := len(m.rows)
	cells := make([]float64, n*n)
	h := make([]float64, n)
	for i, row := range m.rows {
		cells[i*n+i] = 1
		if i > 0 && m.last[i] == removed {
			continue
		}
		h[i] = m.end[i]
		for _, e := range row {
			cells[i*n+e.to] -= e.p
		}
	}
	for k := n - 1; k > 0; k-- { // the start is wanted: it comes last
		pivot := cells[k*n : k*n+k+1]
		for i := range k {
			f := cells[i*n+k] / pivot[k]
			if f == 0 {
				continue
			}
			row := cells[i*n : i*n+k]
			for j := range row {
				row[j] -= f * pivot[j]
			}
			h[i] -= f * h[k]
		}
	}
	for i := range n {
		for j := range i {
			h[i] -= cells[i*n+j] * h[j]
		}
		h[i] /= cells[i*n+i]
	}
	return h
}

const (
	sweepTolerance = 1e-13
	mostSweeps     = 20_000
)

// iterate solves the same by sweeps.
func (m *chainMatrix) iterate(removed int, near []float64) []float64 {
	h := make([]float64, len(m.rows))
	copy(h, near)
	for range mostSweeps {
		moved := 0.0
		for i := len(m.rows) - 1; i >= 0; i-- {
			x := m.sweep(i, removed, h)
			moved = max(moved, math.Abs(x-h[i]))
			h[i] = x
		}
		if moved <= sweepTolerance {
			break
		}
	}
	return h
}

func (m *chainMatrix) sweep(i, removed int, h []float64) float64 {
	if i > 0 && m.last[i] == removed {
		return 0
	}
	x, stay := m.end[i], 0.0
	for _, e := range m.rows[i] {
		if e.to == i {
			stay = e.p
		} else {
			x += e.p * h[e.to]
		}
	}
	return x / (1 - stay)
}
