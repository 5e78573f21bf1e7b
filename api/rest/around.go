package rest

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"cham"
	"cham/capability/access"
)

// requestHeader carries the id of a request, ours, whatever the caller sent.
const requestHeader = "X-Request-Id"

// around is what every request passes: an id, the headers that keep browsers
// safe, no way in for other sites, and an answer even when a handler panics.
func (s *server) around(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := s.NewID()
		r.Header.Set(requestHeader, id)
		r.Header.Set(ipHeader, s.clientIP(r))
		h := w.Header()
		h.Set(requestHeader, id)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cache-Control", "no-store")
		defer s.recover(w, r)
		// A program that shows its key is no browser acting for somebody.
		if bearer(r.Header.Get("Authorization")) == "" && guard.Check(r) != nil {
			s.refuse(w, r, &cham.Error{Code: cham.CodeForbidden, Op: "rest", Key: "error.crossSite"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ipHeader hands the caller's address to the handlers; around overwrites
// whatever the caller put there.
const ipHeader = "X-Cham-Client"

func (s *server) clientIP(r *http.Request) string {
	if s.ClientIP != nil {
		return s.ClientIP(r)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// refuse answers a problem outside of huma.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	ctx := humago.NewContext(&huma.Operation{}, r, w)
	huma.WriteErr(s.api, ctx, http.StatusInternalServerError, "", err)
}

func (s *server) recover(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	s.Log.ErrorContext(r.Context(), "panic", "request", r.Header.Get(requestHeader), "path", r.URL.Path,
		"panic", fmt.Sprint(v), "stack", string(debug.Stack()))
	s.refuse(w, r, cham.Errorf(cham.CodeInternal, "rest", "panic"))
}

// guard lets pass who has the permission, with workspace and actor in the
// context, and logs what went wrong inside.
func (s *server) guard(need permission) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		began := s.Now()
		var cause error
		ctx = huma.WithValue(ctx, causeKey{}, &cause)
		c, err := s.caller(ctx)
		switch {
		case err != nil && (need != public || !isCode(err, cham.CodeUnauthorized)):
			huma.WriteErr(s.api, ctx, http.StatusInternalServerError, "", err)
		case !need.allows(c.Actor):
			huma.WriteErr(s.api, ctx, http.StatusInternalServerError, "", denied(need, c))
		default:
			in := cham.WithActor(cham.WithWorkspace(ctx.Context(), c.Workspace), c.Actor)
			next(huma.WithContext(ctx, in))
		}
		if cause != nil {
			s.Log.ErrorContext(ctx.Context(), "request failed", "request", ctx.Header(requestHeader),
				"method", ctx.Method(), "path", ctx.Operation().Path, "workspace", c.Workspace,
				"took", s.Now().Sub(began).Round(time.Millisecond), "err", cause)
		}
	}
}

func denied(need permission, c access.Caller) error {
	e := &cham.Error{Code: cham.CodeForbidden, Op: "rest"}
	switch {
	case c.Actor.Role == "":
		e.Code = cham.CodeUnauthorized
	case need == keyless:
		e.Key = "error.needsPerson"
	}
	return e
}

// caller finds who asks: by API key, else by session. Nobody is
// CodeUnauthorized.
func (s *server) caller(ctx huma.Context) (access.Caller, error) {
	if s.as != nil {
		return *s.as, nil
	}
	if key := bearer(ctx.Header("Authorization")); key != "" {
		return s.Gate.ByAPIKey(ctx.Context(), key)
	}
	token := sessionToken(ctx)
	if token == "" {
		return access.Caller{}, &cham.Error{Code: cham.CodeUnauthorized, Op: "rest"}
	}
	return s.Gate.BySession(ctx.Context(), token)
}

// bearer answers the API key of an Authorization header, "" when there is none.
func bearer(header string) string {
	scheme, key, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(key)
}

func sessionToken(ctx huma.Context) string {
	c, err := huma.ReadCookie(ctx, cookieName)
	if err != nil {
		return ""
	}
	return c.Value
}

// visitor is what a handler may need to know of the request itself.
type visitor struct {
	token, key, ip, host, language string
	tls                            *tls.ConnectionState
	forwarded                      string
}

// Resolve reads it; huma calls it before the handler.
func (v *visitor) Resolve(ctx huma.Context) []error {
	v.token, v.ip, v.host = sessionToken(ctx), ctx.Header(ipHeader), ctx.Host()
	v.key = bearer(ctx.Header("Authorization"))
	v.language, v.tls = ctx.Header("Accept-Language"), ctx.TLS()
	v.forwarded = ctx.Header("X-Forwarded-Proto")
	return nil
}

// secure reports whether the browser speaks HTTPS, to us or to a proxy before us.
func (v *visitor) secure(publicURL string) bool {
	return v.tls != nil || v.forwarded == "https" || strings.HasPrefix(publicURL, "https://")
}

func workspace(ctx context.Context) cham.WorkspaceID { return cham.WorkspaceFrom(ctx) }

func isCode(err error, code cham.Code) bool { return cham.ErrorCode(err) == code }
