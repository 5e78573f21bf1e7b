package track_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/api/track"
	"cham/capability/capture"
)

// recorder is a log, a refusal sink and a list of sources that remember.
type recorder struct {
	mu      sync.Mutex
	touches []cham.Touch
	refused []capture.Refused
	full    error
}

func (r *recorder) Append(_ context.Context, _ cham.WorkspaceID, n int, payload []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.full != nil {
		return r.full
	}
	touches, err := capture.DecodeBatch(payload)
	if err == nil && len(touches) != n {
		err = fmt.Errorf("%d touches announced, %d encoded", n, len(touches))
	}
	r.touches = append(r.touches, touches...)
	return err
}

func (r *recorder) Keep(_ context.Context, refused []capture.Refused) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refused = append(r.refused, refused...)
}

func (r *recorder) SourceByKey(_ context.Context, key string) (cham.Source, error) {
	src := cham.Source{ID: "s1", Workspace: "w1", WriteKey: key, Enabled: true}
	switch key {
	case "abc123":
	case "off":
		src.Enabled = false
	case "broken":
		return src, io.ErrClosedPipe
	case "strict":
		src.RequireConsent = true
	case "site":
		src.Kind, src.Tells = "website", "errors search"
	case "server":
		src.Kind, src.Tells = "server", "errors search"
	default:
		return cham.Source{}, cham.Errorf(cham.CodeNotFound, "test", "no such key")
	}
	return src, nil
}

var now = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// newServer returns a handler on a fresh recorder with a fixed clock and
// message ids gen-1, gen-2…
func newServer(change func(*track.Config)) (*recorder, *capture.Accepter, http.Handler) {
	rec := &recorder{}
	n := 0
	acc := capture.NewAccepter(capture.Config{Log: rec, Refusals: rec, NewID: func() string {
		n++
		return fmt.Sprint("gen-", n)
	}})
	c := track.Config{Accepter: acc, Sources: rec, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&c)
	}
	return rec, acc, track.New(c)
}

