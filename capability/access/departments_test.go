package access_test

import (
	"context"
	"slices"
	"testing"

	"cham"
	"cham/capability/access"
	"cham/capability/audit"
)

// office is a workspace with two departments and somebody in one.
type office struct {
	*kit
	ws          cham.WorkspaceID
	sales, care access.Department
	owner, lan  cham.UserID
	log         *heard
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{kit: newKit(t), log: &heard{}}
	o.Audit = o.log
	owner, _ := o.setUp()
	o.ws, o.owner = owner.Workspace, owner.User.ID
	var err error
	if o.sales, err = o.NewDepartment(t.Context(), o.ws, " Bán hàng ", ""); err != nil {
		t.Fatal(err)
	}
	if o.care, err = o.NewDepartment(t.Context(), o.ws, "Chăm sóc", cham.SightMasked); err != nil {
		t.Fatal(err)
	}
	o.lan = o.join(o.ws, "lan@example.vn", cham.RoleAgent).User.ID
	o.place(t, o.care.ID)
	return o
}

func (o *office) place(t *testing.T, department string) {
	t.Helper()
	if _, err := o.SetPlace(t.Context(), o.ws, o.lan, &department, nil); err != nil {
		t.Fatal(err)
	}
}

func (o *office) where(t *testing.T) (name string, sees cham.Sight) {
	t.Helper()
	ms, err := o.Members(t.Context(), o.ws)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range ms {
		if m.ID == o.lan {
			return m.Department.Name, m.Sight
		}
	}
	return "", ""
}

