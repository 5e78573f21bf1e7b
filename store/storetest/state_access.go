package storetest

import (
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/capability/access"
)

func testFirst(t *testing.T, db Stores) {
	s := db.Access
	n, err := s.CountUsers(ctx)
	same(t, n, err, 0)
	ok(t, s.CreateFirst(ctx, workspace("a"), user("an")))
	n, err = s.CountUsers(ctx)
	same(t, n, err, 1)
	code(t, s.CreateFirst(ctx, workspace("b"), user("binh")), cham.CodeConflict)
	ws, err := s.Workspaces(ctx)
	same(t, ws, err, []cham.Workspace{workspace("a")})
	m, err := s.Members(ctx, "a")
	same(t, m, err, []access.Member{member("an", "a", cham.RoleOwner)})
}

func testFirstRace(t *testing.T, db Stores) {
	s := db.Access
	codes := race(8, func(i int) error {
		return s.CreateFirst(ctx, workspace(fmt.Sprint("w", i)), user(fmt.Sprint("u", i)))
	})
	if codes[""] != 1 || codes[cham.CodeConflict] != 7 {
		t.Fatalf("outcomes %v, want one first and 7 conflicts", codes)
	}
	ws, err := s.Workspaces(ctx)
	same(t, len(ws), err, 1)
}

func testWorkspaces(t *testing.T, db Stores) {
	s := db.Access
	with(t, db.Access)
	ws, err := s.Workspace(ctx, "a")
	same(t, ws, err, workspace("a"))
	code(t, second(s.Workspace(ctx, "zz")), cham.CodeNotFound)
	code(t, s.CreateWorkspace(ctx, workspace("a"), "an"), cham.CodeConflict)
	code(t, s.CreateWorkspace(ctx, workspace("c"), "nobody"), cham.CodeNotFound)
	code(t, second(s.Workspace(ctx, "c")), cham.CodeNotFound) // whole or not at all

	ws.Name, ws.TimeZone, ws.Currency, ws.Properties, ws.Demo = "Mới", "UTC", "USD", []string{}, true
	ws.Rates = map[string]float64{"VND": 0.00004, "EUR": 1.1}
	ws.Sights, ws.SecondStep = map[cham.Role]cham.Sight{cham.RoleAgent: cham.SightHidden}, []cham.Role{cham.RoleOwner}
	for _, excluded := range [][]string{nil, {}, {"pay.example.vn"}} {
		ws.ExcludedReferrers = excluded
		ok(t, s.UpdateWorkspace(ctx, ws))
		got, err := s.Workspace(ctx, "a")
		same(t, got, err, ws)
	}
	other, err := s.Workspace(ctx, "b")
	same(t, other, err, workspace("b"))
	ws.ID = "zz"
	code(t, s.UpdateWorkspace(ctx, ws), cham.CodeNotFound)
}

func second[T any](_ T, err error) error { return err }

func member(id string, ws cham.WorkspaceID, role cham.Role) access.Member {
	return access.Member{User: user(id), Workspace: ws, Role: role, Sight: role.Sight()}
}

func testUsers(t *testing.T, db Stores) {
	s := db.Access
	with(t, db.Access)
	u, err := s.User(ctx, "an")
	same(t, u, err, user("an"))
	u, err = s.UserByEmail(ctx, "binh@example.vn")
	same(t, u, err, user("binh"))
	code(t, second(s.User(ctx, "zz")), cham.CodeNotFound)
	code(t, second(s.UserByEmail(ctx, "zz@example.vn")), cham.CodeNotFound)

	u = user("an")
	u.Email, u.Name, u.PasswordHash, u.Language, u.Theme = "moi@example.vn", "Mới", "x", "en", "dark"
	ok(t, s.UpdateUser(ctx, u))
	got, err := s.UserByEmail(ctx, "moi@example.vn")
	same(t, got, err, u)
	u.Email = "binh@example.vn"
	code(t, s.UpdateUser(ctx, u), cham.CodeConflict)
	u.ID = "zz"
	code(t, s.UpdateUser(ctx, u), cham.CodeNotFound)
}

