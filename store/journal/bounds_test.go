package journal

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"cham"
)

func refusedFor(t *testing.T, err error) *cham.Error {
	t.Helper()
	e, ok := errors.AsType[*cham.Error](err)
	if !ok || e.Code != cham.CodeUnavailable || e.RetryAfter <= 0 || e.Hint == "" {
		t.Fatalf("%v, want unavailable with when to come again and what to do", err)
	}
	return e
}

func mustAppend(t *testing.T, j *Journal) {
	t.Helper()
	if err := j.Append(context.Background(), "ws", 1, []byte("touch")); err != nil {
		t.Fatal(err)
	}
}

func openTest(t *testing.T, o Options) *Journal {
	t.Helper()
	j, err := OpenSQLite(filepath.Join(t.TempDir(), "journal.db"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

// Near the end of the disk nothing more is accepted, and what is there can go.
func TestFloor(t *testing.T) {
	free := make(chan uint64, 9) // one answer for each commit
	j := openTest(t, Options{MinFree: 100, Free: func() (uint64, error) { return <-free, nil }})
	free <- 100
	mustAppend(t, j)
	free <- 99
	refusedFor(t, j.Append(context.Background(), "ws", 1, nil))
	if err := j.Trim(context.Background(), "ws", 1<<62); err != nil {
		t.Fatal(err)
	}
	free <- 5000
	mustAppend(t, j)
}

func TestBacklogCeiling(t *testing.T) {
	for _, o := range []Options{{MaxEntries: 3}, {MaxBytes: 15}} {
		j := openTest(t, o)
		for range 3 {
			mustAppend(t, j)
		}
		refusedFor(t, j.Append(context.Background(), "other", 1, nil))
		if s := j.Stats(); s.Entries != 3 || s.Touches != 3 {
			t.Fatalf("%+v", s)
		}
		if err := j.Trim(context.Background(), "ws", 2); err != nil {
			t.Fatal(err)
		}
		mustAppend(t, j)
	}
}

func TestTooLarge(t *testing.T) {
	j := openTest(t, Options{})
	if err := j.Append(context.Background(), "ws", 1, make([]byte, maxPayload+1)); cham.ErrorCode(err) != cham.CodeTooLarge {
		t.Fatal(err)
	}
	mustAppend(t, j)
}

// stuck is a database whose commits wait until they are let go.
type stuck struct {
	database
	let chan struct{}
}

func (s stuck) insert(ctx context.Context, group []*request) error {
	<-s.let
	return s.database.insert(ctx, group)
}

// A disk that stands still fills the queue; who comes then is refused soon, and
// who waits is served when it moves.
func TestQueueIsBounded(t *testing.T) {
	for name, o := range map[string]Options{"entries": {QueueEntries: 4}, "bytes": {QueueBytes: 30}} {
		t.Run(name, func(t *testing.T) {
			o.QueueWait = time.Millisecond
			inner := openTest(t, Options{})
			o = o.withDefaults()
			j, err := start(context.Background(), stuck{inner.db, make(chan struct{})}, o)
			if err != nil {
				t.Fatal(err)
			}
			const senders = 40
			answers := make(chan error, senders)
			for range senders {
				go func() { answers <- j.Append(context.Background(), "ws", 1, []byte("touch")) }()
			}
			for range senders - 12 { // at most the queue and the commit under way are in
				refusedFor(t, <-answers)
			}
			close(j.db.(stuck).let)
			kept := int64(0)
			for range 12 {
				if err := <-answers; err == nil {
					kept++
				} else {
					refusedFor(t, err)
				}
			}
			if s := j.Stats(); s.Entries != kept || kept == 0 {
				t.Fatalf("%d kept, %+v", kept, s)
			}
			mustAppend(t, j)
			j.stopOnce.Do(func() { close(j.stop) })
			<-j.done
		})
	}
}

// Who gives up waiting is told so; the entry may be kept all the same.
func TestSenderGivesUp(t *testing.T) {
	inner := openTest(t, Options{})
	s := stuck{inner.db, make(chan struct{})}
	j, err := start(context.Background(), s, Options{}.withDefaults())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := j.Append(ctx, "ws", 1, []byte("touch")); cham.ErrorCode(err) != cham.CodeUnavailable || !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	close(s.let)
	j.stopOnce.Do(func() { close(j.stop) })
	<-j.done
}
