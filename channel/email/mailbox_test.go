package email

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"cham"
	"cham/capability/outbox"
	"cham/locale"
)

// post is an IMAP server of go-imap's with one user, and a client that may reach it.
type post struct {
	user   *imapmemserver.User
	client *Client
	port   int
}

func posted(t *testing.T, security Security) *post {
	t.Helper()
	cert, roots := certificate(t)
	p := &post{user: imapmemserver.NewUser("bounces", "mật khẩu"), client: New(loopback, roots, time.Now)}
	p.folder(t, "INBOX")
	users := imapmemserver.New()
	users.AddUser(p.user)
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	o := &imapserver.Options{InsecureAuth: security == None, Logger: quiet{}, Caps: imap.CapSet{imap.CapIMAP4rev1: {}},
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return users.NewSession(), nil, nil
		}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.port = l.Addr().(*net.TCPAddr).Port
	switch security {
	case StartTLS:
		o.TLSConfig = config
	case TLS:
		l = tls.NewListener(l, config)
	}
	server := imapserver.New(o)
	done := make(chan error)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return p
}

func (p *post) folder(t *testing.T, name string) {
	t.Helper()
	if err := p.user.Create(name, nil); err != nil {
		t.Fatal(err)
	}
}

type letter struct{ *strings.Reader }

func (l letter) Size() int64 { return l.Reader.Size() }

func (p *post) drop(t *testing.T, folder string, mails ...string) {
	t.Helper()
	for _, m := range mails {
		if _, err := p.user.Append(folder, letter{strings.NewReader(m)}, &imap.AppendOptions{}); err != nil {
			t.Fatal(err)
		}
	}
}

// box is an account whose bounces come to a server's INBOX, with changes.
func (p *post) box(security Security, change ...func(*Inbox, *Secret)) outbox.Account {
	b, s := Inbox{Host: "localhost", Port: p.port, Security: security, User: "bounces"}, Secret{IMAPPassword: "mật khẩu"}
	for _, c := range change {
		c(&b, &s)
	}
	return secretly(s, Settings{Inbox: b})
}

