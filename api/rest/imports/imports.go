package imports

import (
	"cmp"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/capture"
	"cham/capability/imports"
	"cham/known"
	"cham/table"
)

const (
	// DefaultMaxUpload bounds an uploaded file when Deps does not say: 4 GB.
	DefaultMaxUpload = 4 << 30
	previewRows      = 20
)

// kindOf tells from its name what a file is; the preview tells it from what is inside.
func kindOf(i capture.Import) string {
	name := strings.TrimSuffix(strings.ToLower(i.FileName), ".gz")
	for _, kind := range []string{table.KindXLSX, table.KindParquet, table.KindJSON, table.KindNDJSON} {
		if strings.HasSuffix(name, "."+kind) {
			return kind
		}
	}
	if len(i.Mapping) > 0 || strings.HasSuffix(name, ".csv") {
		return table.KindCSV
	}
	return table.KindNDJSON
}

// Info is an import as the API shows it.
func Info(i capture.Import) ImportInfo {
	return ImportInfo{ID: i.ID, Source: i.Source, State: i.State, FileName: i.FileName, Kind: kindOf(i), Bytes: i.Bytes,
		BytesRead: i.BytesRead, Accepted: i.Accepted, Refused: i.Refused, Duplicates: i.Duplicates,
		Error: i.Error, ErrorKey: i.ErrorKey, ErrorLine: i.ErrorLine, CreatedAt: i.CreatedAt, FinishedAt: i.FinishedAt,
		Removed: i.Removed, UndoneAt: i.UndoneAt}
}

func (s *server) imports(ctx context.Context, _ *route.None) ([]ImportInfo, error) {
	all, err := s.Imports.Imports(ctx, route.Workspace(ctx))
	if err != nil {
		return nil, err
	}
	return s.sized(ctx, slices.DeleteFunc(all, func(i capture.Import) bool { return !mayFollow(ctx, i) }))
}

// mayFollow tells whether the caller sees what becomes of an import: who may not
// read, as a key that only brings files in, sees its own.
func mayFollow(ctx context.Context, i capture.Import) bool {
	a := cham.ActorFrom(ctx)
	return a.May(cham.MayRead) || i.CreatedBy == a.By()
}

// sized are imports with how much undoing each removes.
func (s *server) sized(ctx context.Context, all []capture.Import) (out []ImportInfo, err error) {
	sizes, err := s.Sizes(ctx, route.Workspace(ctx))
	if err != nil {
		return nil, err
	}
	costs, err := s.Costs.CostSizes(ctx, route.Workspace(ctx))
	if err != nil {
		return nil, err
	}
	counts, err := s.Counts.CountSizes(ctx, route.Workspace(ctx))
	for _, i := range all {
		info, n := Info(i), sizes[i.ID]
		info.Touches, info.Costs, info.Counts = &n, costs[i.ID], counts[i.ID]
		out = append(out, info)
	}
	return out, err
}

// upload streams the file to disk and answers with a preview of it. A file
// that cannot be imported is not kept.
func (s *server) upload(ctx context.Context, in *uploadIn) (ImportInfo, error) {
	src, isNew, err := s.uploadSource(ctx, in.Source)
	if err != nil {
		return ImportInfo{}, err
	}
	i := capture.Import{ID: "i_" + s.NewID(), Workspace: route.Workspace(ctx), Source: src.ID, State: imports.Uploaded,
		CreatedAt: s.Now().UTC(), CreatedBy: cham.ActorFrom(ctx).By()}
	i.Path = filepath.Join(s.Uploads, i.ID)
	if i.FileName, i.Bytes, err = s.receive(in, i.Path); err != nil {
		return ImportInfo{}, err
	}
	out, err := s.accepted(ctx, src, isNew, &i)
	if err != nil {
		return out, errors.Join(err, os.Remove(i.Path))
	}
	return out, nil
}

// accepted previews an uploaded file, and stores the import when it is one.
func (s *server) accepted(ctx context.Context, src cham.Source, isNew bool, i *capture.Import) (ImportInfo, error) {
	if isNew {
		src.Name = i.FileName
	}
	out, err := s.preview(ctx, *i, src, nil, previewRows)
	if err != nil {
		return out, err
	}
	if isNew {
		if err := s.Sources.CreateSource(ctx, src); err != nil {
			return out, err
		}
	}
	return out, s.Imports.CreateImport(ctx, *i)
}

// uploadSource answers the source of an upload: the one named, else the one
// that files share, made when there is none yet.
func (s *server) uploadSource(ctx context.Context, id cham.SourceID) (src cham.Source, isNew bool, err error) {
	if id == "" {
		all, err := s.Sources.Sources(ctx, route.Workspace(ctx))
		if shared, ok := capture.FileSource(all); ok || err != nil {
			return shared, false, err
		}
		return capture.NewSource(route.Workspace(ctx), "", "file", s.NewID, s.Now()), true, nil
	}
	src, err = s.Sources.Source(ctx, route.Workspace(ctx), id)
	return src, false, err
}