func testMembers(t *testing.T, db Stores) {
	s := db.Access
	with(t, db.Access)
	ms, err := s.Memberships(ctx, "binh")
	same(t, ms, err, []access.Member{member("binh", "a", cham.RoleViewer),
		member("binh", "b", cham.RoleOwner)})

	changed := user("binh") // who exists already is not changed by joining
	changed.Name = "Khác"
	ok(t, s.PutMember(ctx, access.Member{User: changed, Workspace: "a", Role: cham.RoleEditor, Sight: cham.RoleEditor.Sight()}))
	ms, err = s.Members(ctx, "a")
	same(t, ms, err, []access.Member{member("an", "a", cham.RoleOwner),
		member("binh", "a", cham.RoleEditor)})

	stranger := user("chi")
	stranger.Email = "an@example.vn"
	code(t, s.PutMember(ctx, access.Member{User: stranger, Workspace: "a", Role: cham.RoleViewer}), cham.CodeConflict)
	code(t, s.PutMember(ctx, member("chi", "zz", cham.RoleViewer)), cham.CodeNotFound)
	code(t, second(s.User(ctx, "chi")), cham.CodeNotFound)

	ok(t, s.CreateSession(ctx, access.Session{TokenHash: "t1", User: "binh", Workspace: "a", ExpiresAt: day(99)}))
	ok(t, s.CreateSession(ctx, access.Session{TokenHash: "t2", User: "binh", Workspace: "b", ExpiresAt: day(99)}))
	ok(t, s.RemoveMember(ctx, "a", "binh"))
	code(t, second(s.Session(ctx, "t1")), cham.CodeNotFound)
	ok(t, second(s.Session(ctx, "t2")))
	code(t, s.RemoveMember(ctx, "a", "binh"), cham.CodeNotFound)
	ms, err = s.Memberships(ctx, "binh")
	same(t, ms, err, []access.Member{member("binh", "b", cham.RoleOwner)})
}

func testDepartments(t *testing.T, db Stores) {
	s := db.Access
	with(t, db.Access)
	sales := access.Department{ID: "dep_1", Name: "Bán hàng"}
	care := access.Department{ID: "dep_2", Name: "Chăm sóc", Sight: cham.SightHidden}
	ok(t, s.PutDepartment(ctx, "a", sales))
	ok(t, s.PutDepartment(ctx, "a", care))
	code(t, s.PutDepartment(ctx, "a", access.Department{ID: "dep_3", Name: "Bán hàng"}), cham.CodeConflict)
	ok(t, s.PutDepartment(ctx, "b", sales)) // of another workspace
	m := member("binh", "a", cham.RoleViewer)
	m.Department, m.Limit, m.Sight = care, cham.SightMasked, cham.SightHidden
	ok(t, s.PutMember(ctx, m))
	ms, err := s.Members(ctx, "a")
	same(t, ms, err, []access.Member{member("an", "a", cham.RoleOwner), m})
	care.Members = 1
	ds, err := s.Departments(ctx, "a")
	same(t, ds, err, []access.Department{sales, care})

	ok(t, s.CreateAPIKey(ctx, access.APIKey{ID: "k1", Workspace: "a", Name: "k", Hash: "h1", Role: cham.RoleEditor, Maker: "binh"}))
	k, err := s.APIKeyByHash(ctx, "h1")
	same(t, k.MakerLimits, err, [2]cham.Sight{cham.SightHidden, cham.SightMasked})

	ok(t, s.RemoveDepartment(ctx, "a", "dep_2", "dep_1"))
	code(t, s.RemoveDepartment(ctx, "a", "dep_2", ""), cham.CodeNotFound)
	sales.Members = 1
	ds, err = s.Departments(ctx, "a")
	same(t, ds, err, []access.Department{sales})
	ds, err = s.Departments(ctx, "b")
	sales.Members = 0
	same(t, ds, err, []access.Department{sales})
}

func testLastOwner(t *testing.T, db Stores) {
	s := db.Access
	with(t, db.Access)
	code(t, s.RemoveMember(ctx, "a", "an"), cham.CodeConflict)
	code(t, s.PutMember(ctx, member("an", "a", cham.RoleEditor)), cham.CodeConflict)
	ok(t, s.PutMember(ctx, member("an", "a", cham.RoleOwner)))
	ok(t, s.PutMember(ctx, member("binh", "a", cham.RoleOwner)))
	ok(t, s.RemoveMember(ctx, "a", "an"))
	code(t, s.RemoveMember(ctx, "a", "binh"), cham.CodeConflict)
}

