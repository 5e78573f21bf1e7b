package rest

import (
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
)

// middleware gives every request an id and security headers, refuses writes from
// other sites, and answers when a handler panics.
func (s *server) middleware(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, direct := s.NewID(), route.Direct(r)
		r.Header.Set(route.RequestHeader, id)
		r.Header.Set(route.IPHeader, s.clientIP(r))
		route.HandCookies(r, route.Secure(r, s.PublicURL))
		r.Header.Del(route.DirectHeader)
		if direct {
			r.Header.Set(route.DirectHeader, "yes")
		}
		h := w.Header()
		h.Set(route.RequestHeader, id)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		defer s.recover(w, r)
		// A request with an API key is not from a browser, so the check of its origin
		// is not needed.
		if route.Bearer(r.Header.Get("Authorization")) == "" && guard.Check(r) != nil {
			s.Log.WarnContext(r.Context(), "refused a write from another site", "request", id, "method", r.Method, "path", r.URL.Path,
				"address", r.Header.Get(route.IPHeader), "origin", r.Header.Get("Origin"))
			s.refuse(w, r, &cham.Error{Code: cham.CodeForbidden, Op: "rest", Key: "error.crossSite"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

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
	s.Log.ErrorContext(r.Context(), "panic", "request", r.Header.Get(route.RequestHeader), "path", r.URL.Path,
		"panic", fmt.Sprint(v), "stack", string(debug.Stack()))
	s.refuse(w, r, cham.Errorf(cham.CodeInternal, "rest", "panic"))
}

// authorize lets a caller with the permission through, with workspace and
// actor in the context, and logs internal errors.
func (s *server) authorize(r route.Route) func(huma.Context, func(huma.Context)) {
	need := r.Need
	return func(ctx huma.Context, next func(huma.Context)) {
		began := s.Now()
		ctx, cause := route.WithCause(ctx)
		c, err := s.caller(ctx)
		defer func() { // also of an answer that is broken off
			if *cause != nil {
				s.Log.ErrorContext(ctx.Context(), "request failed", "request", ctx.Header(route.RequestHeader),
					"method", ctx.Method(), "path", ctx.Operation().Path, "workspace", c.Workspace,
					"took", s.Now().Sub(began).Round(time.Millisecond), "err", *cause)
			}
		}()
		switch {
		case err != nil && (need != route.Public || !route.IsCode(err, cham.CodeUnauthorized)):
			huma.WriteErr(s.api, ctx, http.StatusInternalServerError, "", err)
		case !need.Allows(c.Actor):
			s.logDenied(ctx, c)
			huma.WriteErr(s.api, ctx, http.StatusInternalServerError, "", denied(need, c))
		case c.MustSecondStep && !need.AboutCaller():
			huma.WriteErr(s.api, ctx, http.StatusInternalServerError, "", &cham.Error{Code: cham.CodeForbidden, Op: "rest", Key: "error.secondStep"})
		case c.Archived && !r.Reads():
			huma.WriteErr(s.api, ctx, http.StatusInternalServerError, "", &cham.Error{Code: cham.CodeConflict, Op: "rest", Key: "error.archived"})
		default:
			c.Actor.Address = ctx.Header(route.IPHeader)
			in := cham.WithActor(cham.WithWorkspace(ctx.Context(), c.Workspace), c.Actor)
			next(huma.WithContext(ctx, in))
		}
	}
}

// logDenied writes down who asked for what they may not, so that somebody who
// tries doors is seen. Who is nobody asks for much: that is no sign.
func (s *server) logDenied(ctx huma.Context, c access.Caller) {
	if c.Actor.Role == "" {
		return
	}
	s.Log.WarnContext(ctx.Context(), "refused: not allowed", "request", ctx.Header(route.RequestHeader), "method", ctx.Method(),
		"path", ctx.Operation().Path, "workspace", c.Workspace, "user", c.Actor.User, "key", c.Actor.Key, "role", c.Actor.Role,
		"address", ctx.Header(route.IPHeader))
}

func denied(need route.Permission, c access.Caller) error {
	e := &cham.Error{Code: cham.CodeForbidden, Op: "rest"}
	switch {
	case c.Actor.Role == "":
		e.Code = cham.CodeUnauthorized
	case need == route.Person, need == route.PeoplePerson && c.Actor.User == "":
		e.Key = "error.needsPerson"
	}
	return e
}

// caller finds the caller by API key, else by session. CodeUnauthorized when
// there is none.
func (s *server) caller(ctx huma.Context) (access.Caller, error) {
	if s.as != nil {
		return *s.as, nil
	}
	if key := route.Bearer(ctx.Header("Authorization")); key != "" {
		return s.Access.ByAPIKey(ctx.Context(), key)
	}
	token := route.SessionToken(ctx)
	if token == "" {
		return access.Caller{}, &cham.Error{Code: cham.CodeUnauthorized, Op: "rest"}
	}
	return s.Access.BySession(ctx.Context(), token)
}
