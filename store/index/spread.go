package index

import (
	"math/bits"
	"slices"
	"sync"
	"sync/atomic"

	"cham/measure/stat"
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
	spreads []stat.Spread // group → result
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
func spreadsOf(values, starts []uint32, long [][]int64, cores int) []stat.Spread {
	out := make([]stat.Spread, len(long))
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
// the wanted one are gathered and sorted. That reads the values three times.
type selector struct {
	counts [classes]uint32
	same   []uint32
}

// fewValues is how many are sorted faster than counted.
const fewValues = 64

func (s *selector) spread(values []uint32, long []int64) stat.Spread {
	if len(values) == 0 {
		return stat.Spread{}
	}
	if len(values) <= fewValues {
		slices.Sort(values)
	} else {
		clear(s.counts[:])
		for _, v := range values {
			s.counts[classOf(v)]++
		}
	}
	return stat.Spread{N: len(values), Median: s.quantile(values, long, 0.5), P90: s.quantile(values, long, 0.9)}
}

// spreadOf is stat.SpreadOf in linear time.
func spreadOf(ms []int64) stat.Spread {
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

// quantile is in seconds.
func (s *selector) quantile(values []uint32, long []int64, q float64) float64 {
	rank, frac := stat.QuantileAt(len(values), q)
	a, b := s.two(values, rank)
	short := len(values) - len(long) // values of these ranks say what they are
	low, high := float64(a), float64(b)
	if rank+1 >= short {
		slices.Sort(long)
	}
	if rank >= short {
		low = float64(long[rank-short])
	}
	if rank+1 >= short && rank+1 < len(values) {
		high = float64(long[rank+1-short])
	}
	return (low + frac*(high-low)) / 1000
}

// two returns the values of a rank from 0 and of the next, the same when there is none.
func (s *selector) two(values []uint32, rank int) (a, b uint32) {
	if len(values) <= fewValues {
		return values[rank], values[min(rank+1, len(values)-1)]
	}
	class := uint32(0)
	for ; rank >= int(s.counts[class]); class++ {
		rank -= int(s.counts[class])
	}
	same := s.gather(values, class)
	slices.Sort(same)
	if a = same[rank]; rank+1 < len(same) {
		return a, same[rank+1]
	}
	for class++; class < classes; class++ {
		if s.counts[class] > 0 {
			return a, slices.Min(s.gather(values, class))
		}
	}
	return a, a
}

// gather returns the values of a class.
func (s *selector) gather(values []uint32, class uint32) []uint32 {
	n := int(s.counts[class])
	if cap(s.same) <= n {
		s.same = make([]uint32, 2*n+1)
	}
	lowest, width := classStart(class)
	same, at := s.same[:n+1], 0 // one more, where the rest goes when all are found
	for _, v := range values {
		same[at] = v
		at += one(v-lowest < width)
	}
	return same[:n]
}

// classOf is the class of a value: its length in bits and the six bits after
// the first, so that classes ascend with values.
func classOf(v uint32) uint32 {
	n := uint32(bits.Len32(v))
	if n <= 6 {
		return v
	}
	return (n-6)<<6 + (v>>(n-7))&63
}

// classes is one more than the class of the greatest value.
const classes = (32-6)<<6 + 64

// classStart returns the lowest value of a class and how many there are.
func classStart(class uint32) (lowest, width uint32) {
	if class < 64 {
		return class, 1
	}
	shift := class>>6 - 1
	return (64 | class&63) << shift, 1 << shift
}
