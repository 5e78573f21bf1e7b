package sms

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cham/capability/outbox"
	"cham/chamtest/smsserver"
	"cham/channel/channeltest"
	"cham/channel/provider"
)

func send(t *testing.T, c *Client, a outbox.Account, p outbox.Parcel) (outbox.Answer, error) {
	t.Helper()
	l, err := c.Connect(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return l.Send(t.Context(), p)
}

// What the service is told.
func TestSend(t *testing.T) {
	accents := func(s *Settings) { s.Unicode = true }
	callback := func(s *Settings) { s.Callback = "https://cham.vn/in/abc?x=1" }
	for name, c := range map[string]struct {
		account outbox.Account
		text    string
		want    smsserver.Message
	}{
		"esms":         {made(ESMS, callback), parcel.Text, smsserver.Message{ID: parcel.ID, Callback: "https://cham.vn/in/abc?x=1"}},
		"esms accents": {made(ESMS, accents), parcel.Text, smsserver.Message{ID: parcel.ID, Text: parcel.Text, Unicode: true}},
		"esms plain":   {made(ESMS, accents), "Chao <Lan> & co", smsserver.Message{ID: parcel.ID, Text: "Chao <Lan> & co"}},
		"speedsms":     {made(SpeedSMS), parcel.Text, smsserver.Message{}},
		"stringee":     {made(Stringee), parcel.Text, smsserver.Message{}},
	} {
		server := smsserver.New(t, clock)
		p := parcel
		p.Text = c.text
		answer, err := send(t, client(t, server.URL), c.account, p)
		got := server.Messages()
		if err != nil || len(got) != 1 {
			t.Errorf("%s: %v, %v", name, err, got)
			continue
		}
		c.want.To, c.want.Brandname, c.want.Provider, c.want.Ref = parcel.To, smsserver.Brandname, strings.Fields(name)[0], got[0].Ref
		if c.want.Text == "" {
			c.want.Text = "Chao chi Lan, tuan nay co hoa moi ve tiem nhe"
		}
		if got[0] != c.want {
			t.Errorf("%s:\n%+v, want\n%+v", name, got[0], c.want)
		}
		if ref := got[0].Ref; answer.Ref != ref && c.want.Provider != "stringee" {
			t.Errorf("%s: the reference is %q, not %q", name, answer.Ref, ref)
		}
	}
}

// eSMS knows a message by its RequestId: what may have left is sent again without
// harm, and known to be there.
func TestSendAgain(t *testing.T) {
	server := smsserver.New(t, clock)
	c, p := client(t, server.URL), parcel
	p.To = to(smsserver.HangUp)
	_, err := send(t, c, made(ESMS), p)
	if f := channeltest.Failure(t, err); f.Kind != outbox.Unsure {
		t.Fatal(f)
	}
	p.To = parcel.To // its server does not hang up a second time
	if _, err = send(t, c, made(ESMS), p); err != nil || server.Again() != 1 || len(server.Messages()) != 1 {
		t.Errorf("%v, again %d, has %v", err, server.Again(), server.Messages())
	}
}

// What is refused here does not leave.
func TestSendNever(t *testing.T) {
	server := smsserver.New(t, clock)
	advert := func(p *outbox.Parcel) { p.Advert = true }
	number := func(to string) func(*outbox.Parcel) { return func(p *outbox.Parcel) { p.To = to } }
	for name, c := range map[string]struct {
		provider Provider
		change   func(*outbox.Parcel)
		problem  string // none when it leaves
	}{
		"advert":          {ESMS, advert, Advert},
		"advert there":    {SpeedSMS, advert, ""},
		"advert and here": {Stringee, advert, ""},
		"foreign":         {SpeedSMS, number("+14155552671"), provider.Phone},
		"no number":       {ESMS, number("lan@example.vn"), provider.Phone},
		"national":        {Stringee, number("0912345678"), provider.Phone},
		"short":           {ESMS, number("+8491234567"), provider.Phone},
		"landline":        {SpeedSMS, number("+842838221111"), ""},
		"nothing":         {ESMS, func(p *outbox.Parcel) { p.Text = " 😀\n" }, provider.BadWords},
	} {
		p, before := parcel, len(server.Messages())
		c.change(&p)
		_, err := send(t, client(t, server.URL), made(c.provider), p)
		left := len(server.Messages()) - before
		if c.problem == "" {
			if err != nil || left != 1 {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		f := channeltest.Failure(t, err)
		elsewhere := c.problem == provider.Phone // who has a number of another country may have an e-mail
		if f.Kind != outbox.Refused || f.Problem != c.problem || f.NoSuchAddress || f.Elsewhere != elsewhere || left != 0 {
			t.Errorf("%s: %+v, %d left", name, f, left)
		}
	}
}

// The keys of an account that worked until now.
func TestSendExpired(t *testing.T) {
	for p := range services {
		server := smsserver.New(t, clock)
		server.Expire(true)
		_, err := send(t, client(t, server.URL), made(p), parcel)
		if f := channeltest.Failure(t, err); f.Kind != outbox.Blocked || f.Problem != provider.Rights {
			t.Errorf("%s: %+v", p, f)
		}
		_, err = send(t, client(t, server.URL), made(p, func(s *Settings) { s.Brandname = "OTHER" }), parcel)
		if channeltest.Failure(t, err).Kind != outbox.Blocked {
			t.Errorf("%s: %v", p, err)
		}
		server.Expire(false)
		_, err = send(t, client(t, server.URL), made(p, func(s *Settings) { s.Brandname = "OTHER" }), parcel)
		if f := channeltest.Failure(t, err); f.Kind != outbox.Blocked || f.Problem != provider.Sender {
			t.Errorf("%s: %+v", p, f)
		}
	}
}

// What each answer means. Words that are not understood are no proof of anything.
func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		provider Provider
		status   int
		body     string
		kind     outbox.FailureKind // "" when it has the message
		problem  string
		words    string
	}{
		{ESMS, 200, `{"CodeResult":"100","SMSID":"s1"}`, "", "", "100"},
		{ESMS, 200, `{"CodeResult":100}`, "", "", "100"},
		{ESMS, 200, `{"CodeResult":"124","ErrorMessage":"Request exist 1","SendStatus":"5"}`, "", "", "124 Request exist 1"},
		{ESMS, 200, `{"CodeResult":"124","SendStatus":"4"}`, outbox.Refused, provider.NotTaken, "124"},
		{ESMS, 200, `{"CodeResult":"124"}`, outbox.Unsure, provider.NotKnown, `{"CodeResult":"124"}`},
		{ESMS, 200, `{"CodeResult":"99","ErrorMessage":"chặn"}`, outbox.Refused, provider.NotTaken, "99 chặn"},
		{ESMS, 200, `{"CodeResult":"101"}`, outbox.Blocked, provider.Rights, "101"},
		{ESMS, 200, `{"CodeResult":"102"}`, outbox.Blocked, provider.Rights, "102"},
		{ESMS, 200, `{"CodeResult":"103"}`, outbox.Blocked, provider.Balance, "103"},
		{ESMS, 200, `{"CodeResult":"104"}`, outbox.Blocked, provider.Sender, "104"},
		{ESMS, 200, `{"CodeResult":"107"}`, outbox.Refused, Advert, "107"},
		{ESMS, 200, `{"CodeResult":"108"}`, outbox.Refused, provider.Phone, "108"},
		{ESMS, 200, `{"CodeResult":"118"}`, outbox.Blocked, provider.Settings, "118"},
		{ESMS, 200, `{"CodeResult":"140"}`, outbox.Blocked, provider.Rights, "140"},
		{ESMS, 200, `{"CodeResult":"146","SMSID":"s1"}`, outbox.Refused, provider.Template, "146"},
		{ESMS, 200, `{"CodeResult":"177"}`, outbox.Refused, provider.Sender, "177"},
		{ESMS, 200, `{"CodeResult":"9999","ErrorMessage":"new"}`, outbox.Refused, provider.NotTaken, "9999 new"},
		{ESMS, 400, `{"CodeResult":"103"}`, outbox.Blocked, provider.Balance, "103"},
		{ESMS, 400, `{"CodeResult":"100"}`, outbox.Unsure, provider.NotKnown, `{"CodeResult":"100"}`},
		{ESMS, 500, `{"CodeResult":"103"}`, outbox.Unsure, provider.NotKnown, `{"CodeResult":"103"}`},
		{ESMS, 429, `{"CodeResult":"100"}`, outbox.Blocked, provider.Busy, `{"CodeResult":"100"}`},
		{ESMS, 200, `{"error":"Invalid request"}`, outbox.Unsure, provider.NotKnown, `{"error":"Invalid request"}`},
		{ESMS, 200, `<html>`, outbox.Unsure, provider.NotKnown, "<html>"},
		{ESMS, 400, `<html>`, outbox.Refused, provider.NotTaken, "<html>"},
		{ESMS, 403, `<html>`, outbox.Blocked, provider.Rights, "<html>"},

		{SpeedSMS, 200, `{"status":"success","code":"00","data":{"tranId":1,"invalidPhone":[]}}`, "", "", "success"},
		{SpeedSMS, 200, `{"status":"success","code":"00","data":{"invalidPhone":["84912345678"]}}`, outbox.Refused, provider.Phone, "105"},
		{SpeedSMS, 200, `{"status":"success","code":0}`, "", "", "success"},
		{SpeedSMS, 200, `{"status":"error","code":"007"}`, outbox.Blocked, provider.Rights, "7"},
		{SpeedSMS, 200, `{"status":"error","code":8}`, outbox.Blocked, provider.Rights, "8"},
		{SpeedSMS, 200, `{"status":"error","code":"009"}`, outbox.Blocked, provider.Rights, "9"},
		{SpeedSMS, 200, `{"status":"error","code":"101","message":"Missing"}`, outbox.Refused, provider.NotTaken, "101 Missing"},
		{SpeedSMS, 200, `{"status":"error","code":"101","message":"Sender not found"}`, outbox.Blocked, provider.Sender, "101 Sender not found"},
		{SpeedSMS, 200, `{"status":"error","code":"105","data":[]}`, outbox.Refused, provider.Phone, "105"},
		{SpeedSMS, 200, `{"status":"error","code":"110"}`, outbox.Refused, provider.BadWords, "110"},
		{SpeedSMS, 200, `{"status":"error","code":"113"}`, outbox.Refused, provider.BadWords, "113"},
		{SpeedSMS, 200, `{"status":"error","code":"300"}`, outbox.Blocked, provider.Balance, "300"},
		{SpeedSMS, 200, `{"status":"error","code":"500"}`, outbox.Unsure, provider.NotKnown, "500"},
		{SpeedSMS, 200, `{"status":"error"}`, outbox.Refused, provider.NotTaken, ""},
		{SpeedSMS, 401, `{"name":"Unauthorized"}`, outbox.Blocked, provider.Rights, `{"name":"Unauthorized"}`},
		{SpeedSMS, 200, `null`, outbox.Unsure, provider.NotKnown, "null"},

		{Stringee, 200, `{"smsSent":1,"result":[{"r":0,"msg":"Success"}]}`, "", "", "Success"},
		{Stringee, 200, `{"smsSent":0,"result":[{"r":3,"msg":"To number invalid"}]}`, outbox.Refused, provider.NotTaken, "3 To number invalid"},
		{Stringee, 200, `{"smsSent":0,"result":[{"r":4,"msg":"Not enough money"}]}`, outbox.Blocked, provider.Balance, "4 Not enough money"},
		{Stringee, 200, `{"smsSent":0,"result":[{"r":4,"msg":"Brandname blocked"}]}`, outbox.Blocked, provider.Sender, "4 Brandname blocked"},
		{Stringee, 200, `{"r":1,"message":"Something"}`, outbox.Blocked, provider.Rights, "1 Something"},
		{Stringee, 200, `{"r":1,"message":"No balance"}`, outbox.Blocked, provider.Balance, "1 No balance"},
		{Stringee, 200, `{"smsSent":0,"result":[{"r":0}]}`, outbox.Unsure, provider.NotKnown, `{"smsSent":0,"result":[{"r":0}]}`},
		{Stringee, 200, `{"r":0}`, outbox.Unsure, provider.NotKnown, `{"r":0}`},
		{Stringee, 200, `{}`, outbox.Unsure, provider.NotKnown, "{}"},
		{Stringee, 401, `{}`, outbox.Blocked, provider.Rights, "{}"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = w.Write([]byte(c.body))
		}))
		answer, err := send(t, client(t, server.URL), made(c.provider), parcel)
		server.Close()
		if c.kind == "" {
			if err != nil || answer.Words != c.words {
				t.Errorf("%s %d %s: %+v, %v", c.provider, c.status, c.body, answer, err)
			}
			continue
		}
		f := channeltest.Failure(t, err)
		if f.Kind != c.kind || f.Problem != c.problem || f.Words != c.words || f.NoSuchAddress != (c.problem == provider.Phone) {
			t.Errorf("%s %d %s: %+v", c.provider, c.status, c.body, f)
		}
	}
}

// No answer is taken for a message that went unless it says so.
func FuzzJudge(f *testing.F) {
	f.Add("esms", []byte(`{"CodeResult":"100","SMSID":"s1"}`))
	f.Add("speedsms", []byte(`{"status":"success","code":"00","data":{"tranId":1e400,"invalidPhone":[0]}}`))
	f.Add("stringee", []byte(`{"smsSent":1,"result":[{"r":0,"msg":"Success"}]}`))
	f.Fuzz(func(t *testing.T, name string, body []byte) {
		s := services[Provider(name)]
		if s == nil {
			t.Skip()
		}
		a := provider.Answer{Status: http.StatusOK, Body: body}
		l := &line{account: &account{Settings: Settings{Provider: Provider(name)}, service: s}, client: &Client{now: clock}}
		_, failure := l.answer(&a)
		if failure == nil && !strings.Contains(string(body), "0") {
			t.Errorf("%q is taken for sent", body)
		}
		if failure != nil && (failure.Kind == "" || failure.Problem == "" || len([]rune(failure.Words)) > 500) {
			t.Errorf("%q: %+v", body, failure)
		}
	})
}
