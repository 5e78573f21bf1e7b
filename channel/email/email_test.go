package email

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/connect/guard"
	"cham/locale"
)

var (
	loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	at       = time.Date(2026, 11, 30, 9, 0, 0, 0, time.FixedZone("", 7*3600))
)

var parcel = outbox.Parcel{ID: "msg_1", To: "lan@example.vn", Name: "Nguyễn Thị Lan",
	Subject: "[QC] Chào chị Lan, tuần này có hoa mới về tiệm nhé",
	HTML:    "<p>Chào chị <b>Lan</b></p>", Text: "Chào chị Lan\n.\n..một chấm", Unsubscribe: "https://cham.vn/p/abc?x=1", Lang: "vi"}

func failure(t *testing.T, err error) *outbox.Failure {
	t.Helper()
	f, ok := errors.AsType[*outbox.Failure](err)
	if !ok {
		t.Fatalf("%v is no failure", err)
	}
	for _, lang := range locale.Languages {
		if locale.Text(lang, "error.sending."+f.Problem, nil) == "" {
			t.Errorf("%s says nothing of %q", lang, f.Problem)
		}
	}
	return f
}

func TestCheck(t *testing.T) {
	s := &server{port: 587}
	key, _, _ := NewDKIMKey(rand.Reader)
	outer := func(set *Settings, _ *Secret) { set.Host = "192.0.2.1.nip.example" }
	for name, c := range map[string]struct {
		field  string
		change func(*Settings, *Secret)
	}{
		"good":           {"", func(*Settings, *Secret) {}},
		"outer":          {"", outer},
		"no host":        {"host", func(s *Settings, _ *Secret) { s.Host = "" }},
		"number":         {"host", func(s *Settings, _ *Secret) { s.Host = "8.8.8.8" }},
		"own number":     {"", func(s *Settings, _ *Secret) { s.Host = "127.0.0.1" }},
		"port":           {"port", func(s *Settings, x *Secret) { outer(s, x); s.Port = 6379 }},
		"own port":       {"", func(s *Settings, _ *Secret) { s.Port = 1025 }},
		"no port":        {"port", func(s *Settings, _ *Secret) { s.Port = 0 }},
		"plain":          {"security", func(s *Settings, x *Secret) { outer(s, x); s.Security = None }},
		"security":       {"security", func(s *Settings, _ *Secret) { s.Security = "ssl" }},
		"password":       {"password", func(_ *Settings, x *Secret) { x.Password = "" }},
		"user":           {"user", func(s *Settings, _ *Secret) { s.User = "a\r\nb" }},
		"from":           {"from", func(s *Settings, _ *Secret) { s.From = "shop" }},
		"from name":      {"fromName", func(s *Settings, _ *Secret) { s.FromName = "a\nBcc: b" }},
		"named from":     {"from", func(s *Settings, _ *Secret) { s.From = "Shop <a@b.vn>" }},
		"reply":          {"replyTo", func(s *Settings, _ *Secret) { s.ReplyTo = "a@b" }},
		"return":         {"returnPath", func(s *Settings, _ *Secret) { s.ReturnPath = "a@b.vn" }},
		"dkim":           {"", func(s *Settings, x *Secret) { s.DKIM, x.DKIMKey = DKIM{"hoamai.vn", "a"}, key }},
		"dkim key":       {"dkimKey", func(s *Settings, _ *Secret) { s.DKIM = DKIM{"hoamai.vn", "a"} }},
		"dkim other":     {"dkim.domain", func(s *Settings, x *Secret) { s.DKIM, x.DKIMKey = DKIM{"mai.vn", "a"}, key }},
		"dkim selector":  {"dkim.selector", func(s *Settings, x *Secret) { s.DKIM, x.DKIMKey = DKIM{"hoamai.vn", "a b"}, key }},
		"dkim no domain": {"dkim.domain", func(s *Settings, x *Secret) { s.DKIM, x.DKIMKey = DKIM{"", "a"}, key }},
	} {
		err := s.client().Check(made(s, StartTLS, c.change))
		e, wrong := errors.AsType[*cham.Error](err)
		if wrong != (c.field != "") || wrong && (e.Field != c.field || e.Code != cham.CodeInvalid || locale.Text("vi", e.Key, nil) == "") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if cham.ErrorCode(s.client().Check(outbox.Account{Settings: []byte("[")})) != cham.CodeInvalid {
		t.Error("no JSON is taken")
	}
	_, err := s.client().Connect(t.Context(), outbox.Account{})
	if f := failure(t, err); f.Kind != outbox.Blocked || f.Problem != BadSettings {
		t.Error(f)
	}
}

// What keeps a line from being opened.
func TestConnect(t *testing.T) {
	plain, start, secure := serve(t, None), serve(t, StartTLS), serve(t, TLS)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	port := func(n int) func(*Settings, *Secret) { return func(s *Settings, _ *Secret) { s.Port = n } }
	for name, c := range map[string]struct {
		ctx     context.Context
		c       *Client
		a       outbox.Account
		problem string
	}{
		"password":        {t.Context(), start.client(), made(start, StartTLS, func(_ *Settings, x *Secret) { x.Password = "1" }), SignIn},
		"no STARTTLS":     {t.Context(), plain.client(), made(plain, StartTLS), NoTLS},
		"no TLS":          {t.Context(), plain.client(), made(plain, TLS), NoTLS},
		"not ours":        {t.Context(), New(loopback, plain.roots, time.Now), made(secure, TLS), Certificate},
		"not ours, later": {t.Context(), New(loopback, plain.roots, time.Now), made(start, StartTLS), Certificate},
		"other name":      {t.Context(), secure.client(), made(secure, TLS, func(s *Settings, _ *Secret) { s.Host = "127.0.0.1" }), Certificate},
		"closed":          {t.Context(), plain.client(), made(plain, None, port(1)), Unreachable},
		"no name": {t.Context(), plain.client(), made(plain, TLS, port(465), func(s *Settings, _ *Secret) { s.Host = "there.is.none.invalid" }),
			NoName},
	} {
		_, err := c.c.Connect(c.ctx, c.a)
		f := failure(t, err)
		if f.Kind != outbox.Blocked || f.Problem != c.problem {
			t.Errorf("%s: %+v", name, f)
		}
	}
	_, err := guard.Dialer(nil).Dial("tcp", "localhost:465")
	if problem(err) != Inner {
		t.Error(err)
	}
	if c := New(nil, nil, time.Now); c.openedAt(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}) || c.opened("localhost") {
		t.Error("what is not opened is open")
	}
	_, err = plain.client().Connect(ctx, made(plain, None))
	if failure(t, err).Kind != outbox.Blocked {
		t.Error(err)
	}
}
