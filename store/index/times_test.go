package index

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSortTimes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, most := range []int64{1, 2000, 1 << 22, 1<<22 + 1, 1 << 42} {
		for _, n := range []int{0, 1, 63, 64, 65, 5_000, 40_000} {
			a, b := newTimes(2), newTimes(2)
			var want []int64
			for i := range n {
				ms := r.Int64N(most)
				want = append(want, ms)
				into := &a
				if i%3 == 0 {
					into = &b
				}
				into.put(1, ms)
			}
			a.add(b)
			slices.Sort(want)
			got := a.sorted()
			if len(got[0]) != 0 || !slices.Equal(got[1], want) {
				t.Fatalf("%d times below %d are not sorted", n, most)
			}
		}
	}
}
