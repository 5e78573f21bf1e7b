package fetch

import (
	"bytes"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"cham"
)

func TestGet(t *testing.T) {
	var inner *httptest.Server
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/away":
			http.Redirect(w, r, inner.URL, http.StatusFound)
		case r.URL.Path == "/plain":
			http.Redirect(w, r, "http://example.vn/", http.StatusFound)
		case r.URL.Path == "/none":
			http.NotFound(w, r)
		case r.Header.Get("If-None-Match") == `"1"`:
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("ETag", `"1"`)
			w.Write([]byte("a,b\n1,2\n"))
		}
	}))
	defer s.Close()
	inner = httptest.NewTLSServer(http.NotFoundHandler())
	defer inner.Close()
	inner.URL = strings.Replace(inner.URL, "127.0.0.1", "127.0.0.2", 1)
	open := New([]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")})
	trusted := s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	open.http.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: trusted}
	var got bytes.Buffer
	a, err := open.Get(t.Context(), s.URL+"/don.csv", "", "", &got, 100)
	if err != nil || got.String() != "a,b\n1,2\n" || a.Name != "don.csv" || a.ETag != `"1"` || a.Same {
		t.Fatal(a, err, got.String())
	}
	if a, err = open.Get(t.Context(), s.URL+"/don.csv", `"1"`, "", &got, 100); err != nil || !a.Same {
		t.Error(a, err)
	}
	for name, want := range map[string]string{"/away": "error.inlet.private", "/plain": "error.inlet.redirect", "/none": "error.inlet.status",
		"/long": "error.inlet.size"} {
		_, err := open.Get(t.Context(), s.URL+name, "", "", &got, 5)
		if e, ok := err.(*cham.Error); !ok || e.Key != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	if _, err := New(nil).Get(t.Context(), s.URL, "", "", &got, 5); err == nil || err.(*cham.Error).Key != "error.inlet.private" {
		t.Error("a private address is reached:", err)
	}
	for _, address := range []string{"http://a.vn/x", "file:///etc/passwd", "https://u:p@a.vn/", "https:///x", "::"} {
		if _, err := open.Get(t.Context(), address, "", "", &got, 5); cham.ErrorCode(err) != cham.CodeInvalid {
			t.Error(address)
		}
	}
}
