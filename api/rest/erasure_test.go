package rest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/rest/customers"
	"cham/api/rest/privacy"
	"cham/capability/consent"
	"cham/capability/erasure"
	"cham/capability/rights"
)

// TestConsentOfACustomer writes consent down, asks whether they may be addressed,
// and lets a list stand over a yes.
func TestConsentOfACustomer(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.people(1)
	owner := b.cookie(cham.RoleOwner)
	at := "/v1/customers/" + b.customer
	may := func(query string) consent.Verdict {
		return decode[consent.Verdict](t, k.call(owner, "GET", at+"/consent/may?"+query, nil))
	}
	if v := may("purpose=marketing&channel=sms"); v.Allowed || v.Reason != "unasked" || v.Proof != nil {
		t.Errorf("%+v", v)
	}
	got := decode[privacy.CustomerConsent](t, k.call(owner, "POST", at+"/consent",
		`{"purpose":"marketing","channel":"sms","state":"yes","note":"ký giấy ở quầy","text":"Tôi đồng ý nhận tin"}`))
	if len(got.Said) != 1 || got.Said[0].By == "" || got.Said[0].TextHash != consent.HashOf("Tôi đồng ý nhận tin") {
		t.Fatalf("%+v", got)
	}
	if v := may("purpose=marketing&channel=sms"); !v.Allowed || v.Proof == nil || v.Proof.Note != "ký giấy ở quầy" {
		t.Errorf("%+v", v)
	}
	if w := k.call(owner, "POST", at+"/consent", `{"purpose":"tracking","channel":"sms","state":"yes"}`); w.Code != http.StatusBadRequest {
		t.Error("tracking by message:", w.Code, w.Body)
	}
	phone := keyOf(t, decode[customers.CustomerProfile](t, k.call(owner, "GET", at, nil)), cham.KeyPhone)
	list := decode[privacy.RefuserListTaken](t, k.call(owner, "PUT", "/v1/refuser-lists",
		`{"list":"do_not_call","text":"Số điện thoại\n`+strings.Replace(phone, "+84", "0", 1)+`;ghi chú\n"}`))
	if list.Entries != 1 || len(list.Unread) != 1 {
		t.Errorf("%+v", list)
	}
	if v := may("purpose=marketing&channel=sms"); v.Allowed || v.Reason != "do_not_call" {
		t.Errorf("%+v", v)
	}
	if v := may("purpose=service&channel=sms"); !v.Allowed || v.Reason != "service" {
		t.Errorf("%+v", v)
	}
}

func keyOf(t *testing.T, p customers.CustomerProfile, kind cham.KeyKind) string {
	t.Helper()
	for _, k := range p.Keys {
		if k.Kind == kind {
			return k.Value
		}
	}
	t.Fatalf("no %s: %+v", kind, p.Keys)
	return ""
}

// TestEraseByRequest takes a request, hands the data out, and erases: the
// request is done, and nobody's.
func TestEraseByRequest(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.people(1)
	owner := b.cookie(cham.RoleOwner)
	at := "/v1/customers/" + b.customer
	request := decode[rights.Request](t, k.call(owner, "POST", "/v1/data-requests",
		`{"kind":"erase","customer":`+b.customer+`,"message":"gọi lên xin xoá"}`))
	data := decode[privacy.CustomerData](t, k.call(owner, "GET", at+"/data", nil))
	if len(data.Keys) == 0 || len(data.Touches) == 0 || len(data.Requests) != 1 || data.Name == "" {
		t.Errorf("%+v", data)
	}
	if w := k.call(b.cookie(cham.RoleAnalyst), "GET", at+"/data", nil); w.Code == http.StatusOK && strings.Contains(w.Body.String(), "Ánh") {
		t.Error("who may not see names reads one:", w.Body)
	}
	if w := k.call(owner, "POST", at+"/erasure", `{"mode":"unnamed","confirm":999999}`); w.Code != http.StatusBadRequest {
		t.Error("without the id once more:", w.Code)
	}
	started := decode[erasure.Erasure](t, k.call(owner, "POST", at+"/erasure",
		`{"mode":"unnamed","confirm":`+b.customer+`,"request":"`+request.ID+`"}`))
	for until := time.Now().Add(time.Minute); time.Now().Before(until); {
		all := decode[privacy.Erasures](t, k.call(owner, "GET", "/v1/erasures", nil))
		if len(all.Erasures) == 1 && all.Erasures[0].ID == started.ID && !all.Erasures[0].DoneAt.IsZero() {
			break
		}
	}
	if w := k.call(owner, "GET", at, nil); w.Code != http.StatusNotFound {
		t.Error("still there:", w.Code, w.Body)
	}
	all := decode[privacy.DataRequests](t, k.call(owner, "GET", "/v1/data-requests", nil))
	for _, r := range all.Requests {
		if r.ID == request.ID && (r.Outcome != "done" || r.Customer != 0 || r.Message != "") {
			t.Errorf("%+v", r)
		}
	}
}
