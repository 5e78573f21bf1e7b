package feed

import (
	"testing"

	"cham"
)

func records(from, to int64) []cham.Record {
	var all []cham.Record
	for seq := from; seq <= to; seq++ {
		all = append(all, cham.Record{Seq: seq})
	}
	return all
}

// The tail holds what followers need, within its limit, and nothing else.
func TestTail(t *testing.T) {
	tail := newTail()
	tail.limit = 100 * recordBytes
	want := func(who string, seq int64, touches int) {
		t.Helper()
		if got, _, _ := tail.after(who, seq, 50); len(got) != touches || touches > 0 && got[0].Seq != seq+1 {
			t.Fatalf("%s, after %d: %d touches, want %d", who, seq, len(got), touches)
		}
	}
	held := func(batches int) {
		t.Helper()
		if len(tail.batches) != batches || (batches == 0) != (tail.size == 0) {
			t.Fatalf("%d batches, %d bytes; want %d", len(tail.batches), tail.size, batches)
		}
	}
	tail.publish(records(1, 10))
	held(0) // nobody follows
	want("a", 10, 0)
	want("b", 0, 0) // from history, up to 10
	tail.publish(records(11, 20))
	tail.publish(records(21, 30))
	held(2)
	want("a", 10, 10)
	want("a", 20, 10)
	want("a", 30, 0)
	held(2) // for b
	want("b", 15, 5)
	want("b", 20, 10)
	want("b", 30, 0)
	held(0)

	want("far", 30-51, 0) // too far behind to be a follower
	for seq := int64(31); seq <= 330; seq += 10 {
		tail.publish(records(seq, seq+9))
		want("a", seq-1, 10)
	}
	held(2)          // b is stuck at 30 and was overtaken, so that only a counts
	want("b", 30, 0) // history has it
	want("a", 330, 0)
	held(0)

	tail.publish(records(331, 340))
	tail.publish(records(351, 360)) // some came to history another way
	want("a", 330, 0)
	want("a", 345, 0) // history has them
	want("a", 360, 0)
	tail.publish(records(361, 361+200)) // larger than the limit
	want("a", 360, 201)
	tail.unfollow("a")
	tail.unfollow("b")
	tail.unfollow("far")
	held(0)
}