func zip(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

// scenario is one request and everything it must lead to.
type scenario struct {
	name, method, url string
	header            map[string]string
	body              string
	change            func(*track.Config)
	full              error
	status            int
	text              string
	answer            map[string]string // headers
	// recorded is "type name key…" of each touch, refused "reason detail".
	recorded, refused []string
}

const basic = "Basic YWJjMTIzOg==" // abc123:

var scenarios = []scenario{
	{name: "track with basic auth", url: "/v1/track", header: map[string]string{"Authorization": basic},
		body:     `{"userId":"u1","event":"Order Completed","properties":{"revenue":120000,"currency":"vnd"}}`,
		recorded: []string{"track Order Completed user:u1"}},
	{name: "basic auth without padding", url: "/v1/track", header: map[string]string{"Authorization": "basic YWJjMTIzOg"},
		body: `{"userId":"u1","event":"A"}`, recorded: []string{"track A user:u1"}},
	{name: "write key in the body", url: "/v1/identify",
		body:     `{"writeKey":"abc123","userId":19023,"traits":{"email":"An@Gmail.com","phone":"0162 123 4567"}}`,
		recorded: []string{"identify  user:19023 phone:+84321234567 email:an@gmail.com"}},
	{name: "bearer and write key in the body", url: "/v1/track", header: map[string]string{"Authorization": "Bearer t0k"},
		body: `{"writeKey":"abc123","userId":"u1","event":"A"}`, recorded: []string{"track A user:u1"}},
	{name: "X-Write-Key", url: "/v1/track", header: map[string]string{"X-Write-Key": "abc123:secret"},
		body: `{"userId":"u1","event":"A"}`, recorded: []string{"track A user:u1"}},
	{name: "no key", url: "/v1/track", body: `{"userId":"u1","event":"A"}`, status: 401, text: "no write key"},
	{name: "unknown key", url: "/v1/track", body: `{"writeKey":"nope","userId":"u1","event":"A"}`, status: 401, text: "unknown write key"},
	{name: "switched off", url: "/v1/track", body: `{"writeKey":"off","userId":"u1","event":"A"}`, status: 403, text: "switched off"},
	{name: "one letter, text/plain, null userId, as analytics-next sends", url: "/v1/p",
		header: map[string]string{"Authorization": basic, "Content-Type": "text/plain"},
		body: `{"userId":null,"anonymousId":"8e1c6b8e-4a4e-4c7c-9e6a-2f8a3e7d9b10","type":"page","writeKey":"abc123","messageId":"ajs-1",
			"context":{"library":{"name":"analytics.js","version":"next-1"},"page":
			{"url":"https://shop.vn/s%E1%BA%A3n-ph%E1%BA%A9m?gclid=X1&utm_source=zalo",
			"path":"/s%E1%BA%A3n-ph%E1%BA%A9m","search":"?gclid=X1&utm_source=zalo","title":"Sản phẩm","referrer":""}}}`,
		recorded: []string{"page Page Viewed anonymous:8e1c6b8e-4a4e-4c7c-9e6a-2f8a3e7d9b10"}},
	{name: "screen, group, alias by letter", url: "/v1/b", header: map[string]string{"Authorization": basic},
		body: `{"batch":[{"type":"screen","name":"Home","userId":"u"},{"type":"group","groupId":"acme","userId":"u",
			"traits":{"phone":"0912345678"}},
			{"type":"alias","previousId":"old","userId":"u"}]}`,
		recorded: []string{"screen Screen Viewed user:u", "group  user:u", "alias  user:u user:old"}},
	{name: "gzip in a form, as RudderStack sends", url: "/v1/batch",
		header:   map[string]string{"Authorization": basic, "Content-Type": "application/x-www-form-urlencoded"},
		body:     zip(`{"batch":[{"type":"track","event":"A","userId":"u1"},{"type":"track","event":"B","userId":"u1"}]}`),
		recorded: []string{"track A user:u1", "track B user:u1"}},
	{name: "import", url: "/v1/import", header: map[string]string{"Authorization": basic},
		body:     `{"batch":[{"type":"track","event":"A","userId":"u1","timestamp":"2012-12-02T00:30:12.984Z"}]}`,
		recorded: []string{"track A user:u1"}},
	{name: "one bad call leaves its neighbours alone", url: "/v1/batch", header: map[string]string{"Authorization": basic},
		body: `{"batch":[{"type":"track","event":"A","userId":"u1"},7,{"type":"track","userId":"u1"},{"type":"track","event":"A"},
			{"type":"wat","userId":"u"},{"type":"track","event":"C","userId":"null"},{"type":"track","event":"B","userId":"u1"}]}`,
		recorded: []string{"track A user:u1", "track B user:u1"},
		refused:  []string{"shape not an object", "no_event ", "no_id ", "shape type is none we know: wat", "placeholder user null"}},
	{name: "a bot", url: "/v1/track", header: map[string]string{"Authorization": basic},
		body:    `{"anonymousId":"a","event":"A","context":{"userAgent":"Mozilla/5.0 (compatible; Googlebot/2.1)"}}`,
		refused: []string{"bot Mozilla/5.0 (compatible; Googlebot/2.1)"}},
	{name: "do not track", url: "/v1/track", header: map[string]string{"Authorization": basic, "Sec-GPC": "1"},
		body: `{"anonymousId":"a","event":"A"}`, refused: []string{"do_not_track "}},
	{name: "consent required", url: "/v1/batch",
		body: `{"writeKey":"strict","batch":[{"type":"track","anonymousId":"a","event":"A"},
			{"type":"track","anonymousId":"b","event":"A","context":{"consent":{"categoryPreferences":{"Advertising":false,"Analytics":true}}}},
			{"type":"track","anonymousId":"c","event":"A","context":{"consent":"denied"}}]}`,
		recorded: []string{"track A anonymous:b"}, refused: []string{"no_consent ", "denied "}},
	{name: "bad JSON", url: "/v1/track", header: map[string]string{"Authorization": basic}, body: `{"userId":"u1",}`, status: 400,
		text: "bad JSON"},
	{name: "not UTF-8", url: "/v1/track", header: map[string]string{"Authorization": basic}, body: "{\"userId\":\"\xff\"}", status: 400,
		text: "UTF-8"},
	{name: "empty", url: "/v1/track", header: map[string]string{"Authorization": basic}, status: 400, text: "empty"},
	{name: "neither batch nor type", url: "/v1/batch", header: map[string]string{"Authorization": basic}, body: `{}`, status: 400,
		text: "batch"},
	{name: "large call", url: "/v1/track", header: map[string]string{"Authorization": basic},
		body: `{"userId":"u1","event":"A","properties":{"x":"` + strings.Repeat("x", 33<<10) + `"}}`, status: 400, text: "32 KB"},
	{name: "large call in a batch", url: "/v1/batch", header: map[string]string{"Authorization": basic},
		body: `{"batch":[{"type":"track","userId":"u1","event":"A","properties":{"x":"` + strings.Repeat("x", 33<<10) +
			`"}},{"type":"track","userId":"u1","event":"B"}]}`,
		recorded: []string{"track B user:u1"}, refused: []string{"size over 32 KB"}},
	{name: "large batch", url: "/v1/batch", header: map[string]string{"Authorization": basic},
		body: `{"batch":["` + strings.Repeat("x", 501<<10) + `"]}`, status: 400, text: "500 KB"},
	{name: "large batch, packed", url: "/v1/batch", header: map[string]string{"Authorization": basic},
		body: zip(strings.Repeat(" ", 64<<20)), status: 400, text: "500 KB"},
	{name: "damaged gzip", url: "/v1/batch", header: map[string]string{"Authorization": basic},
		body: zip(`{"batch":[]}`)[:20], status: 400, text: "gzip"},
	{name: "empty batch", url: "/v1/batch", header: map[string]string{"Authorization": basic}, body: `{"batch":[]}`},
	{name: "log is full", url: "/v1/track", header: map[string]string{"Authorization": basic}, body: `{"userId":"u1","event":"A"}`,
		full:   &cham.Error{Code: cham.CodeUnavailable, Hint: "the disk is nearly full", RetryAfter: 1500 * time.Millisecond},
		status: 503, text: "nearly full", answer: map[string]string{"Retry-After": "2"}},
	{name: "log is broken", url: "/v1/track", header: map[string]string{"Authorization": basic}, body: `{"userId":"u1","event":"A"}`,
		full: io.ErrUnexpectedEOF, status: 503, text: "an error of ours", answer: map[string]string{"Retry-After": "1"}},
	{name: "settings", method: "GET", url: "http://cham.vn/v1/projects/abc123/settings",
		text: `{"integrations":{"Segment.io":{"apiHost":"cham.vn/v1","apiKey":"abc123","protocol":"http"}}}`},
	{name: "what a website tells", method: "GET", url: "/v1/snippet/site", answer: map[string]string{"Cache-Control": "public, max-age=120",
		"Access-Control-Allow-Origin": "*"}, text: `{"on":["errors","search"],"search":["q","s","query"`},
	{name: "what a website does not tell", method: "GET", url: "/v1/snippet/abc123", text: `{"on":[],"search":[]}`},
	{name: "a server tells by itself", method: "GET", url: "/v1/snippet/server", text: `{"on":[]`},
	{name: "what an unknown website tells", method: "GET", url: "/v1/snippet/nope", status: 404, text: "unknown write key"},
	{name: "what a switched-off website tells", method: "GET", url: "/v1/snippet/off", status: 404, text: "unknown write key"},
	{name: "settings behind an address", method: "GET", url: "/v1/projects/abc123/settings",
		change: func(c *track.Config) { c.PublicURL = "https://t.shop.vn" },
		text:   `"apiHost":"t.shop.vn/v1","apiKey":"abc123","protocol":"https"`},
	{name: "settings of an unknown key", method: "GET", url: "/v1/projects/nope/settings", status: 404, text: "unknown write key"},
	{name: "settings while the store is away", method: "GET", url: "/v1/projects/broken/settings", status: 503, text: "an error of ours"},
	{name: "sources while the store is away", url: "/v1/track", body: `{"writeKey":"broken","userId":"u1","event":"A"}`, status: 503,
		text: "an error of ours"},
	{name: "key in the address", url: "/v1/batch?writeKey=abc123", header: map[string]string{"Content-Type": "text/plain;charset=UTF-8"},
		body: `{"batch":[{"type":"track","anonymousId":"a1","event":"Left"}]}`, recorded: []string{"track Left anonymous:a1"}},
	{name: "beacon", url: "/beacon/v1/batch?writeKey=abc123", header: map[string]string{"Content-Type": "text/plain;charset=UTF-8"},
		body: `{"batch":[{"type":"track","anonymousId":"a1","event":"Left"}]}`, recorded: []string{"track Left anonymous:a1"}},
	{name: "beacon without a key", url: "/beacon/v1/batch", body: `{"batch":[]}`, status: 401, text: "no write key"},
	{name: "pixel", method: "GET", url: "/pixel/v1/track?writeKey=abc123&anonymousId=a1&event=Email%20Opened&context=x" +
		"&context.page.url=https%3A%2F%2Fa.vn%2F&properties.revenue=5", text: "GIF89a",
		answer:   map[string]string{"Content-Type": "image/gif", "Cache-Control": "no-store"},
		recorded: []string{"track Email Opened anonymous:a1"}},
	{name: "pixel of a page", method: "GET", url: "/pixel/v1/page?writeKey=abc123&anonymousId=a1&channel=web", text: "GIF89a",
		recorded: []string{"page Page Viewed anonymous:a1"}},
	{name: "pixel of a robot", method: "GET", url: "/pixel/v1/page?writeKey=abc123&anonymousId=a1", text: "GIF89a",
		header: map[string]string{"User-Agent": "Googlebot/2.1"}, refused: []string{"bot Googlebot/2.1"}},
	{name: "pixel with an unknown key", method: "GET", url: "/pixel/v1/page?writeKey=nope", status: 401, text: "unknown write key"},
	{name: "source config", method: "GET", url: "/sourceConfig/?p=web&v=3&writeKey=abc123", text: `"destinations":[]`},
	{name: "source config by header", method: "GET", url: "/sourceConfig", header: map[string]string{"Authorization": basic},
		text: `"enabled":true,"id":"`, answer: map[string]string{"Access-Control-Allow-Origin": "*"}},
	{name: "source config of an unknown key", method: "GET", url: "/sourceConfig/?writeKey=nope", status: 404, text: "unknown write key"},
	{name: "preflight of the source config", method: "OPTIONS", url: "/sourceConfig/?writeKey=abc123", status: 204},
	{name: "preflight", method: "OPTIONS", url: "/v1/t", header: map[string]string{"Origin": "https://shop.vn"}, status: 204,
		answer: map[string]string{"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "", "Access-Control-Max-Age": "86400"}},
	{name: "wrong method", method: "GET", url: "/v1/track", status: 405, text: "Method Not Allowed"},
	{name: "wrong address", url: "/v1/nope", status: 404},
}

func TestScenarios(t *testing.T) {
	for _, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) { sc.test(t) })
	}
}

