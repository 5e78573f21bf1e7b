package own

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"cham"
	"cham/capability/outbox"
	"cham/chamtest/ownserver"
	"cham/channel/channeltest"
	"cham/channel/provider"
)

var now = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

var parcel = outbox.Parcel{ID: "msg_1", To: "+84912345678", Name: "Lan", Text: "Chào chị Lan", Lang: "vi"}

const system = "https://x.vn/in"

func account(change ...func(*Settings, *Secret)) outbox.Account {
	set, secret := Settings{URL: system, Stands: cham.ChannelOther, Kind: cham.KeyPhone}, Secret{Key: ownserver.Key}
	for _, c := range change {
		c(&set, &secret)
	}
	settings, _ := json.Marshal(set)
	secrets, _ := json.Marshal(secret)
	return outbox.Account{Workspace: "a", Settings: settings, Secret: string(secrets), PerMinute: 60}
}

func clientOf(t *testing.T, server *ownserver.Server, open string) *Client {
	calls := provider.New([]netip.Prefix{netip.MustParsePrefix(open)}, nil)
	t.Cleanup(calls.Close)
	return New(calls, server.URL, clock)
}

func TestChannel(t *testing.T) {
	var server *ownserver.Server // of the stage that was made last
	with := func(change func(*Settings, *Secret)) func(*outbox.Account) {
		return func(a *outbox.Account) { *a = account(change) }
	}
	channeltest.Run(t, channeltest.Channel{
		New: func(t *testing.T) *channeltest.Stage {
			server = ownserver.New(t)
			return &channeltest.Stage{Sender: clientOf(t, server, "127.0.0.0/8"), Account: account(), Parcel: parcel,
				Got: func() int { return len(server.Messages()) }}
		},
		WrongKey:  func(*channeltest.Stage) { server.Rekey("whsec_b3RoZXI=") },
		NoMoney:   func(*channeltest.Stage) { server.Answer(http.StatusPaymentRequired, "") },
		RateLimit: func(*channeltest.Stage) { server.Limit(30) },
		Refused:   func(*channeltest.Stage) { server.Answer(http.StatusBadRequest, "too long") },
		HangUp:    func(*channeltest.Stage) { server.Drop() },
		Down:      func(*channeltest.Stage) { server.Close() },
		Wrong: map[string]func(*outbox.Account){
			"settings": func(a *outbox.Account) { a.Settings = []byte("[") },
			"secret":   func(a *outbox.Account) { a.Secret = "[" },
			"url":      with(func(s *Settings, _ *Secret) { s.URL = "http://x.vn/in" }),
			"stands":   with(func(s *Settings, _ *Secret) { s.Stands = "viber" }),
			"kind":     with(func(s *Settings, _ *Secret) { s.Kind = cham.KeyZalo }),
			"key":      with(func(_ *Settings, s *Secret) { s.Key = "whsec_short" }),
		},
	})
}

