package main

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"cham"
	"cham/api/mcp"
	"cham/api/rest"
	"cham/app"
	"cham/app/server"
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
		api, err := c.remoteFlags.api()
		if err != nil {
			return err
		}
		return serveAssistant(ctx, api, os.Stdin, out)
	}
	return c.offline(ctx, c.Workspace, func(a *app.App, ws cham.WorkspaceID) error {
		api, err := server.LocalAPI(a, version, ws, cham.Role(c.Role))
		if err != nil {
			return err
		}
		return serveAssistant(ctx, api, os.Stdin, out)
	})
}

// serveAssistant answers what comes in until it ends.
func serveAssistant(ctx context.Context, api mcp.API, in io.ReadCloser, out io.Writer) error {
	openapi, err := rest.OpenAPI()
	if err != nil {
		return err
	}
	s, err := mcp.New(version, openapi, api)
	if err != nil {
		return err
	}
	return mcp.Stdio(ctx, s, in, out)
}

// api leads to the API of a running server, with the key.
func (r remoteFlags) api() (mcp.API, error) {
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
