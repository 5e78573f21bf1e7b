package rest

import "net/http"

const cookieName = "cham_session"

// signedInAs answers who is here now, and the cookie that keeps it so.
type signedInAs struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      SessionInfo
}

// signedOut takes the cookie back.
type signedOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}
