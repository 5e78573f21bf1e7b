// Package webhook is the address that other systems call.
package webhook

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"cham"
	"cham/capability/webhook"
)

// Address is where calls come in, with the source's write key at its end.
const Address = "/hooks/{key}"

// Config is what the handler works with; all of it is required but PublicURL.
type Config struct {
	Service *webhook.Service
	// Source finds the source of a write key: CodeNotFound for none.
	Source func(ctx context.Context, key string) (cham.Source, error)
	// PublicURL is the address under which senders know this program, which
	// some of them sign; "" takes it from each request.
	PublicURL string
	Log       *slog.Logger
}

// Bounds of a sender: calls a second of one source, and how long a body may
// take. Most senders wait 500 ms to 5 s for the answer.
const (
	perSecond   = 200
	bodyTimeout = 10 * time.Second
)

type handler struct {
	Config
	mu     sync.Mutex
	limits map[cham.SourceID]*rate.Limiter
}

// New returns the handler of Address, whatever the method.
func New(c Config) http.Handler {
	return &handler{Config: c, limits: map[cham.SourceID]*rate.Limiter{}}
}

// ServeHTTP answers 200 when a call is durable, or kept to be looked at; 401 for
// a wrong key or signature; 413, 429 and 503 as they say.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	reply, err := h.receive(w, r)
	if err != nil {
		h.refuse(w, err)
		return
	}
	if reply != "" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(w, reply)
	}
}

func (h *handler) receive(w http.ResponseWriter, r *http.Request) (string, error) {
	src, err := h.Source(r.Context(), r.PathValue("key"))
	if cham.ErrorCode(err) == cham.CodeNotFound || err == nil && (src.Kind != webhook.Kind || !src.Enabled) {
		return "", cham.Errorf(cham.CodeUnauthorized, "webhook", "no source has this address; copy it anew from the source's page")
	} else if err != nil {
		return "", err
	}
	if src.Archived {
		return "", cham.Errorf(cham.CodeForbidden, "webhook", "this workspace was archived by its owner: nothing comes in until it is restored")
	}
	if !h.limit(src.ID).Allow() {
		return "", &cham.Error{Code: cham.CodeTooMany, Op: "webhook", Hint: "too many calls a second", RetryAfter: time.Second}
	}
	http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTimeout)) // a writer without one has none to set
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, webhook.MaxBody))
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return "", cham.Errorf(cham.CodeTooLarge, "webhook", "a call may be %d KB", webhook.MaxBody>>10)
	} else if err != nil {
		return "", cham.Errorf(cham.CodeInvalid, "webhook", "the body broke off")
	}
	return h.Service.Receive(r.Context(), src,
		webhook.Request{Method: r.Method, URL: h.address(r), Query: r.URL.Query(), Header: r.Header, Body: body})
}

func (h *handler) limit(id cham.SourceID) *rate.Limiter {
	h.mu.Lock()
	defer h.mu.Unlock()
	l := h.limits[id]
	if l == nil {
		l = rate.NewLimiter(perSecond, perSecond)
		h.limits[id] = l
	}
	return l
}

// address is the one that the sender was given.
func (h *handler) address(r *http.Request) string {
	if h.PublicURL != "" {
		return h.PublicURL + r.URL.RequestURI()
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host + r.URL.RequestURI()
}

var statuses = map[cham.Code]int{cham.CodeUnauthorized: http.StatusUnauthorized, cham.CodeTooMany: http.StatusTooManyRequests,
	cham.CodeTooLarge: http.StatusRequestEntityTooLarge, cham.CodeInvalid: http.StatusBadRequest,
	cham.CodeUnavailable: http.StatusServiceUnavailable}

func (h *handler) refuse(w http.ResponseWriter, err error) {
	e, _ := errors.AsType[*cham.Error](err)
	status, known := statuses[cham.ErrorCode(err)]
	if !known || e == nil {
		h.Log.Error("a call of another system failed", "err", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))))
	}
	http.Error(w, e.Hint, status)
}
