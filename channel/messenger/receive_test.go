package messenger

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"cham"
	"cham/capability/outbox"
	"cham/chamtest/messengerserver"
)

var reader = New(nil, "", func() time.Time { return now })

type fields = map[string]any

func receive(body []byte) (outbox.Came, error) {
	return reader.Receive(account(), outbox.Delivery{Header: messengerserver.Sign(body, messengerserver.AppSecret), Body: body})
}

// What each event says.
func TestReceive(t *testing.T) {
	then := now.Add(-time.Minute)
	from := func(f fields) []byte { return messengerserver.Delivery(messengerserver.FromUser(user, then, f)) }
	said := func(s outbox.Said) outbox.Came {
		s.From, s.At = user, then
		return outbox.Came{Said: []outbox.Said{s}}
	}
	back := func(all ...outbox.Return) outbox.Came { return outbox.Came{Returns: all} }
	mark := then.UnixMilli()
	for _, c := range []struct {
		name string
		body []byte
		want outbox.Came
	}{
		{"text", from(fields{"message": fields{"mid": "m_1", "text": "Còn hoa không?"}}),
			said(outbox.Said{ID: "m_1", Event: Received, Text: "Còn hoa không?"})},
		{"picture", from(fields{"message": fields{"mid": "m_2", "attachments": []fields{{"type": "image"}}}}),
			said(outbox.Said{ID: "m_2", Event: Received})},
		{"echo", from(fields{"message": fields{"mid": "m_3", "text": "Dạ còn", "is_echo": true, "app_id": 1}}), outbox.Came{}},
		{"of the page", messengerserver.Delivery(messengerserver.FromUser(messengerserver.PageID, then, fields{"message": fields{"mid": "m"}})),
			outbox.Came{}},
		{"postback", from(fields{"postback": fields{"mid": "m_4", "title": "Xem giá", "payload": "p"}}),
			said(outbox.Said{ID: "m_4", Event: Clicked, Text: "Xem giá", Sign: true})},
		{"optin", from(fields{"optin": fields{"type": "notification_messages"}}),
			said(outbox.Said{ID: user + "/1796029140000", Event: OptedIn, Sign: true})},
		{"delivered, by name", from(fields{"delivery": fields{"mids": []string{"m_5", ""}, "watermark": mark}}),
			back(outbox.Return{Kind: outbox.Delivered, Ref: "m_5", At: then}, outbox.Return{Kind: outbox.Delivered, AllTo: user, At: then})},
		{"delivered, by time", from(fields{"delivery": fields{"watermark": mark}}),
			back(outbox.Return{Kind: outbox.Delivered, AllTo: user, At: then})},
		{"read", from(fields{"read": fields{"watermark": mark}}), back(outbox.Return{Kind: outbox.Opened, AllTo: user, At: then})},
		{"reaction", from(fields{"reaction": fields{"mid": "m_6", "action": "react"}}), outbox.Came{}},
		{"referral", from(fields{"referral": fields{"ref": "tet", "source": "SHORTLINK"}}), outbox.Came{}},
		{"another page", []byte(strings.ReplaceAll(string(from(fields{"message": fields{"mid": "m"}})), messengerserver.PageID, "77")),
			outbox.Came{}},
		{"of Instagram", []byte(`{"object":"instagram","entry":[{"id":"` + messengerserver.PageID + `"}]}`), outbox.Came{}},
		{"held by another app",
			[]byte(strings.Replace(string(from(fields{"message": fields{"mid": "m_7", "text": "Hi"}})), "messaging", "standby", 1)),
			said(outbox.Said{ID: "m_7", Event: Received, Text: "Hi"})},
		{"nothing", []byte(`{}`), outbox.Came{}},
	} {
		for range 2 { // what comes twice is the same
			if got, err := receive(c.body); err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s: %v\ngot  %+v\nwant %+v", c.name, err, got, c.want)
			}
		}
	}
}

// Many events come at once, of several people and in any order.
func TestBatch(t *testing.T) {
	var events []map[string]any
	for _, who := range []string{"1", "2", "3"} {
		events = append(events, messengerserver.FromUser(who, now, fields{"read": fields{"watermark": now.UnixMilli()}}),
			messengerserver.FromUser(who, now, fields{"message": fields{"mid": "m_" + who, "text": who}}))
	}
	slices.Reverse(events)
	came, err := receive(messengerserver.Delivery(events...))
	if err != nil || len(came.Said) != 3 || len(came.Returns) != 3 || came.Said[0].From != "3" {
		t.Errorf("%+v %v", came, err)
	}
}

