package journal_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"cham/store/journal"
)

func numbers(t *testing.T, j *journal.Journal) (ns []int) {
	t.Helper()
	for _, e := range all(t, j, "ws", 0) {
		ns = append(ns, numberOf(t, e))
	}
	return ns
}

var quiet = journal.Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))}

// A write-ahead log that is cut short or overwritten at its end gives back what
// stands before, whole, and the journal goes on.
func TestTornTail(t *testing.T) {
	path, wal := filled(t, 120)
	whole := openCopy(t, path, wal)
	want := numbers(t, whole)
	whole.Close()
	if len(want) != 120 {
		t.Fatalf("%d entries of 120", len(want))
	}
	for round := range 30 {
		torn := bytes.Clone(wal)
		at := rand.IntN(len(torn))
		if round%2 == 0 {
			torn = torn[:at]
		} else {
			for i := at; i < min(len(torn), at+700); i++ {
				torn[i] ^= byte(1 + rand.IntN(255))
			}
		}
		j := openCopy(t, path, torn)
		got := numbers(t, j)
		if len(got) > len(want) || !slices.Equal(got, want[:len(got)]) {
			t.Fatalf("torn at %d of %d: entries %v are no beginning of %v", at, len(wal), got, want)
		}
		if err := j.Append(context.Background(), "ws", 1, entryOf(7000)); err != nil {
			t.Fatal(err)
		}
		if again := numbers(t, j); !slices.Equal(again, append(got, 7000)) {
			t.Fatalf("after another append there are %v", again)
		}
		j.Close()
	}
}

// openCopy opens a copy of the file with the given write-ahead log.
func openCopy(t *testing.T, path string, wal []byte) *journal.Journal {
	t.Helper()
	to := filepath.Join(t.TempDir(), "journal.db")
	copyFile(t, path, to)
	if err := os.WriteFile(to+"-wal", wal, 0o600); err != nil {
		t.Fatal(err)
	}
	return openFile(t, to, quiet)
}

// closed is a journal file of n entries, all in the one file, and its bytes.
func closed(t *testing.T, n int) (path string, content []byte) {
	path = filepath.Join(t.TempDir(), "journal.db")
	j := openFile(t, path, quiet)
	for i := range n {
		if err := j.Append(context.Background(), "ws", 1, entryOf(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, content
}

// One flipped bit in an entry loses that entry only, and is said.
func TestDamagedEntry(t *testing.T) {
	path, content := closed(t, 50)
	at := bytes.Index(content, entryOf(20)[8:24])
	if at < 0 {
		t.Fatal("entry 20 is not where it should be")
	}
	content[at] ^= 4
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	j := openFile(t, path, journal.Options{Log: slog.New(slog.NewJSONHandler(&log, nil))})
	defer j.Close()
	want := slices.DeleteFunc(numbersTo(50), func(n int) bool { return n == 20 })
	for range 2 { // met once, put aside for good
		if got := numbers(t, j); !slices.Equal(got, want) {
			t.Fatalf("got %v", got)
		}
		if n := bytes.Count(log.Bytes(), []byte("a journal entry is damaged")); n != 1 {
			t.Fatalf("said %d times: %s", n, &log)
		}
	}
	if s := j.Stats(); s.Entries != 49 || s.Touches != 49 {
		t.Fatalf("%+v", s)
	}
}

func numbersTo(n int) (ns []int) {
	for i := range n {
		ns = append(ns, i)
	}
	return ns
}

// Whichever page of the file turns to rubbish: what can be read is, in order
// and as it was written; the rest of the file is kept; appends go on.
func TestDamagedPage(t *testing.T) {
	const pageSize, n = 8192, 60
	_, content := closed(t, n)
	saved := 0
	for page := range len(content) / pageSize {
		bad := bytes.Clone(content)
		for i := range pageSize {
			bad[page*pageSize+i] = byte(rand.IntN(256))
		}
		path := filepath.Join(t.TempDir(), "journal.db")
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		j := openFile(t, path, quiet)
		got := numbers(t, j)
		if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Fatalf("page %d: %v", page, got)
		}
		saved += len(got)
		if err := j.Append(context.Background(), "ws", 1, entryOf(n)); err != nil {
			t.Fatalf("page %d: %v", page, err)
		}
		if again := numbers(t, j); !slices.Equal(again, append(got, n)) {
			t.Fatalf("page %d: after another append there are %v", page, again)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		if kept, _ := filepath.Glob(path + ".damaged-*"); len(got) < n-9 && len(kept) == 0 {
			t.Fatalf("page %d: only %d entries are left, and the damaged file was not kept", page, len(got))
		}
	}
	if pages := len(content) / pageSize; saved < n*(pages-2)*3/4 {
		t.Fatalf("over %d damaged pages only %d entries were saved of %d", pages, saved, n*pages)
	}
}

// What a long backlog took is given back to the disk, in small parts.
func TestShrinks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openFile(t, path, quiet)
	big := make([]byte, 8<<20)
	for i := range big {
		big[i] = byte(rand.Uint32())
	}
	for range 14 {
		if err := j.Append(context.Background(), "ws", 1, big); err != nil {
			t.Fatal(err)
		}
	}
	for range 10 {
		if err := j.Trim(context.Background(), "ws", 1<<62); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	fi, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if fi.Size() > 80<<20 {
		t.Fatalf("the empty journal has %d MB", fi.Size()>>20)
	}
}
