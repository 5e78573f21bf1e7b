package storetest

import (
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/outgoing"
)

// Outgoing is a store of what is sent on.
type Outgoing interface {
	outgoing.Store
	erasure.Place
}

func destination(ws, id string) outgoing.Destination {
	return outgoing.Destination{Workspace: cham.WorkspaceID(ws), ID: id, Name: "Kho " + id, URL: "https://" + id + ".vn/in",
		Secret: "whsec_YQ==",
		Chosen: outgoing.Filter{Names: []string{"Mua hàng"}, Channels: []cham.Channel{"zalo"}, Files: true}, Sight: cham.SightMasked,
		State: outgoing.On, CreatedAt: day(1), CreatedBy: "an"}
}

func queued(ws, to string, n int) outgoing.Delivery {
	return outgoing.Delivery{Workspace: cham.WorkspaceID(ws), Destination: to, ID: fmt.Sprintf("msg_%03d", n), Seq: int64(n), Name: "Mua hàng",
		Body: fmt.Appendf(nil, `{"n":%d}`, n), Keys: []cham.KeyID{cham.KeyID(n), 900}, At: day(2).Add(time.Duration(n) * time.Second),
		State: outgoing.Waiting}
}

func testOutgoing(t *testing.T, db Stores) {
	s := db.Outgoing
	with(t, db.Access)
	d := destination("a", "d1")
	ok(t, s.CreateDestination(ctx, d))
	ok(t, s.CreateDestination(ctx, destination("b", "d1")))
	d.Name, d.Sight, d.Chosen.Statements = "Kho mới", cham.SightFull, true
	ok(t, s.UpdateDestination(ctx, d))
	ok(t, s.Rotate(ctx, "a", "d1", "whsec_Yg==", day(3)))
	code(t, s.Rotate(ctx, "a", "none", "whsec_Yg==", day(3)), cham.CodeNotFound)
	ok(t, s.UpdateDestination(ctx, d)) // who read it before loses no secret
	ok(t, s.ReplaceSecret(ctx, "a", "d1", "whsec_YQ==", "sealed"))
	ok(t, s.ReplaceSecret(ctx, "a", "d1", "whsec_Zz==", "other"))
	d.Secret, d.OldSecret, d.OldUntil = "whsec_Yg==", "sealed", day(3)
	got, err := s.Destination(ctx, "a", "d1")
	same(t, got, err, d)
	found, err := s.Destinations(ctx, "a")
	same(t, found, err, []outgoing.Destination{d})
	found, err = s.Destinations(ctx, "")
	same(t, len(found), err, 2)
	_, err = s.Destination(ctx, "a", "none")
	code(t, err, cham.CodeNotFound)
	code(t, s.DeleteDestination(ctx, "a", "none"), cham.CodeNotFound)

	for n := 1; n <= 3; n++ {
		ok(t, s.Keep(ctx, queued("a", "d1", n)))
	}
	testQueue(t, s, d)
	testResent(t, s)
	testBounds(t, s)
	ok(t, s.DeleteDestination(ctx, "b", "d1"))
	left, err := s.Deliveries(ctx, "b", "d1", 10)
	same(t, len(left), err, 0)
}

