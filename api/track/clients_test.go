package track_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	analytics "gopkg.in/segmentio/analytics-go.v3"

	"cham"
	"cham/api/track"
	"cham/capability/capture"
	"cham/chamtest"
)

// client runs a script of clienttest, with real clients from npm.
func client(t *testing.T, script string, args ...string) {
	t.Helper()
	install(t)
	cmd := exec.Command("node", append([]string{script}, args...)...)
	cmd.Dir = "clienttest"
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
	if len(out) > 0 {
		t.Logf("%s says:\n%s", script, out)
	}
}

// install fetches the clients once. Without a network it skips, except in CI.
func install(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("clienttest/node_modules/.package-lock.json"); err == nil {
		return
	}
	cmd := exec.Command("npm", "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error")
	cmd.Dir = "clienttest"
	if out, err := cmd.CombinedOutput(); err != nil {
		text := fmt.Sprintf("npm install in api/track/clienttest: %v\n%s", err, out)
		if os.Getenv("CI") == "true" {
			t.Fatal(text)
		}
		t.Skip(text)
	}
}

func listen(t *testing.T) (*recorder, *httptest.Server) {
	rec, _, h := newServer(func(c *track.Config) { c.Now = time.Now })
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return rec, server
}

// want compares what was recorded, in any order.
func want(t *testing.T, rec *recorder, touches ...string) {
	t.Helper()
	rec.mu.Lock()
	defer rec.mu.Unlock()
	got := tell(rec.touches)
	slices.Sort(got)
	slices.Sort(touches)
	if !slices.Equal(got, touches) {
		t.Errorf("recorded\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(touches, "\n  "))
	}
	for _, r := range rec.refused {
		if r.Name != "Refused" {
			t.Errorf("refused: %+v", r)
		}
	}
}

func (r *recorder) find(t *testing.T, name string) cham.Touch {
	t.Helper()
	for _, x := range r.touches {
		if x.Name == name {
			return x
		}
	}
	t.Fatalf("no touch %s", name)
	return cham.Touch{}
}

func TestSegmentNode(t *testing.T) {
	rec, server := listen(t)
	client(t, "segment-node.mjs", server.URL)
	want(t, rec, "track Order Completed user:u1", "page Page Viewed user:u1", "screen Screen Viewed user:u1",
		"identify  user:u1 phone:+84912345678 email:an@gmail.com", "group  user:u1", "alias  user:u1 user:old")
	order := rec.find(t, "Order Completed")
	if !order.At.Equal(time.Date(2016, 9, 5, 0, 15, 19, 0, time.UTC)) || order.Value != 250000 || order.Currency != "VND" {
		t.Errorf("the order: %+v", order)
	}
	if page := rec.find(t, cham.PageViewed); page.Channel != "website" || page.Campaign.Source != "zalo" || page.Page.Title != "Bảng giá" {
		t.Errorf("the page: %+v", page)
	}
	if len(rec.refused) != 1 || rec.refused[0].Reason != "placeholder" {
		t.Errorf("refused: %+v", rec.refused)
	}
}

func TestRudderNode(t *testing.T) {
	rec, server := listen(t)
	client(t, "rudder-node.mjs", server.URL)
	want(t, rec, "identify  user:u2 phone:+84912345679", "track Booking Made user:u2", "page Page Viewed anonymous:a2")
	if booking := rec.find(t, "Booking Made"); booking.Branch != "Quận 1" || time.Since(booking.At).Abs() > time.Minute {
		t.Errorf("the booking: %+v", booking)
	}
}

const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"

// pages serves the page with Segment's browser SDK from an origin of its own.
func pages(t *testing.T, server *httptest.Server, options string) string {
	install(t)
	mux := http.NewServeMux()
	mux.Handle("/umd/", http.StripPrefix("/umd/", http.FileServer(http.Dir("clienttest/node_modules/@segment/analytics-next/dist/umd"))))
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, "clienttest/page.html") })
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	return site.URL + "/?utm_source=facebook&gclid=G1&server=" + server.URL + options
}

// anonymous replaces the browser's random id.
func anonymous(rec *recorder) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	for _, x := range rec.touches {
		for i := range x.Keys {
			if x.Keys[i].Kind == cham.KeyAnonymous {
				x.Keys[i].Value = "?"
			}
		}
	}
}

