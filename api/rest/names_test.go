package rest

import (
	"strconv"
	"strings"
	"testing"

	"cham"
)

// What an event is called is for all of a business, and for no other.
func TestShownNames(t *testing.T) {
	k := newKit(t)
	b, other := k.business("alpha"), k.business("omega")
	set := func(body string) []cham.ShownName {
		return decode[[]cham.ShownName](t, k.call(b.cookie(cham.RoleEditor), "PUT", "/v1/names", body))
	}
	set(`{"kind":"property","name":"skin","shown":"Loại da"}`)
	if got := set(`{"kind":"event","name":"Skin Measured","shown":"  Soi da "}`); len(got) != 2 || got[0].Shown != "Soi da" {
		t.Errorf("%+v", got)
	}
	if got := decode[[]cham.ShownName](t, k.call(b.cookie(cham.RoleViewer), "GET", "/v1/names", nil)); len(got) != 2 {
		t.Errorf("%+v", got)
	}
	if got := decode[[]cham.ShownName](t, k.call(other.cookie(cham.RoleOwner), "GET", "/v1/names", nil)); len(got) != 0 {
		t.Errorf("another business sees %+v", got)
	}
	if got := set(`{"kind":"event","name":"Skin Measured","shown":""}`); len(got) != 1 || got[0].Kind != cham.NameOfProperty {
		t.Errorf("%+v", got)
	}
	for _, body := range []string{`{"kind":"event","name":"","shown":"x"}`, `{"kind":"table","name":"x","shown":"x"}`,
		`{"kind":"event","name":"x","shown":"` + strings.Repeat("a", 101) + `"}`,
		`{"kind":"event","name":"x","shown":"\u200b"}`, `{"kind":"event","name":"x","shown":"\u200d"}`,
		`{"kind":"event","name":"x","shown":"B\u202eC"}`,
		`{"kind":"event","name":"x","shown":"C\nD"}`, `{"kind":"event","name":"x","shown":"C\u2028D"}`} {
		if w := k.call(b.cookie(cham.RoleEditor), "PUT", "/v1/names", body); w.Code != 400 && w.Code != 422 {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
	if w := k.call(b.cookie(cham.RoleViewer), "PUT", "/v1/names", `{"kind":"event","name":"x","shown":"y"}`); w.Code != 403 {
		t.Error(w.Code)
	}
}

// Who has named all they may can still call one of them otherwise.
func TestNamesAreBounded(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	for i := range 1000 {
		n := cham.ShownName{Kind: cham.NameOfEvent, Name: strconv.Itoa(i), Shown: "x"}
		if err := k.Store.Names().SetShownName(t.Context(), b.ws, n); err != nil {
			t.Fatal(err)
		}
	}
	for body, want := range map[string]int{
		`{"kind":"event","name":"7","shown":"👩\u200d⚕ Khám"}`: 200,
		`{"kind":"property","name":"7","shown":"y"}`:          400,
	} {
		if w := k.call(b.cookie(cham.RoleEditor), "PUT", "/v1/names", body); w.Code != want {
			t.Errorf("%s: %d %s", body, w.Code, w.Body.String()[:min(200, w.Body.Len())])
		}
	}
}
