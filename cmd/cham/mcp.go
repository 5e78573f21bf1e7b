package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"cham"
	"cham/api/mcp"
	"cham/api/rest"
	"cham/capability/access"
)

// mcpCmd serves an assistant on standard input and output.
type mcpCmd struct {
	dataFlags
	remoteFlags
	Workspace string `help:"Workspace id; without it, the only one. With --server the key says which." placeholder:"ID"`
	Role      string `help:"What is seen of personal data, without --server: a viewer sees it masked." default:"viewer" enum:"viewer,editor"`
}

func (c *mcpCmd) Run(ctx context.Context, out io.Writer) error {
	if c.Server != "" {
		door, err := c.remoteFlags.door()
		if err != nil {
			return err
		}
		return assist(ctx, door, os.Stdin, out)
	}
	return c.offline(ctx, c.Workspace, func(a *app, ws cham.WorkspaceID) error {
		door, err := a.door(ws, cham.Role(c.Role))
		if err != nil {
			return err
		}
		return assist(ctx, door, os.Stdin, out)
	})
}

// assist answers what comes in until it ends.
func assist(ctx context.Context, door mcp.Door, in io.ReadCloser, out io.Writer) error {
	openapi, err := rest.OpenAPI()
	if err != nil {
		return err
	}
	s, err := mcp.New(version, openapi, door)
	if err != nil {
		return err
	}
	return mcp.Stdio(ctx, s, in, out)
}

// door leads to the API of a running server, with the key.
func (r remoteFlags) door() (mcp.Door, error) {
	server, err := url.Parse(strings.TrimRight(r.Server, "/"))
	if err != nil {
		e := cham.Wrap(cham.CodeInvalid, "cham.mcp", err)
		e.Field = "--server"
		return nil, e
	}
	return func(req *http.Request) (*http.Response, error) {
		req.URL.Scheme, req.URL.Host, req.URL.Path = server.Scheme, server.Host, server.Path+req.URL.Path
		req.Header.Set("Authorization", "Bearer "+r.Key)
		return http.DefaultClient.Do(req)
	}, nil
}

// door leads to the API over the app's own data, as one of a role.
func (a *app) door(ws cham.WorkspaceID, role cham.Role) (mcp.Door, error) {
	gate, err := access.New(a.store, time.Now, rand.Reader, access.DefaultHash)
	if err != nil {
		return nil, err
	}
	return inside(rest.NewFor(a.deps(gate), access.Caller{Workspace: ws, Actor: cham.Actor{Role: role}})), nil
}

// assistants serves MCP over HTTP to who shows an API key, which each tool
// shows to the API.
func (s *server) assistants(api http.Handler) (http.Handler, error) {
	openapi, err := rest.OpenAPI()
	if err != nil {
		return nil, err
	}
	server, err := mcp.New(version, openapi, inside(api))
	if err != nil {
		return nil, err
	}
	return mcp.Handler(server, s.keyed), nil
}

// keyed reports whether a request shows an API key.
func (s *server) keyed(r *http.Request) bool {
	key, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	_, err := s.gate.ByAPIKey(r.Context(), key)
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
