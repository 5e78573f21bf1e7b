package zalo

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/netip"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/chamtest/zaloserver"
	"cham/channel/provider"
)

var now = time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC) // ten in the evening in Vietnam

// rig is a Zalo, a client of it, and the account that both ways share.
type rig struct {
	*Client
	zalo *zaloserver.Server
	kept *kept
}

// kept is a store of one account, by the way "zalo".
type kept struct {
	outbox.Store
	mu      sync.Mutex
	account outbox.Account
	full    bool // it cannot be written to
}

func (k *kept) Account(context.Context, cham.WorkspaceID, reach.Way) (outbox.Account, outbox.Health, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.account, outbox.Health{}, nil
}

func (k *kept) RenewSecret(_ context.Context, _ cham.WorkspaceID, _ reach.Way, old, new string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.full || k.account.Secret != old {
		return cham.Errorf(cham.CodeUnavailable, "kept", "full")
	}
	k.account.Secret = new
	return nil
}

// open seals nothing.
type open struct{}

func (open) Seal(_ string, secret []byte) string          { return string(secret) }
func (open) Open(_ string, sealed string) ([]byte, error) { return []byte(sealed), nil }

var settings, _ = json.Marshal(Settings{AppID: zaloserver.AppID, OAID: zaloserver.OAID})

