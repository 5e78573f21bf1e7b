// Package public answers the pages that customers open themselves, without an
// account: what they agreed to, and what they ask for about their data. A
// signed link opens them; nothing on them says more of the customer than the
// last digits of a number they know. It has limits of its own.
package public

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/identity"
	"cham/capability/outbox"
	"cham/capability/privacy"
	"cham/capability/reach"
	"cham/capability/rights"
	"cham/locale"
)

// Config is what the pages work with; all of it is required.
type Config struct {
	Ledger *consent.Ledger
	Desk   *rights.Desk
	People People
	// Secret is what a workspace's links are signed with.
	Secret    func(context.Context, cham.WorkspaceID) ([]byte, error)
	Workspace func(context.Context, cham.WorkspaceID) (cham.Workspace, error)
	Now       func() time.Time
	ClientIP  func(*http.Request) string
	// Came notes what a customer did with the message that led to the page.
	Came func(ctx context.Context, ws cham.WorkspaceID, way reach.Way, all []outbox.Return) error
	Log  *slog.Logger
}

// People finds a customer; *identity.Resolver is one.
type People interface {
	Profile(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) (identity.Profile, error)
}

//go:embed page.html page.css code.html code.css guest.html form.html
var files embed.FS

var page = template.Must(template.ParseFS(files, "page.html"))

// Path is where the pages lie.
const Path = "/p/"

type handler struct{ Config }

// New returns the handler of everything under Path.
func New(c Config) http.Handler {
	h := &handler{c}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path+"page.css", style)
	mux.HandleFunc("GET "+Path+"{token}", h.show)
	mux.HandleFunc("POST "+Path+"{token}", h.change)
	// One click in a mail program (RFC 8058), and the page for who opens it.
	mux.HandleFunc("GET "+Path+"{token}/unsubscribe", h.show)
	mux.HandleFunc("POST "+Path+"{token}/unsubscribe", h.unsubscribe)
	return guarded(c.Now, c.ClientIP, h.tooMany, mux)
}

func (h *handler) tooMany(w http.ResponseWriter, r *http.Request) {
	h.plain(w, r, http.StatusTooManyRequests, "preferences.tooMany")
}

func style(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, files, "page.css")
}

// asking is one request of a customer's page.
type asking struct {
	link  consent.Link
	ws    cham.Workspace
	who   identity.Profile
	keys  []consent.Key
	said  []consent.Record
	lang  string
	token string
	// message is the one that led here, "" when none did.
	message string
}

// open finds whose page it is; ok is false when that was answered already.
func (h *handler) open(w http.ResponseWriter, r *http.Request) (v asking, ok bool) {
	ctx := r.Context()
	v.token, v.lang, v.message = r.PathValue("token"), language(r), r.URL.Query().Get("m")
	var err error
	v.link, err = consent.Open(v.token, h.Now(), func(ws cham.WorkspaceID) ([]byte, error) { return h.Secret(ctx, ws) })
	if err == nil {
		v.ws, err = h.Workspace(ctx, v.link.Workspace)
	}
	if err == nil {
		v.who, err = h.People.Profile(ctx, v.ws.ID, cham.CustomerID(v.link.Key))
	}
	if err == nil {
		for _, k := range v.who.Keys {
			v.keys = append(v.keys, consent.Key{ID: k.ID, Key: k.Key})
		}
		v.said, err = h.Ledger.Said(ctx, v.ws.ID, v.keys)
	}
	switch {
	case err == nil:
		return v, true
	case cham.ErrorCode(err) == cham.CodeNotFound:
		h.plain(w, r, http.StatusNotFound, "preferences.gone")
	default:
		h.Log.Error("a customer's page", "error", err)
		h.plain(w, r, http.StatusServiceUnavailable, "preferences.failed")
	}
	return v, false
}

// language is what was chosen on the page, or the browser's.
func language(r *http.Request) string {
	if l := r.URL.Query().Get("lang"); l == "vi" || l == "en" {
		return l
	}
	accept := strings.ToLower(r.Header.Get("Accept-Language"))
	if en := strings.Index(accept, "en"); en >= 0 && !strings.Contains(accept[:en], "vi") {
		return "en"
	}
	return "vi"
}

func (h *handler) show(w http.ResponseWriter, r *http.Request) {
	if v, ok := h.open(w, r); ok {
		h.came(r, v, outbox.Visited)
		h.answer(w, r, v, http.StatusOK, "")
	}
}

// came notes what was done with the message that led to the page, if one did.
func (h *handler) came(r *http.Request, v asking, kind outbox.ReturnKind) {
	if v.message == "" {
		return
	}
	err := h.Came(r.Context(), v.ws.ID, "", []outbox.Return{{Kind: kind, Message: v.message, Key: v.link.Key}})
	if err != nil {
		h.Log.Error("what was done with a message could not be kept", "error", err)
	}
}

// plain is a page of one sentence.
func (h *handler) plain(w http.ResponseWriter, r *http.Request, status int, key string) {
	lang := language(r)
	h.render(w, status, view{Lang: lang, Title: text(lang, "preferences.title"), Notice: text(lang, key), Bad: status >= 400})
}

func (h *handler) render(w http.ResponseWriter, status int, v view) {
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		h.Log.Error("a customer's page", "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

func text(lang, key string, args ...any) string {
	named := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		named[args[i].(string)] = args[i+1]
	}
	return locale.Text(lang, key, named)
}

// contact is a customer's strongest address, but for a few letters hidden.
func contact(p identity.Profile) string {
	for _, kind := range []cham.KeyKind{cham.KeyPhone, cham.KeyEmail} {
		for _, k := range p.Keys {
			if k.Key.Kind == kind {
				return privacy.Key(k.Key)
			}
		}
	}
	return ""
}
