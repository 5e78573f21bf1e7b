package public

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"cham"
	"cham/capability/onsite"
)

// SitePath is where websites ask what to show, and tell what was done with it.
const SitePath = "/w/"

// SiteConfig is what these addresses work with; all of it is required.
type SiteConfig struct {
	// Source finds the source of a write key; CodeNotFound.
	Source  func(ctx context.Context, key string) (cham.Source, error)
	Service SiteService
	Now     func() time.Time
	// ClientIP is whose address a request comes from.
	ClientIP func(*http.Request) string
	Log      *slog.Logger
}

// SiteService shows messages on websites; *onsite.Service is one.
type SiteService interface {
	Ask(ctx context.Context, src cham.Source, a onsite.Asking) ([]onsite.Message, error)
	Tell(ctx context.Context, src cham.Source, browser, message string, did onsite.Did) error
}

// The limits: requests of one network a minute, many people may share one; those of one browser; bytes.
const (
	siteNetwork = 600
	siteBrowser = 60
	maxSite     = 4 << 10
)

type site struct {
	SiteConfig
	networks, browsers *limits
}

// NewSite returns the handler of everything under SitePath. Pages of every origin may ask; cookies mean nothing.
func NewSite(c SiteConfig) http.Handler {
	h := &site{c, newLimits(rate.Every(time.Minute/siteNetwork), siteNetwork), newLimits(rate.Every(time.Minute/siteBrowser), siteBrowser)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+SitePath+"ask", h.asked)
	mux.HandleFunc("POST "+SitePath+"tell", h.told)
	return mux
}

// siteCall is what a page says: the write key of its source, whose browser it is, and whether its visitor agreed.
type siteCall struct {
	Key     string   `json:"key"`
	ID      string   `json:"id"`
	Consent string   `json:"consent"`
	Slots   []string `json:"slots"`
	// Message and Did are of what was done.
	Message string     `json:"message"`
	Did     onsite.Did `json:"did"`
}

// siteMessage is a message as a page gets it: nothing of whose it is.
type siteMessage struct {
	ID string `json:"id"`
	onsite.Content
}

func (h *site) asked(w http.ResponseWriter, r *http.Request) {
	c, src, ok := h.read(w, r)
	if !ok {
		return
	}
	found, err := h.Service.Ask(r.Context(), src, onsite.Asking{Browser: c.ID, Slots: c.Slots[:min(len(c.Slots), onsite.MostSlots)]})
	if err != nil {
		h.failed(w, r, err)
		return
	}
	all := make([]siteMessage, 0, len(found))
	for _, m := range found {
		all = append(all, siteMessage{m.ID, m.Content})
	}
	h.answer(w, all)
}

func (h *site) told(w http.ResponseWriter, r *http.Request) {
	c, src, ok := h.read(w, r)
	if !ok {
		return
	}
	if !slices.Contains([]onsite.Did{onsite.Shown, onsite.Closed, onsite.Clicked, onsite.Refused}, c.Did) || len(c.Message) > 100 {
		http.Error(w, "what was done is one of shown, closed, clicked, refused", http.StatusBadRequest)
		return
	}
	if err := h.Service.Tell(r.Context(), src, c.ID, c.Message, c.Did); err != nil {
		h.failed(w, r, err)
		return
	}
	h.answer(w, []siteMessage{})
}

// read reads a call. ok is false when it was answered already: it cannot be read, comes too often, or nobody is
// there to see a message, a program or a visitor who did not agree.
func (h *site) read(w http.ResponseWriter, r *http.Request) (c siteCall, src cham.Source, ok bool) {
	head := w.Header()
	head.Set("Access-Control-Allow-Origin", "*")
	head.Set("Cache-Control", "no-store")
	head.Set("X-Content-Type-Options", "nosniff")
	if !h.networks.take(network(h.ClientIP(r)), h.Now()) {
		h.tooMany(w)
		return c, src, false
	}
	c, err := decodeSite(http.MaxBytesReader(w, r.Body, maxSite))
	if err != nil {
		http.Error(w, "a call is JSON of at most 4 KB", http.StatusBadRequest)
		return c, src, false
	}
	if !h.browsers.take(c.ID, h.Now()) {
		h.tooMany(w)
		return c, src, false
	}
	src, err = h.Source(r.Context(), c.Key)
	switch {
	case cham.ErrorCode(err) == cham.CodeNotFound || err == nil && !src.Takes():
		http.Error(w, "unknown write key", http.StatusNotFound)
	case err != nil:
		h.failed(w, r, err)
	case src.Kind != "website" || !slices.Contains(strings.Fields(src.Tells), onsite.Tells),
		src.RequireConsent && c.Consent != "granted", r.Header.Get("Sec-GPC") == "1" && c.Consent != "granted", cham.IsRobot(r.UserAgent()):
		h.answer(w, []siteMessage{})
	default:
		return c, src, true
	}
	return c, src, false
}

// decodeSite reads a call; of what it does not know it takes nothing.
func decodeSite(body io.Reader) (c siteCall, err error) {
	err = json.NewDecoder(body).Decode(&c)
	if err == nil && len(c.ID) > 100 {
		err = cham.Errorf(cham.CodeInvalid, "public.decodeSite", "an id of %d bytes", len(c.ID))
	}
	return c, err
}

func (h *site) tooMany(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "60")
	http.Error(w, "too many requests; wait a minute", http.StatusTooManyRequests)
}

func (h *site) failed(w http.ResponseWriter, r *http.Request, err error) {
	h.Log.ErrorContext(r.Context(), "messages on a website", "path", r.URL.Path, "err", err)
	http.Error(w, "an error of ours; ask again later", http.StatusServiceUnavailable)
}

func (h *site) answer(w http.ResponseWriter, all []siteMessage) {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(map[string]any{"messages": all}); err != nil {
		h.Log.Error("messages on a website", "err", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(b.Bytes())
}
