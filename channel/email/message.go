package email

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	netmail "net/mail"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"github.com/emersion/go-msgauth/dkim"
	"github.com/wneessen/go-mail"

	"cham"
	"cham/capability/outbox"
)

// message is a parcel as SMTP has it.
type message struct {
	from, to string // of the envelope
	body     []byte
}

// ids are those that can stand before an @ with their signature: 64 characters at most, RFC 5321 §4.5.3.1.1.
var ids = regexp.MustCompile(`^[A-Za-z0-9_-]{1,45}$`)

// write makes a message of a parcel; an error is a Failure.
func (l *line) write(p outbox.Parcel) (*message, error) {
	to, err := address(p.To)
	if err != nil {
		return nil, &outbox.Failure{Kind: outbox.Refused, Problem: BadAddress, Err: err}
	}
	m := &message{from: l.From, to: to}
	if l.ReturnPath != "" {
		m.from = returnPath(l.bounceKey, p.ID) + "@" + l.ReturnPath
	}
	if m.body, err = l.mime(p, to); err != nil {
		return nil, &outbox.Failure{Kind: outbox.Refused, Problem: BadWords, Err: err}
	}
	return m, nil
}

// mime writes the text of a message, signed.
func (l *line) mime(p outbox.Parcel, to string) ([]byte, error) {
	if !ids.MatchString(p.ID) {
		return nil, cham.Errorf(cham.CodeInvalid, "email.Send", "%q is no id of a message", p.ID)
	}
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	m.FromMailAddress(&netmail.Address{Name: l.FromName, Address: l.From})
	m.ToMailAddress(&netmail.Address{Name: flat(p.Name), Address: to})
	if l.ReplyTo != "" {
		m.ReplyToMailAddress(&netmail.Address{Address: l.ReplyTo})
	}
	m.Subject(flat(p.Subject))
	m.SetDateWithValue(l.now())
	m.SetMessageIDWithValue(named(l.bounceKey, p.ID) + "@" + l.fromDomain())
	l.Service.tag(m, p.ID)
	unsubscribe(m, p.Unsubscribe)
	m.SetBodyString(mail.TypeTextPlain, p.Text)
	if p.HTML != "" {
		m.AddAlternativeString(mail.TypeTextHTML, p.HTML)
	}
	var out bytes.Buffer
	if _, err := m.WriteTo(&out); err != nil {
		return nil, err
	}
	return l.sign(out.Bytes())
}

// unsubscribe lets mail programs say a no by one click, RFC 8058; that needs https.
func unsubscribe(m *mail.Msg, address string) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "":
		return
	case u.Scheme == "https":
		m.SetListUnsubscribePost()
		fallthrough
	case u.Scheme == "http":
		m.SetListUnsubscribe(u.String())
	}
}

// flat is a text that stays in its line of the header.
func flat(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

// signed are the headers that a signature holds; those that are not there may not
// be added either.
var signed = []string{"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Reply-To",
	"List-Unsubscribe", "List-Unsubscribe-Post"}

// sign puts a signature before a message, RFC 6376 and RFC 8463.
func (l *line) sign(body []byte) ([]byte, error) {
	if l.signer == nil {
		return body, nil
	}
	var out bytes.Buffer
	err := dkim.Sign(&out, bytes.NewReader(body), &dkim.SignOptions{Domain: l.DKIM.Domain, Selector: l.DKIM.Selector, Signer: l.signer,
		Hash: crypto.SHA256, HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
		HeaderKeys: signed})
	return out.Bytes(), err
}

// strong reports whether receivers believe a key, RFC 8301.
func strong(key crypto.Signer) bool {
	switch key := key.(type) {
	case *rsa.PrivateKey:
		return key.N.BitLen() >= 1024
	case ed25519.PrivateKey:
		return true
	}
	return false
}

// keyBits is what receivers read, and what fits the forms of those who sell names.
const keyBits = 2048

// NewDKIMKey makes a key: the private one as PEM, and what is to be published as
// the TXT record <selector>._domainkey.<domain>.
func NewDKIMKey(random io.Reader) (key, record string, err error) {
	private, err := rsa.GenerateKey(random, keyBits)
	if err != nil {
		return "", "", cham.Wrap(cham.CodeInternal, "email.NewDKIMKey", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return "", "", cham.Wrap(cham.CodeInternal, "email.NewDKIMKey", err)
	}
	public, err := x509.MarshalPKIXPublicKey(private.Public())
	if err != nil {
		return "", "", cham.Wrap(cham.CodeInternal, "email.NewDKIMKey", err)
	}
	record = fmt.Sprintf("v=DKIM1; k=rsa; p=%s", base64.StdEncoding.EncodeToString(public))
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), record, nil
}
