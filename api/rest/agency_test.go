package rest

import (
	"net/http"
	"strings"
	"testing"

	"cham"
	"cham/api/rest/accounts"
)

// A workspace that was put away is read, and changed by nothing but being taken
// back; its senders are refused and told so.
func TestArchivedIsReadOnly(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.people(1)
	owner := b.cookie(cham.RoleOwner)
	if w := k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/workspace/archive", nil); w.Code != 403 {
		t.Errorf("an admin: %d", w.Code)
	}
	if _, err := k.App.Sources.SourceByKey(t.Context(), "wk_alpha"); err != nil {
		t.Fatal(err) // is remembered
	}
	if w := k.call(owner, "POST", "/v1/workspace/archive", nil); w.Code != 204 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if src, err := k.App.Sources.SourceByKey(t.Context(), "wk_alpha"); err != nil || src.Takes() {
		t.Errorf("touches still come in: %+v %v", src, err)
	}
	bodies := b.bodies()
	for _, r := range k.walked() {
		name := r.Method + " " + r.Path
		if r.Archived || r.Need.AboutCaller() {
			continue
		}
		for _, by := range []as{owner, b.key(cham.RoleOwner)} {
			w := k.call(by, r.Method, b.fill(r.Path), bodies[name])
			refused := w.Code == http.StatusConflict && strings.Contains(w.Body.String(), "put away")
			if refused == r.Reads() && w.Code != http.StatusForbidden {
				t.Errorf("%s: %d %.200s", name, w.Code, w.Body)
			}
		}
	}
	s := decode[accounts.SessionInfo](t, k.call(owner, "GET", "/v1/session", nil))
	if len(s.Workspaces) != 0 || s.Workspace == nil || s.Workspace.ArchivedAt.IsZero() {
		t.Errorf("%+v", s)
	}
	all := decode[accounts.WorkspacesOverview](t, k.call(owner, "GET", "/v1/workspaces", nil))
	if len(all.Workspaces) != 1 || all.Workspaces[0].ArchivedAt.IsZero() || all.Workspaces[0].LastTouch.IsZero() || !all.MayMake {
		t.Errorf("%+v", all)
	}
	if w := k.call(owner, "POST", "/v1/workspace/restore", nil); w.Code != 204 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := k.call(owner, "PATCH", "/v1/workspace", `{"name":"alpha again"}`); w.Code != 200 {
		t.Errorf("afterwards: %d", w.Code)
	}
}

// A client's workspace is made, and handed to somebody in it who says yes.
func TestClientsWorkspace(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner := b.cookie(cham.RoleOwner)
	if w := k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/workspaces", accounts.NewWorkspace{Name: "x"}); w.Code != 403 {
		t.Errorf("an admin makes one: %d", w.Code)
	}
	offer := accounts.HandoverOffer{To: b.users[cham.RoleAdmin], After: cham.RoleEditor, Password: goodPassword}
	if w := k.call(b.key(cham.RoleOwner), "POST", "/v1/workspace/handover", offer); w.Code != 403 {
		t.Errorf("a program hands it over: %d", w.Code)
	}
	h := decode[accounts.Handover](t, k.call(owner, "POST", "/v1/workspace/handover", offer))
	if h.From != "alpha owner" || h.To != "alpha admin" || h.ToMe {
		t.Errorf("%+v", h)
	}
	if seen := decode[accounts.Handover](t, k.call(b.cookie(cham.RoleEditor), "GET", "/v1/workspace/handover", nil)); seen.From != "" {
		t.Errorf("others see it: %+v", seen)
	}
	admin := b.cookie(cham.RoleAdmin)
	all := decode[accounts.WorkspacesOverview](t, k.call(admin, "GET", "/v1/workspaces", nil))
	if !all.Workspaces[0].Offered || all.MayMake {
		t.Errorf("%+v", all)
	}
	if w := k.call(admin, "POST", "/v1/workspace/handover/answer", accounts.HandoverAnswer{Take: true}); w.Code != 204 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if s := decode[accounts.SessionInfo](t, k.call(admin, "GET", "/v1/session", nil)); s.User.Role != cham.RoleOwner {
		t.Errorf("%+v", s.User)
	}
	if s := decode[accounts.SessionInfo](t, k.call(owner, "GET", "/v1/session", nil)); s.User.Role != cham.RoleEditor {
		t.Errorf("%+v", s.User)
	}
	made := decode[accounts.SessionInfo](t, k.call(admin, "POST", "/v1/workspaces", accounts.NewWorkspace{Name: "Tiệm hoa"}))
	if made.Workspace.Name != "Tiệm hoa" || made.User.Role != cham.RoleOwner || len(made.Workspaces) != 2 {
		t.Errorf("%+v", made)
	}
}
