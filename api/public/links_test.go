package public_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"cham"
	"cham/api/public"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// noted notes what it is told.
type noted struct {
	came  []outbox.Return
	count int
	err   error
}

func (c *noted) Came(_ context.Context, _ cham.WorkspaceID, _ reach.Way, all []outbox.Return) error {
	c.came = append(c.came, all...)
	return c.err
}

func (c *noted) Count(context.Context, cham.WorkspaceID, string, outbox.ReturnKind, string) error {
	c.count++
	return c.err
}

func TestLinksLeadOn(t *testing.T) {
	secret, to := []byte("secret-of-a"), "https://mocan.vn/khuyến-mãi?utm_source=e&x=1#y"
	signed := func(l outbox.Link) string { return l.Sign(secret) }
	mine := outbox.Link{Workspace: "a", Mailing: "m", Item: "i", What: to}
	other := outbox.Link{Workspace: "a", Mailing: "m", What: to}
	picture := outbox.Link{Workspace: "a", Mailing: "m", Item: "i"}
	leads := func(token, to string) string { return outbox.LinkPath + token + "?to=" + url.QueryEscape(to) }
	for name, c := range map[string]struct {
		method, path, agent string
		status              int
		came                int
		machine             bool
		count               int
		broken              bool
	}{
		"a click":                {"GET", leads(signed(mine), to), "Mozilla/5.0 (Windows NT 10.0)", 302, 1, false, 0, false},
		"of one not followed":    {"GET", leads(signed(other), to), "Mozilla/5.0 (Windows NT 10.0)", 302, 0, false, 1, false},
		"a head":                 {"HEAD", leads(signed(mine), to), "Mozilla/5.0 (Windows NT 10.0)", 302, 1, true, 0, false},
		"a robot":                {"GET", leads(signed(mine), to), "curl/8", 302, 1, true, 0, false},
		"a robot, not followed":  {"GET", leads(signed(other), to), "curl/8", 302, 0, false, 0, false},
		"leads elsewhere":        {"GET", leads(signed(mine), "https://evil.example/"), "x", 404, 0, false, 0, false},
		"leads nowhere":          {"GET", outbox.LinkPath + signed(mine), "x", 404, 0, false, 0, false},
		"a picture":              {"GET", outbox.PicturePath + signed(picture) + ".gif", "Mozilla/5.0 (iPhone)", 200, 1, false, 0, false},
		"nobody's picture":       {"GET", outbox.PicturePath + signed(mine) + ".gif", "x", 404, 0, false, 0, false},
		"it cannot be kept":      {"GET", leads(signed(mine), to), "Mozilla/5.0 (X11)", 302, 1, false, 0, true},
		"posted":                 {"POST", leads(signed(mine), to), "x", 405, 0, false, 0, false},
		"of a business that was": {"GET", leads(outbox.Link{Workspace: "b", What: to}.Sign(secret), to), "x", 404, 0, false, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			count := &noted{}
			if c.broken {
				count.err = errors.New("the disk is full")
			}
			h := public.NewLinks(public.LinksConfig{Outbox: count, IsMachine: cham.IsRobot, Now: time.Now, Log: slog.New(slog.DiscardHandler),
				ClientIP: func(*http.Request) string { return "192.0.2.1" },
				Secret: func(_ context.Context, ws cham.WorkspaceID) ([]byte, error) {
					if ws != "a" {
						return nil, cham.Errorf(cham.CodeNotFound, "test", "none")
					}
					return secret, nil
				}})
			r := httptest.NewRequest(c.method, c.path, nil)
			r.Header.Set("User-Agent", c.agent)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.status || len(count.came) != c.came || count.count != c.count {
				t.Fatalf("%d, came %v, counted %d", w.Code, count.came, count.count)
			}
			if c.status == 302 && w.Header().Get("Location") != to {
				t.Error(w.Header().Get("Location"))
			}
			if c.came > 0 && (count.came[0].Machine != c.machine || count.came[0].Message != "i" ||
				count.came[0].Kind == outbox.Clicked && count.came[0].URL != "https://mocan.vn/khuyến-mãi") {
				t.Errorf("%+v", count.came[0])
			}
		})
	}
}

