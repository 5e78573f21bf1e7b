package access_test

import (
	"testing"
	"time"

	"cham"
	"cham/capability/access"
	"cham/capability/audit"
)

// A workspace goes to another member who says yes; the keys of who leaves end.
func TestHandover(t *testing.T) {
	d := newKit(t)
	log := &heard{}
	d.Audit = log
	owner, _ := d.setUp()
	lan := d.guest(owner.Workspace, "lan@example.vn")
	binh := d.guest(owner.Workspace, "binh@example.vn")
	_, secret, err := d.NewAPIKey(t.Context(), owner.Workspace, owner.Actor, access.NewKey{Name: "k", Role: cham.RoleOwner})
	if err != nil {
		t.Fatal(err)
	}
	offer := func(to cham.UserID, after cham.Role, pass string) error {
		_, err := d.OfferHandover(t.Context(), owner, to, after, pass)
		return err
	}
	d.wants(cham.CodeInvalid, offer(lan.User.ID, "", "không phải"))
	d.wants(cham.CodeInvalid, offer(owner.User.ID, "", password))
	d.wants(cham.CodeInvalid, offer(lan.User.ID, cham.RoleOwner, password))
	d.wants(cham.CodeNotFound, offer("u_nobody", "", password))
	invited, _, _, err := d.Invite(t.Context(), owner.Workspace, "Ai", "ai@example.vn", cham.RoleAdmin)
	if err != nil {
		t.Fatal(err)
	}
	d.wants(cham.CodeInvalid, offer(invited.ID, "", password)) // has not accepted yet
	if err := offer(lan.User.ID, cham.RoleViewer, password); err != nil {
		t.Fatal(err)
	}
	d.wants(cham.CodeNotFound, d.AnswerHandover(t.Context(), binh, true)) // of somebody else
	if err := d.AnswerHandover(t.Context(), lan, false); err != nil {
		t.Fatal(err)
	}
	d.wants(cham.CodeNotFound, d.AnswerHandover(t.Context(), lan, true)) // said no
	if err := offer(lan.User.ID, cham.RoleViewer, password); err != nil {
		t.Fatal(err)
	}
	d.clock = d.clock.Add(access.HandoverLife)
	d.wants(cham.CodeNotFound, d.AnswerHandover(t.Context(), lan, true)) // too late
	if err := offer(lan.User.ID, "", password); err != nil {
		t.Fatal(err)
	}
	if err := d.AnswerHandover(t.Context(), lan, true); err != nil {
		t.Fatal(err)
	}
	ms, err := d.Members(t.Context(), owner.Workspace)
	for _, m := range ms {
		if m.ID == owner.User.ID || m.Role == cham.RoleOwner && m.ID != lan.User.ID {
			t.Errorf("%+v", m)
		}
	}
	_, err2 := d.ByAPIKey(t.Context(), secret)
	if err != nil || !log.has(audit.HandoverOffered) || !log.has(audit.HandoverTaken) || !log.has(audit.HandoverEnded) {
		t.Errorf("%v, log %v", err, *log)
	}
	d.wants(cham.CodeUnauthorized, err2)
}

// What was offered to who was removed since is theirs no more, also when they come back.
func TestHandoverEndsWithTheMember(t *testing.T) {
	d := newKit(t)
	owner, _ := d.setUp()
	lan := d.guest(owner.Workspace, "lan@example.vn")
	d.guest(owner.Workspace, "binh@example.vn")
	if _, err := d.OfferHandover(t.Context(), owner, lan.User.ID, "", password); err != nil {
		t.Fatal(err)
	}
	_, token, _, err := d.Invite(t.Context(), d.second().Workspace, "Lan", "lan@example.vn", cham.RoleViewer)
	if err != nil {
		t.Fatal(err)
	}
	d.must(d.Accept(t.Context(), token, "", access.Try{Password: password})) // the account goes on elsewhere
	if err := d.Remove(t.Context(), owner.Workspace, lan.User.ID); err != nil {
		t.Fatal(err)
	}
	_, token, _, err = d.Invite(t.Context(), owner.Workspace, "Lan", "lan@example.vn", cham.RoleViewer)
	if err != nil {
		t.Fatal(err)
	}
	again := d.must(d.Accept(t.Context(), token, "", access.Try{Password: password}))
	d.wants(cham.CodeNotFound, d.AnswerHandover(t.Context(), again, true))
}

// Who owns a business makes others, where the server lets them; an archived one
// is not where somebody lands.
func TestClientsAndArchive(t *testing.T) {
	d := newKit(t)
	log := &heard{}
	d.Audit = log
	owner, _ := d.setUp()
	lan := d.guest(owner.Workspace, "lan@example.vn")
	_, err := d.NewClient(t.Context(), lan, "Của tôi")
	d.wants(cham.CodeForbidden, err)
	ws, err := d.NewClient(t.Context(), owner, "Tiệm hoa")
	if err != nil || !log.has(audit.WorkspaceMade) {
		t.Fatal(err)
	}
	if c, err := d.Enter(t.Context(), owner, ws.ID); err != nil || c.Actor.Role != cham.RoleOwner || c.Archived {
		t.Errorf("%+v %v", c, err)
	}
	if err := d.Archive(t.Context(), owner.Workspace); err != nil {
		t.Fatal(err)
	}
	if c := d.inside(d.enter("chu@example.vn")); c.Workspace != ws.ID {
		t.Errorf("lands in %s", c.Workspace)
	}
	if c := d.inside(d.enter("lan@example.vn")); !c.Archived {
		t.Error("is not told that it is archived")
	}
	if err := d.Restore(t.Context(), owner.Workspace); err != nil || !log.has(audit.WorkspaceArchived) || !log.has(audit.WorkspaceRestored) {
		t.Error(err)
	}
	if c := d.inside(d.enter("lan@example.vn")); c.Archived {
		t.Error("is archived still")
	}
	d.NoClients = true
	_, err = d.NewClient(t.Context(), owner, "Thêm")
	d.wants(cham.CodeForbidden, err)
	demo := cham.Workspace{ID: "w_demo", Name: "Demo", TimeZone: cham.DefaultTimeZone, Currency: "VND", Demo: true, CreatedAt: time.Now()}
	if err := d.store.Access().CreateWorkspace(t.Context(), demo, owner.User.ID); err != nil {
		t.Fatal(err)
	}
	d.wants(cham.CodeConflict, d.Archive(t.Context(), demo.ID))
}

// A workspace made by who signs in elsewhere is entered so, too.
func TestClientsAreSignedInToTheSameWay(t *testing.T) {
	d := newCompany(t, access.ProviderChange{})
	a, err := d.by("chu")
	if err != nil {
		t.Fatal(err)
	}
	in, err := d.prove(a, "chu@example.vn", password)
	c := d.must(in.Entry, err)
	ws, err := d.NewClient(t.Context(), c, "Tiệm hoa")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Enter(t.Context(), c, ws.ID); err != nil {
		t.Error(err)
	}
	c.Workspace = ws.ID
	back := d.goThere("chu", access.ProviderStart{})
	if again, err := d.end(back); err != nil || again.Session == "" {
		t.Errorf("the secret opens: %v", err)
	}
}
