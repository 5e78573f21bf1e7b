package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"cham"
	"cham/capability/imports"
	"cham/store/archive"
	"cham/store/duckdb"
	"cham/store/journal"
	"cham/store/sqlstore"
	"cham/store/stoplist"
)

// Names of an archive's parts: "state/TABLE", "journal/WORKSPACE",
// "history/FILE", "uploads/FILE", "aside/FILE" and the installation's name.
const (
	statePart   = "state/"
	journalPart = "journal/"
	historyPart = "history/"
	uploadsPart = "uploads/"
	asidePart   = "aside/"
)

// instant is everything there is, held at one moment while the program goes on.
type instant struct {
	head      archive.Head
	state     *sqlstore.Snapshot
	journal   *journal.Snapshot
	histories []heldHistory
	files     []heldFile
}

type heldHistory struct {
	workspace cham.WorkspaceID
	*duckdb.Snapshot
}

// heldFile is a file that is open, so that it can be read when its name is gone.
type heldFile struct {
	part string
	file *os.File
	size int64
}

// hold takes the instant of a program that runs. The loop stands still for the
// moment it takes; what comes in meanwhile waits in the journal. State comes
// before the journal: what the state says is in the journal (how far an import
// has been read) then is.
func (a *App) hold(ctx context.Context) (at *instant, err error) {
	resume, err := a.Flow.Pause(ctx)
	if err != nil {
		return nil, err
	}
	defer resume()
	at = &instant{}
	defer func() {
		if err != nil {
			at.Close()
			at = nil
		}
	}()
	if err := at.holdState(ctx, a.Options, a.Store, a.Journal); err != nil {
		return at, err
	}
	for _, ws := range at.head.Workspaces {
		h, err := a.Workspaces.History(ctx, ws)
		if err != nil {
			return at, err
		}
		s, err := h.Snapshot(ctx)
		if err != nil {
			return at, err
		}
		at.histories = append(at.histories, heldHistory{ws, s})
	}
	return at, nil
}

// holdAtRest takes the instant of a data folder that this process has locked and
// not opened. Nothing is brought up to date: it is as the program before left it.
func holdAtRest(ctx context.Context, o Options, store *sqlstore.DB, j *journal.Journal) (at *instant, err error) {
	at = &instant{}
	defer func() {
		if err != nil {
			at.Close()
			at = nil
		}
	}()
	if err := at.holdState(ctx, o, store, j); err != nil {
		return at, err
	}
	for _, ws := range at.head.Workspaces {
		name := string(ws) + ".duckdb"
		suffixes, err := duckdb.FilesAtRest(o.Path("history", name))
		if err != nil {
			return at, err
		}
		for _, s := range suffixes {
			if err := at.holdFile(historyPart+name+s, o.Path("history", name+s)); err != nil {
				return at, err
			}
		}
	}
	return at, nil
}

func (at *instant) holdState(ctx context.Context, o Options, store *sqlstore.DB, j *journal.Journal) (err error) {
	if at.state, err = store.Snapshot(ctx); err != nil {
		return err
	}
	if at.journal, err = j.Snapshot(ctx); err != nil {
		return err
	}
	at.head = archive.Head{Program: o.Version, At: o.Now().UTC(), Database: at.state.Database, Schema: at.state.Schema, Folder: o.Data}
	if at.head.Workspaces, err = at.state.Workspaces(ctx); err != nil {
		return err
	}
	return at.holdFiles(ctx, o)
}