func (sc scenario) test(t *testing.T) {
	rec, _, h := newServer(sc.change)
	rec.full = sc.full
	method, status := sc.method, sc.status
	if method == "" {
		method = "POST"
	}
	if status == 0 {
		status = 200
	}
	if status == 200 && sc.text == "" {
		sc.text = `{"success":true}`
	}
	r := httptest.NewRequest(method, sc.url, strings.NewReader(sc.body))
	for k, v := range sc.header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != status || !strings.Contains(w.Body.String(), sc.text) {
		t.Errorf("answered %d %s, want %d %s", w.Code, w.Body, status, sc.text)
	}
	for k, v := range sc.answer {
		if w.Header().Get(k) != v {
			t.Errorf("%s is %q, want %q", k, w.Header().Get(k), v)
		}
	}
	if got := tell(rec.touches); !slices.Equal(got, sc.recorded) {
		t.Errorf("recorded %q, want %q", got, sc.recorded)
	}
	var refused []string
	for _, r := range rec.refused {
		refused = append(refused, r.Reason+" "+r.Detail)
	}
	if status == http.StatusBadRequest && sc.header["Authorization"] == basic { // shown to the owner as the sender is told
		if len(refused) != 1 || !strings.HasPrefix(refused[0], "body ") || !strings.Contains(refused[0], sc.text) {
			t.Errorf("refused %q, want the body for %q", refused, sc.text)
		}
	} else if !slices.Equal(refused, sc.refused) {
		t.Errorf("refused %q, want %q", refused, sc.refused)
	}
}

