package route

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"cham"
)

// The cookies: of the session, and of a browser that signed in before.
const (
	CookieName   = "cham_session"
	DeviceCookie = "cham_device"
)

// IPHeader hands the caller's address to the handlers; what the caller put
// there is overwritten before.
const IPHeader = "X-Cham-Client"

// DirectHeader hands on, in the same way, what Direct said of the request.
const DirectHeader = "X-Cham-Direct"

// Workspace is the workspace of the caller.
func Workspace(ctx context.Context) cham.WorkspaceID { return cham.WorkspaceFrom(ctx) }

// Bearer answers the API key of an Authorization header, "" when there is none.
func Bearer(header string) string {
	scheme, key, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(key)
}

// SessionToken answers the session of a request's cookie, "" when there is none.
func SessionToken(ctx huma.Context) string {
	return cookie(ctx, CookieName)
}

func cookie(ctx huma.Context, name string) string {
	c, err := huma.ReadCookie(ctx, name)
	if err != nil {
		return ""
	}
	return c.Value
}

// RequestInfo is what a handler may need of the request besides its input.
type RequestInfo struct {
	Session, Key       string // what was shown: a session's token, an API key
	Device             string // of an earlier success on the same browser
	IP, Host, Language string
	Agent              string // what the browser says of itself
	Request            string // its id
	secure, direct     bool
}

// Resolve reads it; huma calls it before the handler.
func (v *RequestInfo) Resolve(ctx huma.Context) []error {
	v.Session, v.IP, v.Host = SessionToken(ctx), ctx.Header(IPHeader), ctx.Host()
	v.Key = Bearer(ctx.Header("Authorization"))
	v.Agent = ctx.Header("User-Agent")
	v.Language, v.Request = ctx.Header("Accept-Language"), ctx.Header(RequestHeader)
	v.Device, v.direct = cookie(ctx, DeviceCookie), ctx.Header(DirectHeader) != ""
	v.secure = ctx.TLS() != nil || ctx.Header("X-Forwarded-Proto") == "https"
	return nil
}

// Secure reports whether the browser speaks HTTPS, to us or to a proxy before us.
func (v *RequestInfo) Secure(publicURL string) bool {
	return v.secure || strings.HasPrefix(publicURL, "https://")
}

// Secure reports whether the browser speaks HTTPS, to us or to a proxy before us.
func Secure(r *http.Request, publicURL string) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" || strings.HasPrefix(publicURL, "https://")
}
