package index

import (
	"math/bits"
	"slices"
	"sync"
	"sync/atomic"

	"cham/measure"
)

// Exact quantiles need all values of a group together. A first run of the
// pass counts the values of every group on every core; that says where each
// core shall put each group's values in one flat array; a second run puts them
// there, and a selection per group reads the quantiles off. Values are
// milliseconds in 32 bits; the few longer ones (50 days) are marked, kept aside
// and sorted, as they are above all others.

// samples is where a pass puts values in the second run.
type samples struct {
	filling bool
	next    []uint32 // group → place of its next value
	values  []uint32 // of all groups and cores
	long    []longSample
	spreads []measure.Spread // group → result
}

type longSample struct {
	group int
	ms    int64
}

const tooLong = 1<<32 - 1

func (s *samples) put(group int, ms int64) {
	at := s.next[group]
	s.next[group]++
	if ms < tooLong {
		s.values[at] = uint32(ms)
		return
	}
	s.values[at] = tooLong
	s.long = append(s.long, longSample{group, ms})
}

// sampling is a pass with groups of values.
type sampling interface {
	pass
	samples() *samples
	// counts is how many values each group has.
	counts() []int
	// place is where group g of pass o is in this pass.
	place(o sampling, g int) int
}

// fill makes the second run and the selection. passes[0] holds the sum of all
// after the first run; own are the counts each had by itself, and blocks what
// each looked at.
func (x *Index) fill(passes []sampling, own [][]int, blocks [][]block) {
	sum := passes[0]
	total := sum.counts()
	starts := make([]uint32, len(total)+1)
	for g, n := range total {
		starts[g+1] = starts[g] + uint32(n)
	}
	buffer := x.buffer(int(starts[len(total)]))
	defer x.buffers.Put(&buffer)
	free := slices.Clone(starts)
	var all sync.WaitGroup
	for core, p := range passes {
		s := p.samples()
		s.filling, s.values, s.next = true, buffer, make([]uint32, len(p.counts()))
		for g, n := range own[core] {
			at := &free[sum.place(p, g)]
			s.next[g] = *at
			*at += uint32(n)
		}
		head := *p.head()
		all.Go(func() {
			for _, b := range blocks[core] {
				p.span(b.v, b.from, b.to)
			}
			*p.head() = head
		})
	}
	all.Wait()
	long := make([][]int64, len(total))
	for _, p := range passes {
		for _, l := range p.samples().long {
			g := sum.place(p, l.group)
			long[g] = append(long[g], l.ms)
		}
	}
	sum.samples().spreads = spreadsOf(buffer, starts, long, len(passes))
}

func (x *Index) buffer(n int) []uint32 {
	if b, ok := x.buffers.Get().(*[]uint32); ok && cap(*b) >= n {
		return (*b)[:n]
	}
	return make([]uint32, n)
}

// spreadsOf reads the quantiles of every group off, on some cores.
func spreadsOf(values, starts []uint32, long [][]int64, cores int) []measure.Spread {
	out := make([]measure.Spread, len(long))
	var next atomic.Int64
	var all sync.WaitGroup
	for range cores {
		all.Go(func() {
			var s selector
			for {
				g := int(next.Add(1)) - 1
				if g >= len(out) {
					return
				}
				out[g] = s.spread(values[starts[g]:starts[g+1]], long[g])
			}
		})
	}
	all.Wait()
	return out
}

// selector finds order statistics of a group without sorting it: values are
// counted by their leading bits, and only those that share the leading bits of
// the wanted one are sorted.
type selector struct {
	counts [32 * 64]uint32
	same   []uint32
}

func (s *selector) spread(values []uint32, long []int64) measure.Spread {
	if len(values) == 0 {
		return measure.Spread{}
	}
	slices.Sort(long)
	few := len(values) <= 512
	if few {
		slices.Sort(values)
	} else {
		clear(s.counts[:])
		for _, v := range values {
			s.counts[leading(v)]++
		}
	}
	at := func(rank int) float64 {
		switch {
		case rank >= len(values)-len(long):
			return float64(long[rank-(len(values)-len(long))])
		case few:
			return float64(values[rank])
		}
		return float64(s.find(values, rank))
	}
	quantile := func(q float64) float64 {
		lo, frac := measure.QuantileAt(len(values), q)
		v := at(lo)
		if frac > 0 {
			v += frac * (at(lo+1) - v)
		}
		return v / 1000
	}
	return measure.Spread{N: len(values), Median: quantile(0.5), P90: quantile(0.9)}
}

// spreadOf is measure.SpreadOf in linear time.
func spreadOf(ms []int64) measure.Spread {
	values, long := make([]uint32, len(ms)), []int64(nil)
	for i, v := range ms {
		values[i] = uint32(min(v, tooLong))
		if v >= tooLong {
			long = append(long, v)
		}
	}
	var s selector
	return s.spread(values, long)
}

// find returns the value of a rank from 0.
func (s *selector) find(values []uint32, rank int) uint32 {
	class := uint32(0)
	for ; rank >= int(s.counts[class]); class++ {
		rank -= int(s.counts[class])
	}
	s.same = s.same[:0]
	for _, v := range values {
		if leading(v) == class {
			s.same = append(s.same, v)
		}
	}
	slices.Sort(s.same)
	return s.same[rank]
}

// leading is the class of a value: its length in bits and the six bits after
// the first, so that classes ascend with values.
func leading(v uint32) uint32 {
	n := uint32(bits.Len32(v))
	if n <= 6 {
		return v
	}
	return (n-6)<<6 + (v>>(n-7))&63
}