func tell(touches []cham.Touch) (out []string) {
	for _, t := range touches {
		s := fmt.Sprintf("%s %s", t.Type, t.Name)
		for _, k := range t.Keys {
			s += fmt.Sprintf(" %s:%s", k.Kind, k.Value)
		}
		out = append(out, s)
	}
	return out
}

func post(h http.Handler, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	r.Header.Set("Authorization", basic)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestRateLimit(t *testing.T) {
	clock := now
	rec, _, h := newServer(func(c *track.Config) { c.Rate, c.Now = 2, func() time.Time { return clock } })
	call := `{"userId":"u1","event":"A"}`
	for i, want := range []int{200, 200, 429} {
		w := post(h, "/v1/track", call)
		if w.Code != want {
			t.Fatalf("request %d answered %d, want %d", i, w.Code, want)
		}
		if want == 429 && (w.Header().Get("Retry-After") != "1" || w.Header().Get("X-RateLimit-Reset") != "1") {
			t.Errorf("429 says %v", w.Header())
		}
	}
	clock = clock.Add(time.Second / 2)
	if w := post(h, "/v1/track", call); w.Code != 200 || len(rec.touches) != 3 {
		t.Errorf("half a second later: %d, %d touches", w.Code, len(rec.touches))
	}
}

// TestTooManyEvents: Segment answers 200 and drops what is over 2,500.
func TestTooManyEvents(t *testing.T) {
	rec, acc, h := newServer(nil)
	var calls []string
	for i := range capture.MaxEvents + 3 {
		calls = append(calls, fmt.Sprintf(`{"type":"track","event":"A","userId":"u%d"}`, i))
	}
	w := post(h, "/v1/batch", `{"batch":[`+strings.Join(calls, ",")+`]}`)
	if w.Code != 200 || len(rec.touches) != capture.MaxEvents {
		t.Fatalf("%d, %d touches", w.Code, len(rec.touches))
	}
	counts := acc.Counts()
	if counts.Accepted != capture.MaxEvents || counts.Refused[capture.ReasonTooMany] != 3 {
		t.Errorf("counted %+v", counts)
	}
	if len(rec.refused) != 1 || rec.refused[0].Count() != 3 {
		t.Errorf("shown %+v", rec.refused)
	}
}

// TestSharedContext: the Go client gives context, time and message id once, for
// the batch; calls override it field by field.
func TestSharedContext(t *testing.T) {
	rec, _, h := newServer(nil)
	w := post(h, "/v1/batch", `{"messageId":"m","sentAt":"2026-11-22T11:00:00Z","context":{"library":{"name":"analytics-go"},"page":
			{"title":"T","path":"/a"},
		"channel":"store"},"batch":[{"type":"track","event":"A","userId":"u","timestamp":"2026-11-22T10:59:00Z"},
		{"type":"track","event":"B","userId":"u","messageId":"own","timestamp":"2026-11-22T10:59:30Z",
			"context":{"page":{"path":"/b"},"channel":"call"}}]}`)
	if w.Code != 200 || len(rec.touches) != 2 {
		t.Fatalf("%d %s, %d touches", w.Code, w.Body, len(rec.touches))
	}
	a, b := rec.touches[0], rec.touches[1]
	if a.MessageID != "m-0" || a.Channel != "store" || a.Page.Path != "/a" || !a.At.Equal(now.Add(-time.Minute)) {
		t.Errorf("first: %+v", a)
	}
	if b.MessageID != "own" || b.Channel != "call" || b.Page.Path != "/b" || b.Page.Title != "T" || !b.At.Equal(now.Add(-30*time.Second)) {
		t.Errorf("second: %+v", b)
	}
	var context map[string]any
	if err := json.Unmarshal(b.Context, &context); err != nil || context["library"] == nil {
		t.Errorf("context of the second: %s %v", b.Context, err)
	}
	keys := slices.Sorted(maps.Keys(context))
	if !slices.Equal(keys, []string{"channel", "library", "page"}) {
		t.Errorf("context has %v", keys)
	}
}

// TestConcurrentRequests: requests at the same time do not get into each other's way.
func TestConcurrentRequests(t *testing.T) {
	rec, acc, h := newServer(func(c *track.Config) { c.Rate = -1 })
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 25 {
				w := post(h, "/v1/batch", fmt.Sprintf(`{"batch":[{"type":"track","event":"A","userId":"u%d","messageId":"%d-%d"},
					{"type":"track","messageId":"x"}]}`, i, i, j))
				if w.Code != 200 {
					t.Errorf("%d %s", w.Code, w.Body)
				}
			}
		})
	}
	all.Wait()
	ids := map[string]bool{}
	for _, x := range rec.touches {
		ids[x.MessageID] = true
	}
	if c := acc.Counts(); len(ids) != 200 || len(rec.refused) != 200 || c.Accepted != 200 {
		t.Errorf("%d touches, %d refused, counted %+v", len(ids), len(rec.refused), c)
	}
}

