package duckdb

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"cham"
)

// TestFullDisk fills the disk under the history, some pages apart each time,
// and frees it again: what was acknowledged is there, what was not can be sent
// again, on the same History and after opening it anew.
func TestFullDisk(t *testing.T) {
	dir := smallDisk(t, "200m")
	path := filepath.Join(dir, "h.duckdb")
	h, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ballast, err := os.Create(filepath.Join(dir, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	n, acknowledged, refusals := 0, 0, 0
	push := func(size int) error {
		in := make([]cham.Record, size)
		for i := range in {
			n++
			in[i] = cham.Record{Key: 1, Touch: cham.Touch{MessageID: fmt.Sprint("m", n), Source: "s", Type: cham.CallTrack, Name: "x",
				At: time.Unix(int64(n), 0), ReceivedAt: time.Unix(int64(n), 0),
				Properties: []byte(`{"a":"` + strings.Repeat(fmt.Sprint(n), 40) + `"}`)}}
		}
		stored, err := h.Append(context.Background(), in, int64(n))
		for _, s := range stored {
			if s {
				acknowledged++
			}
		}
		if err != nil {
			refusals++
			n -= size // sent again by the next push
		}
		return err
	}
	for round := range 8 {
		fill(t, ballast, int64(round)*5*4096)
		for range 3 {
			push(400)
			if err := h.Compact(context.Background()); err != nil && cham.ErrorCode(err) != cham.CodeUnavailable {
				t.Errorf("round %d: %v", round, err)
			}
		}
		ballast.Truncate(0)
		ballast.Seek(0, 0)
		if _, record, err := h.Cursor(context.Background()); err != nil || int(record) != acknowledged {
			t.Fatalf("round %d: %d stored, %d acknowledged, %v", round, record, acknowledged, err)
		}
		if err := push(400); err != nil {
			t.Fatalf("round %d: the disk is free again: %v", round, err)
		}
		if _, record, err := h.Cursor(context.Background()); err != nil || int(record) != acknowledged || acknowledged != n {
			t.Fatalf("round %d: %d stored, %d acknowledged, %d sent, %v", round, record, acknowledged, n, err)
		}
		wantAfterKill(t, path, acknowledged)
	}
	if refusals == 0 {
		t.Error("the disk was never full")
	}
	h.Close()
	if h, err = Open(path, Options{}); err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if _, record, err := h.Cursor(context.Background()); err != nil || int(record) != acknowledged {
		t.Fatal("opened anew:", record, "of", acknowledged, err)
	}
}

// wantAfterKill opens the files as they lie on the disk, as after kill -9.
func wantAfterKill(t *testing.T, path string, acknowledged int) {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "h.duckdb")
	for _, suffix := range []string{"", ".wal"} {
		b, err := os.ReadFile(path + suffix)
		if err == nil {
			err = os.WriteFile(copied+suffix, b, 0o600)
		}
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	h, err := Open(copied, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if _, record, err := h.Cursor(context.Background()); err != nil || int(record) != acknowledged {
		t.Errorf("after a kill: %d stored, %d acknowledged, %v", record, acknowledged, err)
	}
}

// fill writes until the disk has about so many bytes left.
func fill(t *testing.T, f *os.File, leave int64) {
	t.Helper()
	block := make([]byte, 4096)
	for {
		var s syscall.Statfs_t
		if err := syscall.Fstatfs(int(f.Fd()), &s); err != nil {
			t.Fatal(err)
		}
		if int64(s.Bavail)*s.Bsize <= leave {
			return
		}
		if _, err := f.Write(block); err != nil {
			return
		}
	}
}
