package zalo

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"cham"
	"cham/capability/outbox"
	"cham/chamtest/zaloserver"
)

var reader = New(nil, Hosts{}, nil, func() time.Time { return now }).OA()

func account() outbox.Account {
	return outbox.Account{Settings: settings, Secret: `{"appSecret":"` + zaloserver.AppSecret + `","oaSecret":"` + zaloserver.OASecret + `"}`}
}

func receive(event []byte) (outbox.Came, error) {
	return reader.Receive(account(), outbox.Delivery{Header: zaloserver.Sign(event, zaloserver.OASecret), Body: event})
}

type fields = map[string]any

func TestReceive(t *testing.T) {
	then, later := time.UnixMilli(1790000000123).UTC(), time.UnixMilli(1790000005000).UTC()
	said := func(id, event, text string) outbox.Came {
		return outbox.Came{Said: []outbox.Said{{ID: id, From: user, Event: event, Text: text, At: then}}}
	}
	id := func(name string) string { return name + "/" + zaloserver.OAID + "/" + user + "/1790000000123" }
	back := func(all ...outbox.Return) outbox.Came { return outbox.Came{Returns: all} }
	toUser := func(name string, message fields) []byte {
		return zaloserver.Event(name, then, fields{"sender": fields{"id": zaloserver.OAID}, "recipient": fields{"id": user}, "message": message})
	}
	shared := outbox.Said{ID: id("user_submit_info"), From: user, Event: Shared, At: then, Name: "Lan", Phone: lan}
	for _, c := range []struct {
		name  string
		event []byte
		want  outbox.Came
	}{
		{"text", zaloserver.FromUser("user_send_text", user, then, fields{"msg_id": "m1", "text": "Còn hàng không?"}),
			said("m1", Received, "Còn hàng không?")},
		{"image", zaloserver.FromUser("user_send_image", user, then, fields{"msg_id": "m2", "attachments": []fields{{"type": "image"}}}),
			said("m2", Received, "")},
		{"without an id", zaloserver.FromUser("user_send_sticker", user, then, nil), said(id("user_send_sticker"), Received, "")},
		{"in a group", zaloserver.FromUser("user_send_group_text", user, then, fields{"msg_id": "m3", "text": "hi"}), outbox.Came{}},
		{"anonymous", zaloserver.FromUser("anonymous_send_text", user, then, fields{"msg_id": "m3", "text": "hi"}), outbox.Came{}},
		{"echo", toUser("oa_send_text", fields{"msg_id": "m4", "text": "Dạ còn"}), outbox.Came{}},
		{"follow", zaloserver.Event("follow", then, fields{"oa_id": zaloserver.OAID, "follower": fields{"id": user}, "source": "oa_profile"}),
			said(id("follow"), Followed, "")},
		{"unfollow", zaloserver.Event("unfollow", then, fields{"oa_id": zaloserver.OAID, "follower": fields{"id": user}}),
			said(id("unfollow"), Unfollowed, "")},
		{"follow without who", zaloserver.Event("follow", then, fields{"oa_id": zaloserver.OAID}), outbox.Came{}},
		{"shared", zaloserver.Event("user_submit_info", then, fields{"sender": fields{"id": user}, "recipient": fields{"id": zaloserver.OAID},
			"info": fields{"name": "Lan", "phone": lanAt, "full_address": fields{"user_city": "Huế"}}}), outbox.Came{Said: []outbox.Said{shared}}},
		{"shared, older", zaloserver.Event("user_submit_info", then, fields{"sender": fields{"id": user},
			"recipient": fields{"id": zaloserver.OAID}, "info": fields{"name": "Lan", "phone": 84912345678, "district": "1"}}),
			outbox.Came{Said: []outbox.Said{shared}}},
		{"clicked", zaloserver.Event("user_click_chatnow", then, fields{"oa_id": zaloserver.OAID, "user_id": user}),
			said(id("user_click_chatnow"), Clicked, "")},
		{"clicked a button", zaloserver.FromUser("user_click_button", user, then, fields{"msg_id": "m5"}),
			said(id("user_click_button"), Clicked, "")},
		{"rights", zaloserver.Event("user_withdraw", then, fields{"oa_id": zaloserver.OAID, "user_id": user}),
			said(id("user_withdraw"), Rights, "")},
		{"received", toUser("user_received_message", fields{"msg_id": "m6"}), back(outbox.Return{Kind: outbox.Delivered, Ref: "m6", At: then})},
		{"received nothing", toUser("user_received_message", nil), outbox.Came{}},
		{"seen", toUser("user_seen_message", fields{"msg_ids": []any{"m6", "m7", ""}}),
			back(outbox.Return{Kind: outbox.Opened, Ref: "m6", At: then}, outbox.Return{Kind: outbox.Opened, Ref: "m7", At: then})},
		{"seen one", toUser("user_seen_message", fields{"msg_id": "m6"}), back(outbox.Return{Kind: outbox.Opened, Ref: "m6", At: then})},
		{"template", zaloserver.Event("user_received_message", then, fields{"sender": fields{"id": zaloserver.OAID},
			"recipient": fields{"id": lanAt}, "message": fields{"msg_id": "m8", "tracking_id": "i8", "delivery_time": "1790000005000"}}),
			back(outbox.Return{Kind: outbox.Delivered, Message: "i8", Ref: "m8", At: later})},
		{"template, flat", zaloserver.Event("user_received_message", then, fields{"sender": zaloserver.OAID, "recipient": lanAt,
			"msg_id": "m8", "tracking_id": "i8", "delivery_time": "1790000005000"}),
			back(outbox.Return{Kind: outbox.Delivered, Message: "i8", Ref: "m8", At: later})},
		{"another account of the app", zaloserver.Event("follow", then, fields{"oa_id": "1", "follower": fields{"id": user}}), outbox.Came{}},
		{"quota", zaloserver.Event("change_oa_daily_quota", then, fields{"oaId": zaloserver.OAID}), outbox.Came{}},
		{"no event", []byte(`{}`), outbox.Came{}},
	} {
		for range 2 { // what comes twice is the same
			if got, err := receive(c.event); err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s: %v\ngot  %+v\nwant %+v", c.name, err, got, c.want)
			}
		}
	}
}

