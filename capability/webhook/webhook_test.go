package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/webhook"
	"cham/store/seal"
)

// kit is a service whose store is a map, and whose log is a list.
type kit struct {
	*testing.T
	*webhook.Service
	setup   webhook.Setup
	calls   []webhook.Call // oldest first
	touches []cham.Touch
	known   map[string]bool
	down    error
	now     time.Time
}

var (
	src = cham.Source{ID: "s1", Workspace: "w", Kind: webhook.Kind, Enabled: true}
	now = time.Date(2026, 11, 28, 3, 0, 0, 0, time.UTC)
)

func newKit(t *testing.T) *kit {
	k := &kit{T: t, known: map[string]bool{}, now: now}
	n := 0
	id := func() string { n++; return fmt.Sprint(n) }
	box, err := seal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	k.Service = webhook.New(webhook.Config{Store: k, NewID: id, Seal: box, Now: func() time.Time { return k.now },
		Accepter: capture.NewAccepter(capture.Config{Log: k, NewID: id}),
		Known: func(_ context.Context, _ cham.Source, ids []string) (map[string]bool, error) {
			return k.known, nil
		}})
	return k
}

func (k *kit) Hook(context.Context, cham.WorkspaceID, cham.SourceID) (webhook.Setup, error) {
	return k.setup, nil
}

func (k *kit) PutHook(_ context.Context, _ cham.WorkspaceID, _ cham.SourceID, s webhook.Setup) error {
	k.setup = s
	return nil
}

func (k *kit) Hooks(context.Context) ([]webhook.Hook, error) {
	return []webhook.Hook{{Setup: k.setup}}, nil
}

func (k *kit) KeepCall(_ context.Context, c webhook.Call) error {
	if i := slices.IndexFunc(k.calls, func(o webhook.Call) bool { return o.ID == c.ID }); i >= 0 {
		k.calls[i] = c
	} else {
		k.calls = append(k.calls, c)
	}
	return nil
}

func (k *kit) Calls(context.Context, cham.WorkspaceID, cham.SourceID) ([]webhook.Call, error) {
	newest := slices.Clone(k.calls)
	slices.Reverse(newest)
	return newest, nil
}

func (k *kit) Append(_ context.Context, _ cham.WorkspaceID, _ int, payload []byte) error {
	if k.down != nil {
		return k.down
	}
	touches, err := capture.ReadBatch(payload)
	k.touches = append(k.touches, touches...)
	return err
}

func (k *kit) last() webhook.Call { return k.calls[len(k.calls)-1] }

// signed makes a request as a preset's system would.
func (k *kit) signed(s webhook.Sign, topic, body string) webhook.Request {
	h := http.Header{}
	sum := hmac.New(sha256.New, []byte(s.Secret))
	sum.Write([]byte(body))
	h.Set(s.Name, base64.StdEncoding.EncodeToString(sum.Sum(nil)))
	if name, ok := strings.CutPrefix(k.setup.Topic, "header:"); ok {
		h.Set(name, topic)
	}
	return webhook.Request{Method: "POST", Header: h, Body: []byte(body), Query: url.Values{}}
}

func preset(t *testing.T, id string) webhook.Setup {
	for _, p := range webhook.Presets() {
		if p.ID == id {
			p.Setup.Sign.Secret = "bí-mật"
			return p.Setup
		}
	}
	t.Fatal("no preset", id)
	return webhook.Setup{}
}

