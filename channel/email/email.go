// Package email sends e-mails by SMTP, RFC 5321. It knows of each message whether
// it left: what failed before its last dot did not, what was lost after it may
// have. It reaches no machine of the inner network but those that the operator
// opens, and gives them alone a password without TLS.
package email

import (
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	netmail "net/mail"

	"github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"cham"
	"cham/capability/outbox"
	"cham/connect/guard"
)

// Settings are an account's, as JSON.
type Settings struct {
	Host     string   `json:"host"`
	Port     int      `json:"port"`
	Security Security `json:"security"`
	User     string   `json:"user,omitempty"`
	FromName string   `json:"fromName,omitempty"`
	From     string   `json:"from"`
	ReplyTo  string   `json:"replyTo,omitempty"`
	// ReturnPath is a domain whose mail comes to who reads bounces: each message's
	// return path is an address of its own there. From takes them when it is empty.
	ReturnPath string `json:"returnPath,omitempty"`
	DKIM       DKIM   `json:"dkim,omitzero"`
	// Inbox is where bounces come to; nothing is read when it is empty.
	Inbox Inbox `json:"inbox,omitzero"`
	// Service is whose server it is, where it tells what became of messages; none when empty.
	Service Service `json:"service,omitempty"`
}

// Security is how the connection is kept from being read.
type Security string

// The kinds of security; there is no falling back from one to another.
const (
	TLS      Security = "tls"      // from the first byte
	StartTLS Security = "starttls" // before anything is said
	None     Security = "none"     // for hosts that the operator opens
)

// DKIM names the key that signs; none when empty.
type DKIM struct {
	Domain   string `json:"domain,omitempty"`
	Selector string `json:"selector,omitempty"`
}

// Secret is an account's secret, as JSON.
type Secret struct {
	Password string `json:"password,omitempty"`
	// DKIMKey is the private key as PEM.
	DKIMKey string `json:"dkimKey,omitempty"`
	// BounceKey signs the ids of messages, so that only who got one can send it back: 32 random bytes in hex. What
	// comes back is not believed while it is empty.
	BounceKey string `json:"bounceKey,omitempty"`
	// IMAPPassword is of Settings.Inbox.
	IMAPPassword string `json:"imapPassword,omitempty"`
	// WebhookKey is what proves a delivery of Settings.Service: SendGrid's public key, Mailgun's signing key, the ARN of
	// the topic that SES tells. Postmark has none.
	WebhookKey string `json:"webhookKey,omitempty"`
}

// limits are how long a step may take.
type limits struct{ dial, command, data, quit time.Duration }

// Client sends by SMTP; it is an outbox.Sender, safe for concurrent use.
type Client struct {
	open   []netip.Prefix
	roots  *x509.CertPool
	now    func() time.Time
	limits limits
	// fetch gets what an address of Amazon's holds.
	fetch func(ctx context.Context, address string) ([]byte, error)
	certs certificates
}

// New returns a Client; open names inner networks that the operator opens, roots
// are whose certificates are believed, the system's when nil.
func New(open []netip.Prefix, roots *x509.CertPool, now func() time.Time) *Client {
	return &Client{open: open, roots: roots, now: now, fetch: fetcher(open, roots),
		limits: limits{dial: 15 * time.Second, command: time.Minute, data: 5 * time.Minute, quit: 2 * time.Second}}
}

var _ outbox.Sender = (*Client)(nil)

// account is what an account's settings say.
type account struct {
	Settings
	password, bounceKey string
	signer              crypto.Signer // nil signs nothing
}

// Check implements outbox.Sender.
func (c *Client) Check(a outbox.Account) error {
	_, err := c.read(a)
	return err
}

func (c *Client) read(a outbox.Account) (*account, error) {
	set, secret, err := parse(a)
	if err != nil {
		return nil, err
	}
	s := &account{Settings: set, password: secret.Password, bounceKey: secret.BounceKey}
	if err := s.checkHost(c.opened(s.Host)); err != nil {
		return nil, err
	}
	if err := s.checkPeople(); err != nil {
		return nil, err
	}
	if err := c.checkReturns(&s.Settings, &secret); err != nil {
		return nil, err
	}
	return s, s.readKey(secret.DKIMKey)
}

// parse reads an account's JSON.
func parse(a outbox.Account) (s Settings, secret Secret, err error) {
	if json.Unmarshal(a.Settings, &s) != nil {
		return s, secret, invalid("settings", "settings")
	}
	if a.Secret != "" && json.Unmarshal([]byte(a.Secret), &secret) != nil {
		return s, secret, invalid("secret", "settings")
	}
	return s, secret, nil
}

