package storetest

import (
	"testing"
	"time"

	"cham"
	"cham/capability/access"
)

func passkey(id, user string) access.Passkey {
	return access.Passkey{ID: id, User: cham.UserID(user), Site: "cham.example.vn", Name: "Điện thoại", PublicKey: []byte{1, 0, 255},
		Transports: []string{"internal", "hybrid"}, BackupEligible: true, SignCount: 1 << 31, CreatedAt: day(1)}
}

// A passkey is used with a count that goes up, once for each; it goes with its user.
func testPasskeys(t *testing.T, db Stores) {
	s := db.Access
	with(t, s)
	a, b := passkey("a-1", "an"), passkey("b-1", "binh")
	b.Transports, b.BackupEligible, b.SignCount = []string{}, false, 0
	ok(t, s.PutPasskey(ctx, a))
	ok(t, s.PutPasskey(ctx, b))
	code(t, s.PutPasskey(ctx, passkey("a-1", "binh")), cham.CodeConflict)
	code(t, s.PutPasskey(ctx, passkey("x", "nobody")), cham.CodeNotFound)
	got, err := s.Passkey(ctx, "a-1")
	same(t, got, err, a)
	code(t, second(s.Passkey(ctx, "zz")), cham.CodeNotFound)
	of, err := s.Passkeys(ctx, "binh")
	same(t, of, err, []access.Passkey{b})

	next := a
	next.SignCount, next.LastUsed = a.SignCount+1, day(2)
	codes := race(4, func(int) error {
		if used, err := s.UsePasskey(ctx, next); err != nil || used {
			return err
		}
		return cham.Errorf(cham.CodeConflict, "test", "the count does not go up")
	})
	if codes[""] != 1 || codes[cham.CodeConflict] != 3 {
		t.Errorf("one count was taken: %v", codes)
	}
	for range 2 { // of devices that do not count
		b.LastUsed = day(3)
		used, err := s.UsePasskey(ctx, b)
		same(t, used, err, true)
	}
	ok(t, s.RenamePasskey(ctx, "an", "a-1", "Máy"))
	code(t, s.RenamePasskey(ctx, "binh", "a-1", "của tôi"), cham.CodeNotFound)
	code(t, s.DeletePasskey(ctx, "binh", "a-1"), cham.CodeNotFound)
	next.Name = "Máy"
	got, err = s.Passkey(ctx, "a-1")
	same(t, got, err, next)
	ok(t, s.DeletePasskey(ctx, "an", "a-1"))
	code(t, second(s.Passkey(ctx, "a-1")), cham.CodeNotFound)

	guest := access.Member{User: user("chi"), Workspace: "a", Role: cham.RoleViewer}
	guest.PasswordHash = "" // who never came in is forgotten whole
	ok(t, s.PutMember(ctx, guest))
	ok(t, s.PutPasskey(ctx, passkey("c-1", "chi")))
	ok(t, s.RemoveMember(ctx, "a", "chi"))
	code(t, second(s.User(ctx, "chi")), cham.CodeNotFound)
	code(t, second(s.Passkey(ctx, "c-1")), cham.CodeNotFound)
}

