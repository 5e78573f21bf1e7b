package rest

import (
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/rest/staff"
	"cham/capability/capture"
)

func (b *business) sent(by cham.Role, id string, more string) string {
	return `{"user":"` + string(b.users[by]) + `","workspace":"` + string(b.ws) + `","sentAt":"` + b.at(0) + `","touches":[{"id":"` + id +
		`","at":"` + b.at(0.01) + `","event":"Store Visited","channel":"store"` + more + `}]}`
}

// A phone's touches are sent by who wrote them, to the business they were written
// for; look-ups are counted and written to the audit log.
func TestStaffPhone(t *testing.T) {
	k := newKit(t)
	b, other := k.business("alpha"), k.business("beta")
	b.send(`{"type":"identify","userId":"KH-1","messageId":"m1","traits":{"name":"Trần Thu Lan","phone":"0912345678"}}`,
		`{"type":"track","event":"Store Visited","userId":"KH-1","messageId":"m2","properties":{"branch":"Kim Mã"}}`,
		`{"type":"track","event":"Store Visited","userId":"KH-2","messageId":"m3","properties":{"branch":"Xã Đàn","phone":"0987654321"}}`)
	agent := b.cookie(cham.RoleAgent)
	taken := decode[[]staff.StaffResult](t, k.call(agent, "POST", "/v1/staff/touches", b.sent(cham.RoleAgent, "entry-0001", "")))
	if len(taken) != 1 || taken[0].State != "taken" {
		t.Fatal(taken)
	}
	for name, w := range map[string]int{
		"by another":          k.call(b.cookie(cham.RoleOwner), "POST", "/v1/staff/touches", b.sent(cham.RoleAgent, "entry-0002", "")).Code,
		"to another business": k.call(agent, "POST", "/v1/staff/touches", other.sent(cham.RoleAgent, "entry-0002", "")).Code,
		"undone by another": k.call(b.cookie(cham.RoleOwner), "POST", "/v1/staff/touches/entry-0001/undo",
			`{"user":"`+string(b.users[cham.RoleAgent])+`","workspace":"`+string(b.ws)+`","why":"twice"}`).Code,
	} {
		if w != 409 {
			t.Errorf("%s: %d", name, w)
		}
	}
	nowhere := strings.Replace(b.sent(cham.RoleAgent, "entry-0003", ""), `"store"`, `"nowhere"`, 1)
	endless := b.sent(cham.RoleAgent, "entry-0004", `,"call":{"direction":"in","outcome":"answered","minutes":2000}`)
	for body, want := range map[string]capture.Reason{nowhere: "entry", endless: "minutes"} {
		body = strings.Replace(body, `"touches":[`, `"touches":[{"id":"beside-`+string(want)+`","at":"`+b.at(0)+`","event":"Store Visited"},`, 1)
		got := decode[[]staff.StaffResult](t, k.call(agent, "POST", "/v1/staff/touches", body))
		if len(got) != 2 || got[0].State != "taken" || got[1].State != "refused" || got[1].Reason != want {
			t.Errorf("%s: %+v", want, got)
		}
	}
	for name, touches := range map[string]string{"none": "", "too many": strings.Repeat(`{"id":"entry-0005"},`, 50) + `{"id":"entry-0005"}`} {
		body := b.sent(cham.RoleAgent, "x", "")
		body = body[:strings.Index(body, "[")+1] + touches + "]}"
		if w := k.call(agent, "POST", "/v1/staff/touches", body); w.Code/100 != 4 {
			t.Error(name, w.Code, w.Body)
		}
	}

	list := decode[staff.StaffCustomers](t, k.call(agent, "GET", "/v1/staff/customers?branch=Kim+M%C3%A3", nil))
	if len(list.Customers) != 1 || list.Customers[0].Name != "Trần Thu Lan" || list.Customers[0].Keys[0].Value != "+84912345678" {
		t.Errorf("%+v", list)
	}
	if got := b.audited("action=getStaffCustomers"); len(got) != 1 || strings.Contains(string(got[0].After), "Lan") {
		t.Errorf("%+v", got)
	}
	for range 25 {
		k.call(agent, "GET", "/v1/staff/customers", nil)
	}
	if w := k.call(agent, "GET", "/v1/staff/customers", nil); w.Code != 429 {
		t.Error("not counted:", w.Code)
	}
	k.ahead.Add(int64(time.Hour))
	k.call(b.cookie(cham.RoleOwner), "PUT", "/v1/workspace/security", `{"sights":{"agent":"masked"},"secondStep":[]}`)
	if w := k.call(agent, "GET", "/v1/staff/customers", nil); w.Code != 200 || strings.Contains(w.Body.String(), "912345678") ||
		!strings.Contains(w.Body.String(), "09xx xxx 678") {
		t.Error("masked:", w.Code, w.Body)
	}
	k.call(b.cookie(cham.RoleOwner), "PUT", "/v1/workspace/security", `{"sights":{"agent":"hidden"},"secondStep":[]}`)
	if w := k.call(agent, "GET", "/v1/staff/customers", nil); w.Code != 403 {
		t.Error("hidden:", w.Code, w.Body)
	}
	if w := k.call(b.cookie(cham.RoleViewer), "GET", "/v1/staff", nil); w.Code != 403 {
		t.Error("a viewer:", w.Code)
	}
}

// What the owner chooses is what staff are offered.
func TestStaffSetup(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner, order := b.cookie(cham.RoleOwner), string(b.m.ID)+"/order"
	page := decode[staff.StaffSetup](t, k.call(owner, "GET", "/v1/staff/setup", nil))
	if page.Chosen || len(page.Tiles) != 0 || len(page.Candidates) != 1 || page.Candidates[0].ID != order || !page.Enabled {
		t.Fatalf("%+v", page)
	}
	k.call(owner, "PUT", "/v1/staff/setup", `{"tiles":[{"id":"`+order+`","outcomes":["Đã trả"]}],"branches":["Kim Mã"]}`)
	got := decode[staff.StaffPage](t, k.call(b.cookie(cham.RoleAgent), "GET", "/v1/staff", nil))
	if len(got.Tiles) != 1 || got.Tiles[0].Event != "Order Completed" || got.Tiles[0].Outcomes[0] != "Đã trả" || len(got.Branches) != 1 {
		t.Errorf("%+v", got)
	}
	tiles := decode[[]staff.StaffTile](t, k.call(b.cookie(cham.RoleViewer), "GET", "/v1/maps/"+string(b.m.ID)+"/tiles", nil))
	if len(tiles) != 1 || tiles[0].ID != order || tiles[0].Event != "Order Completed" {
		t.Errorf("of the map: %+v", tiles)
	}
	if w := k.call(owner, "PUT", "/v1/staff/setup", `{"tiles":[{"id":"x/y"}],"branches":[]}`); w.Code/100 != 4 {
		t.Error("an unknown touchpoint:", w.Code)
	}
}
