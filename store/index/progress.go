package index

import (
	"math/bits"
	"time"
)

// A journey is read from its last touch back to its first. ahead is what is
// known, at each touch, of the touches after it.
type ahead struct {
	seen uint64
	// near is, for each stage whose bit is in seen, the instant of its nearest
	// touch ahead; goalBit's is that of the goal.
	near [64]int64
}

const (
	goalBit = 63
	// MaxStages is the most stages a map can have.
	MaxStages = 62
	noStage   = 62 // place of touchpoints without a stage; its bit is never in seen
)

// begin starts at a journey's last touch.
func (a *ahead) begin() { a.seen = 0 }

// pass adds a touch to what is ahead of those before it.
func (a *ahead) pass(slot uint8, bit uint64, t int64) {
	a.near[slot&63] = t
	a.seen |= bit
}

// step returns the instant of the nearest of the wanted bits ahead, endless when
// there is none.
func (a *ahead) step(want uint64) int64 { return a.nearest(want & a.seen) }

func (a *ahead) nearest(want uint64) int64 {
	t := int64(endless)
	for ; want != 0; want &= want - 1 {
		t = min(t, a.near[bits.TrailingZeros64(want)&63])
	}
	return t
}

func instant(ms int64) time.Time {
	if ms < 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