// receive streams the multipart file to path, and leaves nothing there when
// it fails.
func (s *server) receive(in *uploadIn, path string) (name string, size int64, err error) {
	part, err := filePart(in)
	if err != nil {
		return "", 0, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", 0, cham.Wrap(cham.CodeInternal, "rest.upload", err)
	}
	size, err = s.copyLimited(f, part)
	if cerr := f.Close(); err == nil && cerr != nil {
		err = diskError(cerr)
	}
	if err != nil {
		return "", 0, errors.Join(err, os.Remove(path))
	}
	return baseName(part.FileName()), size, nil
}

// filePart finds the file in a multipart body.
func filePart(in *uploadIn) (*multipart.Part, error) {
	wrong := &cham.Error{Code: cham.CodeInvalid, Op: "rest.upload", Field: "file", Key: "error.import.form"}
	kind, params, err := mime.ParseMediaType(in.contentType)
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return nil, wrong
	}
	for r := multipart.NewReader(in.body, params["boundary"]); ; {
		part, err := r.NextPart()
		if err != nil {
			wrong.Err = err
			return nil, wrong
		}
		if part.FileName() != "" {
			return part, nil
		}
	}
}

// copyLimited copies at most MaxUpload bytes.
func (s *server) copyLimited(to io.Writer, from io.Reader) (int64, error) {
	most := s.MaxUpload
	if most == 0 {
		most = DefaultMaxUpload
	}
	disk := &writer{to: to, room: s.Room}
	n, err := io.Copy(disk, io.LimitReader(from, most+1))
	switch {
	case disk.err != nil:
		return n, diskError(disk.err)
	case err != nil: // the sender went away in the middle
		return n, &cham.Error{Code: cham.CodeInvalid, Op: "rest.upload", Field: "file", Key: "error.import.form", Err: err}
	case n > most:
		return n, &cham.Error{Code: cham.CodeTooLarge, Op: "rest.upload", Field: "file", Key: "error.import.size",
			Args: map[string]any{"size": strconv.FormatInt(most>>20, 10) + " MB"}}
	}
	return n, nil
}

// writer stops while there is room left, and remembers a disk error, to distinguish it from one of the sender.
type writer struct {
	to   io.Writer
	room func() error
	err  error
}

func (w *writer) Write(p []byte) (n int, err error) {
	if w.room != nil {
		err = w.room()
	}
	if err == nil {
		n, err = w.to.Write(p)
	}
	if err != nil {
		w.err = err
	}
	return n, err
}

func diskError(err error) error {
	return &cham.Error{Code: cham.CodeUnavailable, Op: "rest.upload", Key: "error.import.disk", RetryAfter: time.Minute, Err: err}
}

// baseName is the file's own name, whatever path a browser sends with it.
func baseName(name string) string {
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	if r := []rune(name); len(r) > 200 {
		name = string(r[:200])
	}
	return strings.ToValidUTF8(name, "")
}

func (s *server) getImport(ctx context.Context, in *ImportPath) (ImportInfo, error) {
	i, err := s.Imports.Import(ctx, route.Workspace(ctx), in.ID)
	if err == nil && !mayFollow(ctx, i) {
		return ImportInfo{}, &cham.Error{Code: cham.CodeNotFound, Op: "rest.import"}
	}
	if err != nil || i.State == imports.Uploaded && route.Masks(ctx) {
		return Info(i), err
	}
	if i.State == imports.Uploaded {
		return s.previewStored(ctx, i, nil, previewRows)
	}
	return s.withReasons(ctx, i)
}

func (s *server) tryMapping(ctx context.Context, in *previewIn) (ImportInfo, error) {
	i, err := s.Imports.Import(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return ImportInfo{}, err
	}
	if i.State != imports.Uploaded {
		return ImportInfo{}, &cham.Error{Code: cham.CodeConflict, Op: "rest.tryMapping", Key: "error.import.state"}
	}
	return s.previewStored(ctx, i, (*capture.Mapping)(in.Body.Mapping), cmp.Or(in.Rows, previewRows))
}

func (s *server) previewStored(ctx context.Context, i capture.Import, mapping *capture.Mapping, rows int) (ImportInfo, error) {
	src, err := s.Sources.Source(ctx, i.Workspace, i.Source)
	if err != nil {
		return ImportInfo{}, err
	}
	return s.preview(ctx, i, src, mapping, rows)
}

