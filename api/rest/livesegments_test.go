package rest

import (
	"net/http"
	"testing"

	"cham"
	"cham/api/rest/questions"
)

// A segment is made live with a tag that does not decide who is in it, and shown so.
func TestLiveSegments(t *testing.T) {
	k := newKit(t)
	owner := k.business("alpha").cookie(cham.RoleOwner)
	g := decode[questions.SegmentInfo](t, k.call(owner, "POST", "/v1/segments", `{"name":"Có điện thoại","rule":{"reach":"phone"}}`))
	other := decode[questions.SegmentInfo](t, k.call(owner, "POST", "/v1/segments", `{"name":"Có nhãn","rule":{"tag":{"any":["thân"]}}}`))
	status := func(method, url string, body any, want int) {
		t.Helper()
		if res := k.call(owner, method, url, body); res.Code != want {
			t.Errorf("%s %s %s: %d %s, want %d", method, url, body, res.Code, res.Body, want)
		}
	}
	own := "/v1/segments/" + g.ID
	status("PUT", own+"/live", `{"tag":" Thân "}`, http.StatusOK)
	status("PUT", "/v1/segments/"+other.ID+"/live", `{"tag":"thân"}`, http.StatusConflict) // another's
	status("PATCH", own, `{"rule":{"tag":{"any":["THÂN"]}}}`, http.StatusConflict)
	status("PATCH", own, `{"rule":{"segment":"`+other.ID+`"}}`, http.StatusConflict) // by way of the other
	status("PUT", "/v1/segments/none/live", `{}`, http.StatusNotFound)
	live := func() *questions.SegmentLive {
		for _, s := range decode[[]questions.SegmentInfo](t, k.call(owner, "GET", "/v1/segments", nil)) {
			if s.ID == g.ID {
				return s.Live
			}
		}
		return nil
	}
	if l := live(); l == nil || l.Tag != "Thân" || l.Since.IsZero() || l.Week.Entered != 0 {
		t.Errorf("live: %+v", l)
	}
	if moves := decode[[]questions.SegmentMove](t, k.call(owner, "GET", own+"/moves", nil)); len(moves) != 0 {
		t.Errorf("moved: %+v", moves)
	}
	status("PUT", own+"/live", `{}`, http.StatusOK) // without a tag from now on
	if l := live(); l == nil || l.Tag != "" {
		t.Errorf("live: %+v", l)
	}
	status("DELETE", own+"/live", nil, http.StatusNoContent)
	status("DELETE", own+"/live", nil, http.StatusNotFound)
	if l := live(); l != nil {
		t.Errorf("live: %+v", l)
	}
	status("PUT", own+"/live", `{}`, http.StatusOK)
	status("DELETE", own, nil, http.StatusNoContent)
}