// holdFiles holds what imports wait for and what was put aside.
func (at *instant) holdFiles(ctx context.Context, o Options) error {
	waiting, err := at.state.Uploads(ctx, imports.Uploaded, imports.Running)
	if err != nil {
		return err
	}
	for _, path := range waiting {
		name := filepath.Base(path)
		if err := at.holdFile(uploadsPart+name, o.Path("uploads", name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	aside, err := os.ReadDir(o.Path("aside"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range aside {
		if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
			if err := at.holdFile(asidePart+e.Name(), o.Path("aside", e.Name())); err != nil {
				return err
			}
		}
	}
	for _, name := range []string{installationFile, stoplist.ListFile} { // the list's key stays
		if err := at.holdFile(name, o.Path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (at *instant) holdFile(part, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return err
	}
	at.files = append(at.files, heldFile{part, f, info.Size()})
	return nil
}

// Close lets the instant go.
func (at *instant) Close() error {
	errs := []error{at.state.Close(), at.journal.Close()} // which may be nil
	for _, h := range at.histories {
		errs = append(errs, h.Close())
	}
	for _, f := range at.files {
		errs = append(errs, f.file.Close())
	}
	return errors.Join(errs...)
}

// bytes is about how much there is to write.
func (at *instant) bytes() (n int64) {
	for _, h := range at.histories {
		n += h.FileBytes + h.LogBytes
	}
	for _, f := range at.files {
		n += f.size
	}
	return n
}

// write puts everything into an archive: the journal and the state first, which
// others wait for to be let go, the histories last.
func (at *instant) write(ctx context.Context, to io.Writer) (archive.Manifest, error) {
	w, err := archive.NewWriter(stopping{ctx, to}, at.head)
	if err != nil {
		return archive.Manifest{}, err
	}
	for _, step := range []func(context.Context, *archive.Writer) error{at.writeJournal, at.writeState, at.writeHistories, at.writeFiles} {
		if err := step(ctx, w); err != nil {
			return archive.Manifest{}, err
		}
	}
	return w.Close()
}

func (at *instant) writeJournal(ctx context.Context, w *archive.Writer) error {
	for _, ws := range at.head.Workspaces {
		after := int64(0)
		for _, h := range at.histories {
			if h.workspace == ws {
				after = h.Journal
			}
		}
		_, err := w.Write(journalPart+string(ws), func(to io.Writer) (entries int64, err error) {
			entries, _, err = at.journal.Dump(ctx, ws, after, to)
			return entries, err
		})
		if err != nil {
			return err
		}
	}
	err := at.journal.Close()
	at.journal = nil
	return err
}

func (at *instant) writeState(ctx context.Context, w *archive.Writer) error {
	for _, table := range at.state.Tables() {
		_, err := w.Write(statePart+table, func(to io.Writer) (int64, error) { return at.state.Dump(ctx, table, to) })
		if err != nil {
			return err
		}
	}
	err := at.state.Close()
	at.state = nil
	return err
}

func (at *instant) writeHistories(_ context.Context, w *archive.Writer) error {
	for _, h := range at.histories {
		name := historyPart + string(h.workspace) + ".duckdb"
		p, err := w.Write(name, func(to io.Writer) (int64, error) { return h.Rows, h.CopyFile(to) })
		if err != nil {
			return err
		}
		p.Digest = h.Digest
		if _, err := w.Write(name+duckdb.LogSuffix, func(to io.Writer) (int64, error) { return 0, h.CopyLog(to) }); err != nil {
			return err
		}
	}
	return nil
}

func (at *instant) writeFiles(_ context.Context, w *archive.Writer) error {
	for _, f := range at.files {
		_, err := w.Write(f.part, func(to io.Writer) (int64, error) {
			_, err := io.Copy(to, io.NewSectionReader(f.file, 0, f.size))
			return 0, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// stopping ends what is written when ctx does.
type stopping struct {
	ctx context.Context
	io.Writer
}

func (s stopping) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, cham.Wrap(cham.CodeUnavailable, "app.Backup", err)
	}
	return s.Writer.Write(b)
}

// digestOf opens a history and sums its touches up.
func digestOf(ctx context.Context, path string) (digest string, err error) {
	h, err := duckdb.Open(path, duckdb.Options{Recent: 1})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	s, err := h.Snapshot(ctx)
	if err != nil {
		return "", err
	}
	return s.Digest, s.Close()
}
