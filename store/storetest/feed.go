package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"cham"
	"cham/capability/access"
	"cham/feed"
)

// FeedStore is a store of readers' cursors and what else its suite needs.
type FeedStore[T any] struct {
	Cursors feed.Cursors[T]
	Access  access.Store
	// Add writes a number in a transaction, Sum adds up those that are there.
	Add func(ctx context.Context, tx T, n int) error
	Sum func(ctx context.Context) (int, error)
}

// Feed tests a store of readers' cursors. open returns an empty one each time,
// and sees to its closing.
func Feed[T any](t *testing.T, open func(t *testing.T) FeedStore[T]) {
	for name, test := range map[string]func(*testing.T, FeedStore[T]){
		"Cursor": testCursorMoves[T],
		"Whole":  testMoveWhole[T],
		"Race":   testMoveRace[T],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			with(t, s.Access)
			test(t, s)
		})
	}
}

type feedAt struct {
	Seq      int64
	Received time.Time
}

func (s FeedStore[T]) at(t fatal, ws cham.WorkspaceID, reader string) feedAt {
	t.Helper()
	seq, received, err := s.Cursors.Cursor(ctx, ws, reader)
	ok(t, err)
	return feedAt{seq, received}
}

func testCursorMoves[T any](t *testing.T, s FeedStore[T]) {
	c := s.Cursors
	_, _, err := c.Cursor(ctx, "a", "live")
	code(t, err, cham.CodeNotFound)
	ok(t, c.Begin(ctx, "a", "live", 7, day(1)))
	ok(t, c.Begin(ctx, "a", "other", 0, time.Time{}))
	ok(t, c.Begin(ctx, "b", "live", 9, day(2)))
	code(t, c.Begin(ctx, "a", "live", 1, day(3)), cham.CodeConflict)
	code(t, c.Begin(ctx, "none", "live", 1, day(3)), cham.CodeNotFound)
	same(t, s.at(t, "a", "live"), nil, feedAt{7, day(1)})
	same(t, s.at(t, "a", "other"), nil, feedAt{})

	ok(t, c.Move(ctx, "a", "live", 7, 12, day(4), nil))
	code(t, c.Move(ctx, "a", "live", 7, 13, day(5), nil), cham.CodeConflict)
	code(t, c.Move(ctx, "a", "nobody", 7, 13, day(5), nil), cham.CodeConflict)
	same(t, s.at(t, "a", "live"), nil, feedAt{12, day(4)})
	ok(t, c.Move(ctx, "a", "live", 12, 3, day(0), nil)) // back, when history was put back
	same(t, s.at(t, "a", "live"), nil, feedAt{3, day(0)})
	same(t, s.at(t, "b", "live"), nil, feedAt{9, day(2)})
}

// What is written and the cursor go together, or not at all.
func testMoveWhole[T any](t *testing.T, s FeedStore[T]) {
	add := func(n int, err error) func(context.Context, T) error {
		return func(ctx context.Context, tx T) error { return errors.Join(s.Add(ctx, tx, n), err) }
	}
	sum := func(want int) {
		t.Helper()
		got, err := s.Sum(ctx)
		same(t, got, err, want)
	}
	c := s.Cursors
	ok(t, c.Begin(ctx, "a", "live", 0, time.Time{}))
	ok(t, c.Move(ctx, "a", "live", 0, 1, day(1), add(1, nil)))
	sum(1)
	broken := errors.New("not this one")
	if err := c.Move(ctx, "a", "live", 1, 2, day(2), add(10, broken)); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	code(t, c.Move(ctx, "a", "live", 0, 2, day(2), add(100, nil)), cham.CodeConflict)
	gone, cancel := context.WithCancel(ctx)
	cancel()
	code(t, c.Move(gone, "a", "live", 1, 2, day(2), add(1000, nil)), cham.CodeUnavailable)
	sum(1)
	same(t, s.at(t, "a", "live"), nil, feedAt{1, day(1)})
}

// Of two that move the same cursor at once, one does.
func testMoveRace[T any](t *testing.T, s FeedStore[T]) {
	ok(t, s.Cursors.Begin(ctx, "a", "live", 0, time.Time{}))
	for n := range int64(10) {
		got := race(4, func(int) error {
			return s.Cursors.Move(ctx, "a", "live", n, n+1, day(1), func(ctx context.Context, tx T) error { return s.Add(ctx, tx, 1) })
		})
		if got[""] != 1 || got[cham.CodeConflict] != 3 {
			t.Fatal(got)
		}
	}
	sum, err := s.Sum(ctx)
	same(t, sum, err, 10)
}