// Renaming, merging and removing departments keeps their people, and what they see
// follows at once.
func TestDepartmentsKeepTheirPeople(t *testing.T) {
	o := newOffice(t)
	is := func(name string, sees cham.Sight) {
		t.Helper()
		if n, s := o.where(t); n != name || s != sees {
			t.Errorf("in %q, sees %s; want %q, %s", n, s, name, sees)
		}
	}
	is("Chăm sóc", cham.SightMasked)
	name, hidden := "Tổng đài", cham.SightHidden
	if _, err := o.ChangeDepartment(t.Context(), o.ws, o.care.ID, access.DepartmentChange{Name: &name, Sight: &hidden}); err != nil {
		t.Fatal(err)
	}
	is("Tổng đài", cham.SightHidden)
	for _, same := range []string{"bán HÀNG", "Bán hàng"} {
		_, err := o.ChangeDepartment(t.Context(), o.ws, o.care.ID, access.DepartmentChange{Name: &same})
		o.wants(cham.CodeConflict, err)
	}
	if err := o.RemoveDepartment(t.Context(), o.ws, o.care.ID, o.sales.ID); err != nil {
		t.Fatal(err)
	}
	is("Bán hàng", cham.SightFull)
	all, err := o.Departments(t.Context(), o.ws)
	if err != nil || len(all) != 1 || all[0].Members != 1 {
		t.Errorf("%+v %v", all, err)
	}
	o.wants(cham.CodeNotFound, o.RemoveDepartment(t.Context(), o.ws, o.care.ID, ""))
	o.wants(cham.CodeNotFound, o.RemoveDepartment(t.Context(), o.ws, o.sales.ID, o.sales.ID))
	if err := o.RemoveDepartment(t.Context(), o.ws, o.sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	is("", cham.SightFull)
	if !o.log.has(audit.DepartmentChanged) || !o.log.has(audit.DepartmentRemoved) || !o.log.has(audit.MemberChanged) {
		t.Errorf("log: %v", *o.log)
	}
}

// A person's own limit counts beside the department's; an owner has none.
func TestLimitsAreTheLeast(t *testing.T) {
	o := newOffice(t)
	limit := func(who cham.UserID, s cham.Sight) access.Member {
		t.Helper()
		m, err := o.SetPlace(t.Context(), o.ws, who, nil, &s)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	if m := limit(o.lan, cham.SightHidden); m.Sight != cham.SightHidden {
		t.Errorf("%+v", m)
	}
	if m := limit(o.lan, cham.SightFull); m.Sight != cham.SightMasked || m.Limit != "" {
		t.Errorf("the department still counts: %+v", m)
	}
	if m := limit(o.owner, cham.SightHidden); m.Role != cham.RoleOwner || m.Sight != cham.SightFull {
		t.Errorf("the owner: %+v", m)
	}
}

// Who sees less opens no more, to nobody, in no way; keys follow their maker.
func TestWhoSeesLessOpensNoMore(t *testing.T) {
	o := newOffice(t)
	admin := o.join(o.ws, "quan-tri@example.vn", cham.RoleAdmin)
	k, _, err := o.NewAPIKey(t.Context(), o.ws, admin.Actor, access.NewKey{Name: "k", Role: cham.RoleEditor})
	if err != nil || k.Actor().Sees() != cham.SightFull {
		t.Fatalf("%+v %v", k, err)
	}
	if _, err := o.SetPlace(t.Context(), o.ws, admin.User.ID, &o.care.ID, nil); err != nil {
		t.Fatal(err)
	}
	if ks, err := o.APIKeys(t.Context(), o.ws); err != nil || ks[0].Actor().Sees() != cham.SightMasked {
		t.Errorf("%+v %v", ks, err)
	}
	ms, err := o.Members(t.Context(), o.ws)
	if err != nil {
		t.Fatal(err)
	}
	by := cham.Actor{User: admin.User.ID, Role: cham.RoleAdmin}
	for _, m := range ms {
		if m.ID == by.User {
			by.Sight = m.Sight
		}
	}
	ctx := cham.WithActor(t.Context(), by)
	full, hidden, none := cham.SightFull, cham.SightHidden, ""
	_, err = o.ChangeDepartment(ctx, o.ws, o.care.ID, access.DepartmentChange{Sight: &full})
	o.wants(cham.CodeForbidden, err)
	o.wants(cham.CodeForbidden, o.RemoveDepartment(ctx, o.ws, o.care.ID, o.sales.ID))
	for _, who := range []cham.UserID{o.lan, by.User} {
		_, err = o.SetPlace(ctx, o.ws, who, &none, nil)
		o.wants(cham.CodeForbidden, err)
		_, err = o.SetPlace(ctx, o.ws, who, nil, &hidden)
		o.wants("", err)
		_, err = o.SetPlace(ctx, o.ws, who, nil, &full)
		o.wants(cham.CodeForbidden, err)
	}
}

// Nor by a second account: who is invited, or given another role, by somebody who
// sees less sees no more than they do; by somebody who sees all, all.
func TestNobodySeesMoreByASecondAccount(t *testing.T) {
	o := newOffice(t)
	sees := func(ctx context.Context, email string) cham.Sight {
		t.Helper()
		m, _, _, err := o.InviteTo(ctx, o.ws, "", "Ai", email, cham.RoleEditor)
		if err != nil {
			t.Fatal(err)
		}
		ms, err := o.Members(t.Context(), o.ws)
		if err != nil {
			t.Fatal(err)
		}
		return ms[slices.IndexFunc(ms, func(x access.Member) bool { return x.ID == m.ID })].Sight
	}
	by := func(s cham.Sight) context.Context {
		return cham.WithActor(t.Context(), cham.Actor{User: o.owner, Role: cham.RoleAdmin, Sight: s})
	}
	for _, s := range []cham.Sight{cham.SightMasked, cham.SightHidden, cham.SightFull} { // each invites the same person again
		if got := sees(by(s), "hai@example.vn"); got != s {
			t.Errorf("by who sees %s: %s", s, got)
		}
	}
	viewer := o.join(o.ws, "xem@example.vn", cham.RoleViewer).User.ID
	role := func(ctx context.Context, r cham.Role) cham.Sight {
		t.Helper()
		if _, err := o.SetRole(ctx, o.ws, viewer, r); err != nil {
			t.Fatal(err)
		}
		ms, err := o.Members(t.Context(), o.ws)
		if err != nil {
			t.Fatal(err)
		}
		return ms[slices.IndexFunc(ms, func(x access.Member) bool { return x.ID == viewer })].Sight
	}
	if got := role(by(cham.SightMasked), cham.RoleEditor); got != cham.SightMasked {
		t.Error("a role that sees more: ", got)
	}
	if got := role(by(cham.SightHidden), cham.RoleAgent); got != cham.SightMasked {
		t.Error("another role takes nothing away: ", got)
	}
}

// An invitation is for a department, and says so.
func TestInvitationNamesTheDepartment(t *testing.T) {
	o := newOffice(t)
	_, token, _, err := o.InviteTo(t.Context(), o.ws, o.care.ID, "Bình", "binh@example.vn", cham.RoleAgent)
	if err != nil {
		t.Fatal(err)
	}
	m, _, _, err := o.Invitation(t.Context(), token)
	if err != nil || m.Department.Name != "Chăm sóc" {
		t.Errorf("%+v %v", m, err)
	}
	_, _, _, err = o.InviteTo(t.Context(), o.ws, "dep_none", "An", "an@example.vn", cham.RoleAgent)
	o.wants(cham.CodeNotFound, err)
}
