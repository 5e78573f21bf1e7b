package email

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"cham/capability/outbox"
)

// server is an SMTP server of go-smtp, which keeps what it takes.
type server struct {
	*smtp.Server
	port  int
	roots *x509.CertPool

	mu  sync.Mutex
	got []string // sender, receiver, text
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &session{server: s}, nil
}

type session struct {
	*server
	in       bool
	from, to string
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "shop" || password != "mật khẩu" {
			return smtp.ErrAuthFailed
		}
		s.in = true
		return nil
	}), nil
}
func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if !s.in {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "sign in first"}
	}
	s.from = from
	return nil
}
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error { s.to = to; return nil }
func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, s.from, s.to, string(b))
	return nil
}

// taken are the messages that the server has.
func (s *server) taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}

// certificate makes one for localhost, and the pool that believes it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if c, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	roots.AddCert(c)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

func serve(t *testing.T, security Security) *server {
	t.Helper()
	s := &server{}
	cert, roots := certificate(t)
	s.Server, s.roots = smtp.NewServer(s), roots
	s.AllowInsecureAuth, s.MaxMessageBytes, s.ErrorLog = security == None, 1<<20, quiet{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	switch config := (&tls.Config{Certificates: []tls.Certificate{cert}}); security {
	case StartTLS:
		s.TLSConfig = config
	case TLS:
		l = tls.NewListener(l, config)
	}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Server.Close() })
	return s
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// made is an account at a server, with changes.
func made(s *server, security Security, change ...func(*Settings, *Secret)) outbox.Account {
	set := Settings{Host: "localhost", Port: s.port, Security: security, User: "shop", From: "shop@hoamai.vn", FromName: "Tiệm Hoa Mai"}
	secret := Secret{Password: "mật khẩu"}
	for _, c := range change {
		c(&set, &secret)
	}
	a, _ := json.Marshal(set)
	b, _ := json.Marshal(secret)
	return outbox.Account{Settings: a, Secret: string(b)}
}

func (s *server) client() *Client { return New(loopback, s.roots, func() time.Time { return at }) }

func connect(t *testing.T, c *Client, a outbox.Account) outbox.Line {
	t.Helper()
	l, err := c.Connect(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}
