package duckdb

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cham"
)

// A log that cannot be brought into the file for want of room loses nothing,
// then or later.
func TestCheckpointOnFullDisk(t *testing.T) {
	dir := smallDisk(t, "300m")
	path := filepath.Join(dir, "h.duckdb")
	h, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	push := func() error {
		in := make([]cham.Record, 10_000)
		for i := range in {
			in[i] = cham.Record{Key: 1, Touch: cham.Touch{MessageID: fmt.Sprint("m", n+i), Source: "s", Type: cham.CallTrack, Name: "x",
				At: time.Unix(int64(n+i), 0), ReceivedAt: time.Unix(0, 0), Properties: fmt.Appendf(nil, `{"a":"%x%x%x%x%x%x"}`,
					rand.Uint64(), rand.Uint64(), rand.Uint64(), rand.Uint64(), rand.Uint64(), rand.Uint64())}}
		}
		if _, err := h.Append(context.Background(), in, int64(n)); err != nil {
			return err
		}
		n += len(in)
		return nil
	}
	check := func(when string) {
		t.Helper()
		count := 0
		err := h.Scan(context.Background(), 0, nil, cham.TouchNeed{}, func(r []cham.Record) error { count += len(r); return nil })
		if err != nil || count != n {
			t.Fatalf("%s: %d touches, %d were acknowledged, %v", when, count, n, err)
		}
	}
	log := func() int64 {
		if info, err := os.Stat(path + ".wal"); err == nil {
			return info.Size()
		}
		return 0
	}
	for log() < checkpointAt*5/6 {
		if err := push(); err != nil {
			t.Fatal(err)
		}
	}
	ballast, err := os.Create(filepath.Join(dir, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	defer ballast.Close()
	fill(t, ballast, checkpointAt/6+4<<20) // room for the log, not for the file
	before := log()
	for range 12 {
		push()
	}
	check("on the full disk")
	if log() < before {
		t.Fatal("the log came into the file: the disk was not full")
	}
	if err := ballast.Truncate(0); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := push(); err != nil {
			t.Fatal(err)
		}
		check("with room again")
	}
	if err := h.Compact(context.Background()); err != nil {
		t.Fatal(err)
	}
	check("after a checkpoint")
	h.Close()
	if h, err = Open(path, Options{}); err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	check("opened anew")
}
