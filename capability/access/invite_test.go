package access_test

import (
	"testing"

	"cham"
	"cham/capability/access"
)

func TestInvitation(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	ctx := t.Context()
	m, token, _, err := d.Invite(ctx, c.Workspace, "Bạn", "ban@example.vn", cham.RoleEditor)
	if err != nil || token == "" {
		t.Fatal(err)
	}
	_, err = d.SignIn(ctx, access.Try{Email: "ban@example.vn", Password: "", Address: "192.0.2.1"})
	d.wants(cham.CodeUnauthorized, err) // no password yet: nothing matches
	if who, ws, _, err := d.Invitation(ctx, token); err != nil || who.ID != m.ID || ws.Name != "Mộc An" {
		t.Fatalf("%+v %+v %v", who, ws, err)
	}
	_, err = d.Accept(ctx, token, "Bạn", access.Try{Password: "ngắn"})
	d.wants(cham.CodeInvalid, err) // and the invitation is still good
	session, err := d.Accept(ctx, token, "Bạn Mới", access.Try{Password: password})
	if got := d.must(session, err); got.Actor.Role != cham.RoleEditor || got.User.Name != "Bạn Mới" {
		t.Errorf("%+v", got)
	}
	_, err = d.Accept(ctx, token, "Kẻ khác", access.Try{Password: "mật khẩu của kẻ khác"})
	d.wants(cham.CodeNotFound, err)
	_, _, _, err = d.Invite(ctx, c.Workspace, "Bạn", "ban@example.vn", cham.RoleEditor)
	d.wants(cham.CodeConflict, err)

	_, late, _, err := d.Invite(ctx, c.Workspace, "Trễ", "tre@example.vn", cham.RoleViewer)
	if err != nil {
		t.Fatal(err)
	}
	d.clock = d.clock.Add(access.InvitationLife)
	_, err = d.Accept(ctx, late, "Trễ", access.Try{Password: password})
	d.wants(cham.CodeNotFound, err)
	again, fresh, _, err := d.Invite(ctx, c.Workspace, "Trễ", "tre@example.vn", cham.RoleAdmin)
	if err != nil || fresh == "" || again.Role != cham.RoleAdmin {
		t.Errorf("who never came in can be invited anew: %v", err)
	}
}

// second makes another workspace, with an owner of its own.
func (d *kit) second() access.Caller {
	d.t.Helper()
	ctx := d.t.Context()
	first := d.inside(d.enter("chu@example.vn"))
	_, link, _, err := d.Invite(ctx, first.Workspace, "Kẻ lạ", "la@example.vn", cham.RoleViewer)
	if err != nil {
		d.t.Fatal(err)
	}
	stranger := d.must(d.Accept(ctx, link, "Kẻ lạ", access.Try{Password: password}))
	ws := cham.Workspace{ID: "w_second", Name: "Khác", TimeZone: cham.DefaultTimeZone, Currency: "VND", CreatedAt: d.clock}
	if err := d.store.Access().CreateWorkspace(ctx, ws, stranger.User.ID); err != nil {
		d.t.Fatal(err)
	}
	if err := d.Remove(ctx, first.Workspace, stranger.User.ID); err != nil {
		d.t.Fatal(err)
	}
	return d.inside(d.enter("la@example.vn"))
}

func (d *kit) enter(email string) string {
	d.t.Helper()
	in, err := d.SignIn(d.t.Context(), access.Try{Email: email, Password: password, Address: "192.0.2.1"})
	if err != nil {
		d.t.Fatal(err)
	}
	return in.Session
}

func TestInvitationReachesOnlyItsWorkspace(t *testing.T) {
	d := newKit(t)
	first, _ := d.setUp()
	second := d.second()
	ctx := t.Context()
	_, ours, _, err := d.Invite(ctx, first.Workspace, "Bạn", "ban@example.vn", cham.RoleAdmin)
	if err != nil {
		t.Fatal(err)
	}
	seen, theirs, _, err := d.Invite(ctx, second.Workspace, "Ai đó", "ban@example.vn", cham.RoleViewer)
	if err != nil || seen.Name != "Ai đó" {
		t.Fatalf("%+v %v", seen, err)
	}
	// Who holds the second workspace's link takes the account, and with it that
	// workspace alone.
	taken := d.must(d.Accept(ctx, theirs, "Kẻ lạ", access.Try{Password: password}))
	if all, _, err := d.Workspaces(ctx, taken); err != nil || len(all) != 1 || all[0].ID != second.Workspace {
		t.Errorf("the link of one workspace opened %+v %v", all, err)
	}
	_, err = d.Enter(ctx, taken, first.Workspace)
	d.wants(cham.CodeNotFound, err)
	// The link of the first still waits, and now asks for the account's password.
	_, err = d.Accept(ctx, ours, "Bạn", access.Try{Password: "mật khẩu của riêng ai"})
	d.wants(cham.CodeUnauthorized, err)
	joined := d.must(d.Accept(ctx, ours, "", access.Try{Password: password}))
	if joined.Workspace != first.Workspace || joined.Actor.Role != cham.RoleAdmin || joined.User.ID != taken.User.ID {
		t.Errorf("%+v", joined)
	}
}

func TestExistingUserAcceptsBySigningIn(t *testing.T) {
	d := newKit(t)
	first, _ := d.setUp()
	second := d.second()
	ctx := t.Context()
	_, link, _, err := d.Invite(ctx, second.Workspace, "Chủ", "chu@example.vn", cham.RoleViewer)
	if err != nil || link == "" {
		t.Fatal(err)
	}
	if all, _, err := d.Workspaces(ctx, first); err != nil || len(all) != 1 {
		t.Errorf("not asked, and a member of %+v %v", all, err)
	}
	in := d.must(d.Accept(ctx, link, "Đổi tên", access.Try{Password: password}))
	if in.Workspace != second.Workspace || in.User.Name != "Chủ" {
		t.Errorf("%+v", in)
	}
}

func TestNewInvitationEndsTheOldOne(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	ctx := t.Context()
	_, old, _, err := d.Invite(ctx, c.Workspace, "Bạn", "ban@example.vn", cham.RoleViewer)
	if err != nil {
		t.Fatal(err)
	}
	m, link, _, err := d.Invite(ctx, c.Workspace, "Bạn", "ban@example.vn", cham.RoleViewer)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Accept(ctx, old, "Bạn", access.Try{Password: password})
	d.wants(cham.CodeNotFound, err)
	if _, err := d.SetRole(ctx, c.Workspace, m.ID, cham.RoleEditor); err != nil {
		t.Fatal(err)
	}
	if who, _, _, err := d.Invitation(ctx, link); err != nil || who.Role != cham.RoleEditor {
		t.Errorf("a changed role: %+v %v", who, err)
	}
	if err := d.Remove(ctx, c.Workspace, m.ID); err != nil {
		t.Fatal(err)
	}
	_, err = d.Accept(ctx, link, "Bạn", access.Try{Password: password})
	d.wants(cham.CodeNotFound, err)
	if _, _, _, err := d.Invite(ctx, c.Workspace, "Bạn", "ban@example.vn", cham.RoleViewer); err != nil {
		t.Fatal(err)
	}
	_, err = d.Accept(ctx, link, "Bạn", access.Try{Password: password})
	d.wants(cham.CodeNotFound, err) // inviting anew does not wake it
}
