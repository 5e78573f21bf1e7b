package rest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cham/api/rest/customers"

	"cham"
)

func TestEveryFigureOpensIntoItsCustomers(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.send(b.page("a", 50, "/"), b.page("b", 6, "/"), b.page("c", 5, "/"), b.page("d", 0.001, "/"),
		b.track("u", "Order Completed", 4), `{"type":"identify","messageId":"i","anonymousId":"b","userId":"u","timestamp":"`+b.at(4.5)+`"}`)
	q := map[string]any{"question": "touchpoints", "map": "m_alpha", "from": b.at(60), "to": b.at(-1)}
	answer := decode[map[string]any](t, k.call(b.cookie(cham.RoleViewer), "POST", "/v1/query", q))
	row := answer["touchpoints"].([]any)[0].(map[string]any)
	for kind, want := range map[string]float64{"reach": row["reach"].(float64), "next": row["next"].(map[string]any)["k"].(float64),
		"exit": row["exit"].(map[string]any)["k"].(float64), "open": row["openHere"].(float64), "live": row["live"].(float64)} {
		p := decode[customers.CustomerPage](t, k.call(b.cookie(cham.RoleViewer), "POST", "/v1/customers/list",
			map[string]any{"query": q, "figure": map[string]any{"kind": kind, "touchpoint": "page"}}))
		if float64(*p.Total) != want || len(p.Customers) != int(want) || want == 0 {
			t.Errorf("%s is %v, its list has %d", kind, want, *p.Total)
		}
	}
	w := k.call(b.cookie(cham.RoleViewer), "POST", "/v1/customers/list",
		map[string]any{"query": q, "figure": map[string]any{"kind": "nonsense"}})
	if w.Code != 400 {
		t.Errorf("a figure that is none: %d %s", w.Code, w.Body)
	}
}

func TestCustomerPagesNeitherMissNorRepeat(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	var calls []string
	for i := range 25 {
		calls = append(calls, b.page("p"+itoa(int64(i)), float64(i/5), "/")) // five at each instant
	}
	b.send(calls...)
	seen := map[cham.CustomerID]int{}
	var last time.Time
	url := "/v1/customers?limit=7"
	for range 10 {
		p := decode[customers.CustomerPage](t, k.call(b.cookie(cham.RoleViewer), "GET", url, nil))
		for _, c := range p.Customers {
			seen[c.ID]++
			if !last.IsZero() && c.LastAt.After(last) {
				t.Errorf("not the one seen last first: %v after %v", c.LastAt, last)
			}
			last = c.LastAt
		}
		if p.Next == "" {
			break
		}
		url = "/v1/customers?limit=7&after=" + p.Next
	}
	if len(seen) != 25 {
		t.Errorf("%d customers told of 25", len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("customer %d told %d times", id, n)
		}
	}
	if w := k.call(b.cookie(cham.RoleViewer), "GET", "/v1/customers?after=broken", nil); w.Code != 400 {
		t.Errorf("a broken cursor: %d", w.Code)
	}
}

// Who is new and who returns is told alike by the list, by a search in it and by the measures.
func TestSearchKeepsThePeriod(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	var calls []string
	for user, days := range map[string][]float64{"gone": {60, 50}, "back": {60, 3}, "fresh": {2, 1}, "later": {0.5}} {
		calls = append(calls, `{"type":"identify","messageId":"`+user+`","userId":"`+user+`","traits":{"name":"Lê `+user+`"},"timestamp":"`+
			b.at(days[0])+`"}`)
		for _, day := range days {
			calls = append(calls, b.track(user, "Seen", day))
		}
	}
	b.send(calls...)
	period := "from=" + b.at(10) + "&to=" + b.at(0.8)
	for status, want := range map[string]string{"": "[Lê back Lê fresh]", "new": "[Lê fresh]", "returning": "[Lê back]"} {
		for _, q := range []string{"", "le", "lê"} {
			p := decode[customers.CustomerPage](t, k.call(b.cookie(cham.RoleOwner), "GET",
				"/v1/customers?"+period+"&status="+status+"&q="+q, nil))
			var names []string
			for _, c := range p.Customers {
				names = append(names, c.Name)
			}
			if slices.Sort(names); fmt.Sprint(names) != want {
				t.Errorf("status %q, search %q: %v, want %s", status, q, names, want)
			}
		}
		who := map[string]any{}
		if status != "" {
			who["status"] = status
		}
		a := decode[map[string]any](t, k.call(b.cookie(cham.RoleOwner), "POST", "/v1/query",
			map[string]any{"question": "touches", "from": b.at(10), "to": b.at(0.8), "segment": who}))
		if n := strings.Count(want, "Lê"); a["customers"] != float64(n) {
			t.Errorf("status %q: the measure says %v", status, a["customers"])
		}
	}
}

