package track

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"cham"
)

// status maps codes to HTTP as Segment's clients expect it: 400 is final, 429
// and 503 they try again.
var status = map[cham.Code]int{
	cham.CodeInvalid:      http.StatusBadRequest,
	cham.CodeTooLarge:     http.StatusBadRequest,
	cham.CodeUnauthorized: http.StatusUnauthorized,
	cham.CodeForbidden:    http.StatusForbidden,
	cham.CodeTooMany:      http.StatusTooManyRequests,
	cham.CodeUnavailable:  http.StatusServiceUnavailable,
}

// refuse answers an error. Texts of errors that are ours stay in the log, and
// the sender is asked to come again, for nothing was kept.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var e *cham.Error
	errors.As(err, &e)
	code := status[cham.ErrorCode(err)]
	if code == 0 {
		s.Log.ErrorContext(r.Context(), "capture failed", "path", r.URL.Path, "err", err)
		code, e = http.StatusServiceUnavailable, cham.Errorf(cham.CodeUnavailable, "track", "an error of ours; send again later")
	}
	h := w.Header()
	if code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable {
		seconds := strconv.Itoa(int(math.Ceil(max(e.RetryAfter, time.Second).Seconds())))
		h.Set("Retry-After", seconds)
		if code == http.StatusTooManyRequests {
			h.Set("X-RateLimit-Reset", seconds)
		}
	}
	writeJSON(w, code, map[string]any{"success": false, "code": e.Code, "message": e.Hint})
}

// settings answers the first request of Segment's browser SDK: where to send.
func (s *server) settings(w http.ResponseWriter, r *http.Request) {
	key := r.PathValue("key")
	if _, ok := s.source(w, r, key); !ok {
		return
	}
	scheme, host := s.address(r)
	w.Header().Set("Cache-Control", "no-store") // the address comes from the request
	writeJSON(w, http.StatusOK, map[string]any{"integrations": map[string]any{
		"Segment.io": map[string]any{"apiKey": key, "apiHost": host + "/v1", "protocol": scheme},
	}})
}

// source finds a key's source for who asks for its settings; where there is none
// it answers that itself.
func (s *server) source(w http.ResponseWriter, r *http.Request, key string) (src cham.Source, ok bool) {
	src, err := s.Sources.SourceByKey(r.Context(), key)
	if err == nil && !src.Takes() || cham.ErrorCode(err) == cham.CodeNotFound {
		writeJSON(w, http.StatusNotFound, map[string]any{"success": false, "code": cham.CodeNotFound, "message": "unknown write key"})
		return src, false
	} else if err != nil {
		s.refuse(w, r, err)
		return src, false
	}
	return src, true
}

// address is the scheme and host by which browsers reach us.
func (s *server) address(r *http.Request) (scheme, host string) {
	if u, err := url.Parse(s.PublicURL); err == nil && u.Host != "" {
		return u.Scheme, u.Host + u.Path
	}
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https", r.Host
	}
	return "http", r.Host
}

func writeJSON(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(v)
}

// anyOrigin lets pages of every origin send, and read the answer. Cookies mean
// nothing here, so none are allowed in.
func anyOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "Retry-After, X-RateLimit-Reset")
		next.ServeHTTP(w, r)
	})
}

func preflight(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
	// The star does not cover Authorization, nor older browsers.
	h.Set("Access-Control-Allow-Headers", "*, Authorization, Content-Type, Content-Encoding, X-Write-Key, X-Retry-Count")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}