// A short link leads on as a long one does, and a customer's own page is not counted.
func TestShortLinksLeadOn(t *testing.T) {
	to := "https://mocan.vn/khuyến-mãi?utm_source=sms#y"
	kept := map[string]outbox.Short{
		"hers": {Link: outbox.Link{Workspace: "a", Mailing: "m", Item: "i", What: to}, Counted: true},
		"all":  {Link: outbox.Link{Workspace: "a", Mailing: "m", What: to}, Counted: true},
		"page": {Link: outbox.Link{Workspace: "a", What: to}},
	}
	for name, c := range map[string]struct {
		method, code, agent string
		status, came, count int
	}{
		"followed":       {"GET", "hers", "Mozilla/5.0 (iPhone)", 302, 1, 0},
		"not followed":   {"GET", "all", "Mozilla/5.0 (iPhone)", 302, 0, 1},
		"by a robot":     {"GET", "all", "curl/8", 302, 0, 0},
		"a page":         {"GET", "page", "Mozilla/5.0 (iPhone)", 302, 0, 0},
		"a head":         {"HEAD", "hers", "Mozilla/5.0 (iPhone)", 302, 1, 0},
		"unknown":        {"GET", "none", "x", 404, 0, 0},
		"not now":        {"GET", "broken", "x", 503, 0, 0},
		"posted":         {"POST", "hers", "x", 405, 0, 0},
		"without a code": {"GET", "", "x", 404, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			count := &noted{}
			h := public.NewLinks(public.LinksConfig{Outbox: count, IsMachine: cham.IsRobot, Now: time.Now, Log: slog.New(slog.DiscardHandler),
				ClientIP: func(*http.Request) string { return "192.0.2.1" },
				Leads: func(_ context.Context, code string) (outbox.Short, error) {
					if code == "broken" {
						return outbox.Short{}, errors.New("the database is away")
					}
					s, ok := kept[code]
					if !ok {
						return s, cham.Errorf(cham.CodeNotFound, "test", "none")
					}
					return s, nil
				}})
			r := httptest.NewRequest(c.method, outbox.ShortPath+c.code, nil)
			r.Header.Set("User-Agent", c.agent)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.status || len(count.came) != c.came || count.count != c.count {
				t.Fatalf("%d, came %v, counted %d", w.Code, count.came, count.count)
			}
			if c.status == 302 && (w.Header().Get("Location") != to || w.Header().Get("Cache-Control") != "no-store") {
				t.Error(w.Header())
			}
			if c.came > 0 && (count.came[0].Message != "i" || count.came[0].Machine != (c.method == "HEAD")) {
				t.Errorf("%+v", count.came[0])
			}
		})
	}
}

// Whoever asks without end is led on, and not counted.
func TestLinksCountSlowly(t *testing.T) {
	secret := []byte("secret-of-a")
	count, now := &noted{}, time.Now()
	h := public.NewLinks(public.LinksConfig{Outbox: count, IsMachine: cham.IsRobot, Now: func() time.Time { return now },
		ClientIP: func(*http.Request) string { return "192.0.2.1" }, Log: slog.New(slog.DiscardHandler),
		Secret: func(context.Context, cham.WorkspaceID) ([]byte, error) { return secret, nil }})
	token := outbox.Link{Workspace: "a", Mailing: "m", What: "https://mocan.vn"}.Sign(secret)
	for range 300 {
		r := httptest.NewRequest("GET", outbox.LinkPath+token+"?to=https://mocan.vn", nil)
		r.Header.Set("User-Agent", "Mozilla/5.0 (X11)")
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != http.StatusFound {
			t.Fatal(w.Code)
		}
	}
	if count.count != 60 {
		t.Error(count.count)
	}
}
