package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cham"
	"cham/app"
	"cham/app/server"
)

type exportCmd struct {
	dataFlags
	remoteFlags
	What       string `arg:"" enum:"customers,touches,map,answer" help:"customers, touches, map or answer."`
	To         string `help:"File to write: .csv, .xlsx or .parquet; a map also .json." required:"" placeholder:"F"`
	From       string `help:"Only what happened from this day or instant on." placeholder:"DAY"`
	Until      string `help:"Only what happened before this day or instant." placeholder:"DAY"`
	Segment    string `help:"Customers: only those of this saved segment." placeholder:"ID"`
	Search     string `help:"Customers: only whom this text finds." placeholder:"TEXT"`
	Map        string `help:"Id of the map; touches: the one whose touchpoints are named." placeholder:"ID"`
	Touchpoint string `help:"Touches: only those of this touchpoint (id)." placeholder:"ID"`
	Query      string `help:"Answer: the question as JSON, as POST /v1/query takes it." placeholder:"JSON"`
	Separator  string `help:"CSV: comma, or semicolon for Excel where a comma is the decimal sign." enum:"comma,semicolon" default:"comma"`
	Language   string `help:"Language of the headings." enum:"vi,en" default:"vi"`
	Workspace  string `help:"Workspace id; without it, the only one." placeholder:"ID"`
}

func (c *exportCmd) Run(ctx context.Context, w io.Writer) error {
	path, body, err := c.request()
	if err != nil {
		return err
	}
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Accept-Language", c.Language)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.Server != "" {
		err = c.download(req)
	} else {
		err = c.offline(ctx, c.Workspace, func(a *app.App, ws cham.WorkspaceID) error { return c.local(a, ws, req) })
	}
	if err == nil {
		_, err = fmt.Fprintln(w, c.To)
	}
	return err
}

// request is the address of the file, and the question that is sent there.
func (c *exportCmd) request() (path, body string, err error) {
	kind := strings.TrimPrefix(filepath.Ext(c.To), ".")
	document := c.What == "map" && kind == "json"
	if !document && !slices.Contains([]string{"csv", "xlsx", "parquet"}, kind) {
		e := cham.Errorf(cham.CodeInvalid, "cham.export", "end it in .csv, .xlsx or .parquet (a map also in .json)")
		e.Field = "--to"
		return "", "", e
	}
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	if kind == "csv" {
		set("separator", c.Separator)
	}
	path = "/v1/" + c.What + "." + kind
	switch c.What {
	case "map":
		if c.Map == "" {
			e := cham.Errorf(cham.CodeInvalid, "cham.export", "say which map (its id stands in its address)")
			e.Field = "--map"
			return "", "", e
		}
		if path = "/v1/maps/" + url.PathEscape(c.Map); !document {
			path += "/sheet." + kind
		}
	case "answer":
		if path, body = "/v1/query."+kind, c.Query; body == "" {
			e := cham.Errorf(cham.CodeInvalid, "cham.export", `write it like {"question":"touches"}; cham query lists them`)
			e.Field = "--query"
			return "", "", e
		}
	default:
		set("from", instant(c.From))
		set("to", instant(c.Until))
		set("q", c.Search)
		set("segment", c.Segment)
		set("map", c.Map)
		set("touchpoint", c.Touchpoint)
	}
	if len(values) > 0 {
		path += "?" + values.Encode()
	}
	return path, body, nil
}

// instant takes a day for its beginning in Vietnam.
func instant(s string) string {
	if len(s) == len("2026-03-01") {
		return s + "T00:00:00+07:00"
	}
	return s
}

// download asks a running server.
func (c *exportCmd) download(req *http.Request) error {
	api, err := c.remoteFlags.api()
	if err != nil {
		return err
	}
	res, err := api(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode >= 400 {
		return problem(res)
	}
	return c.write(func(w io.Writer) error {
		_, err := io.Copy(w, res.Body)
		return err
	})
}

// local asks the API over the data folder, without a server, and as its owner.
func (c *exportCmd) local(a *app.App, ws cham.WorkspaceID, req *http.Request) error {
	handler, err := server.LocalHandler(a, version, ws, cham.RoleOwner)
	if err != nil {
		return err
	}
	return c.write(func(w io.Writer) (err error) {
		answer := &streamed{out: w, header: http.Header{}, status: http.StatusOK}
		defer func() {
			if v := recover(); v == http.ErrAbortHandler {
				err = cham.Errorf(cham.CodeInternal, "cham.export", "it broke off; the log says why")
			} else if v != nil {
				panic(v)
			}
		}()
		if handler.ServeHTTP(answer, req); answer.status >= 400 {
			return problem(&http.Response{StatusCode: answer.status, Status: http.StatusText(answer.status),
				Body: io.NopCloser(strings.NewReader(answer.refusal.String()))})
		}
		return answer.err
	})
}

// write makes the file, whole or not at all.
func (c *exportCmd) write(fill func(io.Writer) error) (err error) {
	f, err := os.Create(c.To + ".part")
	if err != nil {
		return err
	}
	if err = errors.Join(fill(f), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), c.To)
}

// streamed is an answer that is written as it comes; a refusal is kept.
type streamed struct {
	out     io.Writer
	header  http.Header
	status  int
	refusal strings.Builder
	err     error
}

func (s *streamed) Header() http.Header { return s.header }

func (s *streamed) WriteHeader(status int) { s.status = status }

func (s *streamed) Write(b []byte) (n int, err error) {
	if s.status >= 400 {
		return s.refusal.Write(b)
	}
	if n, err = s.out.Write(b); err != nil {
		s.err = err
	}
	return n, err
}
