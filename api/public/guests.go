package public

import (
	"bytes"
	"context"
	"encoding/base64"
	"html/template"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/capability/brand"
	"cham/capability/visit"
)

// Guests is what pages work with that anybody opens, those of codes and of forms;
// all of it is required.
type Guests struct {
	Brands    brand.Store
	Workspace func(context.Context, cham.WorkspaceID) (cham.Workspace, error)
	// NewID makes an id nobody can guess, of letters, digits, - and _.
	NewID func() string
	// Secure reports whether a browser came by HTTPS.
	Secure   func(*http.Request) bool
	Now      func() time.Time
	ClientIP func(*http.Request) string
	Log      *slog.Logger
}

// idLetters are what ids that come back are made of.
const idLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// fromHere refuses what another site lets its visitors send: an answer, and a
// consent with it, would be theirs by no will of their own.
func fromHere(next, deny http.HandlerFunc) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(deny)
	return guard.Handler(next)
}

// guest is who opens a page, as nobody that is known.
func (g *Guests) guest(r *http.Request) visit.Visitor {
	return visit.Visitor{ID: g.NewID(), IP: g.ClientIP(r), UserAgent: r.UserAgent(),
		NoTrack: r.Header.Get("Sec-GPC") == "1" || r.Header.Get("DNT") == "1"}
}

// shown is what all these pages show.
type shown struct {
	Lang, Other, Title, Business, Where string
	Brand                               template.CSS
	Logo                                template.URL
	// Switch leads to the page in the other language.
	Switch, Notice, Action string
	Next, NextHost         string
	Asks, Answered         bool
	// Embedded stands in a page of somebody else.
	Embedded bool
	Words    map[string]string
}

// show begins a page of a business; query is what its addresses keep.
func (g *Guests) show(lang string, ws cham.Workspace, b brand.Brand, path string, query url.Values) shown {
	other := map[string]string{"vi": "en", "en": "vi"}[lang]
	s := shown{Lang: lang, Other: other, Business: ws.Name, Action: path + "?" + with(query, lang), Switch: "?" + with(query, other),
		Words: map[string]string{}}
	if b.Colour != "" {
		s.Brand = template.CSS(":root{--brand:" + b.Colour + ";--on-brand:" + b.On() + "}")
	}
	if len(b.Logo) > 0 {
		s.Logo = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Logo))
	}
	return s
}

// with is a query in a language.
func with(query url.Values, lang string) string {
	q := maps.Clone(query)
	if q == nil {
		q = url.Values{}
	}
	q.Set("lang", lang)
	return q.Encode()
}

// say looks the page's words up.
func (s *shown) say(group string, words ...string) {
	for _, w := range words {
		s.Words[w] = text(s.Lang, group+"."+w, "business", s.Business)
	}
}

// next is where a visitor may go on to, and the site's name, which they are told
// first.
func next(address string) (to, host string) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" {
		return "", ""
	}
	return address, u.Hostname()
}

// serve answers with a page; its policy lets it have the business's colours, the
// only style of its own.
func (g *Guests) serve(w http.ResponseWriter, status int, page *template.Template, v any, style template.CSS, policy string) {
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		g.Log.Error("a page for visitors", "page", page.Name(), "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	if style != "" {
		policy = strings.Replace(policy, "style-src 'self'", "style-src 'self' 'sha256-"+hashOf(string(style))+"'", 1)
	}
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	w.Write(b.Bytes())
}