// Whatever is agreed on as first term, secret and time, a signature of Zalo's is known,
// and no other.
func TestSignature(t *testing.T) {
	event := zaloserver.FromUser("user_send_text", user, now, fields{"msg_id": "m", "text": "Chào"})
	ok := zaloserver.Sign(event, zaloserver.OASecret)
	set := Settings{zaloserver.AppID, zaloserver.OAID}
	with := func(h http.Header, name, value string) http.Header { h = h.Clone(); h.Set(name, value); return h }
	mac := func(h http.Header) string { return strings.TrimPrefix(h.Get("X-Zevent-Signature"), "mac=") }
	other := func(first, at string) http.Header { return zaloserver.SignAs(first, event, at, zaloserver.OASecret) }
	for name, c := range map[string]struct {
		header http.Header
		body   []byte
		ok     bool
	}{
		"by the account's secret": {ok, event, true},
		"by the app's secret":     {zaloserver.Sign(event, zaloserver.AppSecret), event, true},
		"with the account's id":   {other(set.OAID, "1796050800000"), event, true},
		"with the header's time":  {with(other(set.AppID, "77"), "X-Zevent-Timestamp", "77"), event, true},
		"without its prefix":      {with(ok, "X-Zevent-Signature", mac(ok)), event, true},
		"in capitals":             {with(ok, "X-Zevent-Signature", "mac="+strings.ToUpper(mac(ok))), event, true},
		"of another time":         {other(set.AppID, "77"), event, false},
		"of another app":          {other("1", "1796050800000"), event, false},
		"by another secret":       {zaloserver.Sign(event, "wrong"), event, false},
		"by no secret":            {zaloserver.Sign(event, ""), event, false},
		"of another body":         {ok, append(slices.Clone(event), ' '), false},
		"cut short":               {with(ok, "X-Zevent-Signature", "mac="+mac(ok)[:62]), event, false},
		"no hex":                  {with(ok, "X-Zevent-Signature", "mac=zz"), event, false},
		"none":                    {nil, event, false},
	} {
		for _, secret := range []string{account().Secret, "", "{}"} {
			a := account()
			a.Secret = secret
			_, err := reader.Receive(a, outbox.Delivery{Header: c.header, Body: c.body})
			if good := c.ok && secret == account().Secret; good != (err == nil) || !good && cham.ErrorCode(err) != cham.CodeForbidden {
				t.Errorf("%s, secrets %q: %v", name, secret, err)
			}
		}
	}
}

func TestUnreadable(t *testing.T) {
	for _, body := range []string{"", "[]", "null?", `"text"`, `{"event_name":`, `{"message":[]}`,
		`{"event_name":"` + strings.Repeat("x", maxBody) + `"}`} {
		if _, err := receive([]byte(body)); cham.ErrorCode(err) != cham.CodeInvalid {
			t.Errorf("%.30q: %v", body, err)
		}
	}
}

