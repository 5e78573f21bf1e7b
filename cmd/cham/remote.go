package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"cham"
)

// remoteFlags point a command at a running server instead of a data folder.
type remoteFlags struct {
	Server string `help:"Talk to a running server instead of opening the data folder." env:"CHAM_SERVER" placeholder:"URL"`
	Key    string `help:"API key for --server (Settings → API keys)." env:"CHAM_KEY"`
}

// call sends a request to the server's API and decodes its JSON answer into
// out. A problem answer becomes a cham.Error with the server's words.
func (r remoteFlags) call(ctx context.Context, method, path, contentType string, body io.Reader, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(r.Server, "/")+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+r.Key)
	req.Header.Set("Accept-Language", "en")
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		e := cham.Errorf(cham.CodeUnavailable, "cham.remote", "is the server running at %s?", r.Server)
		e.Err = err
		return e
	}
	defer res.Body.Close()
	if res.StatusCode >= 400 {
		return problem(res)
	}
	return json.NewDecoder(res.Body).Decode(out)
}

func (r remoteFlags) post(ctx context.Context, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return r.call(ctx, http.MethodPost, path, "application/json", bytes.NewReader(body), out)
}

func problem(res *http.Response) error {
	var p struct {
		Code                       cham.Code
		Title, Detail, Field, Hint string
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&p); err != nil || p.Code == "" {
		p.Code, p.Detail = cham.CodeInternal, res.Status
	}
	e := cham.Errorf(p.Code, "cham.remote", "%s", strings.TrimSpace(fmt.Sprintf("%s %s", p.Detail, p.Hint)))
	e.Field = p.Field
	return e
}
