package hook

import (
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/outgoing"
)

func TestPost(t *testing.T) {
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch body, _ := io.ReadAll(r.Body); r.URL.Path {
		case "/in":
			io.WriteString(w, r.Method+" "+string(body)+" "+r.Header.Get("webhook-id")+" "+r.Header.Get("Content-Type"))
		case "/away":
			http.Redirect(w, r, "/in", http.StatusTemporaryRedirect)
		case "/busy":
			w.Header().Set("Retry-After", "90")
			w.WriteHeader(http.StatusTooManyRequests)
		case "/date":
			w.Header().Set("Retry-After", now.Add(time.Hour).Format(http.TimeFormat))
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/long":
			for range 1000 {
				if _, err := io.WriteString(w, strings.Repeat("x", 64<<10)); err != nil {
					return
				}
			}
		}
	}))
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	c := New([]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, roots, func() time.Time { return now })
	defer c.Close()
	post := func(path string) outgoing.Answer {
		t.Helper()
		a, err := c.Post(t.Context(), s.URL+path, map[string]string{"webhook-id": "msg_1"}, []byte(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := post("/in"); a.Status != 200 || a.Text != "POST {} msg_1 application/json" {
		t.Errorf("%+v", a)
	}
	if a := post("/away"); a.Status != http.StatusTemporaryRedirect { // and is not followed
		t.Errorf("%+v", a)
	}
	if a := post("/busy"); a.Status != 429 || a.RetryAfter != 90*time.Second {
		t.Errorf("%+v", a)
	}
	if a := post("/date"); a.RetryAfter != time.Hour {
		t.Errorf("%+v", a)
	}
	if a := post("/long"); a.Status != 200 || len(a.Text) != maxAnswer {
		t.Error(len(a.Text))
	}
	for want, by := range map[outgoing.Problem]struct {
		c       *Client
		address string
	}{
		outgoing.Inner:       {New(nil, roots, time.Now), s.URL},
		outgoing.Certificate: {New([]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, nil, time.Now), s.URL},
		outgoing.NoName:      {c, "https://there-is-none.invalid/"},
		outgoing.Unreachable: {c, "https://127.0.0.1:1/"},
	} {
		if _, err := by.c.Post(t.Context(), by.address, nil, nil); err == nil || err.(*cham.Error).Key != want.Key() {
			t.Errorf("%s: %v", want, err)
		}
	}
	for _, s := range []string{"", "soon", "-5", "999999999999"} {
		if d := c.retryAfter(s); d != 0 {
			t.Error(s, d)
		}
	}
}
