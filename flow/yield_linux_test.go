package flow_test

import (
	"slices"
	"syscall"
	"testing"

	"cham"
)

// The loop gives way to requests while more waits than a batch holds, and only then.
func TestLoopGivesWay(t *testing.T) {
	r := newRig(t, nil)
	r.stop()
	r.max = 3
	var nice []int
	r.h.watch = func() {
		p, err := syscall.Getpriority(syscall.PRIO_PROCESS, syscall.Gettid())
		if err != nil {
			t.Error(err)
		}
		nice = append(nice, 20-p)
	}
	r.start()
	for _, n := range []int{2, 3, 1} {
		some := make([]cham.Touch, n)
		for i := range some {
			some[i] = touch(10*n+i, "u1")
		}
		r.j.append(ws, some...)
		r.drain()
	}
	r.stop()
	if want := []int{nice[0], nice[0] + 10, nice[0]}; !slices.Equal(nice, want) {
		t.Errorf("niceness of the appends %v, want %v", nice, want)
	}
}
