package capture

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
)

var arrival = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// memoryLog keeps touches after a trip through the codec.
type memoryLog struct {
	touches []cham.Touch
	refused []Refused
	err     error
}

func (l *memoryLog) Append(_ context.Context, _ cham.WorkspaceID, _ int, payload []byte) error {
	if l.err != nil {
		return l.err
	}
	touches, err := DecodeBatch(payload)
	l.touches = append(l.touches, touches...)
	return err
}

func (l *memoryLog) Keep(_ context.Context, refused []Refused) {
	l.refused = append(l.refused, refused...)
}

func newAccepter(l *memoryLog) *Accepter {
	n := 0
	return NewAccepter(Config{Log: l, Refusals: l, NewID: func() string { n++; return fmt.Sprint("gen-", n) }})
}

// one runs a single call and returns its touch, or the refusal as an error.
func one(t testing.TB, call string, m Meta) (cham.Touch, *Refused) {
	t.Helper()
	b, err := Decode([]byte(call), "")
	if err != nil {
		t.Fatalf("%s: %v", call, err)
	}
	m.ReceivedAt = arrival
	touches, refused := newAccepter(&memoryLog{}).judge(cham.Source{ID: "s"}, b.Calls, m)
	if len(refused) == 1 {
		return cham.Touch{}, &refused[0]
	}
	return touches[0], nil
}

// track makes a track call around further fields.
func track(fields string) string {
	return `{"type":"track","event":"A","userId":"u"` + fields + `}`
}

