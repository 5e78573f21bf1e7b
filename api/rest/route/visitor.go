package route

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"cham"
)

// CookieName is the session's cookie.
const CookieName = "cham_session"

// IPHeader hands the caller's address to the handlers; what the caller put
// there is overwritten before.
const IPHeader = "X-Cham-Client"

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
	c, err := huma.ReadCookie(ctx, CookieName)
	if err != nil {
		return ""
	}
	return c.Value
}

// Visitor is what a handler may need to know of the request itself.
type Visitor struct {
	Session, Key       string // what was shown: a session's token, an API key
	IP, Host, Language string
	secure             bool
}

// Resolve reads it; huma calls it before the handler.
func (v *Visitor) Resolve(ctx huma.Context) []error {
	v.Session, v.IP, v.Host = SessionToken(ctx), ctx.Header(IPHeader), ctx.Host()
	v.Key = Bearer(ctx.Header("Authorization"))
	v.Language = ctx.Header("Accept-Language")
	v.secure = ctx.TLS() != nil || ctx.Header("X-Forwarded-Proto") == "https"
	return nil
}

// Secure reports whether the browser speaks HTTPS, to us or to a proxy before us.
func (v *Visitor) Secure(publicURL string) bool {
	return v.secure || strings.HasPrefix(publicURL, "https://")
}
