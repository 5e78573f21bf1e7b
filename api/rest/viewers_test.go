package rest

import (
	"encoding/base64"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/rest/customers"
	"cham/api/rest/sources"
	"cham/api/track"
)

// A viewer finds nobody by a part of what is masked: search answers every
// prefix and every piece of it as it answers nonsense.
func TestViewersSearchSpellsNothingOut(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.send(`{"type":"identify","userId":"KH-4711","messageId":"m1",`+
		`"traits":{"name":"Trần Thu Lan","phone":"0912345678","email":"lan.tran@gmail.com",`+
		`"company":"Mộc An","zaloId":"24681357902468135"}}`,
		`{"type":"track","event":"Order Completed","userId":"KH-4711","messageId":"m2"}`)
	ask := func(q string) (n int, code int) {
		k.ahead.Add(int64(time.Second)) // the limit is another test's
		w := k.call(b.cookie(cham.RoleViewer), "GET", "/v1/customers?q="+url.QueryEscape(q), nil)
		if w.Code == 429 {
			return 0, 429
		}
		page := decode[customers.CustomerPage](t, w)
		if page.Next != "" {
			t.Errorf("%q: there is more", q)
		}
		return len(page.Customers), w.Code
	}
	for _, q := range []string{"lan", "Tran", "thu lan", "0912 345 678", "+84912345678", "lan.tran@gmail.com", "KH-4711"} {
		if n, _ := ask(q); n != 1 {
			t.Errorf("%q finds %d customers", q, n)
		}
	}
	for _, secret := range []string{"0912345678", "+84912345678", "lan.tran@gmail.com", "KH-4711", "24681357902468135"} {
		for from := range secret {
			for to := from + 1; to <= len(secret); to++ {
				part := secret[from:to]
				if part == secret || strings.Contains("tran thu lan", part) || "0"+strings.TrimPrefix(part, "84") == "0912345678" || len(part)%5 != 0 {
					continue
				}
				if n, _ := ask(part); n != 0 {
					t.Errorf("%q finds somebody", part)
				}
			}
		}
	}
	for _, q := range []string{"gmail.com", "mộc an", "lan gmail"} {
		if n, _ := ask(q); n != 0 {
			t.Errorf("%q finds somebody", q)
		}
	}
	if n := len(decode[customers.CustomerPage](t, k.call(b.cookie(cham.RoleEditor), "GET", "/v1/customers?q=gmail", nil)).Customers); n != 1 {
		t.Errorf("an editor finds %d by a part", n)
	}
}

// Whole phones cannot be tried one after the other.
func TestViewersLookupsAreFew(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	codes := map[int]int{}
	for i := range 40 {
		w := k.call(b.cookie(cham.RoleViewer), "GET", fmt.Sprintf("/v1/customers?q=09123456%02d", i), nil)
		codes[w.Code]++
		if w.Code == 429 && w.Header().Get("Retry-After") == "" {
			t.Error("not told when to come again")
		}
	}
	if codes[200] != 20 || codes[429] != 20 {
		t.Errorf("%v", codes)
	}
	for range 40 {
		if w := k.call(b.cookie(cham.RoleViewer), "GET", "/v1/customers?q=lan", nil); w.Code != 200 {
			t.Fatal(w.Body)
		}
		if w := k.call(b.cookie(cham.RoleEditor), "GET", "/v1/customers?q=0912345678", nil); w.Code != 200 {
			t.Fatal(w.Body)
		}
	}
}

