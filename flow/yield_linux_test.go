package flow_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The three stages of a lane give way to requests, and their threads end with them.
func TestLoopYields(t *testing.T) {
	r := newRig(t, nil)
	r.j.append(ws, touch(1, "u1"))
	r.drain()
	r.await(func() bool { return niceThreads(t) == 3 })
	r.stop()
	r.await(func() bool { return niceThreads(t) == 0 })
}

// niceThreads counts the process's threads of lower priority.
func niceThreads(t *testing.T) (n int) {
	t.Helper()
	all, err := filepath.Glob("/proc/self/task/*/stat")
	if err != nil || len(all) == 0 {
		t.Fatal("no threads", err)
	}
	for _, file := range all {
		b, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		fields := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
		var nice int
		if _, err := fmt.Sscan(fields[16], &nice); err != nil {
			t.Fatal(err)
		}
		if nice > 0 {
			n++
		}
	}
	return n
}
