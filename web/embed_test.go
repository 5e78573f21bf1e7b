package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func get(t *testing.T, h http.Handler, path, encodings string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", encodings)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestHandler(t *testing.T) {
	h := handler(fstest.MapFS{
		"index.html":             {Data: []byte("<page><script>first()</script><script type=module src=/a.js></script>")},
		"robots.js":              {Data: []byte("file")},
		"assets/main-1a2b.js":    {Data: []byte("script")},
		"assets/main-1a2b.js.br": {Data: []byte("small")},
		"staff/index.html":       {Data: []byte("<page><script>first()</script>")},
		"staff/sw.js":            {Data: []byte("worker")},
		".vite/manifest.json":    {Data: []byte("{}")},
	})
	const hash = "fDYmfWjvur9AxjhDbjHe6RvExc05MbXhhrbgz2vvy/A=" // of first()
	for _, c := range []struct {
		path, encodings, cache, encoding, kind string
		status                                 int
	}{
		{"/", "", "no-cache", "", "text/html", 200},
		{"/staff/", "", "no-cache", "", "text/html", 200},
		{"/staff/index.html", "", "no-cache", "", "text/html", 200},
		{"/staff/sw.js", "", "no-cache", "", "text/javascript", 200},
		{"/staff", "", "", "", "", 301},
		{"/maps/m1", "", "no-cache", "", "text/html", 200},
		{"/customers/12.5", "", "no-cache", "", "text/html", 200},
		{"/robots.js", "", "no-cache", "", "text/javascript", 200},
		{"/assets/main-1a2b.js", "gzip", "immutable", "", "text/javascript", 200},
		{"/assets/main-1a2b.js", "gzip, br", "immutable", "br", "text/javascript", 200},
		{"/assets/main-1a2b.js", "br;q=0", "immutable", "", "text/javascript", 200},
		{"/assets/gone-0000.js", "", "", "", "", 404},
		{"/.vite/manifest.json", "", "no-cache", "", "text/html", 200},
		{"/../../etc/passwd", "", "no-cache", "", "text/html", 200},
	} {
		r := get(t, h, c.path, c.encodings)
		if r.StatusCode != c.status || !strings.Contains(r.Header.Get("Cache-Control"), c.cache) ||
			r.Header.Get("Content-Encoding") != c.encoding || !strings.HasPrefix(r.Header.Get("Content-Type"), c.kind) {
			t.Errorf("%s (%s): %d %v", c.path, c.encodings, r.StatusCode, r.Header)
		}
		if c.kind == "text/html" && r.Header.Get("Cross-Origin-Opener-Policy") != "same-origin" {
			t.Errorf("%s: %v", c.path, r.Header)
		}
		if c.kind == "text/html" && !strings.Contains(r.Header.Get("Content-Security-Policy"),
			"script-src 'self' 'sha256-"+hash+"'; ") {
			t.Errorf("%s: %s", c.path, r.Header.Get("Content-Security-Policy"))
		}
	}
}

func TestHandlerSaysWhenUnbuilt(t *testing.T) {
	r := get(t, handler(fstest.MapFS{".keep": {}}), "/", "")
	if r.StatusCode != http.StatusServiceUnavailable || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		t.Errorf("%d %v", r.StatusCode, r.Header)
	}
}

func TestHandlerReadsOnly(t *testing.T) {
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/maps", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Error(w.Code)
	}
}