// Nor do questions: who may narrow by a value of a list could halve the list
// until one phone is left.
func TestViewersQuestionsSpellNothingOut(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	if w := k.call(b.cookie(cham.RoleOwner), "PATCH", "/v1/workspace", `{"properties":["contact","sku"]}`); w.Code != 200 {
		t.Fatal(w.Body)
	}
	b.send(`{"type":"track","event":"Form Sent","userId":"KH-1","messageId":"m1","properties":{"contact":"0912345678","sku":"S1"}}`)
	for _, value := range []string{"0912345678", "+84 912 345 678", "lan.tran@gmail.com"} {
		where := `"where":[{"by":"property:contact","any":["x","` + value + `"]}]`
		asked := map[string]string{
			"/v1/query":     `{"question":"touches",` + where + `}`,
			"/v1/query.csv": `{"question":"funnel","steps":[["` + value + `"],["y"]]}`,
			"/v1/customers/list": `{"query":{"question":"touches"},"figure":{"kind":"customers","by":"property:contact","value":"` +
				value + `"}}`,
		}
		for url, body := range asked {
			for _, who := range []as{b.cookie(cham.RoleAnalyst), b.key(cham.RoleAnalyst)} {
				if p := problem(t, k.call(who, "POST", url, body)); p.Status != 403 || !strings.Contains(p.Detail, "masked") {
					t.Errorf("%s %s: %+v", url, body, p)
				}
			}
		}
		if w := k.call(b.cookie(cham.RoleEditor), "POST", "/v1/query", asked["/v1/query"]); w.Code != 200 {
			t.Errorf("an editor: %d %s", w.Code, w.Body)
		}
	}
	if w := k.call(b.cookie(cham.RoleViewer), "POST", "/v1/query",
		`{"question":"touches","where":[{"by":"property:sku","any":["S1"]}]}`); w.Code != 200 {
		t.Errorf("what is not masked: %d %s", w.Code, w.Body)
	}
}

// What a property named after a contact holds is hidden in the answers as it is
// on a customer's page, whatever it looks like.
func TestViewersSeeNoPropertyOfContacts(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	if w := k.call(b.cookie(cham.RoleOwner), "PATCH", "/v1/workspace", `{"properties":["address","sku"]}`); w.Code != 200 {
		t.Fatal(w.Body)
	}
	for i := range 60 {
		b.send(fmt.Sprintf(`{"type":"track","event":"Order Completed","userId":"KH-%d","messageId":"m%d","timestamp":%q,`+
			`"properties":{"address":"12 Hẻm Bí Mật","sku":"S1"}}`, i, i, b.at(1)))
	}
	m, drivers := `"map":"`+string(b.m.ID)+`"`, 0
	for _, c := range [][2]string{{"GET", "/v1/dimensions"}, {"GET", "/v1/maps/" + string(b.m.ID) + "/overlay"},
		{"GET", "/v1/maps/" + string(b.m.ID) + "/touchpoints/order"},
		{"/v1/query", `{"question":"touches","by":"property:address"}`}, {"/v1/query.csv", `{"question":"touches","by":"property:address"}`},
		{"/v1/query", `{"question":"touches","where":[{"by":"property:address","any":["12 Hẻm Bí Mật"]}]}`},
		{"/v1/query", `{"question":"attribution","credit":"property:address",` + m + `}`},
		{"/v1/query", `{"question":"drivers",` + m + `}`}, {"/v1/query.csv", `{"question":"drivers",` + m + `}`}} {
		ask := func(role cham.Role) *httptest.ResponseRecorder {
			if c[0] == "GET" {
				return k.call(b.cookie(role), "GET", c[1], nil)
			}
			return k.call(b.cookie(role), "POST", c[0], c[1])
		}
		if w := ask(cham.RoleViewer); strings.Contains(w.Body.String(), "Bí Mật") {
			t.Errorf("%s: %s", c, w.Body)
		}
		if strings.Contains(ask(cham.RoleEditor).Body.String(), "Bí Mật") {
			drivers++
		}
	}
	if drivers < 3 {
		t.Errorf("only %d answers have something to hide", drivers)
	}
}

// tracks sends a call with a write key, as a program outside does.
func (k *kit) tracks(key, body string) *httptest.ResponseRecorder {
	q := httptest.NewRequest("POST", "/v1/batch", strings.NewReader(body))
	q.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(key+":")))
	w := httptest.NewRecorder()
	track.New(track.Config{Accepter: k.Accepter, Sources: k.App.Sources, Now: k.now}).ServeHTTP(w, q)
	return w
}