// Two owners who remove each other at the same moment must not both succeed.
func testOwnersRace(t *testing.T, db Stores) {
	s := db.Access
	with(t, db.Access)
	for range 5 {
		for _, id := range []string{"an", "binh"} {
			ok(t, s.PutMember(ctx, member(id, "a", cham.RoleOwner)))
		}
		codes := race(2, func(i int) error { return s.RemoveMember(ctx, "a", []cham.UserID{"an", "binh"}[i]) })
		if codes[""] != 1 || codes[cham.CodeConflict] != 1 {
			t.Fatalf("outcomes %v, want one removal and one conflict", codes)
		}
	}
}

func testSessions(t *testing.T, db Stores) {
	s := db.Access
	with(t, db.Access)
	n := access.Session{TokenHash: "hash", User: "an", Workspace: "a", CreatedAt: day(1), LastSeen: day(2), ExpiresAt: day(3000),
		Agent: "Firefox", Address: "192.0.2.1", Way: access.WayPasskey, Provider: "i c"}
	ok(t, s.CreateSession(ctx, n))
	got, err := s.Session(ctx, "hash")
	same(t, got, err, n)
	code(t, s.CreateSession(ctx, n), cham.CodeConflict)
	code(t, s.CreateSession(ctx, access.Session{TokenHash: "x", User: "nobody"}), cham.CodeNotFound)

	n.Workspace, n.LastSeen, n.ExpiresAt = "b", day(4), day(5000)
	ok(t, s.TouchSession(ctx, n))
	got, err = s.Session(ctx, "hash")
	same(t, got, err, n)
	code(t, s.TouchSession(ctx, access.Session{TokenHash: "zz"}), cham.CodeNotFound)

	ok(t, s.CreateSession(ctx, access.Session{TokenHash: "old", User: "an", ExpiresAt: day(-9999)}))
	ok(t, s.CreateSession(ctx, access.Session{TokenHash: "new", User: "an", ExpiresAt: day(3000)}))
	code(t, second(s.Session(ctx, "old")), cham.CodeNotFound) // swept when its user came again
	ok(t, s.CreateSession(ctx, access.Session{TokenHash: "theirs", User: "binh", ExpiresAt: day(3000)}))
	open, err := s.Sessions(ctx, "an", day(10))
	if err != nil || len(open) != 2 || open[0] != n || open[1].TokenHash != "new" {
		t.Fatalf("%+v %v", open, err)
	}
	ok(t, s.DeleteUserSessions(ctx, "an", "new"))
	code(t, second(s.Session(ctx, "hash")), cham.CodeNotFound)
	ok(t, second(s.Session(ctx, "new")))
	ok(t, second(s.Session(ctx, "theirs")))
	ok(t, s.DeleteSession(ctx, "new"))
	ok(t, s.DeleteSession(ctx, "new"))
	code(t, second(s.Session(ctx, "new")), cham.CodeNotFound)
}

func testResetLinks(t *testing.T, db Stores) {
	s := db.Access
	with(t, s)
	ok(t, s.CreateSession(ctx, access.Session{TokenHash: "t", User: "an", Workspace: "a", ExpiresAt: day(99)}))
	ok(t, s.PutResetLink(ctx, access.ResetLink{Hash: "old", User: "an", ExpiresAt: day(1)}))
	l := access.ResetLink{Hash: "new", User: "an", ExpiresAt: day(2)}
	ok(t, s.PutResetLink(ctx, l))
	code(t, second(s.ResetLink(ctx, "old")), cham.CodeNotFound)
	got, err := s.ResetLink(ctx, "new")
	same(t, got, err, l)
	code(t, s.PutResetLink(ctx, access.ResetLink{Hash: "x", User: "nobody"}), cham.CodeNotFound)
	codes := race(4, func(int) error { return s.Reset(ctx, l, "hash") })
	if codes[""] != 1 || codes[cham.CodeNotFound] != 3 {
		t.Fatalf("outcomes %v, want one reset", codes)
	}
	u, err := s.User(ctx, "an")
	same(t, u.PasswordHash, err, "hash")
	code(t, second(s.Session(ctx, "t")), cham.CodeNotFound)
}