// testQueue takes, notes and takes again, as a sender does.
func testQueue(t *testing.T, s Outgoing, d outgoing.Destination) {
	t.Helper()
	now := day(4)
	ready, err := s.Ready(ctx, now)
	same(t, len(ready), err, 1)
	got, m, err := s.Take(ctx, "a", "d1", now, now.Add(time.Minute))
	same(t, m, err, queued("a", "d1", 1))
	same(t, got.Waiting, nil, 3)
	ready, err = s.Ready(ctx, now)
	same(t, len(ready), err, 0) // somebody has it
	ready, err = s.Ready(ctx, now.Add(time.Minute))
	same(t, len(ready), err, 1) // and is gone

	m.Tries, m.FirstAt, m.LastAt, m.DueAt, m.Status, m.Answer = 4, now, now, now.Add(time.Hour), 500, "ối\x00"
	m.Took, m.Problem = 1234*time.Millisecond, outgoing.Answered
	got.Fails, got.FailingSince, got.NextAt = 1, now, now.Add(time.Second)
	ok(t, s.Note(ctx, got, m, time.Time{}))
	_, _, err = s.Take(ctx, "a", "d1", now, now)
	code(t, err, cham.CodeNotFound) // it waits
	now = now.Add(time.Second)
	got, next, err := s.Take(ctx, "a", "d1", now, now)
	same(t, next, err, queued("a", "d1", 2)) // the one before it is set aside
	next.State, next.LastAt, next.Status = outgoing.Sent, now, 200
	got.Fails, got.FailingSince, got.NextAt, got.LastOK = 0, time.Time{}, time.Time{}, now
	ok(t, s.Note(ctx, got, next, m.FirstAt))
	got, again, err := s.Take(ctx, "a", "d1", now, now)
	m.DueAt, m.Answer = time.Time{}, "ối\ufffd"
	same(t, again, err, m) // at once
	same(t, got.Health, nil, outgoing.Health{LastOK: now, Sent: 1, Waiting: 2})
	ok(t, s.Release(ctx, "", ""))

	moved, err := s.SetState(ctx, "a", "d1", []outgoing.State{outgoing.On, outgoing.Failing}, outgoing.Paused)
	same(t, moved, err, true)
	got.State = outgoing.Gone // what was under way does not undo it
	ok(t, s.Note(ctx, got, again, time.Time{}))
	got, err = s.Destination(ctx, "a", "d1")
	same(t, got.State, err, outgoing.Paused)
	_, _, err = s.Take(ctx, "a", "d1", now, now)
	code(t, err, cham.CodeNotFound)
	moved, err = s.SetState(ctx, "a", "d1", []outgoing.State{outgoing.On}, outgoing.Gone)
	same(t, moved, err, false)
	list, err := s.Deliveries(ctx, "a", "d1", 10)
	same(t, []string{list[0].ID, list[1].ID, list[2].ID}, err, []string{"msg_002", "msg_001", "msg_003"})

	counts, err := s.Erase(ctx, "a", erasure.NewMentions(&erasure.Person{Keys: []erasure.Key{{ID: 3}}}))
	same(t, counts, err, map[string]int{"outgoing": 1})
	counts, err = s.Erase(ctx, "a", erasure.NewMentions(&erasure.Person{Keys: []erasure.Key{{ID: 3}}}))
	same(t, len(counts), err, 0)
	_, err = s.Delivery(ctx, "a", "d1", "msg_003")
	code(t, err, cham.CodeNotFound)
}

// testResent sends by hand: what is gone stays gone, what was sent stays sent.
func testResent(t *testing.T, s Outgoing) {
	t.Helper()
	none := queued("a", "none", 1)
	ok(t, s.Keep(ctx, none)) // its destination was removed meanwhile
	_, err := s.Delivery(ctx, "a", "none", none.ID)
	code(t, err, cham.CodeNotFound)
	erased := queued("a", "d1", 3)
	erased.State, erased.LastAt = outgoing.Sent, day(5)
	ok(t, s.Resent(ctx, erased))
	_, err = s.Delivery(ctx, "a", "d1", erased.ID)
	code(t, err, cham.CodeNotFound)

	m, err := s.Delivery(ctx, "a", "d1", "msg_002")
	same(t, m.State, err, outgoing.Sent)
	failed := m
	failed.State, failed.LastAt, failed.Status, failed.Problem = outgoing.Waiting, day(5), 500, outgoing.Answered
	ok(t, s.Resent(ctx, failed))
	m.LastAt, m.Status, m.Problem, m.Tries = day(5), 500, outgoing.Answered, m.Tries+1
	if m.FirstAt.IsZero() {
		m.FirstAt = day(5)
	}
	got, err := s.Delivery(ctx, "a", "d1", "msg_002")
	same(t, got, err, m)

	waits := queued("a", "d1", 4)
	ok(t, s.Keep(ctx, waits))
	sent := waits
	sent.State, sent.LastAt, sent.Status = outgoing.Sent, day(5), 200
	ok(t, s.Resent(ctx, sent))
	d, err := s.Destination(ctx, "a", "d1")
	ok(t, err)
	ok(t, s.Note(ctx, d, waits, time.Time{})) // a try that was under way beside it failed
	got, err = s.Delivery(ctx, "a", "d1", waits.ID)
	same(t, got.State, err, outgoing.Sent)
}

// testBounds drops what is too old or too much, the oldest first.
func testBounds(t *testing.T, s Outgoing) {
	t.Helper()
	for n := range 20 {
		m := queued("b", "d1", n)
		if n < 6 {
			m.State, m.LastAt = outgoing.Sent, day(2).Add(time.Duration(n)*time.Second)
		}
		ok(t, s.Keep(ctx, m))
	}
	l := outgoing.Limits{Waiting: 8, Age: 24 * time.Hour, Past: 2}
	ok(t, s.Tidy(ctx, day(3).Add(8500*time.Millisecond), l)) // three are older than a day
	d, err := s.Destination(ctx, "b", "d1")
	same(t, d.Health, err, outgoing.Health{Waiting: 8, Dropped: 6})
	other, err := s.Destination(ctx, "a", "d1")
	same(t, other.Secret+" "+other.OldSecret, err, "whsec_Yg== ") // its time is over
	list, err := s.Deliveries(ctx, "b", "d1", 100)
	same(t, len(list), err, 10)
	same(t, []string{list[0].ID, list[1].ID, list[2].ID}, nil, []string{"msg_005", "msg_004", "msg_012"})
}
