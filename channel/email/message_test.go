package email

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os/exec"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"cham/capability/outbox"
)

// By each kind of security, what was written is what a mail program reads.
func TestSend(t *testing.T) {
	for _, security := range []Security{TLS, StartTLS, None} {
		t.Run(string(security), func(t *testing.T) {
			s := serve(t, security)
			l := connect(t, s.client(), made(s, security, func(set *Settings, _ *Secret) {
				set.ReplyTo, set.ReturnPath = "hoi@hoamai.vn", "tra.hoamai.vn"
			}))
			for range 2 { // over one connection
				if answer, err := l.Send(t.Context(), parcel); err != nil || !strings.Contains(answer.Words, "OK") {
					t.Fatal(answer, err)
				}
			}
			if got := s.taken(); len(got) != 6 || got[3] != "msg_1@tra.hoamai.vn" || got[4] != "lan@example.vn" {
				t.Fatal(got)
			}
			read(t, s.taken()[5])
		})
	}
}

// read checks a message as a mail program reads it.
func read(t *testing.T, raw string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	from, err := m.Header.AddressList("From")
	if err != nil || *from[0] != (mail.Address{Name: "Tiệm Hoa Mai", Address: "shop@hoamai.vn"}) {
		t.Error(from, err)
	}
	to, err := m.Header.AddressList("To")
	if err != nil || *to[0] != (mail.Address{Name: parcel.Name, Address: parcel.To}) {
		t.Error(to, err)
	}
	if s, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil || s != parcel.Subject {
		t.Errorf("%q %v", s, err)
	}
	for name, want := range map[string]string{"Message-ID": "<msg_1@hoamai.vn>", "Reply-To": "<hoi@hoamai.vn>", "MIME-Version": "1.0",
		"List-Unsubscribe": "<https://cham.vn/p/abc?x=1>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if d, err := m.Header.Date(); err != nil || !d.Equal(at) {
		t.Error(d, err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatal(kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for kind, want := range []string{parcel.Text, parcel.HTML} {
		p, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil || strings.ReplaceAll(string(got), "\r\n", "\n") != want {
			t.Errorf("part %d: %q %v", kind, got, err)
		}
	}
	for line := range strings.Lines(raw) {
		if len(line) > 200 || strings.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
			t.Errorf("not every server takes the line %q", line)
		}
	}
}

// No name, subject or id brings in a header, whoever wrote it.
func TestNoHeaderIsBroughtIn(t *testing.T) {
	s := serve(t, None)
	l := connect(t, s.client(), made(s, None))
	p := parcel
	p.Name, p.Subject, p.Unsubscribe = "Lan\r\nBcc: a@evil.vn\r\n\r\n<b>", "Chào\r\nBcc: a@evil.vn\n\nxin", "https://x.vn/\r\nBcc: a@evil.vn"
	if _, err := l.Send(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(strings.NewReader(s.taken()[2]))
	if err != nil || m.Header.Get("Bcc") != "" || m.Header.Get("List-Unsubscribe") != "" {
		t.Errorf("%v %v", m.Header, err)
	}
	if s, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil || s != "Chào Bcc: a@evil.vn xin" {
		t.Errorf("%q %v", s, err)
	}
	if to, err := m.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Name != "Lan Bcc: a@evil.vn <b>" {
		t.Error(to, err)
	}
	for _, change := range []func(*outbox.Parcel){
		func(p *outbox.Parcel) { p.To = "a@b.vn>\r\nRCPT TO:<c@d.vn" }, func(p *outbox.Parcel) { p.To = "a b@c.vn" },
		func(p *outbox.Parcel) { p.To = "" }, func(p *outbox.Parcel) { p.To = "lân@b.vn" }, func(p *outbox.Parcel) { p.To = "Lan <a@b.vn>" },
		func(p *outbox.Parcel) { p.ID = "a\r\nb" }, func(p *outbox.Parcel) { p.ID = "" },
	} {
		p := parcel
		change(&p)
		if _, err := l.Send(t.Context(), p); failure(t, err).Kind != outbox.Refused || failure(t, err).NoSuchAddress {
			t.Error(err)
		}
	}
	p = parcel
	p.To = "lan@mừng.vn"
	if _, err := l.Send(t.Context(), p); err != nil || !strings.HasPrefix(s.taken()[4], "lan@xn--") {
		t.Error(s.taken()[4:], err)
	}
}

// A signature is good for who asks the DNS, by both kinds of key, and no more
// when a header is changed or added.
func TestDKIM(t *testing.T) {
	key, record, err := NewDKIMKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, private, _ := ed25519.GenerateKey(rand.Reader)
	der, _ := x509.MarshalPKCS8PrivateKey(private)
	for name, k := range map[string]struct{ key, record string }{"rsa": {key, record},
		"ed25519": {string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
			"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}} {
		s := serve(t, None)
		l := connect(t, s.client(), made(s, None, func(set *Settings, secret *Secret) {
			set.DKIM, secret.DKIMKey = DKIM{Domain: "hoamai.vn", Selector: "cham"}, k.key
		}))
		if _, err := l.Send(t.Context(), parcel); err != nil {
			t.Fatal(err)
		}
		raw := s.taken()[2]
		otherVerifies(t, raw, k.record)
		for text, good := range map[string]bool{raw: true, strings.Replace(raw, "=C3=A0o", "=C3=A1o", 1): false,
			"Reply-To: a@evil.vn\r\n" + raw: false, strings.Replace(raw, "Message-ID: <msg_1@", "Message-ID: <msg_2@", 1): false} {
			v, err := dkim.VerifyWithOptions(strings.NewReader(text), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
				if name != "cham._domainkey.hoamai.vn" {
					return nil, errors.New(name)
				}
				return []string{k.record}, nil
			}})
			if err != nil || len(v) != 1 || (v[0].Err == nil) != good || v[0].Domain != "hoamai.vn" {
				t.Errorf("%s, good %v: %+v %v", name, good, v, err)
			}
		}
		if strings.Count(raw, "\n") != strings.Count(raw, "\r\n") {
			t.Error("a line does not end in CRLF")
		}
	}
}

// otherVerifies asks dkimpy, too, where it is installed.
func otherVerifies(t *testing.T, raw, record string) {
	t.Helper()
	if exec.Command("python3", "-c", "import dkim, nacl").Run() != nil {
		return
	}
	c := exec.Command("python3", "-c", "import sys, dkim\n"+
		"print(dkim.verify(sys.stdin.buffer.read(), dnsfunc=lambda name, timeout=5: sys.argv[1].encode()))", record)
	c.Stdin = strings.NewReader(raw)
	if out, err := c.Output(); err != nil || string(out) != "True\n" {
		t.Errorf("dkimpy: %s %v", out, err)
	}
}