func TestSignature(t *testing.T) {
	body := messengerserver.Delivery(messengerserver.FromUser(user, now, fields{"message": fields{"mid": "m", "text": "Chào <chị>"}}))
	good := messengerserver.Sign(body, messengerserver.AppSecret)
	capitals := http.Header{"X-Hub-Signature-256": {strings.ToUpper(good.Get("X-Hub-Signature-256"))}}
	capitals.Set("X-Hub-Signature-256", strings.Replace(capitals.Get("X-Hub-Signature-256"), "SHA256=", "sha256=", 1))
	for name, c := range map[string]struct {
		header http.Header
		body   []byte
		ok     bool
	}{
		"good": {good, body, true}, "in capitals": {capitals, body, true},
		"by another secret": {messengerserver.Sign(body, "wrong"), body, false}, "by none": {messengerserver.Sign(body, ""), body, false},
		"of another body": {good, append(slices.Clone(body), ' '), false}, "none": {nil, body, false},
		"too long": {messengerserver.Sign(make([]byte, maxBody+1), messengerserver.AppSecret), make([]byte, maxBody+1), false},
	} {
		_, err := reader.Receive(account(), outbox.Delivery{Header: c.header, Body: c.body})
		if c.ok != (err == nil) || !c.ok && cham.ErrorCode(err) != cham.CodeForbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := receive([]byte(`[`)); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Error(err)
	}
}

// Meta tries an address before it posts there, and hears its challenge when it has the word.
func TestChallenge(t *testing.T) {
	ask := func(a outbox.Account, mode, token, challenge string) (outbox.Came, error) {
		return reader.Receive(a, outbox.Delivery{Query: url.Values{"hub.mode": {mode}, "hub.verify_token": {token},
			"hub.challenge": {challenge}}})
	}
	if came, err := ask(account(), "subscribe", messengerserver.VerifyToken, "1158201444"); err != nil || came.Answer != "1158201444" {
		t.Error(came, err)
	}
	none := account(func(_ *Settings, s *Secret) { s.VerifyToken = "" })
	for name, c := range map[string]struct {
		account                outbox.Account
		mode, token, challenge string
		code                   cham.Code
	}{
		"another word":    {account(), "subscribe", "wrong", "1", cham.CodeForbidden},
		"another mode":    {account(), "unsubscribe", messengerserver.VerifyToken, "1", cham.CodeForbidden},
		"no word is kept": {none, "subscribe", "", "1", cham.CodeForbidden},
		"no challenge":    {account(), "subscribe", messengerserver.VerifyToken, "", cham.CodeInvalid},
		"a page":          {account(), "subscribe", messengerserver.VerifyToken, "<script>", cham.CodeInvalid},
	} {
		if came, err := ask(c.account, c.mode, c.token, c.challenge); cham.ErrorCode(err) != c.code || came.Answer != "" {
			t.Errorf("%s: %+v %v", name, came, err)
		}
	}
}

// Whatever comes signed is read or refused; what is read says who and when.
func FuzzReceive(f *testing.F) {
	f.Add(messengerserver.Delivery(messengerserver.FromUser(user, now, fields{"message": fields{"mid": "m", "text": "Chào"}})))
	f.Add([]byte(`{"object":"page","entry":[{"id":1909458034523498,"messaging":[{"sender":{"id":5},"timestamp":1e400,"read":{}}]}]}`))
	f.Add([]byte(`{"object":"page","entry":[{"id":"1909458034523498","standby":[{"sender":{"id":"5"},"delivery":{"mids":[1,null]}}]}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		came, err := receive(body)
		if err != nil && cham.ErrorCode(err) != cham.CodeInvalid || err == nil && !json.Valid(body) {
			t.Fatal(err)
		}
		for _, s := range came.Said {
			if s.From == "" || s.ID == "" || s.Event == "" || s.At.IsZero() || !utf8.ValidString(s.Text) {
				t.Fatalf("%+v", s)
			}
		}
		for _, r := range came.Returns {
			if (r.Ref == "") == (r.AllTo == "") || r.At.IsZero() || r.At.After(now.AddDate(0, 0, 1)) {
				t.Fatalf("%+v", r)
			}
		}
	})
}