// A code is taken once, whoever shows it how often at once.
func testSecondStep(t *testing.T, db Stores) {
	s := db.Access
	with(t, s)
	code(t, second(s.TOTP(ctx, "an")), cham.CodeNotFound)
	for _, secret := range []string{"S1", "S2"} { // a secret that was not confirmed gives way
		ok(t, s.PutTOTP(ctx, access.TOTP{User: "an", Secret: secret}))
	}
	ok(t, s.ConfirmTOTP(ctx, "an", []string{"r1", "r2"}))
	code(t, s.PutTOTP(ctx, access.TOTP{User: "an", Secret: "S3"}), cham.CodeNotFound)
	got, err := s.TOTP(ctx, "an")
	same(t, got, err, access.TOTP{User: "an", Secret: "S2", Confirmed: true})
	ok(t, s.ReplaceSecret(ctx, "an", "S1", "S9")) // it is S2 by now
	ok(t, s.ReplaceSecret(ctx, "an", "S2", "S4"))
	all, err := s.TOTPs(ctx)
	same(t, all, err, []access.TOTP{{User: "an", Secret: "S4", Confirmed: true}})
	ms, err := s.Memberships(ctx, "an")
	same(t, ms[0].SecondStep, err, true)
	taken := func(f func() (bool, error)) (n int) {
		codes := race(4, func(int) error {
			if ok, err := f(); err != nil || ok {
				return err
			}
			return cham.Errorf(cham.CodeConflict, "test", "taken already")
		})
		return codes[""]
	}
	if n := taken(func() (bool, error) { return s.TakeStep(ctx, "an", 7) }); n != 1 {
		t.Errorf("a code was taken %d times", n)
	}
	if again, err := s.TakeStep(ctx, "an", 6); again || err != nil {
		t.Errorf("an older code was taken: %v", err)
	}
	if n := taken(func() (bool, error) { return s.TakeRecoveryCode(ctx, "an", "r1") }); n != 1 {
		t.Errorf("a recovery code was taken %d times", n)
	}
	left, err := s.RecoveryCodesLeft(ctx, "an")
	same(t, left, err, 1)
	ok(t, s.DeleteTOTP(ctx, "an"))
	code(t, second(s.TOTP(ctx, "an")), cham.CodeNotFound)
}

func testInvitations(t *testing.T, db Stores) {
	s := db.Access
	with(t, s)
	guest := access.Member{User: user("chi"), Workspace: "a", Role: cham.RoleEditor, Sight: cham.RoleEditor.Sight(), Invited: true}
	guest.PasswordHash = ""
	i := access.Invitation{Hash: "h", Workspace: "a", User: "chi", ExpiresAt: day(7)}
	ok(t, s.Invite(ctx, guest, i))
	got, err := s.Invitation(ctx, "h")
	same(t, got, err, i)
	ms, err := s.Memberships(ctx, "chi")
	same(t, ms, err, nil) // none before it is accepted
	ms, err = s.Members(ctx, "a")
	same(t, ms[2], err, guest)

	again := i
	again.Hash = "h2"
	guest.Role = cham.RoleOwner
	ok(t, s.Invite(ctx, guest, again))
	code(t, second(s.Invitation(ctx, "h")), cham.CodeNotFound) // the new link ends the old
	code(t, s.RemoveMember(ctx, "a", "an"), cham.CodeConflict) // who is invited is no owner yet

	elsewhere := guest // another workspace's names and links are its own
	elsewhere.Workspace, elsewhere.Name, elsewhere.Role = "b", "Khác", cham.RoleViewer
	ok(t, s.Invite(ctx, elsewhere, access.Invitation{Hash: "hb", Workspace: "b", User: "chi", ExpiresAt: day(7)}))
	ok(t, second(s.Invitation(ctx, "h2")))
	ms, err = s.Members(ctx, "a")
	same(t, ms[2], err, guest)
	code(t, s.Accept(ctx, access.Invitation{Hash: "hb", Workspace: "a", User: "chi"}, "X", "x"), cham.CodeNotFound)

	codes := race(4, func(int) error { return s.Accept(ctx, again, "Chi", "secret") })
	if codes[""] != 1 || codes[cham.CodeNotFound] != 3 {
		t.Fatalf("outcomes %v, want one taker", codes)
	}
	ms, err = s.Memberships(ctx, "chi")
	guest.Invited, guest.Name, guest.PasswordHash = false, "Chi", "secret"
	same(t, ms, err, []access.Member{guest})
	code(t, s.Invite(ctx, guest, again), cham.CodeConflict) // a member already
	ok(t, s.RemoveMember(ctx, "a", "an"))                   // and an owner now

	hb := access.Invitation{Hash: "hb", Workspace: "b", User: "chi"}
	code(t, s.Accept(ctx, hb, "X", "another's"), cham.CodeNotFound) // the password is no link's to set any more
	u, err := s.User(ctx, "chi")
	same(t, u, err, guest.User)
	ok(t, s.Accept(ctx, hb, "", ""))
	ms, err = s.Memberships(ctx, "chi")
	same(t, len(ms), err, 2)
}

