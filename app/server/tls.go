package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/caddyserver/certmagic"
	"go.uber.org/zap"

	"cham"
)

// TLS says how the server speaks HTTPS by itself; the zero value is not at all.
type TLS struct {
	// CertFile and KeyFile are a certificate in PEM; changed files are taken up
	// without a restart.
	CertFile, KeyFile string
	// Domains get certificates by ACME, which Email is told about; CA is the
	// directory of who issues them, Let's Encrypt when "".
	Domains   []string
	Email, CA string
	// Redirect is an address that sends browsers on to HTTPS and answers ACME, ":80".
	Redirect string

	roots *x509.CertPool // of the CA, in tests
}

func (o TLS) on() bool { return o.CertFile != "" || len(o.Domains) > 0 }

// config is the server's side of TLS, and what answers ACME on plain HTTP.
func (o TLS) config(ctx context.Context, s *Server) (*tls.Config, func(http.Handler) http.Handler, error) {
	if o.CertFile != "" && len(o.Domains) > 0 {
		return nil, nil, tlsError("a certificate's files or ACME, not both", nil)
	}
	if o.CertFile != "" {
		files := &certFiles{cert: o.CertFile, key: o.KeyFile, log: s.Log, now: s.Now}
		if _, err := files.load(); err != nil {
			return nil, nil, tlsError("the certificate cannot be read; it needs --tls-cert and --tls-key, both PEM", err)
		}
		return &tls.Config{GetCertificate: files.get, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}},
			func(h http.Handler) http.Handler { return h }, nil
	}
	return o.byACME(ctx, s)
}

func tlsError(hint string, err error) error {
	e := cham.Errorf(cham.CodeInvalid, "cham.serve", "%s", hint)
	e.Field, e.Err = "--tls-cert", err
	return e
}

// byACME keeps certificates in the data folder and renews them.
func (o TLS) byACME(ctx context.Context, s *Server) (*tls.Config, func(http.Handler) http.Handler, error) {
	var magic *certmagic.Config
	cache := certmagic.NewCache(certmagic.CacheOptions{Logger: zap.NewNop(),
		GetConfigForCert: func(certmagic.Certificate) (*certmagic.Config, error) { return magic, nil }})
	context.AfterFunc(s.stopping, cache.Stop)
	magic = certmagic.New(cache, certmagic.Config{Storage: &certmagic.FileStorage{Path: s.Path("acme")}, Logger: zap.NewNop(),
		OnEvent: func(_ context.Context, event string, data map[string]any) error {
			switch event {
			case "cert_obtained":
				s.Log.Info("a certificate was obtained", "for", data["identifier"])
			case "cert_failed":
				s.Log.Error("a certificate could not be obtained: does the domain lead to this machine, are ports 80 and 443 open to the world?",
					"for", data["identifier"], "error", data["error"])
			}
			return nil
		}})
	issuer := certmagic.NewACMEIssuer(magic, certmagic.ACMEIssuer{CA: o.CA, TestCA: o.CA, Email: o.Email, Agreed: true, TrustedRoots: o.roots,
		Logger: zap.NewNop()})
	magic.Issuers = []certmagic.Issuer{issuer}
	if err := magic.ManageAsync(ctx, o.Domains); err != nil {
		return nil, nil, tlsError("these domains cannot have certificates", err)
	}
	c := magic.TLSConfig()
	c.MinVersion = tls.VersionTLS12
	c.NextProtos = append([]string{"h2", "http/1.1"}, c.NextProtos...)
	return c, issuer.HTTPChallengeHandler, nil
}

// certFiles is a certificate that is read again when its files change.
type certFiles struct {
	cert, key string
	log       *slog.Logger
	now       func() time.Time

	mu     sync.Mutex
	loaded *tls.Certificate
	stamp  [2]time.Time
	looked time.Time
}

// lookAgain is how long a look at the files is good for.
const lookAgain = time.Second

func (c *certFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	if err := func() error {
		c.mu.Lock()
		defer c.mu.Unlock()
		if now := c.now(); now.Sub(c.looked) < lookAgain {
			return nil
		}
		return c.loadChanged()
	}(); err != nil {
		c.log.Error("the changed certificate cannot be read; the one from before goes on", "file", c.cert, "error", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.loaded, nil
}

func (c *certFiles) load() (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.loaded, c.loadChanged()
}

// loadChanged reads the files when they are newer; the caller holds mu.
func (c *certFiles) loadChanged() error {
	c.looked = c.now()
	var stamp [2]time.Time
	for i, name := range []string{c.cert, c.key} {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		stamp[i] = info.ModTime()
	}
	if c.loaded != nil && stamp == c.stamp {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return err
	}
	c.loaded, c.stamp = &pair, stamp
	return nil
}

// serveTLS makes the server speak HTTPS, and the other address send on to it.
func (s *Server) serveTLS() error {
	o := s.options.TLS
	config, answersACME, err := o.config(s.stopping, s)
	if err != nil {
		return err
	}
	s.http.TLSConfig = config
	if o.Redirect == "" {
		return nil
	}
	l, err := net.Listen("tcp", o.Redirect)
	if err != nil {
		e := cham.Errorf(cham.CodeUnavailable, "cham.serve",
			"another program listens on %s; choose another address with --http-listen, or none", o.Redirect)
		e.Err = err
		return e
	}
	s.redirect = &http.Server{Handler: answersACME(http.HandlerFunc(s.toHTTPS)), ReadHeaderTimeout: 10 * time.Second}
	s.redirectAddr = l.Addr().String()
	go func() {
		if err := s.redirect.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.Log.Error("the address that sends browsers on to HTTPS ended", "error", err)
		}
	}()
	return nil
}

// toHTTPS sends a browser to the same page by HTTPS.
func (s *Server) toHTTPS(w http.ResponseWriter, r *http.Request) {
	to := strings.TrimSuffix(s.options.PublicURL, "/")
	if !strings.HasPrefix(to, "https://") {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if _, port, _ := net.SplitHostPort(s.Addr()); port != "443" {
			host = net.JoinHostPort(strings.Trim(host, "[]"), port)
		}
		to = "https://" + host
	}
	http.Redirect(w, r, to+r.URL.RequestURI(), http.StatusPermanentRedirect)
}