func TestMasking(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.send(`{"type":"identify","messageId":"i1","anonymousId":"web1","userId":"KH0001",`+
		`"traits":{"name":"Lê Thị Ánh","phone":"0912345678","email":"anh.le@example.vn",`+
		`"birthday":"1990-02-03","address":{"street":"12 Hàng Bạc"},"city":"Hà Nội","salary":1000}}`,
		`{"type":"track","messageId":"t1","userId":"KH0001","event":"Form Submitted","properties":{"note":"gọi 0987 654 321 nhé",`+
			`"contact":"anh.le@example.vn","phone":"0987654321","service":"Gội đầu"},`+
			`"context":{"page":{"url":"https://x.vn/f?email=anh.le@example.vn","path":"/f"}}}`,
		`{"type":"track","messageId":"bad","event":"No Owner","properties":{"phone":"0912345678"}}`)
	secrets := []string{"912345678", "0987654321", "987 654", "anh.le@", "1990", "Hàng Bạc", "KH0001", "1000"}
	for _, url := range []string{"/v1/customers", "/v1/customers?q=anh", "/v1/customers/1", "/v1/customers/1/timeline",
		"/v1/sources/s_alpha/debugger", "/v1/merge-suggestions"} {
		w := k.call(b.cookie(cham.RoleViewer), "GET", url, nil)
		for _, s := range secrets {
			if strings.Contains(w.Body.String(), s) {
				t.Errorf("%s tells a viewer %q: %s", url, s, w.Body)
			}
		}
		if w.Code != 200 {
			t.Errorf("%s: %d", url, w.Code)
		}
	}
	masked := k.call(b.cookie(cham.RoleViewer), "GET", "/v1/customers/1", nil).Body.String()
	for _, want := range []string{"09xx xxx 678", "a***@example.vn", "Lê Thị Ánh", "Hà Nội"} {
		if !strings.Contains(masked, want) {
			t.Errorf("the viewer's profile lacks %q: %s", want, masked)
		}
	}
	open := k.call(b.cookie(cham.RoleEditor), "GET", "/v1/customers/1", nil).Body.String()
	for _, want := range []string{"+84912345678", "anh.le@example.vn", "Hàng Bạc"} {
		if !strings.Contains(open, want) {
			t.Errorf("an editor's profile lacks %q", want)
		}
	}
}

func TestSplitMergeUndo(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.people(1)
	owner := b.cookie(cham.RoleOwner)
	profile := func(id string) customers.CustomerProfile {
		return decode[customers.CustomerProfile](t, k.call(owner, "GET", "/v1/customers/"+id, nil))
	}
	ann := profile(b.customer)
	touches := ann.Summary.Touches
	if touches != 1 || len(ann.Merges) == 0 {
		t.Fatalf("%+v", ann)
	}
	var web customers.CustomerKey
	for _, key := range ann.Keys {
		if key.Kind == cham.KeyAnonymous {
			web = key
		}
	}
	changed := decode[customers.CustomersChanged](t, k.call(owner, "POST", "/v1/customers/"+b.customer+"/split",
		customers.SplitKeys{Keys: []cham.KeyID{web.ID}}))
	if len(changed.Customers) != 2 {
		t.Fatalf("after the split: %+v", changed)
	}
	// The touch was the browser's: the numbers follow at once.
	apart := profile(itoa(int64(web.ID)))
	if len(apart.Keys) != 1 || apart.Summary.Touches != 1 {
		t.Errorf("the split key: %+v", apart)
	}
	other := changed.Customers[0]
	if other == apart.ID {
		other = changed.Customers[1]
	}
	if left := profile(itoa(int64(other))); left.Summary.Touches != 0 || left.ID == apart.ID {
		t.Errorf("who stayed: %+v", left)
	}
	merged := decode[customers.CustomersChanged](t, k.call(owner, "POST", "/v1/customers/"+itoa(int64(apart.ID))+"/merge",
		customers.MergeWith{With: other}))
	if len(merged.Customers) != 1 {
		t.Fatalf("after the merge: %+v", merged)
	}
	again := profile(b.customer)
	if again.Summary.Touches != touches || again.Merges[0].MadeBy != b.users[cham.RoleOwner] {
		t.Errorf("after the merge: %+v", again)
	}
	undone := decode[customers.CustomersChanged](t, k.call(owner, "POST", "/v1/merges/"+itoa(again.Merges[0].ID)+"/undo", nil))
	if len(undone.Customers) != 2 {
		t.Errorf("after the undo: %+v", undone)
	}
	run(t, b, []scenario{
		{name: "another's key", method: "POST", url: "/v1/customers/" + b.customer + "/split", as: asOwner,
			body: customers.SplitKeys{Keys: []cham.KeyID{9999}}, status: 400, contains: []string{"keys[0]"}},
		{name: "merge with nobody", method: "POST", url: "/v1/customers/" + b.customer + "/merge", as: asOwner,
			body: customers.MergeWith{With: 9999}, status: 404},
		{name: "undo nothing", method: "POST", url: "/v1/merges/9999/undo", as: asOwner, status: 404},
		{name: "decide", method: "POST", url: "/v1/merge-suggestions/" + b.suggestion, as: asOwner,
			body: customers.Decision{Decision: "dismissed"}, status: 200},
		{name: "decided otherwise", method: "POST", url: "/v1/merge-suggestions/" + b.suggestion, as: asOwner,
			body: customers.Decision{Decision: "merged"}, status: 409},
		{name: "nothing waits", method: "GET", url: "/v1/merge-suggestions", as: asOwner, status: 200, contains: []string{"[]"}},
	})
}