func TestSegmentBrowser(t *testing.T) {
	rec, server := listen(t)
	client(t, "browser.mjs", pages(t, server, ""), chrome)
	anonymous(rec)
	want(t, rec, "page Page Viewed anonymous:?", "track Product Added anonymous:?", "identify  user:u3 email:binh@gmail.com anonymous:?",
		"track Checkout Started user:u3 anonymous:?", "group  user:u3 anonymous:?", "alias  user:u3 user:old3 anonymous:?")
	page := rec.find(t, cham.PageViewed)
	if page.Channel != "website" || page.Device != "desktop" || page.Page.Title != "Sữa rửa mặt" || page.Page.Path != "/" ||
		page.Campaign.Source != "facebook" || page.Campaign.ClickID != "gclid=G1" || !strings.Contains(string(page.Context), `"ip":"127.0.0.1"`) {
		t.Errorf("the page: %+v\n%s", page, page.Context)
	}
	if checkout := rec.find(t, "Checkout Started"); checkout.Value != 185000 || checkout.Currency != "VND" {
		t.Errorf("the checkout: %+v", checkout)
	}
}

func TestSegmentBrowserBatching(t *testing.T) {
	rec, server := listen(t)
	client(t, "browser.mjs", pages(t, server, "&batching"), chrome)
	anonymous(rec)
	want(t, rec, "page Page Viewed anonymous:?", "track Product Added anonymous:?", "identify  user:u3 email:binh@gmail.com anonymous:?",
		"track Checkout Started user:u3 anonymous:?")
}

// TestHeadlessBrowser: a browser that says it is driven by a program is a bot.
func TestHeadlessBrowser(t *testing.T) {
	rec, server := listen(t)
	client(t, "browser.mjs", pages(t, server, ""))
	if len(rec.touches) > 0 || len(rec.refused) != 6 || rec.refused[0].Reason != "bot" {
		t.Errorf("recorded %v, refused %+v", tell(rec.touches), rec.refused)
	}
}

func TestSegmentGo(t *testing.T) {
	rec, server := listen(t)
	c, err := analytics.NewWithConfig("abc123", analytics.Config{Endpoint: server.URL, BatchSize: 10,
		DefaultContext: &analytics.Context{Extra: map[string]any{"branch": "Quận 3"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []analytics.Message{
		analytics.Track{UserId: "u4", Event: "Visit", Timestamp: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)},
		analytics.Identify{UserId: "u4", Traits: analytics.NewTraits().SetEmail("c@shop.vn").SetPhone("01691234567")},
		analytics.Page{UserId: "u4", Name: "Giá"}, analytics.Alias{PreviousId: "a", UserId: "u4"},
	} {
		if err := c.Enqueue(m); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	want(t, rec, "track Visit user:u4", "identify  user:u4 phone:+84391234567 email:c@shop.vn", "page Page Viewed user:u4",
		"alias  user:u4 user:a")
	if visit := rec.find(t, "Visit"); visit.Branch != "Quận 3" || !visit.At.Equal(time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)) ||
		visit.MessageID == "" {
		t.Errorf("the visit: %+v", visit)
	}
}

// TestClientHistoryKeepsItsTimes: history sent through a real client arrives at the times it says,
// to the millisecond, exactly as from a file.
func TestClientHistoryKeepsItsTimes(t *testing.T) {
	file := chamtest.Shared(t, "journey/olist_events_dev.ndjson.gz")
	rec, server := listen(t)
	const n = 1000
	client(t, "history-node.mjs", server.URL, file, fmt.Sprint(n))
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	lines, err := capture.OpenFile(in, file, nil)
	if err != nil {
		t.Fatal(err)
	}
	fromFile := &recorder{}
	acc := capture.NewAccepter(capture.Config{Log: fromFile})
	for range n {
		c, err := lines.Next()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := acc.Accept(t.Context(), cham.Source{ID: "s1"}, capture.Batch{Calls: []capture.Call{c}},
			capture.Meta{ReceivedAt: time.Now(), Import: true}); err != nil {
			t.Fatal(err)
		}
	}
	sent := map[string]cham.Touch{}
	for _, x := range rec.touches {
		sent[x.MessageID] = x
	}
	if len(rec.refused) > 0 || len(sent) != n || len(fromFile.touches) != n {
		t.Fatalf("%d sent, %d refused, %d from the file", len(sent), len(rec.refused), len(fromFile.touches))
	}
	for _, f := range fromFile.touches {
		s := sent[f.MessageID]
		if !s.At.Equal(f.At) || s.Name != f.Name || s.Channel != f.Channel || s.Value != f.Value || !slices.Equal(s.Keys, f.Keys) {
			t.Fatalf("sent %+v\nfile %+v", s, f)
		}
	}
}
