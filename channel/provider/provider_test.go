package provider

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cham/capability/outbox"
	"cham/locale"
)

var (
	loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	now      = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
)

func failure(t *testing.T, err error) *outbox.Failure {
	t.Helper()
	f, ok := errors.AsType[*outbox.Failure](err)
	if !ok {
		t.Fatalf("%v is no failure", err)
	}
	return f
}

// hangUp reads a request to its end and says nothing.
func hangUp(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	conn, _, _ := w.(http.Hijacker).Hijack()
	_ = conn.Close()
}

func TestDo(t *testing.T) {
	var moved atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/in":
			body, _ := io.ReadAll(r.Body)
			_, _ = io.WriteString(w, r.Method+" "+string(body)+" "+r.Header.Get("X-Key"))
		case "/away":
			http.Redirect(w, r, "/moved", http.StatusTemporaryRedirect)
		case "/moved":
			moved.Add(1)
		case "/hang":
			hangUp(w, r)
		case "/cut":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "half")
		case "/long":
			for range 64 {
				_, _ = io.WriteString(w, strings.Repeat("x", 64<<10))
			}
		}
	}))
	defer s.Close()
	c := New(loopback, nil)
	defer c.Close()
	for name, want := range map[string]struct {
		path    string
		status  int
		length  int
		problem string // for Unsure
	}{
		"answered":           {"/in", 200, len("POST {} k"), ""},
		"not followed":       {"/away", 307, 0, ""},
		"cut":                {"/long", 200, maxAnswer, ""},
		"hangs up after":     {"/hang", 0, 0, NotKnown},
		"hangs up in answer": {"/cut", 200, len("half"), NotKnown},
	} {
		a, err := c.Do(t.Context(), http.MethodPost, s.URL+want.path, map[string]string{"X-Key": "k"}, "{}")
		if a.Status != want.status || len(a.Body) != want.length || (err != nil) != (want.problem != "") {
			t.Errorf("%s: %d, %d bytes, %v", name, a.Status, len(a.Body), err)
		}
		if err != nil && (failure(t, err).Kind != outbox.Unsure || failure(t, err).Problem != want.problem) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if moved.Load() != 0 {
		t.Error("a redirect is followed")
	}
}

// What never left says so, and why.
func TestDoNotLeft(t *testing.T) {
	var came atomic.Int32
	count := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { came.Add(1) })
	secure, plain := httptest.NewUnstartedServer(count), httptest.NewServer(count)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	defer plain.Close()
	silent := silence(t)
	over, end := context.WithCancel(t.Context())
	end()
	brief, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	for name, c := range map[string]struct {
		ctx     context.Context
		client  *Client
		address string
		kind    outbox.FailureKind
		problem string
	}{
		"refused":      {t.Context(), New(loopback, nil), "http://127.0.0.1:1/", outbox.Blocked, Unreachable},
		"inner":        {t.Context(), New(nil, nil), plain.URL, outbox.Blocked, Unreachable},
		"no name":      {t.Context(), New(nil, nil), "https://there-is-none.invalid/", outbox.Blocked, Unreachable},
		"no address":   {t.Context(), New(nil, nil), "http://a b/", outbox.Blocked, Settings},
		"not ours":     {t.Context(), New(loopback, x509.NewCertPool()), secure.URL, outbox.Blocked, Certificate},
		"called off":   {over, New(loopback, nil), plain.URL, outbox.Delayed, Timeout},
		"never greets": {brief, New(loopback, nil), "https://" + silent, outbox.Blocked, Timeout},
	} {
		_, err := c.client.Do(c.ctx, http.MethodPost, c.address, nil, "{}")
		if f := failure(t, err); f.Kind != c.kind || f.Problem != c.problem {
			t.Errorf("%s: %s %v", name, f.Kind, f)
		}
		c.client.Close()
	}
	if came.Load() != 0 {
		t.Errorf("%d requests came", came.Load())
	}
}

