package server

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"

	"cham/app"
)

// started is a server on a folder of the test's own.
func started(t *testing.T, change func(*Options)) *Server {
	t.Helper()
	o := Options{Options: app.Options{Data: t.TempDir(), MinFree: 1}, Listen: "127.0.0.1:0", Rate: -1,
		Hash: argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}}
	if change != nil {
		change(&o)
	}
	s, err := New(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// ask asks the server as somebody on this machine, with headers "Name: value".
func (s *Server) ask(path string, headers ...string) *http.Response {
	r := httptest.NewRequest("GET", path, nil)
	r.RemoteAddr, r.Host = "127.0.0.1:5000", "localhost"
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.http.Handler.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestMetricsAreForThisMachineAlone(t *testing.T) {
	s := started(t, nil)
	if res := s.ask("/metrics"); res.StatusCode != 200 || !strings.Contains(text(t, res), `cham_sign_ins_total{outcome="failed"} 0`) {
		t.Errorf("on this machine: %d", res.StatusCode)
	}
	for _, h := range []string{"X-Forwarded-For: 1.2.3.4", "X-Forwarded-Proto: https", "X-Forwarded-Host: a.vn", "Forwarded: for=1.2.3.4",
		"X-Real-IP: 1.2.3.4", "Via: 1.1 proxy", "X-Forwarded: for=1.2.3.4", "Forwarded-For: 1.2.3.4", "X-Original-Forwarded-For: 1.2.3.4",
		"X_Forwarded_For: 1.2.3.4", "X-Amzn-Trace-Id: 1", "Fly-Client-IP: 1.2.3.4", "DO-Connecting-IP: 1.2.3.4", "X-Scheme: https",
		"CF-Connecting-IP: 1.2.3.4", "True-Client-IP: 1.2.3.4"} {
		if res := s.ask("/metrics", h); res.StatusCode != 401 {
			t.Errorf("with %s: %d", h, res.StatusCode)
		}
	}
	if res := s.ask("/metrics", "X-Prometheus-Scrape-Timeout-Seconds: 10"); res.StatusCode != 200 {
		t.Errorf("Prometheus on this machine: %d", res.StatusCode)
	}
	for name, change := range map[string]func(*Options){
		"a listener for all": func(o *Options) { o.Listen = ":0" },
		"a public address":   func(o *Options) { o.PublicURL = "https://cham.example.vn" },
	} {
		if res := started(t, change).ask("/metrics"); res.StatusCode != 401 {
			t.Errorf("with %s: %d", name, res.StatusCode)
		}
	}
}

func TestHTTPSIsRemembered(t *testing.T) {
	const name = "Strict-Transport-Security"
	s := started(t, nil)
	for _, path := range []string{"/", "/v1/session", "/cham.js"} {
		if h := s.ask(path).Header.Get(name); h != "" {
			t.Errorf("%s over plain HTTP: %q", path, h)
		}
		if h := s.ask(path, "X-Forwarded-Proto: https").Header.Get(name); h != "max-age=31536000; includeSubDomains" {
			t.Errorf("%s behind HTTPS: %q", path, h)
		}
	}
	public := started(t, func(o *Options) { o.PublicURL = "https://cham.example.vn" })
	res := public.ask("/")
	if res.Header.Get(name) == "" || res.Header.Get("Content-Security-Policy") == "" || res.Header.Get("Referrer-Policy") == "" {
		t.Errorf("%v", res.Header)
	}
}

func TestFirstRunFromElsewhere(t *testing.T) {
	s := started(t, nil)
	url := s.SetupURL()
	token := url[strings.Index(url, "token=")+len("token="):]
	if len(token) < 20 {
		t.Fatal(url)
	}
	post := func(token string) int {
		r := httptest.NewRequest("POST", "/v1/setup", strings.NewReader(
			`{"name":"Chủ","email":"chu@example.vn","password":"mật khẩu tốt 123","workspace":"Mộc An","token":"`+token+`"}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.http.Handler.ServeHTTP(w, r) // from 192.0.2.1
		return w.Code
	}
	if code := post("guess"); code != 403 {
		t.Errorf("with a guess: %d", code)
	}
	if code := post(token); code != 200 {
		t.Errorf("with the token: %d", code)
	}
	if code := post(token); code != 409 {
		t.Errorf("a second time: %d", code)
	}
}

// While the disk is low, the program says so, takes no file, and still lets
// people in.
func TestLowDiskLetsPeopleIn(t *testing.T) {
	s := started(t, func(o *Options) {
		o.MinFree = 400 << 20
		o.Free = func() (uint64, error) { return 300 << 20, nil }
	})
	if res := s.ask("/readyz"); res.StatusCode != 503 || !strings.Contains(text(t, res), "disk") {
		t.Errorf("readiness: %d", res.StatusCode)
	}
	send := func(path, kind, body string, cookie *http.Cookie) *http.Response {
		r := httptest.NewRequest("POST", path, strings.NewReader(body))
		r.RemoteAddr, r.Host = "127.0.0.1:5000", "localhost"
		r.Header.Set("Content-Type", kind)
		if cookie != nil {
			r.AddCookie(cookie)
		}
		w := httptest.NewRecorder()
		s.http.Handler.ServeHTTP(w, r)
		return w.Result()
	}
	made := send("/v1/setup", "application/json", `{"name":"Chủ","email":"chu@example.vn","password":"mật khẩu tốt 123","workspace":"Mộc An"}`,
		nil)
	if made.StatusCode != 200 {
		t.Fatalf("the first account: %d %s", made.StatusCode, text(t, made))
	}
	in := send("/v1/session", "application/json", `{"email":"chu@example.vn","password":"mật khẩu tốt 123"}`, nil)
	if in.StatusCode != 200 {
		t.Fatalf("signing in: %d %s", in.StatusCode, text(t, in))
	}
	file := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.ndjson\"\r\n\r\n{}\r\n--x--\r\n"
	if res := send("/v1/imports", "multipart/form-data; boundary=x", file, in.Cookies()[0]); res.StatusCode != 503 ||
		res.Header.Get("Retry-After") == "" {
		t.Errorf("an upload: %d %s", res.StatusCode, text(t, res))
	}
	if left, err := os.ReadDir(s.Path("uploads")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
