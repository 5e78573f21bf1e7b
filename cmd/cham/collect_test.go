package main

import "testing"

func TestHeapGrowthIsBounded(t *testing.T) {
	for mb, want := range map[uint64]int{0: 200, 30: 200, 32: 200, 64: 100, 128: 50, 256: 25, 8192: 25} {
		if got := heapGrowth(mb << 20); got != want {
			t.Errorf("%d MB in use may grow by %d %%, want %d", mb, got, want)
		}
	}
}
