package index

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"cham/measure"
)

// A key gives back what it was made of, and differs when anything does.
func TestPathKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.Custom(func(t *rapid.T) (p struct {
			nodes []uint16
			o     outcome
			more  bool
		}) {
			p.nodes = rapid.SliceOfN(rapid.SampledFrom([]uint16{0, 1, 2, 65535}), 1, measure.MaxDepth).Draw(t, "nodes")
			p.o, p.more = outcome(rapid.IntRange(0, 2).Draw(t, "outcome")), rapid.Bool().Draw(t, "more")
			return p
		})
		a, b := path.Draw(t, "a"), path.Draw(t, "b")
		x, y := newPathKey(a.nodes, a.o, a.more), newPathKey(b.nodes, b.o, b.more)
		if (x == y) != (slices.Equal(a.nodes, b.nodes) && a.o == b.o && a.more == b.more) {
			t.Fatal(a, b)
		}
		for i, n := range a.nodes {
			if x.node(i) != int32(n) {
				t.Fatal(a, i)
			}
		}
		if x.len() != len(a.nodes) || x.outcome() != a.o || x.more() != a.more {
			t.Fatal(a)
		}
	})
}

// Two tables together count what a map counts, while they grow over and over.
func TestPathTable(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	type counts struct{ journeys, customers int }
	want := map[pathKey]counts{}
	var tables [2]pathTable
	for i := range tables {
		last := map[pathKey]uint32{}
		for customer := uint32(1); customer < 60_000; customer++ {
			for range 1 + r.IntN(4) {
				nodes := []uint16{uint16(r.IntN(200)), uint16(r.IntN(200)), uint16(r.IntN(10) * 6000)}
				k := newPathKey(nodes[:1+r.IntN(3)], outcome(r.IntN(3)), false)
				tables[i].put(&k, customer)
				c := want[k]
				c.journeys++
				if last[k] != customer {
					last[k] = customer
					c.customers++
				}
				want[k] = c
			}
		}
		tables[i].flush()
	}
	tables[0].add(&tables[1])
	n := 0
	tables[0].each(func(e *pathEntry) {
		n++
		if c := want[e.pathKey]; c != (counts{int(e.journeys), int(e.customers)}) {
			t.Fatalf("%+v: want %+v", e, c)
		}
	})
	if n != len(want) || tables[0].used != n || n < 100_000 {
		t.Fatal(n, tables[0].used, len(want))
	}
}

// Pairs of many nodes, which have no table, count as those of few do.
func TestPairTable(t *testing.T) {
	for _, width := range []int{3, maxTable, maxTable + 1, 65536} {
		c := newPairTable[int](width)
		last := int32(width - 1)
		*c.at(0, 0) += 1
		*c.at(last, 1) += 2
		*c.at(1, last) += 3
		*c.at(last, last) += 4
		*c.at(last, 1) += 5
		got := map[[2]int32]int{}
		c.each(func(a, b int32, v *int) {
			if *v > 0 {
				got[[2]int32{a, b}] = *v
			}
		})
		if len(got) != 4 || got[[2]int32{0, 0}] != 1 || got[[2]int32{last, 1}] != 7 || got[[2]int32{1, last}] != 3 ||
			got[[2]int32{last, last}] != 4 {
			t.Error(width, got)
		}
	}
}