func TestSend(t *testing.T) {
	server := ownserver.New(t)
	line, err := clientOf(t, server, "127.0.0.0/8").Connect(t.Context(), account(func(s *Settings, _ *Secret) { s.Stands = "sms" }))
	if err != nil {
		t.Fatal(err)
	}
	template := outbox.Parcel{ID: "msg_2", To: parcel.To, Template: "vip", Params: map[string]string{"ten": "Lan"}, Lang: "en", Advert: true}
	for _, p := range []outbox.Parcel{parcel, parcel, template} { // the same twice is one to who takes it
		if a, err := line.Send(t.Context(), p); err != nil || a.Words != "queued" {
			t.Fatal(a, err)
		}
	}
	want := []ownserver.Message{{ID: "msg_1", Channel: "sms", Kind: "phone", To: parcel.To, Name: "Lan", Text: parcel.Text, Lang: "vi"},
		{ID: "msg_2", Channel: "sms", Kind: "phone", To: parcel.To, Template: "vip", Fields: map[string]string{"ten": "Lan"}, Lang: "en",
			Advert: true}}
	if got := server.Messages(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// What the system says of a receiver is taken for what it means.
func TestAnswers(t *testing.T) {
	server := ownserver.New(t)
	line, err := clientOf(t, server, "127.0.0.0/8").Connect(t.Context(), account())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		status             int
		body               string
		kind               outbox.FailureKind
		problem            string
		elsewhere, refusal bool
	}{
		{422, `{"reason":"nobody"}`, outbox.Refused, Nobody, true, false},
		{422, `{"reason":"refused"}`, outbox.Refused, Refused, false, true},
		{422, `{"reason":7}`, outbox.Refused, provider.NotTaken, false, false},
		{400, `{"reason":"nobody"}`, outbox.Refused, provider.NotTaken, false, false},
		{403, "", outbox.Blocked, Rights, false, false},
		{404, "", outbox.Blocked, provider.Settings, false, false},
		{302, "", outbox.Blocked, provider.Settings, false, false},
		{503, "", outbox.Blocked, provider.Busy, false, false},
		{500, "", outbox.Unsure, provider.NotKnown, false, false},
	} {
		server.Answer(c.status, c.body)
		_, err := line.Send(t.Context(), parcel)
		if f := channeltest.Failure(t, err); f.Kind != c.kind || f.Problem != c.problem || f.Elsewhere != c.elsewhere || f.Refusal != c.refusal {
			t.Errorf("%d %s: %+v", c.status, c.body, f)
		}
	}
}

// No machine of the inner network is reached by what people enter.
func TestInner(t *testing.T) {
	server := ownserver.New(t)
	line, err := clientOf(t, server, "10.0.0.0/8").Connect(t.Context(), account())
	if err != nil {
		t.Fatal(err)
	}
	_, err = line.Send(t.Context(), parcel)
	if f := channeltest.Failure(t, err); f.Kind != outbox.Blocked || len(server.Messages()) != 0 {
		t.Error(f)
	}
}

func receive(told []byte, header http.Header) (outbox.Came, error) {
	return New(nil, "", clock).Receive(account(), outbox.Delivery{Header: header, Body: told})
}

func TestReceive(t *testing.T) {
	then := now.Add(-time.Minute)
	told := ownserver.Told(
		map[string]any{"kind": "read", "id": "msg_1", "at": then}, map[string]any{"kind": "delivered", "id": "msg_1"},
		map[string]any{"kind": "clicked", "id": "msg_1", "at": then, "url": "https://x.vn/a"},
		map[string]any{"kind": "failed", "id": "msg_2", "at": now.Add(time.Hour), "why": "máy\ntắt"},
		map[string]any{"kind": "replied", "id": "r1", "at": then, "from": "0912345678", "text": "Còn không?"})
	want := outbox.Came{Returns: []outbox.Return{{Kind: outbox.Opened, Message: "msg_1", At: then},
		{Kind: outbox.Delivered, Message: "msg_1", At: now}, {Kind: outbox.Clicked, Message: "msg_1", At: then, URL: "https://x.vn/a"},
		{Kind: outbox.Bounced, Message: "msg_2", At: now, Problem: provider.NotTaken, Words: "máy tắt"}},
		Said: []outbox.Said{{ID: "r1", From: "0912345678", Event: Received, Text: "Còn không?", At: then}}}
	if got, err := receive(told, ownserver.Sign(told, now, ownserver.Key)); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
	}
	for name, header := range map[string]http.Header{"another key": ownserver.Sign(told, now, "whsec_b3RoZXI="), "none": nil,
		"another body": ownserver.Sign(append(told, ' '), now, ownserver.Key),
		"old":          ownserver.Sign(told, now.Add(-skew-time.Second), ownserver.Key),
		"to come":      ownserver.Sign(told, now.Add(skew+time.Second), ownserver.Key)} {
		if _, err := receive(told, header); cham.ErrorCode(err) != cham.CodeForbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, bad := range []string{`[`, `{"receipts":[{"kind":"read"}]}`, `{"receipts":[{"kind":"loved","id":"1"}]}`,
		`{"receipts":[{"kind":"replied","id":"1"}]}`, `{"receipts":[{"kind":"read","id":"1","at":"soon"}]}`,
		`{"receipts":[` + strings.Repeat(`{},`, maxReceipts) + `{}]}`} {
		if _, err := receive([]byte(bad), ownserver.Sign([]byte(bad), now, ownserver.Key)); cham.ErrorCode(err) != cham.CodeInvalid {
			t.Errorf("%.60s: %v", bad, err)
		}
	}
}

// Whatever comes signed is read or refused; what is read says of what and when.
func FuzzReceive(f *testing.F) {
	f.Add(ownserver.Told(map[string]any{"kind": "clicked", "id": "msg_1", "url": "https://x.vn"}))
	f.Add(ownserver.Told(map[string]any{"kind": "replied", "id": "r", "from": "1", "text": "ok", "at": now}))
	f.Add([]byte(`{"receipts":[null]}`))
	f.Fuzz(func(t *testing.T, told []byte) {
		came, err := receive(told, ownserver.Sign(told, now, ownserver.Key))
		if err != nil && cham.ErrorCode(err) != cham.CodeInvalid || err != nil && len(came.Returns)+len(came.Said) > 0 {
			t.Fatal(came, err)
		}
		for _, r := range came.Returns {
			if r.Message == "" || r.Kind == "" || r.At.IsZero() || r.At.After(now) {
				t.Fatalf("%+v", r)
			}
		}
		for _, s := range came.Said {
			if s.From == "" || s.ID == "" || s.At.IsZero() || s.At.After(now) || !utf8.ValidString(s.Text) {
				t.Fatalf("%+v", s)
			}
		}
	})
}

// Whatever the system answers, the failure can be shown.
func FuzzJudge(f *testing.F) {
	f.Add(422, []byte(`{"reason":"nobody"}`))
	f.Add(200, []byte(`{"reason":"refused"}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		failed := judge(&provider.Answer{Status: status, Body: body}, now)
		if (failed == nil) != (status < 300) {
			t.Fatal(status, failed)
		}
		switch {
		case failed == nil:
		case failed.Kind == "", failed.Problem == "", utf8.RuneCountInString(failed.Words) > 500, !utf8.ValidString(failed.Words):
			t.Fatalf("%+v", failed)
		}
	})
}