// preview reads the head of the file, and shows so many rows. Without a mapping it proposes the one that
// such a file was read with before, or guesses one, with the workspace's time zone.
func (s *server) preview(ctx context.Context, i capture.Import, src cham.Source, mapping *capture.Mapping, rows int) (ImportInfo, error) {
	f, err := os.Open(i.Path)
	if err != nil {
		return ImportInfo{}, cham.Wrap(cham.CodeInternal, "rest.preview", err)
	}
	defer f.Close()
	saved := ""
	if mapping == nil {
		mapping, saved, err = imports.Proposed(ctx, s.Imports, s.Mappings, i.Workspace, f, i.FileName)
		if _, seek := f.Seek(0, io.SeekStart); err != nil || seek != nil {
			return ImportInfo{}, errors.Join(err, seek)
		}
	}
	p, err := capture.PreviewFile(f, i.FileName, mapping, src, s.Now(), rows)
	if err != nil {
		return ImportInfo{}, unreadable(err)
	}
	if mapping == nil && p.Mapping != nil {
		ws, err := s.Workspaces.Workspace(ctx, i.Workspace)
		if err != nil {
			return ImportInfo{}, err
		}
		if ws.TimeZone != cham.DefaultTimeZone && p.Mapping.TimeZone == "" {
			p.Mapping.TimeZone = ws.TimeZone
			return s.preview(ctx, i, src, p.Mapping, rows)
		}
	}
	out := Info(i)
	out.Kind, out.Preview = p.Kind, PreviewOf(p)
	out.Preview.Saved = saved
	out.Preview.Sum, err = s.sumOf(ctx, i.Workspace, p.Sum)
	return out, err
}

// unreadable says in the user's language that a file cannot be read, and why in
// the reader's own words.
func unreadable(err error) error {
	if e, ok := errors.AsType[*cham.Error](err); ok && e.Code == cham.CodeInvalid && e.Key == "" {
		said := *e
		said.Key, said.Args = "error.import.broken", map[string]any{"why": e.Hint}
		return &said
	}
	return err
}

// PreviewOf is a preview as the API shows it.
func PreviewOf(p capture.Preview) *ImportPreview {
	out := &ImportPreview{Columns: p.Columns, Rows: p.Rows, Mapping: (*ImportMapping)(p.Mapping), Lacks: p.Lacks,
		Sheets: p.Sheets, Sheet: p.Sheet, Returned: p.Returned, Refunds: p.Refunds, Export: p.Export}
	for _, l := range p.Looks {
		out.Looks = append(out.Looks, ColumnLook(l))
	}
	for _, s := range p.Statuses {
		out.Statuses = append(out.Statuses, OrderStatus(s))
	}
	for _, t := range p.Touches {
		row := PreviewTouch{Line: t.Line, At: t.At, Type: t.Type, Name: t.Name, Channel: t.Channel, Value: t.Value, Rows: t.Rows}
		for _, k := range t.Keys {
			row.Keys = append(row.Keys, route.KeyRef{Kind: k.Kind, Value: k.Value})
		}
		out.Touches = append(out.Touches, row)
	}
	for _, r := range p.Refused {
		out.Problems = append(out.Problems, RowProblem{Line: r.Line, Reason: r.Reason, Detail: r.Detail})
	}
	return out
}

func (s *server) startImport(ctx context.Context, in *previewIn) (ImportInfo, error) {
	mapping := in.Body.Mapping
	if mapping == nil { // what the preview guessed is what is meant
		i, err := s.tryMapping(ctx, in)
		if err != nil {
			return ImportInfo{}, err
		}
		if kind := known.KindOf(i.Preview.Export); kind == known.Counts || kind == known.Costs {
			return s.startNumbers(ctx, in.ImportPath, kind)
		}
		mapping = i.Preview.Mapping
	}
	i, err := s.Importer.Start(ctx, route.Workspace(ctx), in.ID, (*capture.Mapping)(mapping))
	if err != nil {
		return ImportInfo{}, unreadable(err)
	}
	return Info(i), nil
}

// startNumbers takes a report in that is of nobody: as counts or costs, no touches.
func (s *server) startNumbers(ctx context.Context, in ImportPath, kind known.Kind) (ImportInfo, error) {
	var err error
	if kind == known.Costs {
		_, err = s.takeCosts(ctx, &in)
	} else {
		_, err = s.takeCounts(ctx, &countsIn{ImportPath: in})
	}
	if err != nil {
		return ImportInfo{}, err
	}
	i, err := s.Imports.Import(ctx, route.Workspace(ctx), in.ID)
	return Info(i), err
}

func (s *server) cancelImport(ctx context.Context, in *ImportPath) (ImportInfo, error) {
	i, err := s.Importer.Cancel(ctx, route.Workspace(ctx), in.ID)
	return Info(i), err
}

func (s *server) undoImport(ctx context.Context, in *ImportPath) (ImportInfo, error) {
	i, err := s.Importer.Undo(ctx, route.Workspace(ctx), in.ID, cham.ActorFrom(ctx).User)
	return Info(i), err
}
