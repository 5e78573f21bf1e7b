package imports

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"cham/api/rest/route"
	"cham/capability/capture"
	"cham/locale"
)

const (
	defaultRejects = 100
	mostRejects    = 1_000_000 // of one file
)

// withReasons is an import with what its rows were refused for.
func (s *server) withReasons(ctx context.Context, i capture.Import) (ImportInfo, error) {
	sized, err := s.sized(ctx, []capture.Import{i})
	if err != nil {
		return ImportInfo{}, err
	}
	out := sized[0]
	all, err := s.Imports.RejectReasons(ctx, i.Workspace, i.ID)
	for _, r := range all {
		out.Reasons = append(out.Reasons, RejectReason(r))
	}
	return out, err
}

func (s *server) rejects(ctx context.Context, in *rejectsIn) (route.File, error) {
	i, err := s.Imports.Import(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return route.File{}, err
	}
	if in.Format == "file" {
		return s.rejectsFile(ctx, i, locale.Match(in.Language)), nil
	}
	limit := in.Limit
	if limit == 0 {
		limit = defaultRejects
	}
	all, err := s.Imports.Rejects(ctx, i.Workspace, in.ID, in.Reason, in.After, limit)
	if err != nil {
		return route.File{}, err
	}
	page := RejectsPage{Rejects: []Reject{}}
	for _, r := range all {
		sample := strings.ToValidUTF8(r.Sample[:min(len(r.Sample), capture.MaxSample)], "")
		page.Rejects = append(page.Rejects, Reject{Line: r.Line, Reason: r.Reason, Detail: r.Detail, Sample: sample})
	}
	if len(all) == limit {
		page.Next = all[limit-1].Line
	}
	b, err := json.Marshal(page)
	return route.Bytes("application/json", "", b), err
}

// rejectsFile is the rejected rows as the file had them, to be mended and
// imported again: of a table with two columns before that say where and why.
func (s *server) rejectsFile(ctx context.Context, i capture.Import, lang string) route.File {
	if i.Form.Delimiter == "" {
		return s.rejectedLines(ctx, i)
	}
	word := func(name string) string { return locale.Text(lang, "sources.import.rejectColumn."+name, nil) }
	head := append([]string{word("line"), word("reason")}, capture.FormOf(i.Form).Header...)
	return route.Table{Name: "cham-rejects", Columns: head, Rows: func(write func(...any) error) error {
		return s.eachReject(ctx, i, func(r capture.Refused) error {
			for _, row := range capture.RejectedRows(i.Form, r, why(lang, r)) {
				cells := make([]any, len(row))
				for c := range row {
					cells[c] = row[c]
				}
				if err := write(cells...); err != nil {
					return err
				}
			}
			return nil
		})
	}}.CSV(rune(i.Form.Delimiter[0]))
}

// rejectedLines are the rejected calls, one a line.
func (s *server) rejectedLines(ctx context.Context, i capture.Import) route.File {
	return route.File{ContentType: "application/x-ndjson", Disposition: `attachment; filename="cham-rejects.ndjson"`,
		Body: func(c huma.Context) {
			err := s.eachReject(ctx, i, func(r capture.Refused) error {
				_, err := io.WriteString(c.BodyWriter(), r.Sample+"\n")
				return err
			})
			if err != nil {
				route.NoteCause(c, err)
				panic(http.ErrAbortHandler)
			}
		}}
}

// why is a reason in the reader's words, with what stands there.
func why(lang string, r capture.Refused) string {
	said := locale.Text(lang, "refusal."+r.Reason, nil)
	if r.Detail == "" {
		return said
	}
	return said + " (" + r.Detail + ")"
}

// eachReject goes through all rejected rows, up to mostRejects.
func (s *server) eachReject(ctx context.Context, i capture.Import, do func(capture.Refused) error) error {
	for after, n := 0, 0; n < mostRejects; {
		all, err := s.Imports.Rejects(ctx, i.Workspace, i.ID, "", after, 1000)
		if err != nil || len(all) == 0 {
			return err
		}
		for _, r := range all {
			if err := do(r); err != nil {
				return err
			}
		}
		after, n = all[len(all)-1].Line, n+len(all)
	}
	return nil
}
