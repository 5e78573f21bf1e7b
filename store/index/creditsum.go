package index

import (
	"math"
	"math/bits"

	"cham/measure"
	"cham/measure/stat"
)

// creditSum adds up shares of conversions, and of their money, exactly.
type creditSum struct{ conversions, money wide }

// shareBits leaves room for a billion conversions of the most that one may bring (maxMilli).
const shareBits = 43

// add takes in a share, 0 to 1, of a conversion with so much money.
func (c *creditSum) add(share float64, money int64) {
	whole := uint64(math.Round(share * (1 << shareBits)))
	c.conversions.add(whole, 1)
	if money != 0 {
		c.money.add(whole, money)
	}
}

func (c *creditSum) join(o creditSum) {
	c.conversions.join(o.conversions)
	c.money.join(o.money)
}

func (c *creditSum) credit() measure.Credit {
	return measure.Credit{Conversions: c.conversions.shares(), Value: c.money.shares() / 1000}
}

// wide is a whole number of 128 bits, in two's complement.
type wide struct{ hi, lo uint64 }

// add adds a × n.
func (w *wide) add(a uint64, n int64) {
	if n < 0 {
		hi, lo := bits.Mul64(a, uint64(-n))
		var borrow uint64
		w.lo, borrow = bits.Sub64(w.lo, lo, 0)
		w.hi -= hi + borrow
		return
	}
	hi, lo := bits.Mul64(a, uint64(n))
	w.join(wide{hi, lo})
}

func (w *wide) join(o wide) {
	var carry uint64
	w.lo, carry = bits.Add64(w.lo, o.lo, 0)
	w.hi += o.hi + carry
}

// shares is the number in units of 2^shareBits.
func (w wide) shares() float64 {
	if int64(w.hi) < 0 {
		minus := wide{^w.hi, ^w.lo}
		minus.join(wide{0, 1})
		return -minus.shares()
	}
	return math.Ldexp(float64(w.hi), 64-shareBits) + math.Ldexp(float64(w.lo), -shareBits)
}

// chainCounts counts the steps of paths for a Markov chain. A state is the
// last values, v as the digit v+1 of a number to the base values+1; what can
// follow is a value, a conversion or null.
type chainCounts struct {
	order, values int
	base, states  uint64 // values+1, and that to the power of order
	steps         tally
}

func newChainCounts(values, order int) *chainCounts {
	c := &chainCounts{order: order, values: values, base: uint64(values) + 1, states: 1}
	for range order {
		c.states *= c.base
	}
	c.steps = newTally(c.states, c.base+1)
	return c
}

func (c *chainCounts) path(values []int, converts bool) {
	state := uint64(0)
	for _, v := range values {
		c.steps.count(state, uint64(v))
		if c.order == 1 {
			state = uint64(v) + 1
		} else {
			state = (state*c.base + uint64(v) + 1) % c.states
		}
	}
	if converts {
		c.steps.count(state, uint64(c.values))
	} else {
		c.steps.count(state, uint64(c.values)+1)
	}
}

// chain is the counts as package measure takes them.
func (c *chainCounts) chain() *stat.Chain {
	out := stat.NewChain(c.values, c.order)
	c.steps.each(func(state, next uint64, n int) {
		s := c.state(state)
		switch v := int(next); v {
		case c.values:
			out.End(s, float64(n), 0)
		case c.values + 1:
			out.End(s, 0, float64(n))
		default:
			out.Add(s, v, float64(n))
		}
	})
	return out
}

func (c *chainCounts) state(number uint64) (s stat.ChainState) {
	for unit := c.states / c.base; unit > 0; unit /= c.base { // the earliest value first
		if digit := number / unit % c.base; digit > 0 {
			s = s.After(int(digit)-1, c.order)
		}
	}
	return s
}
