package public

import (
	"context"
	"encoding/base64"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"cham"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// LinksConfig is what links and pictures in messages work with; all of it is required.
type LinksConfig struct {
	// Secret is what a workspace's links are signed with.
	Secret func(context.Context, cham.WorkspaceID) ([]byte, error)
	Outbox Counter
	// Leads finds where a short link leads; CodeNotFound.
	Leads func(ctx context.Context, code string) (outbox.Short, error)
	// IsMachine tells programs that look at messages by their names.
	IsMachine func(userAgent string) bool
	Now       func() time.Time
	ClientIP  func(*http.Request) string
	Log       *slog.Logger
}

// Counter notes what came back of messages; *outbox.Service is one.
type Counter interface {
	Came(ctx context.Context, ws cham.WorkspaceID, way reach.Way, all []outbox.Return) error
	Count(ctx context.Context, ws cham.WorkspaceID, mailing string, kind outbox.ReturnKind, what string) error
}

type links struct {
	LinksConfig
	counted *limits
}

// NewLinks returns the handler of everything under outbox.LinkPath, outbox.PicturePath and outbox.ShortPath.
// A link of ours leads to where it was signed or made to lead, nowhere else; but for a short one, whatever happens.
func NewLinks(c LinksConfig) http.Handler {
	h := &links{c, newLimits(rate.Every(time.Minute/perMinute), perMinute)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+outbox.LinkPath+"{token}", h.lead)
	mux.HandleFunc("GET "+outbox.ShortPath+"{code}", h.short)
	mux.HandleFunc("GET "+outbox.PicturePath+"{token}", h.picture)
	return mux
}

func (h *links) lead(w http.ResponseWriter, r *http.Request) {
	to := r.URL.Query().Get("to")
	l, ok := h.open(w, r, r.PathValue("token"), to)
	if !ok {
		return
	}
	h.note(r, l, outbox.Clicked)
	w.Header().Set("Location", to) // as it was signed, to the letter
	w.WriteHeader(http.StatusFound)
}

// short leads on as a long link does; a customer's own page tells itself who came.
func (h *links) short(w http.ResponseWriter, r *http.Request) {
	private(w.Header())
	s, err := h.Leads(r.Context(), r.PathValue("code"))
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	if s.Counted {
		h.note(r, s.Link, outbox.Clicked)
	}
	w.Header().Set("Location", s.What)
	w.WriteHeader(http.StatusFound)
}

// private keeps an answer out of caches, lists and other sites.
func private(head http.Header) {
	head.Set("Cache-Control", "no-store")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("X-Robots-Tag", "noindex")
	head.Set("X-Content-Type-Options", "nosniff")
}

// refuse answers a link that leads nowhere, or not now.
func (h *links) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if cham.ErrorCode(err) == cham.CodeNotFound {
		http.Error(w, text(language(r), "preferences.gone"), http.StatusNotFound)
		return
	}
	h.Log.Error("a link in a message", "error", err)
	http.Error(w, text(language(r), "preferences.failed"), http.StatusServiceUnavailable)
}

// pixel is a picture of one point that nobody sees.
var pixel, _ = base64.StdEncoding.DecodeString("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")

func (h *links) picture(w http.ResponseWriter, r *http.Request) {
	l, ok := h.open(w, r, strings.TrimSuffix(r.PathValue("token"), ".gif"), "")
	if !ok {
		return
	}
	h.note(r, l, outbox.Opened)
	w.Header().Set("Content-Type", "image/gif")
	_, _ = w.Write(pixel) // whoever does not want it has hung up
}

// open reads an address of ours; ok is false when that was answered already.
func (h *links) open(w http.ResponseWriter, r *http.Request, token, what string) (l outbox.Link, ok bool) {
	private(w.Header())
	l, err := outbox.OpenLink(token, what, func(ws cham.WorkspaceID) ([]byte, error) { return h.Secret(r.Context(), ws) })
	if err != nil {
		h.refuse(w, r, err)
	}
	return l, err == nil
}

// note notes what somebody did; whoever asks too often is led on and not counted.
func (h *links) note(r *http.Request, l outbox.Link, kind outbox.ReturnKind) {
	machine := r.Method == http.MethodHead || h.IsMachine(r.UserAgent())
	if !h.counted.take(network(h.ClientIP(r)), h.Now()) || machine && l.Item == "" {
		return
	}
	var err error
	if l.Item == "" {
		err = h.Outbox.Count(r.Context(), l.Workspace, l.Mailing, kind, l.Counted())
	} else {
		err = h.Outbox.Came(r.Context(), l.Workspace, "", []outbox.Return{{Kind: kind, Message: l.Item, URL: l.Counted(), Machine: machine}})
	}
	if err != nil {
		h.Log.Error("what was done with a message could not be kept", "error", err)
	}
}