// checkReturns checks what messages come back by.
func (c *Client) checkReturns(s *Settings, secret *Secret) error {
	if !bounceKey.MatchString(secret.BounceKey) {
		return invalid("bounceKey", "bounceKey")
	}
	if err := s.Service.check(secret.WebhookKey); err != nil || s.Inbox == (Inbox{}) {
		return err
	}
	return s.Inbox.check(secret.IMAPPassword, c.opened(s.Inbox.Host))
}

var (
	hostName = regexp.MustCompile(`^(?i:[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.(?i:[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?))+$`)
	local    = regexp.MustCompile("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$")
	selector = regexp.MustCompile(`^[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*$`)
	ports    = []int{25, 465, 587, 2525}
	// bounceKey is empty or long enough that nobody guesses it.
	bounceKey = regexp.MustCompile(`^([0-9a-f]{64})?$`)
)

// checkHost checks where an account sends through; opened says that the host is
// one that the operator opens.
func (s *account) checkHost(opened bool) error {
	field, key := wrong(s.Host, s.Port, s.Security, ports, opened)
	switch {
	case field != "":
		return invalid(field, key)
	case !oneLine(s.User):
		return invalid("user", "user")
	case s.User != "" && s.password == "" || !oneLine(s.password):
		return invalid("password", "password")
	}
	return nil
}

// wrong is the field of a server's address that is not right, and the key of why; empty when all are.
func wrong(host string, port int, security Security, usual []int, opened bool) (field, key string) {
	_, ip := netip.ParseAddr(host)
	switch {
	case !opened && (ip == nil || !domain(host)):
		return "host", "host"
	case port < 1 || port > 65535 || !opened && !slices.Contains(usual, port):
		return "port", "port"
	case security == None && !opened:
		return "security", "none"
	case security != TLS && security != StartTLS && security != None:
		return "security", "security"
	}
	return "", ""
}

// checkPeople checks who it is from.
func (s *account) checkPeople() (err error) {
	if s.From, err = address(s.From); err != nil {
		return invalid("from", "from")
	}
	if s.ReplyTo != "" {
		if s.ReplyTo, err = address(s.ReplyTo); err != nil {
			return invalid("replyTo", "from")
		}
	}
	switch {
	case !oneLine(s.FromName):
		return invalid("fromName", "fromName")
	case s.ReturnPath != "" && !domain(s.ReturnPath):
		return invalid("returnPath", "domain")
	}
	return nil
}

// readKey checks what signs: a key of who it is from, or receivers take no notice.
func (s *account) readKey(pem string) (err error) {
	switch from := strings.ToLower(s.fromDomain()); {
	case s.DKIM == (DKIM{}):
		return nil
	case !domain(s.DKIM.Domain):
		return invalid("dkim.domain", "domain")
	case !strings.HasSuffix("."+from, "."+strings.ToLower(s.DKIM.Domain)):
		return invalid("dkim.domain", "dkimDomain")
	case !selector.MatchString(s.DKIM.Selector):
		return invalid("dkim.selector", "dkimSelector")
	}
	if s.signer, err = mail.PrivKeyFromPEM([]byte(pem)); err != nil || !strong(s.signer) {
		return invalid("dkimKey", "dkimKey")
	}
	return nil
}

func (s *Settings) fromDomain() string { return s.From[strings.LastIndexByte(s.From, '@')+1:] }

func (s *Settings) address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

func (c *Client) tls(host string) *tls.Config {
	return &tls.Config{ServerName: host, RootCAs: c.roots, MinVersion: tls.VersionTLS12}
}

// opened reports whether a host lies in the networks that the operator opens.
func (c *Client) opened(host string) bool {
	if len(c.open) == 0 {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.limits.dial)
	defer cancel()
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host) // a number is its own answer
	return err == nil && len(ips) > 0 && !slices.ContainsFunc(ips, func(ip netip.Addr) bool { return !guard.Opened(ip, c.open) })
}

func (c *Client) openedAt(a net.Addr) bool {
	ap, err := netip.ParseAddrPort(a.String())
	return err == nil && guard.Opened(ap.Addr(), c.open)
}

// address is an e-mail address as SMTP has it: what is foreign in its domain is
// written in ASCII.
func address(s string) (string, error) {
	a, err := netmail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s {
		return "", invalid("", "from")
	}
	at := strings.LastIndexByte(s, '@')
	host, err := idna.Lookup.ToASCII(s[at+1:])
	if err != nil || !domain(host) || !local.MatchString(s[:at]) {
		return "", invalid("", "from")
	}
	return s[:at] + "@" + host, nil
}

func domain(s string) bool { return len(s) <= 253 && hostName.MatchString(s) }

// oneLine reports whether a text can stand in a line of SMTP.
func oneLine(s string) bool { return len(s) <= 500 && !strings.ContainsFunc(s, unicode.IsControl) }

func invalid(field, key string) error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "email.Check", Field: field, Key: "error.smtp." + key}
}