// Requests that are refused as a whole are shown to the owner of the source,
// with what is wrong and how they begin; those that may come again are not.
func TestWholeRequestsAreShown(t *testing.T) {
	for body, why := range map[string]string{
		`{"batch":[{"type":"track"`:                         "bad JSON",
		"\x1f\x8bno gzip":                                   "damaged gzip",
		`{"userId":"` + strings.Repeat("x", 600<<10) + `"}`: "500 KB",
		"\xff\xfe": "not UTF-8",
		`"text"`:   "expected a JSON object",
	} {
		rec, acc, h := newServer(nil)
		if w := post(h, "/v1/batch", body); w.Code != 400 {
			t.Errorf("%.20q: %d", body, w.Code)
		}
		if len(rec.refused) != 1 || rec.refused[0].Reason != string(capture.ReasonBody) || !strings.Contains(rec.refused[0].Detail, why) ||
			len(rec.refused[0].Sample) > capture.MaxSample || acc.Counts().Refused[capture.ReasonBody] != 1 {
			t.Errorf("%.20q: shown %.300v", body, rec.refused)
		}
	}
	rec, _, h := newServer(nil)
	if w := post(h, "/v1/track", `{"event":"A","userId":"u","properties":{"x":"`+strings.Repeat("x", 40<<10)+`"}}`); w.Code != 400 ||
		len(rec.refused) != 1 ||
		!strings.Contains(rec.refused[0].Detail, "32 KB") || !strings.HasPrefix(rec.refused[0].Sample, `{"event":"A"`) {
		t.Errorf("%d, shown %.300v", w.Code, rec.refused)
	}
}