// Who is removed before accepting leaves nothing behind: no link, no account.
func testInvitedAndRemoved(t *testing.T, db Stores) {
	s := db.Access
	with(t, s)
	guest := member("chi", "a", cham.RoleEditor)
	guest.PasswordHash = ""
	ok(t, s.Invite(ctx, guest, access.Invitation{Hash: "ha", Workspace: "a", User: "chi", ExpiresAt: day(7)}))
	guest.Workspace = "b"
	ok(t, s.Invite(ctx, guest, access.Invitation{Hash: "hb", Workspace: "b", User: "chi", ExpiresAt: day(7)}))
	ok(t, s.RemoveMember(ctx, "a", "chi"))
	code(t, second(s.Invitation(ctx, "ha")), cham.CodeNotFound)
	ok(t, second(s.Invitation(ctx, "hb")))
	ok(t, second(s.User(ctx, "chi")))
	ok(t, s.RemoveMember(ctx, "b", "chi"))
	code(t, second(s.User(ctx, "chi")), cham.CodeNotFound)
}

func testAPIKeys(t *testing.T, db Stores) {
	s := db.Access
	with(t, s)
	k := access.APIKey{ID: "k1", Workspace: "a", Name: "Báo cáo", Hash: "h1", Prefix: "ck_1", Role: cham.RoleViewer,
		Maker: "binh", MakerName: "Nguyễn binh", MakerRole: cham.RoleViewer, CreatedAt: day(1), ExpiresAt: day(90),
		Scopes: []cham.Scope{"exports"}}
	ok(t, s.CreateAPIKey(ctx, k))
	l := k
	l.Scopes = nil
	l.ID, l.Workspace, l.Hash, l.MakerRole, l.CreatedAt, l.ExpiresAt = "k2", "b", "h2", cham.RoleOwner, day(2), time.Time{}
	ok(t, s.CreateAPIKey(ctx, l))
	code(t, s.CreateAPIKey(ctx, k), cham.CodeConflict)
	ks, err := s.APIKeys(ctx, "a")
	same(t, ks, err, []access.APIKey{k})
	got, err := s.APIKeyByHash(ctx, "h2")
	same(t, got, err, l)
	ok(t, s.TouchAPIKey(ctx, "k1", day(5)))
	k.LastUsed = day(5)
	got, err = s.APIKeyByHash(ctx, "h1")
	same(t, got, err, k)
	code(t, s.TouchAPIKey(ctx, "zz", day(5)), cham.CodeNotFound)
	ok(t, s.RemoveMember(ctx, "a", "binh"))
	k.MakerRole = ""
	got, err = s.APIKeyByHash(ctx, "h1")
	same(t, got, err, k)
	code(t, s.DeleteAPIKey(ctx, "b", "k1"), cham.CodeNotFound) // another workspace's
	child := access.APIKey{ID: "k3", Workspace: "a", Hash: "h3", Role: cham.RoleViewer, Maker: "binh", Parent: "k1", CreatedAt: day(3)}
	ok(t, s.CreateAPIKey(ctx, child))
	ok(t, s.DeleteAPIKey(ctx, "a", "k1"))
	code(t, second(s.APIKeyByHash(ctx, "h1")), cham.CodeNotFound)
	code(t, second(s.APIKeyByHash(ctx, "h3")), cham.CodeNotFound) // it ended with its parent
	ok(t, second(s.APIKeyByHash(ctx, "h2")))
}

func testKeep(t *testing.T, db Stores) {
	s := db.Access
	codes := race(8, func(i int) error { return second(s.Keep(ctx, "id", fmt.Sprint("v", i))) })
	if codes[""] != 8 {
		t.Fatalf("outcomes %v", codes)
	}
	first, err := s.Keep(ctx, "id", "late")
	again, _ := s.Keep(ctx, "id", "later")
	same(t, again, err, first)
	if first == "late" {
		t.Error("what was kept gave way")
	}
}
