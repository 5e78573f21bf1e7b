package server

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"

	"cham/app"
)

// certificate writes a self-signed certificate for localhost and returns its serial number.
func certificate(t *testing.T, dir string, serial int64, at time.Time) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalECPrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, b := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "EC PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, at, at); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

func serving(t *testing.T, o Options) *Server {
	t.Helper()
	o.Data, o.MinFree, o.Log = t.TempDir(), 1, slog.New(slog.NewTextHandler(t.Output(), nil))
	s, err := New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		<-ended
		s.Close()
	})
	return s
}

// reached asks a path, trusting any certificate, and returns the answer and the
// serial of the certificate that was shown.
func reached(t *testing.T, url string) (*http.Response, *big.Int) {
	t.Helper()
	any := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true, ForceAttemptHTTP2: true}
	c := &http.Client{Transport: any,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.TLS == nil {
		return r, nil
	}
	return r, r.TLS.PeerCertificates[0].SerialNumber
}

// A certificate by files is shown, over HTTP/2 and with HSTS; a changed one
// without a restart; a broken one never. Plain HTTP is sent on.
func TestCertificateFiles(t *testing.T) {
	dir, start := t.TempDir(), time.Now().Add(-time.Hour)
	cert, key := certificate(t, dir, 1, start)
	var since atomic.Int64 // the clock says start and so many nanoseconds
	o := Options{Options: app.Options{Now: func() time.Time { return start.Add(time.Duration(since.Load())) }}, Listen: "127.0.0.1:0",
		TLS: TLS{CertFile: cert, KeyFile: key, Redirect: "127.0.0.1:0"}}
	s := serving(t, o)
	r, serial := reached(t, "https://"+s.Addr()+"/healthz")
	if serial.Int64() != 1 || r.ProtoMajor != 2 || r.Header.Get("Strict-Transport-Security") == "" {
		t.Error(serial, r.Proto, r.Header)
	}
	plain, _ := reached(t, "http://"+s.redirectAddr+"/maps?x=1")
	if to := plain.Header.Get("Location"); plain.StatusCode != http.StatusPermanentRedirect || to != "https://"+s.Addr()+"/maps?x=1" {
		t.Error(plain.Status, to)
	}
	certificate(t, dir, 2, start.Add(time.Minute))
	since.Add(int64(2 * time.Second))
	if _, serial = reached(t, "https://"+s.Addr()+"/healthz"); serial.Int64() != 2 {
		t.Error("the old certificate is shown")
	}
	if err := os.WriteFile(cert, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	since.Add(int64(2 * time.Second))
	if _, serial = reached(t, "https://"+s.Addr()+"/healthz"); serial.Int64() != 2 {
		t.Error("a broken file took the certificate away")
	}
	if _, err := New(t.Context(), Options{Options: app.Options{Data: t.TempDir(), MinFree: 1}, Listen: "127.0.0.1:0",
		TLS: TLS{CertFile: cert, KeyFile: key}}); err == nil {
		t.Error("it starts with a broken certificate")
	}
}

// A certificate is obtained by ACME from a local authority, which asks the
// server for a proof.
func TestACME(t *testing.T) {
	quiet := log.New(io.Discard, "", 0)
	store := db.NewMemoryStore()
	port := func() int { // free at the moment
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		return l.Addr().(*net.TCPAddr).Port
	}
	plain, secure := port(), port()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	t.Setenv("PEBBLE_WFE_NONCEREJECT", "0")
	authority := ca.New(quiet, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {Description: "default"}})
	front := wfe.New(quiet, store, va.New(quiet, plain, secure, false, "", store), authority, []string{"localhost"}, false, false, 0, 0)
	directory := httptest.NewTLSServer(front.Handler())
	defer directory.Close()
	roots := x509.NewCertPool()
	roots.AddCert(directory.Certificate())
	s := serving(t, Options{Listen: "127.0.0.1:" + strconv.Itoa(secure), TLS: TLS{Domains: []string{"localhost"}, Email: "a@b.vn",
		CA: directory.URL + wfe.DirectoryPath, Redirect: "127.0.0.1:" + strconv.Itoa(plain), roots: roots}})
	chain := x509.NewCertPool()
	chain.AddCert(authority.GetRootCert(0).Cert)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		c, err := tls.Dial("tcp", s.Addr(), &tls.Config{ServerName: "localhost", RootCAs: chain})
		if err == nil {
			c.Close()
			break
		}
		select {
		case <-tick.C:
		case <-t.Context().Done():
			t.Fatal(err)
		}
	}
	kept, err := filepath.Glob(s.Path("acme", "certificates", "*", "localhost", "*.key"))
	if info, serr := os.Stat(kept[0]); err != nil || serr != nil || info.Mode().Perm()&0o077 != 0 {
		t.Error(kept, err, serr)
	}
}
