// Package journey measures the journey index: every question it answers, on
// generated touches, beside DuckDB's SQL on the same touches and the memory
// bandwidth of the machine, all in one run.
package journey

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"cham"
	"cham/store/index"
)

const (
	touchpoints = 40
	stages      = 5
	perCustomer = 10 // touches, on average
	yearMS      = 365 * 24 * 3600 * 1000
	blocks      = 64 // made apart, each from the seed and its number, joined in order
)

// start is where the year of touches begins.
var start = time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)

// name of a touchpoint, which is the event's name, too.
func name(t int) string { return fmt.Sprintf("touchpoint-%02d", t) }

// generate makes about n touches of n/10 customers over a year, the same for
// the same seed: popular touchpoints and rare ones, steps to near touchpoints
// more likely than to far ones, pauses from seconds to months. Kinds are
// touchpoint × channel, so that many kinds share a name.
func generate(n int, seed uint64) index.Columns {
	parts := make([]index.Columns, blocks)
	var all sync.WaitGroup
	limit := make(chan struct{}, 4)
	customers := n / perCustomer
	for b := range blocks {
		all.Go(func() {
			limit <- struct{}{}
			parts[b] = generateBlock(customers*b/blocks, customers*(b+1)/blocks, rand.New(rand.NewPCG(seed, uint64(b))))
			<-limit
		})
	}
	all.Wait()
	c := index.Columns{Kinds: kinds()}
	total := 0
	for _, p := range parts {
		total += len(p.At)
	}
	c.Customer, c.At, c.Kind = make([]uint32, 0, total), make([]int64, 0, total), make([]uint16, 0, total)
	for i, p := range parts {
		c.Customer, c.At, c.Kind = append(c.Customer, p.Customer...), append(c.At, p.At...), append(c.Kind, p.Kind...)
		parts[i] = index.Columns{}
	}
	return c
}

var channels = []cham.Channel{"website", "facebook", "zalo", "store", "email"}

func kinds() (all []cham.Kind) {
	for t := range touchpoints {
		for _, ch := range channels {
			all = append(all, cham.Kind{Name: name(t), Channel: ch})
		}
	}
	return all
}

func generateBlock(from, to int, r *rand.Rand) (c index.Columns) {
	var at []int64
	for id := from; id < to; id++ {
		n := 1 + int(r.ExpFloat64()*(perCustomer-1))
		at = at[:0]
		t := start.UnixMilli() + r.Int64N(yearMS)
		for range n {
			at = append(at, t)
			t += pause(r)
			if t >= start.UnixMilli()+yearMS {
				t = start.UnixMilli() + r.Int64N(yearMS)
			}
		}
		slices.Sort(at)
		for i := 1; i < n; i++ {
			at[i] = max(at[i], at[i-1]+1) // no ties: SQL knows no order of arrival here
		}
		node := popular(r)
		for _, t := range at {
			c.Customer, c.At = append(c.Customer, uint32(id+1)), append(c.At, t)
			c.Kind = append(c.Kind, uint16(node*len(channels)+r.IntN(len(channels))))
			if r.IntN(3) == 0 {
				node = popular(r)
			} else {
				node = (node + 1 + r.IntN(3)) % touchpoints
			}
		}
	}
	return c
}

// popular draws a touchpoint, low numbers more often.
func popular(r *rand.Rand) int {
	x := r.Float64()
	return int(x * x * touchpoints)
}

// pause in milliseconds: within a visit, a few days, or weeks.
func pause(r *rand.Rand) int64 {
	mean := [...]float64{90e3, 90e3, 90e3, 3 * 86400e3, 40 * 86400e3}[r.IntN(5)]
	return 1 + int64(r.ExpFloat64()*mean)
}
