package rest

import (
	"strings"
	"testing"

	"cham"
	"cham/api/rest/accounts"
)

// Where the business wants a second step of a role, who has none sees nothing
// of it, but can turn it on.
func TestWithoutTheSecondStepNothingIsShown(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.people(1)
	if w := k.call(b.cookie(cham.RoleAdmin), "PUT", "/v1/workspace/security", `{"sights":{},"secondStep":[]}`); w.Code != 403 {
		t.Errorf("an admin sets it: %d", w.Code)
	}
	set := decode[accounts.Security](t, k.call(b.cookie(cham.RoleOwner), "PUT", "/v1/workspace/security",
		`{"sights":{"agent":"masked"},"secondStep":["viewer"]}`))
	if set.Sights[cham.RoleAgent] != cham.SightMasked || set.Sights[cham.RoleEditor] != cham.SightFull || len(set.SecondStep) != 1 {
		t.Errorf("%+v", set)
	}
	viewer := b.cookie(cham.RoleViewer)
	for _, r := range k.walked() {
		if r.Method != "GET" || r.Need.AboutCaller() {
			continue
		}
		if w := k.call(viewer, "GET", b.fill(r.Path), nil); w.Code != 403 || strings.Contains(w.Body.String(), b.mark) {
			t.Errorf("%s: %d %.200s", r.Path, w.Code, w.Body)
		}
	}
	if s := decode[accounts.SessionInfo](t, k.call(viewer, "GET", "/v1/session", nil)); s.User == nil || !s.User.MustSecondStep {
		t.Errorf("%+v", s.User)
	}
	e := decode[accounts.Enrolment](t, k.call(viewer, "POST", "/v1/me/second-step", accounts.Password{Password: goodPassword}))
	if !strings.HasPrefix(e.Picture, "data:image/png;base64,") || !strings.HasPrefix(e.URI, "otpauth://totp/") {
		t.Errorf("%+v", e)
	}
	if s := decode[accounts.SessionInfo](t, k.call(b.cookie(cham.RoleAgent), "GET", "/v1/session", nil)); s.User.Sight != cham.SightMasked {
		t.Errorf("the agent sees %s", s.User.Sight)
	}
}
