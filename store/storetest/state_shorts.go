package storetest

import (
	"testing"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/outbox"
)

func testShorts(t *testing.T, db Stores) {
	s := db.Outbox
	with(t, db.Access)
	ok(t, s.CreateMailing(ctx, outbox.Mailing{Workspace: "a", ID: "m", State: outbox.Filling, Content: []byte("{}")}))
	ok(t, s.Fill(ctx, "a", []outbox.Item{{Workspace: "a", ID: "i1", Mailing: "m", Customer: 7, State: outbox.Waiting, DueAt: day(1)},
		{Workspace: "a", ID: "i2", Mailing: "m", Customer: 8, State: outbox.Waiting, DueAt: day(1)}}))
	secret, to := []byte("secret"), "https://mocan.vn/x?utm_source=sms&y=ư"
	mine := outbox.Link{Workspace: "a", Mailing: "m", Item: "i1", What: to, Personal: true}.Shorten(secret, "i1", true, day(1))
	theirs := outbox.Link{Workspace: "a", Mailing: "m", What: to}.Shorten(secret, "i2", true, day(1)) // theirs, though it says the same
	all := outbox.Link{Workspace: "a", Mailing: "m", What: to}.Shorten(secret, "", true, day(1))
	page := outbox.Link{Workspace: "a", What: "https://cham.vn/p/abc"}.Shorten(secret, "i2", false, day(1))
	ok(t, s.KeepShorts(ctx, []outbox.Short{mine, all, page, theirs}))
	ok(t, s.KeepShorts(ctx, []outbox.Short{all, all})) // a message that is written again
	ok(t, s.KeepShorts(ctx, nil))
	for _, want := range []outbox.Short{mine, all, page, theirs} {
		got, err := s.Short(ctx, want.Code, day(2))
		same(t, got, err, want)
	}
	_, err := s.Short(ctx, "none", day(2))
	code(t, err, cham.CodeNotFound)
	_, err = s.Short(ctx, all.Code, day(1).Add(outbox.ShortFor))
	code(t, err, cham.CodeNotFound)

	// Who is erased leaves no link that says anything of them; what is everybody's stays.
	_, err = s.Erase(ctx, "a", &erasure.Mentions{Keys: []cham.KeyID{7}})
	ok(t, err)
	_, err = s.Short(ctx, mine.Code, day(2))
	code(t, err, cham.CodeNotFound)
	for _, left := range []outbox.Short{page, theirs, all} {
		_, err = s.Short(ctx, left.Code, day(2))
		ok(t, err)
	}
	ok(t, s.KeepShorts(ctx, []outbox.Short{mine})) // written as they were erased
	_, err = s.Short(ctx, mine.Code, day(2))
	code(t, err, cham.CodeNotFound)

	ok(t, s.DropShorts(ctx, day(1).Add(outbox.ShortFor-time.Second)))
	_, err = s.Short(ctx, all.Code, day(2))
	ok(t, err)
	ok(t, s.DropShorts(ctx, day(1).Add(outbox.ShortFor)))
	_, err = s.Short(ctx, all.Code, day(2))
	code(t, err, cham.CodeNotFound)
}
