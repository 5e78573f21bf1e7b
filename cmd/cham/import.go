package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"cham"
	"cham/app"
	"cham/capability/capture"
	"cham/capability/imports"
	"cham/known"
)

type importCmd struct {
	dataFlags
	remoteFlags
	File      string `help:"File: .csv, .xlsx, .json, .ndjson, .parquet (text also .gz)." required:"" type:"existingfile" placeholder:"F"`
	Mapping   string `help:"What the columns of a table mean (JSON); guessed when absent." type:"existingfile" placeholder:"FILE"`
	Workspace string `help:"Workspace id; without it, the only one." placeholder:"ID"`
	From      string `help:"First day of a report of counts that names none." placeholder:"2026-11-01"`
	To        string `help:"Its last day." placeholder:"2026-11-30"`
	JSON      bool   `name:"json" help:"Print one JSON object."`

	numbers *numbersTaken // what came of a report of counts or costs
}

func (c *importCmd) Run(ctx context.Context, w io.Writer) error {
	mapping, err := c.mapping()
	if err != nil {
		return err
	}
	var done importState
	if c.Server != "" {
		done, err = c.remote(ctx, mapping)
	} else {
		err = c.offline(ctx, c.Workspace, func(a *app.App, ws cham.WorkspaceID) error {
			done, err = c.local(ctx, a, ws, mapping)
			return err
		})
	}
	if err != nil {
		return err
	}
	if c.numbers != nil {
		return c.numbers.report(w, c.JSON)
	}
	return c.report(w, done)
}

// importState is an import as the store and as the API know it.
type importState struct {
	ID                            string
	State, Error                  string
	Accepted, Refused, Duplicates int
	Preview                       struct{ Export string }
}

func (s importState) ended() bool {
	return s.State != imports.Running && s.State != imports.Uploaded
}

func (c *importCmd) report(w io.Writer, s importState) error {
	if s.State != imports.Done {
		return cham.Errorf(cham.CodeInvalid, "cham.import", "%s: %s (%d accepted until then)", s.State, s.Error, s.Accepted)
	}
	if c.JSON {
		return json.NewEncoder(w).Encode(map[string]int{"accepted": s.Accepted, "refused": s.Refused, "duplicate": s.Duplicates})
	}
	_, err := fmt.Fprintf(w, "accepted %d, refused %d, duplicate %d\n", s.Accepted, s.Refused, s.Duplicates)
	return err
}

func (c *importCmd) mapping() (*capture.Mapping, error) {
	if c.Mapping == "" {
		return nil, nil
	}
	data, err := os.ReadFile(c.Mapping)
	if err != nil {
		return nil, err
	}
	m := new(capture.Mapping)
	if err := json.Unmarshal(data, m); err != nil {
		e := cham.Errorf(cham.CodeInvalid, "cham.import", `write it like {"columns":{"phone":"SĐT","time":"Ngày"},"event":"Order Completed"}`)
		e.Field, e.Err = "--mapping", err
		return nil, e
	}
	return m, nil
}

func (c *importCmd) local(ctx context.Context, a *app.App, ws cham.WorkspaceID, mapping *capture.Mapping) (importState, error) {
	if mapping == nil {
		if is, err := c.numbersLocal(ctx, a, ws); is || err != nil {
			return importState{}, err
		}
	}
	started, err := a.ImportFile(ctx, ws, c.File, mapping)
	if err != nil {
		return importState{}, err
	}
	return follow(ctx, func() (importState, error) {
		i, err := a.Store.Imports().Import(ctx, ws, started.ID)
		return importState{ID: i.ID, State: i.State, Error: i.Error, Accepted: i.Accepted, Refused: i.Refused,
			Duplicates: i.Duplicates}, err
	})
}

// follow asks for an import's state until it has ended.
func follow(ctx context.Context, state func() (importState, error)) (importState, error) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		s, err := state()
		if err != nil || s.ended() {
			return s, err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return s, ctx.Err()
		}
	}
}

// remote uploads the file to a running server and follows the import there.
func (c *importCmd) remote(ctx context.Context, mapping *capture.Mapping) (s importState, err error) {
	body, contentType := c.upload()
	defer body.Close()
	if err := c.call(ctx, http.MethodPost, "/v1/imports", contentType, body, &s); err != nil {
		return s, err
	}
	if k := known.KindOf(s.Preview.Export); mapping == nil && (k == known.Counts || k == known.Costs) {
		return s, c.numbersRemote(ctx, s.ID, s.Preview.Export)
	}
	start := map[string]any{}
	if mapping != nil {
		start["mapping"] = mapping
	}
	if err := c.post(ctx, "/v1/imports/"+s.ID+"/start", start, &s); err != nil {
		return s, err
	}
	return follow(ctx, func() (importState, error) {
		return s, c.call(ctx, http.MethodGet, "/v1/imports/"+s.ID, "", nil, &s)
	})
}

// upload streams the file as a multipart form, without holding it in memory.
func (c *importCmd) upload() (body io.ReadCloser, contentType string) {
	r, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() { w.CloseWithError(c.writeForm(form)) }() // ends with the file, or when r is closed
	return r, form.FormDataContentType()
}

func (c *importCmd) writeForm(form *multipart.Writer) error {
	in, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	part, err := form.CreateFormFile("file", filepath.Base(c.File))
	if err != nil {
		return err
	}
	if _, err := io.Copy(part, in); err != nil {
		return err
	}
	return form.Close()
}
