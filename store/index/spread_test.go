package index

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"cham/measure/stat"
)

// TestSpread holds the selection to sorting, on groups of every size, with
// values of every length, equal ones, and ones too long for 32 bits.
func TestSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{1, 2, fewValues, fewValues + 1, 300, 2000}).Draw(t, "n")
		bits := rapid.IntRange(0, 34).Draw(t, "bits")
		all := make([]int64, n)
		state := rapid.Uint64().Draw(t, "seed")
		for i := range all {
			state = state*6364136223846793005 + 1442695040888963407
			all[i] = int64(state >> 29 >> (35 - uint64(bits)*uint64(1+i%2)/2))
		}
		if got, want := spreadOf(all), stat.SpreadOf(slices.Clone(all)); got != want {
			t.Fatalf("%d values of %d bits: %+v, want %+v", n, bits, got, want)
		}
	})
}

// TestClasses walks the classes: each begins where the one before ends.
func TestClasses(t *testing.T) {
	next := uint64(0)
	for c := range uint32(classes) {
		lowest, width := classStart(c)
		if uint64(lowest) != next || classOf(lowest) != c || classOf(lowest+width-1) != c {
			t.Fatalf("class %d begins at %d with %d values, want it to begin at %d", c, lowest, width, next)
		}
		next += uint64(width)
	}
	if next != 1<<32 {
		t.Error("classes end at", next)
	}
}
