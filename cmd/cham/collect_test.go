package main

import "testing"

func TestHeapGrowthIsBounded(t *testing.T) {
	for mb, want := range map[uint64]int{0: 200, 50: 200, 64: 200, 128: 100, 256: 50, 512: 25, 8192: 25} {
		if got := heapGrowth(mb << 20); got != want {
			t.Errorf("%d MB in use may grow by %d %%, want %d", mb, got, want)
		}
	}
}