// mails reads what came after a place.
func (p *post) mails(t *testing.T, a outbox.Account, after Place) (Place, []string) {
	t.Helper()
	var got []string
	place, err := NewMailbox(p.client, slog.New(slog.DiscardHandler)).Read(t.Context(), a, after,
		func(raw []byte) error { got = append(got, string(raw)); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return place, got
}

// By each kind of security, mails are read once each, in order, and stay as they were.
func TestMailbox(t *testing.T) {
	for _, security := range []Security{TLS, StartTLS, None} {
		p := posted(t, security)
		a := p.box(security)
		begun, got := p.mails(t, a, Place{})
		if begun.Validity == 0 || len(got) != 0 {
			t.Fatal(begun, got)
		}
		p.drop(t, "INBOX", "A: 1\r\n\r\nmột", "A: 2\r\n\r\nhai")
		place, got := p.mails(t, a, begun)
		if !slices.Equal(got, []string{"A: 1\r\n\r\nmột", "A: 2\r\n\r\nhai"}) {
			t.Errorf("%s: %q", security, got)
		}
		kept, _ := json.Marshal(place)
		if err := json.Unmarshal(kept, &place); err != nil || string(kept) != fmt.Sprintf(`{"validity":%d,"uid":2}`, place.Validity) {
			t.Error(string(kept), err)
		}
		if again, got := p.mails(t, a, place); again != place || len(got) != 0 {
			t.Errorf("%s: what was read is read again: %v %q", security, again, got)
		}
		p.drop(t, "INBOX", "A: 3\r\n\r\n")
		if next, got := p.mails(t, a, place); next.UID != 3 || len(got) != 1 {
			t.Errorf("%s: %v %q", security, next, got)
		}
		unread, err := p.user.Status("INBOX", &imap.StatusOptions{NumUnseen: true, NumMessages: true})
		if err != nil || *unread.NumUnseen != 3 || *unread.NumMessages != 3 {
			t.Errorf("%s: mails were marked or removed: %+v %v", security, unread, err)
		}
	}
}

// A folder that was made anew has other UIDs, and is read from its beginning.
func TestMailboxMadeAnew(t *testing.T) {
	p := posted(t, None)
	p.folder(t, "Trả lại")
	a := p.box(None, func(b *Inbox, _ *Secret) { b.Folder = "Trả lại" })
	p.drop(t, "Trả lại", "A: 1\r\n\r\n", "A: 2\r\n\r\n")
	place, got := p.mails(t, a, Place{})
	if place.UID != 2 || len(got) != 2 {
		t.Fatal(place, got)
	}
	if err := p.user.Delete("Trả lại"); err != nil {
		t.Fatal(err)
	}
	p.folder(t, "Trả lại")
	p.drop(t, "Trả lại", "A: 3\r\n\r\n")
	if next, got := p.mails(t, a, place); next.Validity == place.Validity || next.UID != 1 || !slices.Equal(got, []string{"A: 3\r\n\r\n"}) {
		t.Errorf("%v %q", next, got)
	}
}

// An enormous mail is skipped and said, and keeps none from being read; more than are read at once come the next time.
func TestMailboxBounds(t *testing.T) {
	p := posted(t, None)
	a := p.box(None)
	long := strings.Repeat("x", maxMail-8)
	p.drop(t, "INBOX", "A: 1\r\n\r\n", "A: 2\r\n\r\nx"+long, "A: 3\r\n\r\n"+long, "A: 4\r\n\r\n")
	var log bytes.Buffer
	var sizes []int
	place, err := NewMailbox(p.client, slog.New(slog.NewTextHandler(&log, nil))).Read(t.Context(), a, Place{},
		func(raw []byte) error { sizes = append(sizes, len(raw)); return nil })
	if err != nil || place.UID != 4 || !slices.Equal(sizes, []int{8, maxMail, 8}) {
		t.Error(place, sizes, err)
	}
	if said := log.String(); !strings.Contains(said, "workspace=w uid=2 bytes=4194305") || strings.Count(said, "\n") != 1 {
		t.Error(said)
	}
	p.drop(t, "INBOX", slices.Repeat([]string{"A: 5\r\n\r\n"}, mostMails+1)...)
	next, got := p.mails(t, a, place)
	last, rest := p.mails(t, a, next)
	if len(got) != mostMails || len(rest) != 1 || last.UID != 4+mostMails+1 {
		t.Error(len(got), len(rest), last)
	}
}

// An error of who reads ends it behind the last mail that was well.
func TestMailboxStops(t *testing.T) {
	p := posted(t, None)
	p.drop(t, "INBOX", "A: 1\r\n\r\n", "A: 2\r\n\r\n", "A: 3\r\n\r\n")
	full, n := errors.New("full"), 0
	place, err := NewMailbox(p.client, slog.New(slog.DiscardHandler)).Read(t.Context(), p.box(None), Place{}, func([]byte) error {
		if n++; n == 2 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || place.UID != 1 {
		t.Error(place, err)
	}
	if next, got := p.mails(t, p.box(None), place); next.UID != 3 || len(got) != 2 {
		t.Error(next, got)
	}
}

// What keeps a mailbox from being read, in words that a person can act on.
func TestMailboxFails(t *testing.T) {
	plain, start, secure := posted(t, None), posted(t, StartTLS), posted(t, TLS)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx     context.Context
		client  *Client
		a       outbox.Account
		problem string
	}{
		"password":     {t.Context(), start.client, start.box(StartTLS, func(_ *Inbox, s *Secret) { s.IMAPPassword = "1" }), SignIn},
		"user":         {t.Context(), secure.client, secure.box(TLS, func(b *Inbox, _ *Secret) { b.User = "ai đó" }), SignIn},
		"no folder":    {t.Context(), plain.client, plain.box(None, func(b *Inbox, _ *Secret) { b.Folder = "Nowhere" }), NoFolder},
		"no STARTTLS":  {t.Context(), plain.client, plain.box(StartTLS), NoTLS},
		"no TLS":       {t.Context(), plain.client, plain.box(TLS), NoTLS},
		"not ours":     {t.Context(), plain.client, secure.box(TLS), Certificate},
		"not ours yet": {t.Context(), plain.client, start.box(StartTLS), Certificate},
		"closed":       {t.Context(), plain.client, plain.box(None, func(b *Inbox, _ *Secret) { b.Port = 1 }), Unreachable},
		"inner": {t.Context(), New(nil, nil, time.Now), plain.box(TLS, func(b *Inbox, _ *Secret) { b.Host, b.Port = "localhost.", 993 }),
			BadSettings},
		"no inbox":  {t.Context(), plain.client, outbox.Account{Settings: []byte("{}")}, BadSettings},
		"no JSON":   {t.Context(), plain.client, outbox.Account{Settings: []byte("{")}, BadSettings},
		"cancelled": {ended, plain.client, plain.box(None, func(b *Inbox, _ *Secret) { b.Host = "127.0.0.1" }), Unreachable},
	} {
		place, err := NewMailbox(c.client, slog.New(slog.DiscardHandler)).Read(c.ctx, c.a, Place{1, 2}, func([]byte) error { return nil })
		f := failure(t, err)
		if f.Kind != outbox.Blocked || f.Problem != c.problem || place != (Place{1, 2}) {
			t.Errorf("%s: %+v at %v", name, f, place)
		}
	}
}

// What a server that speaks plain bytes answers to each command, by its first word; "" hangs up, hang says nothing.
var goodBox = map[string]string{"": "* OK hello", "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n%s OK",
	"LOGIN": "%s OK", "LOGOUT": "* BYE\r\n%s OK", "EXAMINE": "* OK [UIDVALIDITY 7] x\r\n%s OK",
	"UID": "* 1 FETCH (UID 5 RFC822.SIZE 6)\r\n* 2 FETCH (UID 6 RFC822.SIZE 6)\r\n%s OK",
	"5":   "* 1 FETCH (UID 5 BODY[] {6}\r\nA: 1\r\n)\r\n%s OK", "6": "* 1 FETCH (UID 6 BODY[] {6}\r\nA: 2\r\n)\r\n%s OK"}

// silent is how long a server may say nothing that is to be found hanging.
const silent = 300 * time.Millisecond

func scriptedBox(t *testing.T, answers map[string]string) *post {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go talkBox(c, answers)
		}
	}()
	p := &post{client: New(loopback, nil, time.Now), port: l.Addr().(*net.TCPAddr).Port}
	if slices.Contains(slices.Collect(maps.Values(answers)), hang) {
		p.client.limits = limits{dial: silent, command: silent, data: silent, quit: silent}
	}
	return p
}

func talkBox(c net.Conn, answers map[string]string) {
	defer func() { _ = c.Close() }()
	answer := func(word, tag string) bool {
		said, ok := answers[word]
		if !ok {
			said = goodBox[word]
		}
		if said == hang {
			_, _ = c.Read(make([]byte, 1))
		}
		if said == drop || said == hang {
			return false
		}
		_, err := fmt.Fprint(c, strings.ReplaceAll(said, "%s", tag)+"\r\n")
		return err == nil && (strings.Contains(said, " OK") || strings.Contains(said, " NO"))
	}
	lines := bufio.NewScanner(c)
	for more := answer("", ""); more && lines.Scan(); {
		tag, rest, _ := strings.Cut(lines.Text(), " ")
		word, rest, _ := strings.Cut(rest, " ")
		if uid := strings.TrimPrefix(strings.SplitAfterN(rest+" ", " ", 3)[1], " "); word == "UID" && strings.Contains(rest, "BODY.PEEK") {
			word = strings.TrimSpace(uid)
		}
		more = answer(word, tag)
	}
}

// A server that fails at each step; what was read before stays read.
func TestMailboxStages(t *testing.T) {
	for _, c := range []struct {
		word, answer, problem string
		uid                   uint32
	}{
		{"", drop, Unreachable, 0},
		{"", hang, Timeout, 0},
		{"", "* BYE too many", Busy, 0},
		{"", "220 I am no IMAP", Unreachable, 0},
		{"LOGIN", drop, Unreachable, 0},
		{"LOGIN", hang, Timeout, 0},
		{"LOGIN", "%s NO [UNAVAILABLE] later", Busy, 0},
		{"LOGIN", "%s NO [AUTHENTICATIONFAILED] no", SignIn, 0},
		{"EXAMINE", "%s NO gone", NoFolder, 0},
		{"EXAMINE", "* OK [UIDVALIDITY 99999999999] x\r\n%s OK", Unreachable, 0},
		{"UID", drop, Unreachable, 0},
		{"UID", "* 1 FETCH (UID 5 RFC822.SIZE", Unreachable, 0},
		{"UID", "* 1 FETCH (NONSENSE 5)\r\n%s OK", Unreachable, 0},
		{"5", drop, Unreachable, 0},
		{"6", drop, Unreachable, 5},
		{"6", hang, Timeout, 5},
		{"6", "* 1 FETCH (UID 6 BODY[] {60}\r\nA: 1", Unreachable, 5},
		{"6", "* 1 FETCH (UID 6 BODY[] {90000000}\r\n" + strings.Repeat("x", 8<<20), Unreachable, 5},
		{"6", "* 1 FETCH (UID 6 BODY[] NIL)\r\n%s OK", "", 6},
		{"6", "%s OK gone", "", 6},
		{"5", "* 2 EXPUNGE\r\n* 3 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n%s OK", "", 6},
		{"LOGOUT", hang, "", 6},
	} {
		p := scriptedBox(t, map[string]string{c.word: c.answer})
		a := p.box(None, func(_ *Inbox, s *Secret) { s.IMAPPassword = "1" }) // in one line
		place, err := NewMailbox(p.client, slog.New(slog.DiscardHandler)).Read(t.Context(), a, Place{Validity: 7},
			func([]byte) error { return nil })
		if problem := ""; err != nil {
			if problem = failure(t, err).Problem; problem != c.problem {
				t.Errorf("%s %.40q: %v", c.word, c.answer, err)
			}
		} else if c.problem != "" {
			t.Errorf("%s %.40q: no error", c.word, c.answer)
		}
		if place != (Place{7, c.uid}) {
			t.Errorf("%s %.40q: %v", c.word, c.answer, place)
		}
	}
}

func TestCheckInbox(t *testing.T) {
	s := serve(t, None)
	for name, c := range map[string]struct {
		field  string
		change func(*Settings, *Secret)
	}{
		"good":     {"", func(*Settings, *Secret) {}},
		"outer":    {"", func(set *Settings, _ *Secret) { set.Inbox = Inbox{"imap.nip.example", 993, TLS, "a", ""} }},
		"host":     {"inbox.host", func(set *Settings, _ *Secret) { set.Inbox.Host = "8.8.8.8" }},
		"port":     {"inbox.port", func(set *Settings, _ *Secret) { set.Inbox = Inbox{"imap.nip.example", 25, TLS, "a", ""} }},
		"plain":    {"inbox.security", func(set *Settings, _ *Secret) { set.Inbox = Inbox{"imap.nip.example", 143, None, "a", ""} }},
		"security": {"inbox.security", func(set *Settings, _ *Secret) { set.Inbox.Security = "ssl" }},
		"user":     {"inbox.user", func(set *Settings, _ *Secret) { set.Inbox.User = "" }},
		"password": {"imapPassword", func(_ *Settings, x *Secret) { x.IMAPPassword = "" }},
		"folder":   {"inbox.folder", func(set *Settings, _ *Secret) { set.Inbox.Folder = "a\r\nb" }},
		"key":      {"bounceKey", func(_ *Settings, x *Secret) { x.BounceKey = "short" }},
		"good key": {"", func(_ *Settings, x *Secret) { x.BounceKey = testKey }},
		"service":  {"service", func(set *Settings, _ *Secret) { set.Service = "sparkpost" }},
		"topic":    {"webhookKey", func(set *Settings, x *Secret) { set.Service, x.WebhookKey = SES, "topic" }},
		"sendgrid": {"webhookKey", func(set *Settings, x *Secret) { set.Service, x.WebhookKey = SendGrid, "AAAA" }},
		"no key":   {"", func(set *Settings, _ *Secret) { set.Service = SendGrid }},
	} {
		err := s.client().Check(made(s, None, func(set *Settings, x *Secret) {
			set.Inbox, x.IMAPPassword = Inbox{"localhost", 1143, None, "bounces", ""}, "1"
		}, c.change))
		checked(t, name, err, c.field)
	}
}

// checked fails unless an error is one of a field, or none when the field is empty.
func checked(t *testing.T, name string, err error, field string) {
	t.Helper()
	e, wrong := errors.AsType[*cham.Error](err)
	if wrong != (field != "") || wrong && (e.Field != field || e.Code != cham.CodeInvalid || locale.Text("vi", e.Key, nil) == "") {
		t.Errorf("%s: %v", name, err)
	}
}