func TestClock(t *testing.T) {
	for _, c := range []struct {
		name, fields string
		imported     bool
		want         string // a time, or a reason
	}{
		{"neither", ``, false, "2026-11-22T10:00:00Z"},
		{"timestamp only", `,"timestamp":"2026-11-22T09:00:00.1239Z"`, false, "2026-11-22T09:00:00.123Z"},
		{"clock an hour ahead", `,"timestamp":"2026-11-22T10:59:00Z","sentAt":"2026-11-22T11:00:00Z"`, false, "2026-11-22T09:59:00Z"},
		{"clock in 1970", `,"timestamp":"1970-01-01T00:00:10Z","sentAt":"1970-01-01T00:00:20Z"`, false, "2026-11-22T09:59:50Z"},
		{"originalTimestamp goes before timestamp",
			`,"timestamp":"2020-01-01T00:00:00Z","originalTimestamp":"2026-11-22T09:00:00Z","sentAt":"2026-11-22T09:00:00Z"`, false,
			"2026-11-22T10:00:00Z"},
		{"history, clocks agree", `,"timestamp":"2016-09-04T21:15:19.000-03:00","sentAt":"2026-11-22T09:59:57Z"`, false, "2016-09-05T00:15:19Z"},
		{"history, clock wrong", `,"timestamp":"2016-09-05T00:00:00Z","sentAt":"2026-11-22T09:00:00Z"`, false, "2016-09-05T01:00:00Z"},
		{"sentAt not set in Go", `,"timestamp":"2026-11-22T09:00:00Z","sentAt":"0001-01-01T00:00:00Z"`, false, "2026-11-22T09:00:00Z"},
		{"sentAt unreadable", `,"timestamp":"2026-11-22T09:00:00Z","sentAt":"soon"`, false, "2026-11-22T09:00:00Z"},
		{"local time sent as UTC", `,"timestamp":"2026-11-22T17:00:00Z"`, false, "2026-11-22T10:00:00Z"},
		{"a little ahead", `,"timestamp":"2026-11-22T10:30:00Z"`, false, "2026-11-22T10:30:00Z"},
		{"spoofed by sentAt", `,"timestamp":"2030-01-01T00:00:00Z","sentAt":"2020-01-01T00:00:00Z"`, false, "2026-11-22T10:00:00Z"},
		{"seconds", `,"timestamp":1763800000`, false, "2025-11-22T08:26:40Z"},
		{"milliseconds", `,"timestamp":1763800000123`, false, "2025-11-22T08:26:40.123Z"},
		{"zone without colon", `,"timestamp":"2019-10-01T00:00:00.000+0700"`, false, "2019-09-30T17:00:00Z"},
		{"without zone", `,"timestamp":"2019-10-01 07:00:00"`, false, "2019-10-01T07:00:00Z"},
		{"unreadable", `,"timestamp":"yesterday"`, false, "time"},
		{"no such day", `,"timestamp":"2026-02-31T00:00:00Z"`, false, "time"},
		{"ancient", `,"timestamp":"1899-12-30T00:00:00Z"`, false, "ancient"},
		{"file: no skew", `,"timestamp":"2026-11-22T07:00:00Z","sentAt":"2026-11-22T08:00:00Z","originalTimestamp":"2026-11-22T06:00:00Z"`, true,
			"2026-11-22T07:00:00Z"},
		{"file: future", `,"timestamp":"2026-11-23T07:00:00Z"`, true, "future"},
		{"huge number", `,"timestamp":1e999`, false, "time"},
	} {
		touch, refused := one(t, track(c.fields), Meta{Import: c.imported})
		got := touch.At.Format(time.RFC3339Nano)
		if refused != nil {
			got = refused.Reason
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestReasons has a call for every reason that a single call can give.
func TestReasons(t *testing.T) {
	long := func(n int) string { return strings.Repeat("â", n) }
	for reason, calls := range map[Reason][]string{
		ReasonShape: {`{"type":"trakc","userId":"u"}`, `{"type":"track","event":"A","userId":"u","properties":[1]}`,
			`{"type":"track","event":"A","userId":"u","context":"c"}`, `{"type":"group","userId":"u"}`, `{"type":"alias","userId":"u"}`},
		ReasonSize: {track(`,"properties":{"x":"` + strings.Repeat("x", MaxCall) + `"}`)},
		ReasonNoEvent: {`{"type":"track","userId":"u"}`, `{"type":"track","userId":"u","event":"  "}`,
			`{"type":"track","userId":"u","event":null}`},
		ReasonLongName:  {`{"type":"track","userId":"u","event":"` + long(201) + `"}`},
		ReasonMessageID: {track(`,"messageId":"` + strings.Repeat("m", 101) + `"`)},
		ReasonNoID: {`{"type":"track","event":"A"}`, `{"type":"track","event":"A","userId":null,"anonymousId":""}`,
			`{"type":"track","event":"A","userId":{}}`},
		ReasonPlaceholder: {`{"type":"track","event":"A","userId":"undefined"}`,
			`{"type":"identify","traits":{"phone":"0000000000","email":"test@test.com"}}`},
		ReasonTime:    {track(`,"timestamp":"?"`)},
		ReasonAncient: {track(`,"timestamp":"1980-01-01T00:00:00Z"`)},
		ReasonDenied: {track(`,"context":{"consent":false}`), track(`,"context":{"consent":"Denied"}`),
			track(`,"context":{"consent":{"analytics_storage":"denied","ad_storage":"granted"}}`),
			track(`,"context":{"consent":{"categoryPreferences":{"Advertising":false,"Functional":false}}}`)},
		ReasonDoNotTrack: {track(`,"context":{"gpc":true}`), track(`,"context":{"doNotTrack":"1"}`)},
		ReasonBot: {track(`,"context":{"userAgent":"facebookexternalhit/1.1"}`),
			track(`,"context":{"userAgent":"Mozilla/5.0 HeadlessChrome/140.0"}`)},
	} {
		for _, call := range calls {
			if _, refused := one(t, call, Meta{}); refused == nil || refused.Reason != string(reason) {
				t.Errorf("%.120s: %+v, want %s", call, refused, reason)
			}
		}
	}
	for _, fine := range []string{track(`,"messageId":"` + strings.Repeat("m", 100) + `"`),
		track(`,"properties":[],"context":[ ],"traits":null`), `{"type":"track","userId":"u","event":"` + long(200) + `"}`,
		track(`,"context":{"consent":{"status":"granted"},"gpc":true}`),
		track(`,"context":{"userAgent":"Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Mobile Safari/537.36"}`)} {
		if _, refused := one(t, fine, Meta{}); refused != nil {
			t.Errorf("%.120s was refused: %s %s", fine, refused.Reason, refused.Detail)
		}
	}
}

func TestChannelAndPage(t *testing.T) {
	const phone = `"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"`
	for _, c := range []struct {
		call string
		want string // channel, device, branch, path, title
	}{
		{track(`,"context":{"channel":"web"}`), "website    "},
		{track(`,"context":{"channel":"process"}`), "other    "},
		{track(`,"context":{"channel":"store","branch":"Q1"}`), "store  Q1  "},
		{track(`,"channel":"server"`), "other    "},
		{track(`,"channel":"server","properties":{"channel":"Shopee"}`), "shopee    "},
		{track(`,"channel":"Cửa hàng"`), "store    "},
		{track(`,"channel":"Điện thoại"`), "call    "},
		{track(`,"channel":"Sàn Shopee"`), "shopee    "},
		{track(`,"channel":"Sàn TMĐT"`), "partner    "},
		{track(`,"channel":"Trang web"`), "website    "},
		{track(`,"channel":"Facebook Lead Ads"`), "facebook    "},
		{track(`,"context":{"library":{"name":"analytics.js"}}`), "website    "},
		{`{"type":"track","event":"Email Opened","userId":"u"}`, "email    "},
		{`{"type":"screen","name":"Giỏ hàng","userId":"u"}`, "app    Giỏ hàng"},
		{`{"type":"page","name":"Pricing","userId":"u"}`, "website    Pricing"},
		{`{"type":"page","userId":"u","properties":{"url":"https://a.vn/b%20c?x#y","title":"T"}}`, "website   /b c T"},
		{`{"type":"page","userId":"u","context":{"page":{"url":"https://a.vn/?a=1#!/gi%E1%BB%8F?b=2","path":"/"}}}`, "website   /#/giỏ "},
		{`{"type":"page","userId":"u","properties":{"url":"https://a.vn/app#/don-hang"}}`, "website   /app#/don-hang "},
		{`{"type":"page","userId":"u","properties":{"url":"https://a.vn/?a=1&#038;b=2"}}`, "website   / "},
		{track(`,"context":{"page":{"url":"https://a.vn"},"userAgent":` + phone + `}`), "website mobile  / "},
		{track(`,"context":{"userAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64)"}`), "other desktop   "},
		{track(`,"context":{"userAgent":"Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit"}`), "other tablet   "},
		{track(`,"context":{"userAgentData":{"mobile":true},"screen":{"width":2000}}`), "other mobile   "},
		{track(`,"context":{"screen":{"width":390}}`), "other mobile   "},
		{track(`,"context":{"device":{"type":"ios","model":"iPad13,1"}}`), "other tablet   "},
	} {
		got, refused := one(t, c.call, Meta{})
		if refused != nil {
			t.Errorf("%s: %s", c.call, refused.Reason)
			continue
		}
		if s := strings.Join([]string{string(got.Channel), got.Device, got.Branch, got.Page.Path, got.Page.Title}, " "); s != c.want {
			t.Errorf("%s: %q, want %q", c.call, s, c.want)
		}
	}
}

func TestLeadSource(t *testing.T) {
	at := func(page string) string { return track(`,"context":{"page":` + page + `}`) }
	for _, c := range []struct {
		call string
		want cham.Campaign
	}{
		{track(`,"context":{"campaign":{"source":"zalo","medium":"oa","name":"Tết","term":"a","content":"b","id":"7"}}`),
			cham.Campaign{Source: "zalo", Medium: "oa", Name: "Tết", Term: "a", Content: "b"}},
		{at(`{"search":"?utm_source=facebook&utm_medium=cpc&utm_campaign=T%E1%BA%BFt+2026&fbclid=Ab_c"}`),
			cham.Campaign{Source: "facebook", Medium: "cpc", Name: "Tết 2026", ClickID: "fbclid=Ab_c"}},
		{at(`{"url":"https://a.vn/?gclid=G1"}`), cham.Campaign{Source: "google", Medium: "cpc", ClickID: "gclid=G1"}},
		{at(`{"url":"https://a.vn/?ttclid=T#utm_source=no"}`), cham.Campaign{Source: "tiktok", Medium: "cpc", ClickID: "ttclid=T"}},
		{track(`,"context":{"campaign":{"source":"x"},"page":{"search":"?utm_source=y&utm_medium=m"}}`), cham.Campaign{Source: "x", Medium: "m"}},
		{at(`{"url":"https://www.a.vn/","referrer":"https://l.facebook.com/l.php?u=1"}`), cham.Campaign{Source: "facebook", Medium: "social"}},
		{at(`{"url":"https://a.vn/","referrer":"https://www.google.com.vn/"}`), cham.Campaign{Source: "google", Medium: "organic"}},
		{at(`{"url":"https://a.vn/","referrer":"https://blog.b.vn/x"}`), cham.Campaign{Source: "blog.b.vn", Medium: "referral"}},
		{at(`{"url":"https://shop.a.vn/","referrer":"https://www.a.vn/x"}`), cham.Campaign{}},
		{at(`{"url":"https://a.vn/x","referrer":"https://a.vn/"}`), cham.Campaign{}},
		{at(`{"url":"https://a.vn/?utm_source=zalo&amp;utm_medium=oa&#038;utm_campaign=t&amp;amp;gclid=G"}`),
			cham.Campaign{Source: "zalo", Medium: "oa", Name: "t", ClickID: "gclid=G"}},
		{at(`{"url":"https://a.vn/?utm_source=zalo&amp;utm_medium=oa","search":"?utm_source=zalo&amp;utm_medium=oa"}`),
			cham.Campaign{Source: "zalo", Medium: "oa"}},
		{track(`,"context":{"campaign":{"source":"zalo","name":"Son &amp; kem"}}`), cham.Campaign{Source: "zalo", Name: "Son & kem"}},
		{at(`{"url":"https://a.vn/#/gia?utm_source=zalo&utm_medium=oa","search":""}`), cham.Campaign{Source: "zalo", Medium: "oa"}},
		{at(`{"url":"https://pay.a.com.vn/","referrer":"https://blog.a.com.vn/x"}`), cham.Campaign{}},
		{at(`{"url":"https://a.com.vn/","referrer":"https://b.com.vn/x"}`), cham.Campaign{Source: "b.com.vn", Medium: "referral"}},
		{at(`{"url":"https://a.vn/","referrer":"https://m.facebook.com/v19.0/dialog/oauth?client_id=1"}`), cham.Campaign{}},
		{at(`{"url":"https://a.vn/","referrer":"https://www.facebook.com/login.php?next=x"}`), cham.Campaign{}},
		{at(`{"url":"https://a.vn/","referrer":"https://github.com/login/oauth/authorize"}`), cham.Campaign{}},
		{at(`{"url":"https://a.vn/","referrer":"https://oauth.zaloapp.com/"}`), cham.Campaign{Source: "oauth.zaloapp.com", Medium: "referral"}},
		{at(`{"search":"?utm_source=%zz&utm_medium=%ff"}`), cham.Campaign{Medium: "\ufffd"}},
	} {
		if got, _ := one(t, c.call, Meta{}); got.Campaign != c.want {
			t.Errorf("%s:\n %+v, want\n %+v", c.call, got.Campaign, c.want)
		}
	}
}

func TestValue(t *testing.T) {
	for _, c := range []struct {
		call     string
		value    float64
		currency string
		duration float64
	}{
		{track(`,"properties":{"revenue":10.5,"total":12,"value":9,"currency":"vnd","duration":3}`), 10.5, "VND", 3},
		{track(`,"properties":{"total":"12"}`), 12, "", 0},
		{track(`,"properties":{"revenue":"450.000 ₫","currency":"VND"}`), 450000, "VND", 0},
		{track(`,"properties":{"currency":"VND","revenue":"1.234.567"}`), 1234567, "VND", 0},
		{track(`,"properties":{"revenue":"450.000","currency":"vnd"}`), 450000, "VND", 0},
		{track(`,"properties":{"revenue":450.000,"currency":"VND"}`), 450, "VND", 0},
		{track(`,"properties":{"revenue":"1.250","currency":"USD"}`), 1.25, "USD", 0},
		{track(`,"properties":{"revenue":"1,250.50","currency":"USD"}`), 1250.5, "USD", 0},
		{track(`,"properties":{"value":-0.0,"currency":"VND","duration":-1}`), 0, "", 0},
		{track(`,"properties":{"revenue":"free","total":-5.125,"currency":"USD"}`), -5.125, "USD", 0},
		{`{"type":"track","event":"Order Refunded","userId":"u","properties":{"revenue":-7}}`, -7, "", 0},
		{`{"type":"track","event":"Order Refunded","userId":"u"}`, 0, "", 0},
		{`{"type":"track","event":"Order Refunded","userId":"u","properties":{"total":7}}`, -7, "", 0},
		{`{"type":"identify","userId":"u","traits":{"revenue":7}}`, 0, "", 0},
	} {
		got, _ := one(t, c.call, Meta{})
		if got.Value != c.value || math.Signbit(got.Value) != (c.value < 0) || got.Currency != c.currency || got.Duration != c.duration {
			t.Errorf("%s: %v %s %v", c.call, got.Value, got.Currency, got.Duration)
		}
	}
}

// Amounts that nobody pays are refused with their reason, sooner when anybody
// can send as the source.
func TestMoneyHasLimits(t *testing.T) {
	for _, c := range []struct {
		properties   string
		server, page bool // taken from them
	}{
		{`"revenue":1e10,"currency":"VND"`, true, true},
		{`"revenue":10000000001,"currency":"vnd"`, true, false},
		{`"revenue":1e12`, true, false},
		{`"revenue":-1e12,"currency":"JPY"`, true, false},
		{`"revenue":1000000000001,"currency":"VND"`, false, false},
		{`"total":-1.1e12`, false, false},
		{`"value":1e7,"currency":"USD"`, true, true},
		{`"value":"1e9","currency":"USD"`, true, false},
		{`"value":1.1e9,"currency":"USD"`, false, false},
		{`"revenue":1e308`, false, false},
		{`"revenue":1e400,"total":5`, false, false},
		{`"revenue":-1e400`, false, false},
		{`"revenue":"NaN","total":5`, false, false},
		{`"revenue":"-Infinity"`, false, false},
		{`"revenue":5,"total":1e308`, true, true}, // not the one that is taken
	} {
		for kind, taken := range map[string]bool{"server": c.server, "file": c.server, "website": c.page} {
			b, err := Decode([]byte(track(`,"properties":{`+c.properties+`}`)), "")
			if err != nil {
				t.Fatal(err)
			}
			touches, refused := newAccepter(&memoryLog{}).judge(cham.Source{ID: "s", Kind: kind}, b.Calls, Meta{ReceivedAt: arrival})
			if len(touches) == 1 != taken || !taken && (refused[0].Reason != string(ReasonMoney) || refused[0].Detail == "") {
				t.Errorf("%s from a %s: %+v %+v", c.properties, kind, touches, refused)
			}
		}
	}
}

func TestKeysOfCalls(t *testing.T) {
	const uuid = "8e1c6b8e-4a4e-4c7c-9e6a-2f8a3e7d9b10"
	for call, want := range map[string]string{
		`{"type":"identify","anonymousId":"a","userId":"u",` +
			`"traits":{"email":"X@Y.vn","phone":"84 0912 345 678","zaloId":"99"}}`: "user:u phone:+84912345678 email:x@y.vn zalo:99 anonymous:a",
		track(`,"context":{"traits":{"email":"x@y.vn"}},"properties":{"phone":912345678}`): "user:u phone:+84912345678 email:x@y.vn",
		track(`,"context":{"externalIds":[{"id":"77","type":"facebook"},{"id":"m1","type":"member","collection":"users"},` +
			`5,{"id":"x","type":"ga"}]}`): "user:u facebook:77 member:m1",
		`{"type":"group","userId":"u","groupId":"g","traits":{"email":"office@g.vn"}}`: "user:u",
		`{"type":"alias","userId":"u","previousId":"` + uuid +
			`"}`: "user:u anonymous:" + uuid,
		`{"type":"alias","userId":"u","previousId":"old"}`:                                "user:u user:old",
		`{"type":"track","event":"A","userId":12345678901234567890,"anonymousId":"null"}`: "user:12345678901234567890",
		track(`,"userId":"second"`):                                                       "user:second",
	} {
		got, refused := one(t, call, Meta{})
		if refused != nil {
			t.Errorf("%s: %s", call, refused.Reason)
			continue
		}
		var keys []string
		for _, k := range got.Keys {
			keys = append(keys, string(k.Kind)+":"+k.Value)
		}
		if s := strings.Join(keys, " "); s != want {
			t.Errorf("%s:\n %s, want\n %s", call, s, want)
		}
	}
}

func TestObjects(t *testing.T) {
	got, _ := one(t, `{"type":"group","userId":"u","groupId":"g\"1","traits":{"a":1},"context":{"direct":true,"library":{"name":"x"}}}`,
		Meta{IP: "203.0.113.7"})
	if string(got.Properties) != `{"groupId":"g\"1"}` || string(got.Traits) != `{"a":1}` {
		t.Errorf("%s %s", got.Properties, got.Traits)
	}
	if string(got.Context) != `{"direct":true,"library":{"name":"x"},"ip":"203.0.113.7"}` {
		t.Errorf("context: %s", got.Context)
	}
	got, _ = one(t, track(`,"context":{"library":{"name":"analytics-node"}}`), Meta{IP: "203.0.113.7"})
	if strings.Contains(string(got.Context), "203") {
		t.Errorf("a server's address taken for the customer's: %s", got.Context)
	}
}

// TestUnstorableText: text that databases choke on never gets through.
func TestUnstorableText(t *testing.T) {
	got, _ := one(t, `{"type":"track","event":"A\u0000\ud83dB\ud83d\ude00","userId":"u","properties":{"x\u0000":"\udc00","y":"\ud83d\ude00"}}`,
		Meta{})
	if got.Name != "A\ufffd\ufffdB😀" || string(got.Properties) != `{"x\ufffd":"\ufffd","y":"\ud83d\ude00"}` {
		t.Errorf("%q %s", got.Name, got.Properties)
	}
}

func TestAcceptCounts(t *testing.T) {
	l := &memoryLog{}
	a := newAccepter(l)
	b, err := Decode([]byte(`[`+track(``)+`,`+track(`,"timestamp":"?"`)+`,3]`), "")
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Accept(t.Context(), cham.Source{ID: "s", Workspace: "w"}, b, Meta{ReceivedAt: arrival})
	if err != nil || r.Accepted != 1 || r.Refused != 2 || len(l.touches) != 1 || len(l.refused) != 2 {
		t.Fatalf("%+v %v", r, err)
	}
	if f := l.refused[0]; f.Workspace != "w" || f.Source != "s" || f.Name != "A" || !f.At.Equal(arrival) ||
		f.Sample != track(`,"timestamp":"?"`) {
		t.Errorf("kept %+v", f)
	}
	l.err = cham.Errorf(cham.CodeUnavailable, "test", "full")
	if _, err := a.Accept(t.Context(), cham.Source{}, b, Meta{ReceivedAt: arrival}); cham.ErrorCode(err) != cham.CodeUnavailable {
		t.Errorf("full log: %v", err)
	}
	c := a.Counts()
	if c.Accepted != 1 || c.Busy != 3 || c.Refused[ReasonTime] != 1 || c.Refused[ReasonShape] != 1 || len(c.Refused) != len(Reasons) {
		t.Errorf("counted %+v", c)
	}
	if len(l.refused) != 2 {
		t.Error("a call that comes again was kept as refused")
	}
}

// TestWithoutConsentNothingIsKept: of customers who did not agree nothing is kept, not even among
// the refusals.
func TestWithoutConsentNothingIsKept(t *testing.T) {
	for _, consent := range []string{`"consent":"denied"`, `"gpc":true`} {
		_, refused := one(t, `{"type":"track","event":"A","messageId":"m-secret","userId":"secret","context":{`+consent+`}}`, Meta{})
		if refused == nil || strings.Contains(fmt.Sprint(*refused), "secret") || refused.Name != "A" {
			t.Errorf("%s: %+v", consent, refused)
		}
	}
}

func TestMerge(t *testing.T) {
	for _, c := range [][3]string{
		{``, `{"a":1}`, `{"a":1}`},
		{`{"a":1}`, ``, `{"a":1}`},
		{`{"a":1,"b":2}`, `{"b":3,"c":4}`, `{"b":3,"c":4,"a":1}`},
		{`{"p":{"x":1,"y":{"z":1}}}`, `{"p":{"y":{"w":2}}}`, `{"p":{"y":{"w":2},"x":1}}`},
		{`{"p":{"x":1}}`, `{"p":null}`, `{"p":null}`},
		{`{"a\"b":1}`, `{}`, `{"a\"b":1}`},
	} {
		got := merge(json.RawMessage(c[0]), json.RawMessage(c[1]), 2)
		if string(got) != c[2] {
			t.Errorf("%s + %s = %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

func TestReasonsAreListed(t *testing.T) {
	seen := map[Reason]bool{}
	for _, r := range Reasons {
		seen[r] = true
	}
	if len(seen) != len(Reasons) || slices.Contains(Reasons[:], "") {
		t.Error("a reason stands twice, or is empty")
	}
}

// TestReasonsHaveWords: people read reasons in their language.
func TestReasonsHaveWords(t *testing.T) {
	for _, language := range []string{"vi", "en"} {
		text, err := os.ReadFile("../../locale/" + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var words struct {
			Refusal map[Reason]string `json:"refusal"`
		}
		if err := json.Unmarshal(text, &words); err != nil {
			t.Fatal(err)
		}
		for _, r := range Reasons {
			if words.Refusal[r] == "" {
				t.Errorf("%s has no words for refusal.%s", language, r)
			}
		}
	}
}