// Write keys are for managers; a server's is shown once, when it is made.
func TestWriteKeysAreShownToFew(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	made := decode[sources.SourceInfo](t, k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/sources", `{"name":"POS","kind":"server"}`))
	if !strings.HasPrefix(made.WriteKey, "wk_") || k.tracks(made.WriteKey,
		`{"batch":[{"type":"track","event":"E","userId":"u"}]}`).Code != 200 {
		t.Fatalf("%+v", made)
	}
	address := "/v1/sources/" + string(made.ID)
	for _, role := range allRoles {
		w := k.call(b.cookie(role), "GET", "/v1/sources", nil)
		if strings.Contains(w.Body.String(), made.WriteKey) {
			t.Errorf("the %s sees the server's key again", role)
		}
		if sees := strings.Contains(w.Body.String(), b.src.WriteKey); sees != role.May(cham.MaySources) {
			t.Errorf("the %s sees the website's key: %v", role, sees)
		}
		if w := k.call(b.cookie(role), "GET", "/v1/sources/"+string(b.src.ID)+"/snippet", nil); (w.Code == 200) != role.May(cham.MaySources) {
			t.Errorf("the %s asks for the snippet: %d", role, w.Code)
		}
	}
	if stored, err := k.App.Sources.Source(t.Context(), b.ws, made.ID); err != nil || strings.Contains(stored.WriteKey, made.WriteKey) ||
		k.tracks(stored.WriteKey, `{"batch":[]}`).Code != 401 {
		t.Errorf("%+v %v", stored, err)
	}
	if w := k.call(b.cookie(cham.RoleOwner), "GET", address+"/snippet", nil); w.Code != 409 || strings.Contains(w.Body.String(), "sha256") {
		t.Errorf("a server's snippet: %d %s", w.Code, w.Body)
	}
	changed := decode[sources.SourceInfo](t, k.call(b.cookie(cham.RoleAdmin), "PATCH", address, `{"name":"POS 2"}`))
	if changed.WriteKey != "…"+made.WriteKey[len(made.WriteKey)-4:] {
		t.Errorf("%q", changed.WriteKey)
	}
	if k.tracks(made.WriteKey, `{"batch":[{"type":"track","event":"E","userId":"u"}]}`).Code != 200 {
		t.Error("the key does not work after the source was renamed")
	}
	turned := decode[sources.SourceInfo](t, k.call(b.cookie(cham.RoleAdmin), "POST", address+"/rotate-key", nil))
	if turned.WriteKey == made.WriteKey || k.tracks(made.WriteKey, `{"batch":[]}`).Code != 401 ||
		k.tracks(turned.WriteKey, `{"batch":[{"type":"track","event":"E","userId":"u"}]}`).Code != 200 {
		t.Errorf("%+v", turned)
	}
}

// What was refused is told apart from what was taken, and neither hides the
// other; a whole request that cannot be read is there too, and the source's
// health says that something is wrong.
func TestNothingIsRefusedInSilence(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	if w := k.tracks(b.src.WriteKey, `{"batch":[{"type":"tra`); w.Code != 400 {
		t.Fatal(w.Code)
	}
	var calls []string
	for i := range 2503 {
		calls = append(calls, fmt.Sprintf(`{"type":"track","event":"E","userId":"u%d"}`, i))
	}
	if w := k.tracks(b.src.WriteKey, `{"batch":[`+strings.Join(calls, ",")+`]}`); w.Code != 200 {
		t.Fatal(w.Body)
	}
	b.send()
	var src sources.SourceInfo
	until(t, func() bool {
		src = decode[[]sources.SourceInfo](t, k.call(b.cookie(cham.RoleAdmin), "GET", "/v1/sources", nil))[0]
		return src.Refused24h == 4
	})
	if src.Refusals["body"] != 1 || src.Refusals["too_many"] != 3 || src.Health != "some" {
		t.Errorf("%+v", src)
	}
	for query, want := range map[string][2]int{"": {100, 2}, "?show=refused&limit=1000": {0, 2}, "?show=accepted&limit=1000": {1000, 0}} {
		page := decode[sources.DebuggerPage](t, k.call(b.cookie(cham.RoleEditor), "GET", "/v1/sources/s_alpha/debugger"+query, nil))
		got := [2]int{}
		for _, e := range page.Events {
			if e.Accepted {
				got[0]++
			} else if got[1]++; !strings.Contains(e.Detail, "3 calls after") && !strings.Contains(string(e.Sample), "tra") {
				t.Errorf("%+v", e)
			}
		}
		if got != want {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
}