func TestPresetsReadDocumentedOrders(t *testing.T) {
	at := time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC)
	for id, want := range map[string]struct {
		topic, order, revenue, key string
		lines                      int
		at                         time.Time
	}{
		"shopify":     {"orders/paid", "1234", "369000", "+84912345678", 2, at},
		"haravan":     {"orders/create", "HRV-55", "450000", "+84987123987", 1, at},
		"sapo":        {"orders/create", "1010", "500000", "+84912000111", 1, at},
		"woocommerce": {"order.created", "727", "290000", "+84903111222", 1, at},
		"kiotviet":    {"", "HD000123", "320000", "KH000012", 2, at},
		"nhanh":       {"", "125123098", "275000", "+84977123456", 1, now}, // states no time
	} {
		t.Run(id, func(t *testing.T) {
			k := newKit(t)
			k.setup = preset(t, id)
			body, err := os.ReadFile("testdata/" + id + ".json")
			if err != nil {
				t.Fatal(err)
			}
			r := k.signed(k.setup.Sign, want.topic, string(body))
			reply, err := k.Receive(t.Context(), src, r)
			if err != nil || reply != "" || len(k.touches) != 1 || k.last().State != webhook.Taken {
				t.Fatal(reply, err, k.touches, k.calls)
			}
			first := k.touches[0]
			var p struct {
				OrderID  string      `json:"order_id"`
				Revenue  json.Number `json:"revenue"`
				Products []any       `json:"products"`
			}
			if err := json.Unmarshal(first.Properties, &p); err != nil {
				t.Fatal(err)
			}
			if first.Name != capture.EventOrder || p.OrderID != want.order || p.Revenue.String() != want.revenue || len(p.Products) != want.lines {
				t.Errorf("%s %s", first.Name, first.Properties)
			}
			if !first.At.Equal(want.at) || !slices.ContainsFunc(first.Keys, func(k cham.Key) bool { return k.Value == want.key }) {
				t.Error(first.At, first.Keys)
			}
			k.now = now.Add(30 * time.Minute) // the sender did not hear the answer
			if _, err := k.Receive(t.Context(), src, r); err != nil || k.touches[1].MessageID != first.MessageID {
				t.Error("sent again:", err, k.touches[1].MessageID, first.MessageID)
			}
			r.Body = append(slices.Clone(r.Body), ' ')
			if id != "nhanh" { // its token is in the body
				if _, err := k.Receive(t.Context(), src, r); cham.ErrorCode(err) != cham.CodeUnauthorized || k.last().State != webhook.Unsigned {
					t.Error("changed on the way:", err)
				}
			}
		})
	}
}

func TestCancelledLaterTakesMoneyOff(t *testing.T) {
	k := newKit(t)
	k.setup = preset(t, "woocommerce")
	body, err := os.ReadFile("testdata/woocommerce.json")
	if err != nil {
		t.Fatal(err)
	}
	must(t, k, "order.created", string(body))
	k.known[k.touches[0].MessageID] = true
	must(t, k, "order.updated", strings.Replace(string(body), "processing", "cancelled", 1))
	if last := k.touches[1]; last.Name != capture.EventCancelled || !strings.Contains(string(last.Properties), `"revenue":-290000`) {
		t.Errorf("%s %s", last.Name, last.Properties)
	}
	must(t, k, "product.updated", `{"id":1}`)
	if k.last().State != webhook.Ignored || len(k.touches) != 2 {
		t.Error(k.last())
	}
	must(t, k, "order.created", "webhook_id=12") // its first call
	must(t, k, "order.created", "")
	if len(k.calls) != 3 {
		t.Error("pings are kept:", k.calls)
	}
}

// An order whose date is corrected is the same order; one that is cancelled in a
// system that states no time takes off what it brought.
func TestOrderIsItsNumber(t *testing.T) {
	k := newKit(t)
	k.setup = preset(t, "kiotviet")
	body, err := os.ReadFile("testdata/kiotviet.json")
	if err != nil {
		t.Fatal(err)
	}
	must(t, k, "", string(body))
	must(t, k, "", strings.Replace(string(body), "2026-11-20T11", "2026-11-20T12", 1))
	if k.touches[0].MessageID != k.touches[1].MessageID {
		t.Error("another order for another time:", k.touches[0].MessageID, k.touches[1].MessageID)
	}
	k = newKit(t)
	k.setup = preset(t, "nhanh")
	if body, err = os.ReadFile("testdata/nhanh.json"); err != nil {
		t.Fatal(err)
	}
	must(t, k, "", string(body))
	k.known[k.touches[0].MessageID], k.now = true, now.Add(time.Hour)
	must(t, k, "", strings.NewReplacer("orderAdd", "orderUpdate", `"New"`, `"Canceled"`).Replace(string(body)))
	if last := k.touches[1]; last.Name != capture.EventCancelled || !strings.Contains(string(last.Properties), `"revenue":-275000`) {
		t.Errorf("%s %s", last.Name, last.Properties)
	}
}

