package cham_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"cham"
)

// Anybody can send contexts by a website's key, each another and as large as a call
// may be: what rules remember of them stays small.
func TestExcluderRemembersLittle(t *testing.T) {
	x := cham.Exclusions{{ID: "r", Kind: cham.ExcludeRobots}}.Excluder()
	pad := strings.Repeat("x", 30<<10)
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := heap()
	for i := range 2000 {
		touch := cham.Touch{Context: fmt.Appendf(nil, `{"userAgent":"Googlebot/2.1","n":%d,"pad":"%s"}`, i, pad)}
		if x.Touch(&touch) != 0 {
			t.Fatal("a robot is not taken out")
		}
	}
	if grown := heap() - before; grown > 8<<20 {
		t.Errorf("%d MB are remembered", grown>>20)
	}
	runtime.KeepAlive(x)
}
