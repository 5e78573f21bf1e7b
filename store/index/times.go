package index

import (
	"math/bits"
	"slices"
	"sync"

	"cham/measure"
)

// times gathers durations, in milliseconds, in groups that are looked at in
// order: for curves and bins, which need all of them sorted. They are kept in
// chunks, so that a growing list is never copied.
type times struct {
	groups [][][]int64 // group → chunks
}

const chunk = 1 << 14

func newTimes(groups int) times { return times{groups: make([][][]int64, groups)} }

func (x *times) put(group int, ms int64) {
	chunks := x.groups[group]
	last := len(chunks) - 1
	if last < 0 || len(chunks[last]) == cap(chunks[last]) {
		// Short lists stay small.
		size := chunk
		if last < 0 {
			size = 64
		}
		chunks = append(chunks, make([]int64, 0, size))
		x.groups[group] = chunks
		last++
	}
	chunks[last] = append(chunks[last], ms)
}

func (x *times) add(o times) {
	for g := range x.groups {
		x.groups[g] = append(x.groups[g], o.groups[g]...)
	}
}

// sorted returns each group ascending. Cost: a few passes over the times, the
// groups side by side.
func (x *times) sorted() [][]int64 {
	out := make([][]int64, len(x.groups))
	var all sync.WaitGroup
	for g, chunks := range x.groups {
		all.Go(func() { out[g] = sortTimes(slices.Concat(chunks...)) })
	}
	all.Wait()
	return out
}

// digit is how many bits radixSort looks at at a time: its counters stay in
// the nearest cache.
const digit = 11

// sortTimes sorts times that are not negative: digit by digit from the lowest
// (LSD radix sort) when there are many. It may use and return other memory
// than v's.
func sortTimes(v []int64) []int64 {
	if len(v) < 1<<10 {
		slices.Sort(v)
		return v
	}
	used := int64(0)
	for _, t := range v {
		used |= t
	}
	into := make([]int64, len(v))
	for shift := 0; shift < bits.Len64(uint64(used)); shift += digit {
		var next [1 << digit]int
		for _, t := range v {
			next[t>>shift&(1<<digit-1)]++
		}
		sum := 0
		for d, n := range next {
			next[d], sum = sum, sum+n
		}
		for _, t := range v {
			d := t >> shift & (1<<digit - 1)
			into[next[d]] = t
			next[d]++
		}
		v, into = into, v
	}
	return v
}

// window is a range of milliseconds that a figure looks at.
type window struct{ from, to int64 }

// windowOf is [FromS, ToS) of a figure; a ToS of 0 is open.
func windowOf(f measure.Figure) window {
	w := window{int64(f.FromS * 1000), endless}
	if f.ToS > 0 {
		w.to = int64(f.ToS * 1000)
	}
	return w
}

func (w window) has(ms int64) bool { return ms >= w.from && ms < w.to }