func must(t *testing.T, k *kit, topic, body string) {
	t.Helper()
	if _, err := k.Receive(t.Context(), src, k.signed(k.setup.Sign, topic, body)); err != nil {
		t.Fatal(err)
	}
}

// TestOwnSystem: calls come first, fields are mapped then, and what waited comes in.
func TestOwnSystem(t *testing.T) {
	k := newKit(t)
	send := func(body string) {
		t.Helper()
		if _, err := k.Receive(t.Context(), src, webhook.Request{Method: "POST", Header: http.Header{}, Body: []byte(body)}); err != nil {
			t.Fatal(err)
		}
	}
	send(`{"booking":{"id":7,"who":{"tel":"0912 345 678"},"tags":["da","mụn"]},"when":"2026-11-27 09:00"}`)
	send(`{"booking":{"id":8,"who":{"tel":"không"}}}`)
	if k.last().State != webhook.Waiting || len(k.touches) != 0 {
		t.Fatal(k.last())
	}
	p, err := k.Preview(t.Context(), src, webhook.Form{}, true)
	if err != nil || !slices.Contains(p.Columns, "booking.who.tel") || p.Rows == nil {
		t.Fatal(p, err)
	}
	form := webhook.Form{Mapping: capture.Mapping{Event: "Đặt lịch", Channel: "call", Columns: map[string]string{"phone": "booking.who.tel",
		"time": "when", "properties.tags": "booking.tags"}}}
	p, err = k.Preview(t.Context(), src, form, false)
	if err != nil || len(p.Touches) != 1 || len(p.Refused) != 1 {
		t.Fatal(p.Touches, p.Refused, err)
	}
	k.setup.Forms = []webhook.Form{form}
	calls, touches, err := k.Again(t.Context(), src)
	if err != nil || calls != 2 || touches != 1 || k.calls[0].State != webhook.Taken || k.calls[1].State != webhook.Refused {
		t.Fatal(calls, touches, err, k.calls)
	}
	if got := k.touches[0]; got.Name != "Đặt lịch" || !strings.Contains(string(got.Properties), "da, mụn") ||
		!got.At.Equal(time.Date(2026, 11, 27, 2, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", got)
	}
	send(`{"booking":{"id":7,"who":{"tel":"0912 345 678"},"tags":["da","mụn"]},"when":"2026-11-27 09:00"}`)
	if k.touches[1].MessageID != k.touches[0].MessageID {
		t.Error("the same call has another id")
	}
	for _, bad := range []string{`{"a":`, `nothing`, `[]`, `[1,2]`} {
		send(bad)
		if c := k.last(); c.State != webhook.Refused || c.Reason == "" {
			t.Errorf("%s: %+v", bad, c)
		}
	}
	k.down = &cham.Error{Code: cham.CodeUnavailable, Op: "log"}
	n := len(k.calls)
	_, err = k.Receive(t.Context(), src, webhook.Request{Method: "POST", Header: http.Header{},
		Body: []byte(`{"booking":{"who":{"tel":"0912345678"}}}`)})
	if cham.ErrorCode(err) != cham.CodeUnavailable || len(k.calls) != n {
		t.Error("the log is full:", err)
	}
}

func TestSignatures(t *testing.T) {
	body := `{"a":1}`
	sum := func(text string) []byte {
		h := hmac.New(sha256.New, []byte("k"))
		h.Write([]byte(text))
		return h.Sum(nil)
	}
	signed := webhook.Sign{Kind: webhook.HMACSHA256, Name: "S", Secret: "k"}
	for name, c := range map[string]struct {
		sign  webhook.Sign
		value string
		ok    bool
	}{
		"hex":            {signed, hex.EncodeToString(sum(body)), true},
		"upper-case hex": {signed, strings.ToUpper(hex.EncodeToString(sum(body))), true},
		"Meta":           {signed, "sha256=" + hex.EncodeToString(sum(body)), true},
		"base64":         {signed, base64.StdEncoding.EncodeToString(sum(body)), true},
		"Shopee": {webhook.Sign{Kind: webhook.HMACSHA256, Name: "S", Secret: "k", Before: "{url}|"},
			hex.EncodeToString(sum("https://a.vn/h|" + body)), true},
		"TikTok": {webhook.Sign{Kind: webhook.HMACSHA256, Name: "S", Secret: "k", Before: "app"},
			hex.EncodeToString(sum("app" + body)), true},
		"another key":  {webhook.Sign{Kind: webhook.HMACSHA256, Name: "S", Secret: "l"}, hex.EncodeToString(sum(body)), false},
		"none":         {signed, "", false},
		"no secret":    {webhook.Sign{Kind: webhook.HMACSHA256, Name: "S"}, hex.EncodeToString(sum(body)), false},
		"token":        {webhook.Sign{Kind: webhook.HeaderToken, Name: "S", Secret: "t"}, "t", true},
		"wrong token":  {webhook.Sign{Kind: webhook.HeaderToken, Name: "S", Secret: "t"}, "u", false},
		"empty token":  {webhook.Sign{Kind: webhook.HeaderToken, Name: "S"}, "", false},
		"unknown kind": {webhook.Sign{Kind: "rot13", Name: "S", Secret: "t"}, "t", false},
	} {
		k := newKit(t)
		k.setup.Sign = c.sign
		_, err := k.Receive(t.Context(), src, webhook.Request{Method: "POST", URL: "https://a.vn/h", Header: http.Header{"S": {c.value}},
			Body: []byte(body)})
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	k := newKit(t) // a signature of nothing carries no query
	k.setup.Sign = signed
	if _, err := k.Receive(t.Context(), src, webhook.Request{Method: "GET", Header: http.Header{"S": {hex.EncodeToString(sum(""))}},
		Query: url.Values{"phone": {"0912345678"}}}); cham.ErrorCode(err) != cham.CodeUnauthorized {
		t.Error("a query that nobody signed:", err)
	}
	k.setup.Sign = webhook.Sign{Kind: webhook.HeaderToken, Name: "S", Secret: "t"}
	ask := func(token string) (string, error) {
		return k.Receive(t.Context(), src, webhook.Request{Method: "GET", Header: http.Header{},
			Query: url.Values{"hub.mode": {"subscribe"}, "hub.verify_token": {token}, "hub.challenge": {"123"}}})
	}
	if got, err := ask("t"); got != "123" || err != nil {
		t.Error(got, err)
	}
	if got, err := ask("x"); got != "" || cham.ErrorCode(err) != cham.CodeUnauthorized {
		t.Error(got, err)
	}
}

func FuzzReceive(f *testing.F) {
	for _, p := range webhook.Presets() {
		if body, err := os.ReadFile("testdata/" + p.ID + ".json"); err == nil {
			f.Add(body, p.Setup.Forms[0].List)
		}
	}
	f.Add([]byte("a=%7B%22b%22%3A1%7D"), "a")
	f.Fuzz(func(t *testing.T, body []byte, list string) {
		k := newKit(t)
		k.setup.Forms = []webhook.Form{{List: list,
			Mapping: capture.Mapping{Event: "E", Columns: map[string]string{"phone": "phone", "time": "at"}}}}
		if _, err := k.Receive(t.Context(), src, webhook.Request{Header: http.Header{}, Body: body}); err != nil {
			t.Fatal(err)
		}
		for _, c := range k.calls {
			webhook.Lists(c)
		}
	})
}