// As it comes over HTTP, a body and its headers are what was signed.
func TestWebhook(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if _, err := reader.Receive(account(), outbox.Delivery{Header: r.Header, Query: r.URL.Query(), Body: body}); err != nil {
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	defer server.Close()
	event := zaloserver.FromUser("user_send_text", user, now, fields{"msg_id": "m", "text": "Chào <chị>"})
	for secret, want := range map[string]int{zaloserver.OASecret: 200, zaloserver.AppSecret: 200, "wrong": 403} {
		if got, err := zaloserver.Post(t.Context(), server.Client(), server.URL, event, secret); err != nil || got != want {
			t.Errorf("%s: %d %v", secret, got, err)
		}
	}
}

// What was sent is told of in any order and twice, by either way's address.
func TestReceipts(t *testing.T) {
	r := start(t)
	answer, err := r.oa(t).Send(t.Context(), outbox.Parcel{ID: "i1", To: user, Text: "Chào"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = r.zns(t).Send(t.Context(), outbox.Parcel{ID: "i2", To: lan, Template: "1"}); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Sender{r.OA(), r.ZNS()} {
		told := map[string]int{}
		for _, event := range r.zalo.Receipts(now) {
			came, err := s.Receive(account(), outbox.Delivery{Header: zaloserver.Sign(event, zaloserver.OASecret), Body: event})
			if err != nil {
				t.Fatal(err)
			}
			for _, back := range came.Returns {
				told[string(back.Kind)+" "+back.Message+map[bool]string{true: back.Ref}[back.Message == ""]]++
			}
		}
		if want := map[string]int{"opened " + answer.Ref: 2, "delivered " + answer.Ref: 2, "delivered i2": 2}; !reflect.DeepEqual(told, want) {
			t.Errorf("%v", told)
		}
	}
}

func TestTimes(t *testing.T) {
	for _, c := range []struct {
		said text
		want time.Time
	}{
		{"1790000000123", time.UnixMilli(1790000000123).UTC()}, {"", now}, {"soon", now}, {"-5", now}, {"9223372036854775807", now},
		{"99999999999999999999", now},
	} {
		if got := at(now, "", c.said); !got.Equal(c.want) {
			t.Errorf("%s: %s", c.said, got)
		}
	}
	for said, want := range map[string]string{"84912345678": lan, "0912345678": lan, "+84912345678": lan, "14155550123": "+14155550123",
		"": "", "hash0f": "", "091234567890123": "", "84 912": "", "000": ""} {
		if got := phone(said); got != want {
			t.Errorf("%s: %s", said, got)
		}
	}
}

// Whatever comes signed is read or refused; what is read says who and when.
func FuzzReceive(f *testing.F) {
	f.Add(zaloserver.FromUser("user_send_text", user, now, fields{"msg_id": "m", "text": "Chào"}))
	f.Add(zaloserver.Event("user_received_message", now, fields{"sender": zaloserver.OAID, "tracking_id": 5}))
	f.Add([]byte(`{"event_name":"user_seen_message","message":{"msg_ids":[1,null,{}]},"follower":[],"timestamp":1e400}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		came, err := receive(body)
		if err != nil && !json.Valid(body) && cham.ErrorCode(err) != cham.CodeInvalid {
			t.Fatal(err)
		}
		for _, s := range came.Said {
			if s.From == "" || s.ID == "" || s.Event == "" || s.At.IsZero() || !utf8.ValidString(s.Text) {
				t.Fatalf("%+v", s)
			}
		}
		for _, r := range came.Returns {
			if r.Message+r.Ref == "" || r.At.IsZero() || r.At.After(now.AddDate(0, 0, 1)) {
				t.Fatalf("%+v", r)
			}
		}
	})
}

// Whatever Zalo answers, it is a message that was sent, or a failure that can be shown.
func FuzzTake(f *testing.F) {
	f.Add([]byte(`{"access_token":"a","refresh_token":"b","expires_in":"90000"}`))
	f.Add([]byte(`{"error":-14014,"error_name":"Invalid","error_reason":"\u202e"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var s Secret
		err := s.take(body, now)
		if (err == nil) != (s.AccessToken != "" && s.RefreshToken != "") {
			t.Fatalf("%+v %v", s, err)
		}
		if at, bad := time.Parse(time.RFC3339, s.ExpiresAt); s.ExpiresAt != "" && (bad != nil || !at.After(now)) {
			t.Fatal(s.ExpiresAt)
		}
	})
}
