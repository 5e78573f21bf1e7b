package access_test

import (
	"testing"
	"time"

	"cham"
	"cham/capability/access"
)

const fresh = "một câu khác hẳn nhé"

// join makes a member of a workspace with an account.
func (d *kit) join(ws cham.WorkspaceID, email string, role cham.Role) access.Caller {
	d.t.Helper()
	_, token, _, err := d.Invite(d.t.Context(), ws, "Bạn", email, role)
	if err != nil {
		d.t.Fatal(err)
	}
	return d.must(d.Accept(d.t.Context(), token, "Bạn", access.Try{Password: password}))
}

// A link sets the password once, within the hour, and ends every session.
func TestResetLink(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	ctx := t.Context()
	m := d.join(c.Workspace, "ban@example.vn", cham.RoleAgent)
	session := d.enter("ban@example.vn")
	link := func() string {
		t.Helper()
		token, _, err := d.NewResetLink(ctx, c, m.User.ID)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	old := link()
	token := link()
	d.wants(cham.CodeNotFound, d.Reset(ctx, old, fresh, "")) // a newer one ended it
	d.wants(cham.CodeNotFound, d.Reset(ctx, "guess", fresh, ""))
	d.wants(cham.CodeInvalid, d.Reset(ctx, token, "ngắn", ""))
	if err := d.Reset(ctx, token, fresh, "192.0.2.1"); err != nil {
		t.Fatal(err)
	}
	_, err := d.BySession(ctx, session)
	d.wants(cham.CodeUnauthorized, err)
	d.wants(cham.CodeNotFound, d.Reset(ctx, token, password, ""))
	d.wants(cham.CodeUnauthorized, d.try("ban@example.vn", password, "192.0.2.1"))
	if err := d.try("ban@example.vn", fresh, "192.0.2.1"); err != nil {
		t.Error(err)
	}
	late := link()
	d.clock = d.clock.Add(access.ResetLife)
	d.wants(cham.CodeNotFound, d.Reset(ctx, late, fresh, ""))
	if token, _, err = d.ResetLinkFor(ctx, "CHU@example.vn"); err != nil || d.Reset(ctx, token, fresh, "") != nil {
		t.Errorf("the owner at the machine: %v", err)
	}
}

// A link is the account, everywhere: nobody gets further by one.
func TestResetLinkTakesNoAccountOver(t *testing.T) {
	d := newKit(t)
	owner, _ := d.setUp()
	ctx := t.Context()
	admin := d.join(owner.Workspace, "admin@example.vn", cham.RoleAdmin)
	agent := d.join(owner.Workspace, "agent@example.vn", cham.RoleAgent)
	link := func(by access.Caller, of cham.UserID) error {
		_, _, err := d.NewResetLink(ctx, by, of)
		return err
	}
	d.wants(cham.CodeForbidden, link(admin, owner.User.ID))
	d.wants(cham.CodeForbidden, link(agent, agent.User.ID))
	d.wants(cham.CodeNotFound, link(admin, "u_elsewhere"))
	if err := link(admin, agent.User.ID); err != nil {
		t.Error(err)
	}
	// The agent has a business of their own: the admin must not get into it.
	own := cham.Workspace{ID: "w_own", Name: "Riêng", CreatedAt: time.Now()}
	if err := d.store.Access().CreateWorkspace(ctx, own, agent.User.ID); err != nil {
		t.Fatal(err)
	}
	d.wants(cham.CodeForbidden, link(admin, agent.User.ID))
	d.wants(cham.CodeForbidden, link(owner, agent.User.ID))
}

func TestSessionsOfOneUser(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	ctx := t.Context()
	there, err := d.SignIn(ctx, access.Try{Email: "chu@example.vn", Password: password, Address: "192.0.2.7", Agent: "Firefox"})
	d.must(there, err)
	other := d.join(c.Workspace, "ban@example.vn", cham.RoleAdmin)
	all, err := d.Sessions(ctx, c)
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v %v", all, err)
	}
	theirs, _ := d.Sessions(ctx, other)
	d.wants(cham.CodeNotFound, d.EndSession(ctx, c, theirs[0].ID()))
	for _, n := range all {
		if n.Agent == "Firefox" && n.Address == "192.0.2.7" {
			if err := d.EndSession(ctx, c, n.ID()); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, err = d.BySession(ctx, there.Session)
	d.wants(cham.CodeUnauthorized, err)
	again := d.enter("chu@example.vn")
	if err := d.EndOtherSessions(ctx, c); err != nil {
		t.Fatal(err)
	}
	_, err = d.BySession(ctx, again)
	d.wants(cham.CodeUnauthorized, err)
	if all, _ = d.Sessions(ctx, c); len(all) != 1 || all[0].TokenHash != c.Session.TokenHash {
		t.Errorf("%+v", all)
	}
}
