package rest

import (
	"strings"
	"testing"

	"cham"
	"cham/capability/outgoing"
)

// What is sent on is shown as far as who looks may see, though the destination
// may see all of it.
func TestDeliveriesShowWhatTheViewerSees(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	to := outgoing.Destination{Workspace: b.ws, ID: "d_full", Name: "Kho", URL: "https://kho.example.vn/in", Secret: "whsec_YQ==",
		Sight: cham.SightFull, State: outgoing.Paused, CreatedAt: k.now().UTC()}
	b.must(k.Store.Outgoing().CreateDestination(t.Context(), to))
	b.must(k.Store.Outgoing().Keep(t.Context(), outgoing.Delivery{Workspace: b.ws, Destination: to.ID, ID: "msg_full", Name: "seen", Seq: 1,
		Body:  []byte(`{"type":"touch","data":{"name":"seen","keys":[{"kind":"phone","value":"+84903118274"}],"traits":{"name":"Trịnh Như"}}}`),
		State: outgoing.Waiting, At: k.now().UTC()}))
	for sight, want := range map[cham.Sight][2]bool{cham.SightFull: {true, true}, cham.SightMasked: {false, true},
		cham.SightHidden: {false, false}} {
		rules := `{"sights":{"admin":"` + string(sight) + `"},"secondStep":[]}`
		if w := k.call(b.cookie(cham.RoleOwner), "PUT", "/v1/workspace/security", rules); w.Code != 200 {
			t.Fatal(w.Code, w.Body)
		}
		w := k.call(b.cookie(cham.RoleAdmin), "GET", "/v1/destinations/d_full/deliveries", nil)
		got := [2]bool{strings.Contains(w.Body.String(), "903118274"), strings.Contains(w.Body.String(), "Trịnh Như")}
		if w.Code != 200 || got != want {
			t.Errorf("%s: %d %v %s", sight, w.Code, got, w.Body)
		}
	}
}
