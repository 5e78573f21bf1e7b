package route

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"cham"
)

// The cookies: of the session, of a browser that signed in before, and of one
// that is about to sign in through somebody else.
const (
	CookieName   = "cham_session"
	DeviceCookie = "cham_device"
	DoorCookie   = "cham_door"
)

// Headers that hand the cookies to the handlers; see HandCookies.
const (
	sessionHeader = "X-Cham-Session"
	deviceHeader  = "X-Cham-Device"
	doorHeader    = "X-Cham-Door"
)

// Cookie is a cookie's name as it is sent: over HTTPS one that a browser takes
// from this very host alone (__Host-), so that a sister domain, or somebody in
// the middle of plain HTTP, cannot plant a session.
func Cookie(name string, secure bool) string {
	if secure {
		return "__Host-" + name
	}
	return name
}

// HandCookies puts what the cookies say where SessionToken and RequestInfo read
// it, in place of what the caller put there. Over HTTPS no other name counts.
func HandCookies(r *http.Request, secure bool) {
	for header, name := range map[string]string{sessionHeader: CookieName, deviceHeader: DeviceCookie, doorHeader: DoorCookie} {
		r.Header.Del(header)
		if c, err := r.Cookie(Cookie(name, secure)); err == nil {
			r.Header.Set(header, c.Value)
		}
	}
}

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
func SessionToken(ctx huma.Context) string { return ctx.Header(sessionHeader) }

// RequestInfo is what a handler may need of the request besides its input.
type RequestInfo struct {
	Session, Key       string // what was shown: a session's token, an API key
	Device             string // of an earlier success on the same browser
	Door               string // of a browser that is about to sign in
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
	v.Door = ctx.Header(doorHeader)
	v.Device, v.direct = ctx.Header(deviceHeader), ctx.Header(DirectHeader) != ""
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

// Base is where browsers reach the program: publicURL, else as the request did.
func (v *RequestInfo) Base(publicURL string) string {
	if publicURL != "" {
		return publicURL
	}
	return map[bool]string{true: "https://", false: "http://"}[v.Secure("")] + v.Host
}