// silence is the address of a server that takes connections and says nothing.
func silence(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

// Who gives up once there is a connection cannot know what was written meanwhile.
func TestDoGivesUp(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(hangUp))
	defer s.Close()
	c := New(loopback, nil)
	defer c.Close()
	for range 50 {
		ctx, end := context.WithCancel(t.Context())
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { end() }})
		_, err := c.Do(ctx, http.MethodPost, s.URL, nil, "{}")
		if f := failure(t, err); f.Kind != outbox.Unsure || f.Problem != NotKnown {
			t.Fatal(f.Kind, f)
		}
	}
}

// A connection that the service closed is not tried a second time with the same message.
func TestDoOnce(t *testing.T) {
	var came atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if came.Add(1) > 1 {
			hangUp(w, r)
		}
	}))
	defer s.Close()
	c := New(loopback, nil)
	defer c.Close()
	if _, err := c.Do(t.Context(), http.MethodPost, s.URL, nil, "{}"); err != nil {
		t.Fatal(err)
	}
	_, err := c.Do(t.Context(), http.MethodPost, s.URL, nil, "{}") // by the same connection
	if failure(t, err).Kind != outbox.Unsure || came.Load() != 2 {
		t.Errorf("%v, came %d times", err, came.Load())
	}
}

func TestFailure(t *testing.T) {
	for _, c := range []struct {
		status  int
		after   string
		kind    outbox.FailureKind
		problem string
		want    time.Duration
	}{
		{200, "", "", "", 0},
		{201, "5", "", "", 0},
		{301, "", outbox.Blocked, Settings, 0},
		{400, "", outbox.Refused, NotTaken, 0},
		{401, "", outbox.Blocked, Rights, 0},
		{402, "", outbox.Blocked, Balance, 0},
		{403, "", outbox.Blocked, Rights, 0},
		{404, "", outbox.Blocked, Settings, 0},
		{405, "", outbox.Blocked, Settings, 0},
		{408, "", outbox.Blocked, Busy, 0},
		{422, "", outbox.Refused, NotTaken, 0},
		{429, "30", outbox.Blocked, Busy, 30 * time.Second},
		{429, now.Add(time.Minute).Format(http.TimeFormat), outbox.Blocked, Busy, time.Minute},
		{429, now.Add(-time.Minute).Format(http.TimeFormat), outbox.Blocked, Busy, 0},
		{429, "86400", outbox.Blocked, Busy, time.Hour},
		{429, "999999999999", outbox.Blocked, Busy, time.Hour},
		{429, "-5", outbox.Blocked, Busy, 0},
		{429, "soon", outbox.Blocked, Busy, 0},
		{500, "", outbox.Unsure, NotKnown, 0},
		{502, "", outbox.Unsure, NotKnown, 0},
		{503, "7", outbox.Blocked, Busy, 7 * time.Second},
		{504, "", outbox.Unsure, NotKnown, 0},
	} {
		a := Answer{Status: c.status, Header: http.Header{"Retry-After": {c.after}}, Body: []byte("{\n\"no\"\x00}")}
		f := a.Failure(now)
		if f == nil && c.kind == "" {
			continue
		}
		if f == nil || f.Kind != c.kind || f.Problem != c.problem || f.After != c.want || f.Words != `{ "no" }` {
			t.Errorf("%d %q: %+v", c.status, c.after, f)
		}
	}
}

func TestShown(t *testing.T) {
	for in, want := range map[string]string{
		" a\r\n\tb  c ":          "a b c",
		"trái\u202ephải":         "trái phải",
		"\xff\xfe":               "\ufffd",
		strings.Repeat("ạ", 501): strings.Repeat("ạ", 500),
	} {
		if got := Shown(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestProblemsHaveWords(t *testing.T) {
	for _, problem := range []string{Unreachable, Timeout, Certificate, Busy, Rights, Balance, Sender, Phone, BadWords, Template, NotTaken,
		Settings, NotKnown} {
		for _, lang := range locale.Languages {
			if locale.Text(lang, "error.sending."+problem, nil) == "" {
				t.Errorf("%s says nothing of %q", lang, problem)
			}
		}
	}
}