// start signs a client in to a Zalo of its own.
func start(t *testing.T) *rig {
	t.Helper()
	zalo := zaloserver.New(t)
	access, refresh, _ := zalo.Tokens()
	secret, _ := json.Marshal(Secret{AppSecret: zaloserver.AppSecret, OASecret: zaloserver.OASecret, AccessToken: access,
		RefreshToken: refresh})
	k := &kept{account: outbox.Account{Workspace: "a", Way: reach.Zalo, Settings: settings, Secret: string(secret), PerMinute: 60}}
	service := outbox.New(outbox.Config{Store: k, Seal: open{}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	renew := func(ctx context.Context, ws cham.WorkspaceID, fresh func(context.Context, string) (string, error)) (string, error) {
		return service.Renew(ctx, ws, reach.Zalo, fresh)
	}
	client := provider.New([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, nil)
	t.Cleanup(client.Close)
	return &rig{New(client, Hosts{zalo.URL, zalo.URL, zalo.URL}, renew, func() time.Time { return now }), zalo, k}
}

func (r *rig) oa(t *testing.T) outbox.Line { return connected(t, r.OA(), r.kept.account) }

// zns is a line whose own account has no secret.
func (r *rig) zns(t *testing.T) outbox.Line {
	return connected(t, r.ZNS(), outbox.Account{Workspace: "a", Way: reach.ZNS, Settings: settings, PerMinute: 60})
}

func connected(t *testing.T, s *Sender, a outbox.Account) outbox.Line {
	t.Helper()
	l, err := s.Connect(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// failed is why a message did not leave.
func failed(t *testing.T, err error) outbox.Failure {
	t.Helper()
	var f *outbox.Failure
	if !errors.As(err, &f) {
		t.Fatalf("%v is no failure", err)
	}
	return *f
}

const (
	user  = "246845883529197922"
	lan   = "+84912345678"
	lanAt = "84912345678"
)

func TestSend(t *testing.T) {
	r := start(t)
	for _, c := range []struct {
		line outbox.Line
		p    outbox.Parcel
		want zaloserver.Message
	}{
		{r.oa(t), outbox.Parcel{ID: "i1", To: user, Text: "Chào chi\u0323 Lan", HTML: "<p>"},
			zaloserver.Message{Path: "/v3.0/oa/message/cs", To: user, Text: "Chào chị Lan"}},
		{r.oa(t), outbox.Parcel{ID: "i2", To: user, Text: "Giảm giá", Advert: true},
			zaloserver.Message{Path: "/v3.0/oa/message/promotion", To: user, Text: "Giảm giá"}},
		{r.oa(t), outbox.Parcel{ID: "i3", To: user, Template: "7895", Params: map[string]string{"name": "Lan"}, Advert: true},
			zaloserver.Message{Path: "/v3.0/oa/message/template", To: user, Template: "7895", Data: map[string]string{"name": "Lan"}}},
		{r.zns(t), outbox.Parcel{ID: "i4", To: lan, Template: "7895", Params: map[string]string{"name": "chi\u0323 Lan"}}, zaloserver.Message{
			Path: "/message/template", To: lanAt, Template: "7895", Data: map[string]string{"name": "chị Lan"}, Tracking: "i4"}},
		{r.zns(t), outbox.Parcel{ID: "i5", To: lan, Template: "7895"},
			zaloserver.Message{Path: "/message/template", To: lanAt, Template: "7895", Data: map[string]string{}, Tracking: "i5"}},
	} {
		answer, err := c.line.Send(t.Context(), c.p)
		all := r.zalo.Messages()
		got := all[len(all)-1]
		if c.want.ID = answer.Ref; err != nil || answer.Ref == "" || answer.Words != "Success" || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v %v\ngot  %+v\nwant %+v", c.p.ID, answer, err, got, c.want)
		}
	}
	if _, _, turns := r.zalo.Tokens(); turns != 1 {
		t.Errorf("tokens were renewed without need: %d", turns)
	}
}

// What was taken before the connection broke is not sent again, and what Zalo did not
// say in its own words is not known.
func TestUnsure(t *testing.T) {
	r := start(t)
	l := r.oa(t)
	r.zalo.Drop(user)
	_, err := l.Send(t.Context(), outbox.Parcel{To: user, Text: "Chào"})
	if f := failed(t, err); f.Kind != outbox.Unsure || len(r.zalo.Messages()) != 1 {
		t.Errorf("%+v, taken %d times", f, len(r.zalo.Messages()))
	}
	for _, body := range []string{"", "<html>", "{}", `{"error":null}`, `{"error":"what"}`, `[]`, `{"data":{"message_id":"m"}}`} {
		_, _, err := l.(*line).judge(&provider.Answer{Status: 200, Body: []byte(body)})
		if f := failed(t, err); f.Kind != outbox.Unsure {
			t.Errorf("%q: %+v", body, f)
		}
	}
	for _, body := range []string{`{"error":0}`, `{"error":"0","data":[]}`, `{"error":0,"data":{"message_id":"m"}}`} {
		if _, _, err := l.(*line).judge(&provider.Answer{Status: 200, Body: []byte(body)}); err != nil {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func TestLimits(t *testing.T) {
	r := start(t)
	l := r.oa(t)
	r.zalo.Limit(1)
	_, err := l.Send(t.Context(), outbox.Parcel{To: user, Text: "Chào"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.Send(t.Context(), outbox.Parcel{To: user, Text: "Chào"})
	f := failed(t, err)
	if f.Kind != outbox.Blocked || f.Problem != provider.Busy || f.After != time.Minute || len(r.zalo.Messages()) != 1 {
		t.Errorf("%+v", f)
	}
}

func TestCheck(t *testing.T) {
	r := start(t)
	set := func(app, oa string) string { b, _ := json.Marshal(Settings{app, oa}); return string(b) }
	for _, c := range []struct {
		settings, secret string
		oa, zns          string // the field that is wrong
	}{
		{set("1", "2"), `{"appSecret":"s"}`, "", ""},
		{set("1", "2"), ``, "appSecret", ""},
		{set("1", "2"), `{"appSecret":"s\n"}`, "appSecret", ""},
		{set("", "2"), `{"appSecret":"s"}`, "appId", "appId"},
		{set("1", "my shop"), `{"appSecret":"s"}`, "oaId", "oaId"},
		{set(strings.Repeat("1", 31), "2"), `{"appSecret":"s"}`, "appId", "appId"},
		{`{"appId":1}`, `{"appSecret":"s"}`, "settings", "settings"},
		{set("1", "2"), `[]`, "secret", "secret"},
	} {
		for s, want := range map[*Sender]string{r.OA(): c.oa, r.ZNS(): c.zns} {
			err := s.Check(outbox.Account{Settings: json.RawMessage(c.settings), Secret: c.secret})
			e, _ := errors.AsType[*cham.Error](err)
			if (err == nil) != (want == "") || e != nil && (e.Field != want || e.Code != cham.CodeInvalid) {
				t.Errorf("%s %s: %v, want %q", c.settings, c.secret, err, want)
			}
			sentence(t, e)
		}
	}
	_, err := r.OA().Connect(t.Context(), outbox.Account{Settings: json.RawMessage(`{}`)})
	if f := failed(t, err); f.Kind != outbox.Blocked || f.Problem != provider.Settings {
		t.Errorf("%+v", f)
	}
}
