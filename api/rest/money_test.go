package rest

import (
	"slices"
	"strings"
	"testing"

	"cham"
	"cham/api/rest/customers"
	"cham/api/rest/sources"
	"cham/capability/capture"
)

// Anybody can send as a website: what it says was paid carries a mark until a
// source with a secret key says the same of the same order.
func TestMoneyOfAPageIsUnconfirmed(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	server := decode[sources.SourceInfo](t, k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/sources", `{"name":"POS","kind":"server"}`))
	sends := func(key, message, properties string) {
		t.Helper()
		w := k.tracks(key, `{"batch":[{"type":"track","messageId":"`+message+`","userId":"KH1","event":"Order Completed","properties":{`+
			properties+`}}]}`)
		if w.Code != 200 {
			t.Fatal(w.Body)
		}
		b.send()
	}
	marked := func(want string, sum float64) {
		t.Helper()
		var ids []string
		page := decode[customers.TimelinePage](t, k.call(b.cookie(cham.RoleViewer), "GET", "/v1/customers/1/timeline", nil))
		for _, x := range page.Touches {
			if x.Unconfirmed {
				ids = append(ids, x.MessageID)
			}
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("unconfirmed are %q, want %q", got, want)
		}
		p := decode[customers.CustomerProfile](t, k.call(b.cookie(cham.RoleViewer), "GET", "/v1/customers/1", nil))
		if p.Unconfirmed != sum {
			t.Errorf("unconfirmed %v of %v, want %v", p.Unconfirmed, p.Summary.Value, sum)
		}
	}
	sends(server.WriteKey, "counter", `"revenue":300`)
	marked("", 0)
	sends(b.src.WriteKey, "web", `"order_id":"DH1","revenue":450000,"currency":"VND"`)
	marked("web", 450000)
	sends(b.src.WriteKey, "again", `"order_id":"DH1","revenue":450000,"currency":"VND"`)
	sends(server.WriteKey, "dearer", `"order_id":"DH1","revenue":450001,"currency":"VND"`)
	marked("again web", 900000) // neither a page nor another amount confirms it
	sends(server.WriteKey, "paid", `"order_id":"DH1","revenue":450000,"currency":"VND"`)
	marked("", 0)
	sends(b.src.WriteKey, "bare", `"revenue":7`)
	marked("bare", 7)
}

// An amount that nobody pays shows in the source's live view with its reason.
func TestAbsurdMoneyIsRefusedByName(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	if w := k.tracks(b.src.WriteKey, `{"batch":[
		{"type":"track","userId":"KH1","event":"Order Completed","properties":{"revenue":999000000000,"currency":"VND"}},
		{"type":"track","userId":"KH1","event":"Order Completed","properties":{"revenue":"NaN"}},
		{"type":"track","userId":"KH1","event":"Order Completed","properties":{"revenue":450000.125,"currency":"VND"}}]}`); w.Code != 200 {
		t.Fatal(w.Body)
	}
	b.send()
	var page sources.DebuggerPage
	until(t, func() bool {
		page = decode[sources.DebuggerPage](t, k.call(b.cookie(cham.RoleEditor), "GET", "/v1/sources/s_alpha/debugger", nil))
		return len(page.Events) == 3
	})
	var details []string
	for _, e := range page.Events {
		if !e.Accepted && e.Reason == string(capture.ReasonMoney) {
			details = append(details, e.Detail)
		}
	}
	slices.Sort(details)
	if got := strings.Join(details, "; "); got != "999000000000 VND > 10000000000; NaN > 10000000000" {
		t.Errorf("%q in %+v", got, page.Events)
	}
}