// A provider is of one workspace; its subjects are of one user each, and go with them.
func testProviders(t *testing.T, db Stores) {
	s := db.Access
	with(t, s)
	p := access.Provider{Workspace: "a", Issuer: "https://id.example.vn", Client: "c", Secret: "s1.x", Domains: []string{"example.vn"},
		Newcomers: cham.RoleViewer, Only: true}
	code(t, second(s.Provider(ctx, "a")), cham.CodeNotFound)
	ok(t, s.PutProvider(ctx, access.Provider{Workspace: "a", Issuer: "i", Client: "c", Secret: "s", Domains: []string{}}))
	ok(t, s.PutProvider(ctx, p))
	got, err := s.Provider(ctx, "a")
	same(t, got, err, p)
	all, err := s.Providers(ctx)
	same(t, all, err, []access.Provider{p})
	code(t, s.PutProvider(ctx, access.Provider{Workspace: "zz"}), cham.CodeNotFound)
	ms, err := s.Memberships(ctx, "an")
	same(t, ms[0].Provider, err, p.Key())
	if !ms[0].ProviderOnly || len(ms[0].ProviderDomains) != 1 {
		t.Errorf("%+v", ms[0])
	}

	l := access.Link{Issuer: p.Issuer, Subject: "s1", CreatedAt: day(2)}
	newcomer := access.Member{User: user("chi"), Workspace: "a", Role: cham.RoleViewer}
	newcomer.PasswordHash = ""
	ok(t, s.Join(ctx, newcomer, l))
	who, err := s.Linked(ctx, l.Issuer, "s1")
	same(t, who, err, cham.UserID("chi"))
	n, err := s.Links(ctx, "chi")
	same(t, n, err, 1)
	at, err := s.LinkedAt(ctx, l.Issuer, "chi")
	same(t, at, err, true)
	at, err = s.LinkedAt(ctx, "https://other.vn", "chi")
	same(t, at, err, false)
	code(t, second(s.Linked(ctx, "https://other.vn", "s1")), cham.CodeNotFound)
	code(t, s.Join(ctx, member("binh", "a", cham.RoleViewer), l), cham.CodeConflict) // another's
	taken := access.Member{User: user("dung"), Workspace: "a", Role: cham.RoleViewer}
	taken.Email = "an@example.vn"
	code(t, s.Join(ctx, taken, access.Link{Issuer: p.Issuer, Subject: "s2"}), cham.CodeConflict)
	code(t, second(s.Linked(ctx, p.Issuer, "s2")), cham.CodeNotFound) // whole or not at all

	invited := access.Member{User: user("lan"), Workspace: "a", Role: cham.RoleEditor}
	ok(t, s.Invite(ctx, invited, access.Invitation{Hash: "h", Workspace: "a", User: "lan", ExpiresAt: day(9)}))
	invited.Role = cham.RoleViewer
	ok(t, s.Join(ctx, invited, access.Link{}))
	of, err := s.Memberships(ctx, "lan")
	same(t, of[0].Role, err, cham.RoleEditor) // as invited
	code(t, second(s.Invitation(ctx, "h")), cham.CodeNotFound)

	ok(t, s.RemoveMember(ctx, "a", "chi"))
	code(t, second(s.Linked(ctx, l.Issuer, "s1")), cham.CodeNotFound)
	out := func(ws cham.WorkspaceID, subject, email string, want bool) {
		t.Helper()
		got, err := s.Removed(ctx, ws, l.Issuer, subject, email)
		same(t, got, err, want)
	}
	out("a", "s1", "x@example.vn", true)
	out("a", "s9", "CHI@example.vn", true)
	out("a", "s9", "an@example.vn", false)
	out("b", "s1", "chi@example.vn", false)
	again := access.Member{User: user("chi"), Workspace: "a", Role: cham.RoleEditor}
	ok(t, s.Invite(ctx, again, access.Invitation{Hash: "h2", Workspace: "a", User: "chi", ExpiresAt: day(9)}))
	out("a", "s9", "chi@example.vn", false)
	ok(t, s.DeleteProvider(ctx, "a"))
	code(t, s.DeleteProvider(ctx, "a"), cham.CodeNotFound)
}

// A workspace is put away and taken back, and its sources say so; it is handed
// over once, whole or not at all.
func testAgencies(t *testing.T, db Stores) {
	s := db.Access
	with(t, s)
	ok(t, db.Sources.CreateSource(ctx, cham.Source{ID: "s", Workspace: "a", Name: "n", Kind: "website", WriteKey: "wk", Enabled: true,
		CreatedAt: day(1)}))
	for _, at := range []time.Time{day(3), {}} {
		ok(t, s.Archive(ctx, "a", at))
		ws, err := s.Workspace(ctx, "a")
		same(t, ws.ArchivedAt, err, at)
		ms, err := s.Memberships(ctx, "an")
		same(t, ms[0].Archived, err, !at.IsZero())
		src, err := db.Sources.SourceByKey(ctx, "wk")
		same(t, src.Takes(), err, at.IsZero())
	}
	code(t, s.Archive(ctx, "zz", day(3)), cham.CodeNotFound)

	h := access.Handover{Workspace: "a", From: "an", To: "binh", After: cham.RoleViewer, ExpiresAt: day(9)}
	code(t, second(s.Handover(ctx, "a")), cham.CodeNotFound)
	ok(t, s.PutHandover(ctx, access.Handover{Workspace: "a", From: "an", To: "an", ExpiresAt: day(8)}))
	ok(t, s.PutHandover(ctx, h))
	got, err := s.Handover(ctx, "a")
	same(t, got, err, h)
	other := h
	other.To = "an"
	code(t, s.HandOver(ctx, other), cham.CodeNotFound)
	codes := race(3, func(int) error { return s.HandOver(ctx, h) })
	if codes[""] != 1 || codes[cham.CodeNotFound] != 2 {
		t.Errorf("handed over: %v", codes)
	}
	ms, err := s.Members(ctx, "a")
	same(t, []cham.Role{ms[0].Role, ms[1].Role}, err, []cham.Role{cham.RoleViewer, cham.RoleOwner})
	ok(t, s.CreateSession(ctx, access.Session{TokenHash: "t", User: "binh", Workspace: "a", ExpiresAt: day(99)}))
	h = access.Handover{Workspace: "a", From: "binh", To: "an", ExpiresAt: day(9)}
	ok(t, s.PutHandover(ctx, h))
	ok(t, s.HandOver(ctx, h))
	left, err := s.Members(ctx, "a")
	same(t, len(left), err, 1)
	code(t, second(s.Session(ctx, "t")), cham.CodeNotFound)
	ok(t, s.PutHandover(ctx, access.Handover{Workspace: "a", From: "an", To: "binh", ExpiresAt: day(9)}))
	ok(t, s.DeleteHandover(ctx, "a"))
	code(t, s.DeleteHandover(ctx, "a"), cham.CodeNotFound)
}
