package duckdb

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cham"
)

func written(n int, key cham.KeyID, says string) (out []cham.Record) {
	at := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	for i := range n {
		at = at.Add(time.Minute)
		out = append(out, cham.Record{Key: key, Touch: cham.Touch{MessageID: fmt.Sprint(says, "-", key, "-", i), Source: "shop",
			Type: cham.CallTrack, Name: "Product Viewed", Channel: "website", At: at, ReceivedAt: at,
			Page:       cham.Page{URL: "https://x.vn/?q=" + says, Path: "/a"},
			Properties: []byte(`{"note":"` + says + `"}`), Traits: []byte(`{"name":"` + says + `"}`)}})
	}
	return out
}

func inFolder(t *testing.T, dir, text string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(text)) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestRewriteLeavesNoByte changes some touches and leaves others out: nothing of
// what they said is in the folder, nothing else changes, and appends go on.
func TestRewriteLeavesNoByte(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	h, err := Open(filepath.Join(dir, "w.duckdb"), Options{})
	must(t, err)
	defer h.Close()
	for i := range 5 {
		_, err = h.Append(ctx, written(200, cham.KeyID(i+1), []string{"lan", "secret-person"}[i%2]), int64(i+1))
		must(t, err)
	}
	must(t, h.Compact(ctx))
	if len(inFolder(t, dir, "secret-person")) == 0 {
		t.Fatal("nothing to remove")
	}
	before, err := h.Between(ctx, 0, 1000)
	must(t, err)
	found, err := h.Touched(ctx, []cham.KeyID{2}, "secret-person")
	must(t, err)
	if len(found) != 400 {
		t.Fatalf("%d touches found", len(found))
	}
	var changed []cham.Record
	var left []int64
	for _, r := range found {
		if r.Seq%2 == 0 {
			left = append(left, r.Seq)
			continue
		}
		r.Key, r.MessageID, r.Page, r.Properties, r.Traits = 9, fmt.Sprint("new-", r.Seq), cham.Page{Path: "/a"}, nil, nil
		changed = append(changed, r)
	}
	must(t, h.Rewrite(ctx, changed, left))
	if files := inFolder(t, dir, "secret-person"); files != nil {
		t.Error("still said in", files)
	}
	after, err := h.Between(ctx, 0, 1000)
	must(t, err)
	if len(after) != len(before)-len(left) || !slices.IsSortedFunc(after, func(a, b cham.Record) int { return int(a.Seq - b.Seq) }) {
		t.Errorf("%d touches, were %d, left out %d", len(after), len(before), len(left))
	}
	for _, r := range after {
		if was := before[r.Seq-1]; was.Key%2 == 1 && fmt.Sprint(was) != fmt.Sprint(r) {
			t.Fatalf("another's touch changed: %v, was %v", r, was)
		}
	}
	if journal, seq, _ := h.Cursor(ctx); journal != 5 || seq != 1000 {
		t.Error("cursor", journal, seq)
	}
	_, err = h.Append(ctx, written(1, 4, "secret-person"), 6) // what was left out may come again
	must(t, err)
	if _, seq, _ := h.Cursor(ctx); seq != 1001 {
		t.Error("a seq is given out again:", seq)
	}
}

// TestRewriteWhileAppending rewrites a history that grows.
func TestRewriteWhileAppending(t *testing.T) {
	ctx := context.Background()
	h, err := Open(filepath.Join(t.TempDir(), "w.duckdb"), Options{})
	must(t, err)
	defer h.Close()
	_, err = h.Append(ctx, written(1000, 1, "first"), 1)
	must(t, err)
	var stop atomic.Bool
	done := make(chan int)
	go func() {
		n := 0
		for ; !stop.Load(); n++ {
			if _, err := h.Append(ctx, written(10, cham.KeyID(n+2), "more"), int64(n+2)); err != nil {
				t.Error(err)
			}
		}
		done <- n
	}()
	for range 3 {
		found, err := h.Touched(ctx, []cham.KeyID{1}, "")
		must(t, err)
		must(t, h.Rewrite(ctx, found[:1], []int64{found[1].Seq}))
	}
	stop.Store(true)
	n := <-done
	all, err := h.Between(ctx, 0, 1<<40)
	must(t, err)
	if len(all) != 1000-3+10*n {
		t.Errorf("%d touches, want %d", len(all), 997+10*n)
	}
}

// TestUnfinishedRewriteIsDropped opens a folder where a rewriting was killed.
func TestUnfinishedRewriteIsDropped(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	path := filepath.Join(dir, "w.duckdb")
	h, err := Open(path, Options{})
	must(t, err)
	_, err = h.Append(ctx, written(10, 1, "an"), 1)
	must(t, err)
	must(t, h.attach(ctx, nil, []int64{1})) // and then nothing
	must(t, h.Close())
	must(t, os.MkdirAll(path+".tmp", 0o700))
	h, err = Open(path, Options{})
	must(t, err)
	defer h.Close()
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		if strings.Contains(f.Name(), "rewritten") || strings.HasSuffix(f.Name(), ".tmp") {
			t.Error("left:", f.Name())
		}
	}
	if all, _ := h.Between(ctx, 0, 100); len(all) != 10 {
		t.Error(len(all), "touches")
	}
}

// TestRewriteBringsNothingBack removes touches between the reading of what is to
// be changed and the rewriting, as an import's undo does beside an erasure.
func TestRewriteBringsNothingBack(t *testing.T) {
	ctx := context.Background()
	h, err := Open(filepath.Join(t.TempDir(), "w.duckdb"), Options{})
	must(t, err)
	defer h.Close()
	_, err = h.Append(ctx, written(10, 1, "an"), 1)
	must(t, err)
	found, err := h.Touched(ctx, []cham.KeyID{1}, "")
	must(t, err)
	must(t, h.Remove(ctx, []int64{1, 2}))
	must(t, h.Rewrite(ctx, append(found[:1:1], found[2:5]...), []int64{found[1].Seq, found[9].Seq}))
	all, err := h.Between(ctx, 0, 1<<40)
	must(t, err)
	if len(all) != 7 || all[0].Seq != 3 {
		t.Errorf("%d touches from %d on, want 7 from 3 on", len(all), all[0].Seq)
	}
}
