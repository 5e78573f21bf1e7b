package rest

import (
	"net/http"
	"testing"
	"time"

	"cham"
	"cham/api/rest/privacy"
	"cham/capability/rights"
)

// TestDaysOffMoveClocks adds a day off on the day a request is due, and asks who
// may see what.
func TestDaysOffMoveClocks(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner := b.cookie(cham.RoleOwner)
	r := decode[rights.Request](t, k.call(owner, "POST", "/v1/data-requests", `{"kind":"view"}`))
	zone, err := time.LoadLocation(cham.DefaultTimeZone)
	if err != nil {
		t.Fatal(err)
	}
	due := r.DueAt.In(zone).Format(time.DateOnly)
	off := decode[privacy.DaysOff](t, k.call(owner, "PUT", "/v1/days-off/"+due, `{"name":"hoán đổi"}`))
	if len(off.Own) != 1 || off.Own[0].Name != "hoán đổi" || len(off.Years) != 2 {
		t.Errorf("%+v", off)
	}
	all := decode[privacy.DataRequests](t, k.call(owner, "GET", "/v1/data-requests", nil))
	if n := all.Requests[0]; !n.DueAt.After(r.DueAt) || n.DueOff[len(r.DueOff)].Name != "hoán đổi" {
		t.Errorf("%+v", n)
	}
	if w := k.call(owner, "PUT", "/v1/days-off/31-8", `{"name":"x"}`); w.Code < 400 || w.Code >= 500 {
		t.Error("no day, and taken:", w.Code)
	}
	for role, want := range map[cham.Role][2]int{cham.RoleAgent: {http.StatusOK, http.StatusForbidden},
		cham.RoleViewer: {http.StatusForbidden, http.StatusForbidden}} {
		as := b.cookie(role)
		if got := k.call(as, "GET", "/v1/days-off", nil).Code; got != want[0] {
			t.Error(role, "reads:", got)
		}
		if got := k.call(as, "DELETE", "/v1/days-off/"+due, nil).Code; got != want[1] {
			t.Error(role, "takes away:", got)
		}
	}
	if off = decode[privacy.DaysOff](t, k.call(owner, "DELETE", "/v1/days-off/"+due, nil)); len(off.Own) != 0 {
		t.Errorf("%+v", off)
	}
	late := decode[rights.Request](t, k.call(owner, "POST", "/v1/data-requests",
		`{"kind":"erase","at":"`+time.Now().AddDate(0, -2, 0).UTC().Format(time.RFC3339)+`"}`))
	all = decode[privacy.DataRequests](t, k.call(owner, "GET", "/v1/data-requests", nil))
	if !late.Late || all.Late != 1 || all.Open != 2 {
		t.Errorf("%+v", all)
	}
}
