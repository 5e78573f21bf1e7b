package server

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"cham"
	"cham/api/mcp"
	"cham/api/rest"
	"cham/app"
	"cham/capability/access"
)

// Door leads to the API over an app's own data, without a server, as one of a
// role.
func Door(a *app.App, version string, ws cham.WorkspaceID, role cham.Role) (mcp.Door, error) {
	gate, err := newGate(a, access.DefaultHash)
	if err != nil {
		return nil, err
	}
	return inside(rest.NewFor(deps(a, version, gate), access.Caller{Workspace: ws, Actor: cham.Actor{Role: role}})), nil
}

// assistants serves MCP over HTTP to who shows an API key, which each tool
// shows to the API.
func (s *Server) assistants(api http.Handler) (http.Handler, error) {
	openapi, err := rest.OpenAPI()
	if err != nil {
		return nil, err
	}
	server, err := mcp.New(s.options.Version, openapi, inside(api))
	if err != nil {
		return nil, err
	}
	return mcp.Handler(server, s.keyed), nil
}

// keyed reports whether a request shows an API key.
func (s *Server) keyed(r *http.Request) bool {
	key, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	_, err := s.Gate.ByAPIKey(r.Context(), key)
	return err == nil
}

// inside asks a handler without a network.
func inside(h http.Handler) mcp.Door {
	return func(r *http.Request) (*http.Response, error) {
		w := &answered{header: http.Header{}, status: http.StatusOK}
		h.ServeHTTP(w, r)
		return &http.Response{StatusCode: w.status, Header: w.header, Body: io.NopCloser(&w.body)}, nil
	}
}

// answered keeps what a handler answers.
type answered struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *answered) Header() http.Header         { return w.header }
func (w *answered) WriteHeader(status int)      { w.status = status }
func (w *answered) Write(b []byte) (int, error) { return w.body.Write(b) }
