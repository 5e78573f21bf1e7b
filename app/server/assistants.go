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

// LocalAPI is the API over an app's own data, without a server, as a caller of
// the role.
func LocalAPI(a *app.App, version string, ws cham.WorkspaceID, role cham.Role) (mcp.API, error) {
	h, err := LocalHandler(a, version, ws, role)
	if err != nil {
		return nil, err
	}
	return inProcess(h), nil
}

// LocalHandler is that API as a handler, for answers that are sent while they are made.
func LocalHandler(a *app.App, version string, ws cham.WorkspaceID, role cham.Role) (http.Handler, error) {
	service, err := newAccess(a, access.DefaultHash)
	if err != nil {
		return nil, err
	}
	return rest.NewFor(deps(a, version, service), access.Caller{Workspace: ws, Actor: cham.Actor{Role: role}}), nil
}

// mcpHandler serves MCP over HTTP to callers with an API key, which each tool
// sends to the API.
func (s *Server) mcpHandler(api http.Handler) (http.Handler, error) {
	openapi, err := rest.OpenAPI()
	if err != nil {
		return nil, err
	}
	server, err := mcp.New(s.options.Version, openapi, inProcess(api))
	if err != nil {
		return nil, err
	}
	return mcp.Handler(server, s.hasAPIKey), nil
}

// hasAPIKey reports whether a request has a valid API key.
func (s *Server) hasAPIKey(r *http.Request) bool {
	key, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	_, err := s.Access.ByAPIKey(r.Context(), key)
	return err == nil
}

// inProcess calls a handler without a network.
func inProcess(h http.Handler) mcp.API {
	return func(r *http.Request) (*http.Response, error) {
		w := &recordedAnswer{header: http.Header{}, status: http.StatusOK}
		h.ServeHTTP(w, r)
		return &http.Response{StatusCode: w.status, Header: w.header, Body: io.NopCloser(&w.body)}, nil
	}
}

// recordedAnswer records a handler's answer.
type recordedAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recordedAnswer) Header() http.Header         { return w.header }
func (w *recordedAnswer) WriteHeader(status int)      { w.status = status }
func (w *recordedAnswer) Write(b []byte) (int, error) { return w.body.Write(b) }
