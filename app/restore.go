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
	"cham/store/archive"
	"cham/store/duckdb"
	"cham/store/journal"
	"cham/store/sqlstore"
	"cham/store/stoplist"
	"cham/store/witness"
)

// restoringFile says that the folder is being filled, by the restore whose id it
// holds.
const restoringFile = "restoring"

// Restore fills an empty data folder (and database, when the options name one)
// from an archive, which open opens and is read twice: first to see that all of
// it is unharmed, before anything is written. What is there is not overwritten;
// what a restore that was killed has left is. Until all of it is there, the
// folder does not start.
func Restore(ctx context.Context, o Options, open func() (io.ReadCloser, error)) (archive.Manifest, error) {
	o = o.withDefaults()
	m, err := readArchive(open, archive.Reading{})
	if err != nil {
		return m, err
	}
	lock, err := Lock(o.Data)
	if err != nil {
		return m, err
	}
	defer lock.Close()
	restrictToUser(o.Data, o.Log)
	r := &restoring{Options: o, manifest: m, id: o.NewID()}
	if err := r.begin(); err != nil {
		return m, err
	}
	if err := r.fill(ctx, open); err != nil {
		return m, err
	}
	return m, r.finish()
}

func readArchive(open func() (io.ReadCloser, error), do archive.Reading) (m archive.Manifest, err error) {
	f, err := open()
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return archive.Read(f, do)
}

type restoring struct {
	Options
	manifest archive.Manifest
	id       string
	state    *sqlstore.Restoring
	journal  *journal.Journal
	// databaseOnly leaves out what lies in the folder.
	databaseOnly bool
	// before, when set, sees what was loaded before it becomes the state.
	before func(context.Context) error
}

// begin marks the folder as half-filled, unless there is something in it.
func (r *restoring) begin() error {
	if _, err := os.Stat(r.Path(restoringFile)); errors.Is(err, fs.ErrNotExist) {
		if err := r.emptyFolder(); err != nil {
			return err
		}
	}
	if err := writeSynced(r.Path(restoringFile), r.id+"\n"); err != nil {
		return folderError(r.Data, err)
	}
	return r.clear()
}

// ours are the files and folders of a data folder that hold a business's data.
var ours = []string{"state.db", "state.db-wal", "state.db-shm", "journal.db", "journal.db-wal", "journal.db-shm", installationFile,
	stoplist.RestoredFile, witness.File, migratingFile, migratingDir, "history", "uploads", "aside"}

func (r *restoring) emptyFolder() error {
	for _, name := range ours {
		info, err := os.Stat(r.Path(name))
		if err != nil {
			continue
		}
		if inside, err := os.ReadDir(r.Path(name)); info.IsDir() && err == nil && len(inside) == 0 {
			continue
		}
		return cham.Errorf(cham.CodeConflict, "app.Restore",
			"%s has data in it (%s), which is not overwritten: name an empty folder with --data, or move this one away first", r.Data, name)
	}
	return nil
}

// clear removes what a restore that was killed has left.
func (r *restoring) clear() error {
	for _, name := range ours {
		if err := os.RemoveAll(r.Path(name)); err != nil {
			return folderError(r.Data, err)
		}
	}
	for _, dir := range []string{"history", "uploads", "aside"} {
		if err := os.MkdirAll(r.Path(dir), 0o700); err != nil {
			return folderError(r.Data, err)
		}
	}
	return nil
}

// fill loads the parts. The state becomes the database's last of all, so that
// nothing can be started before.
func (r *restoring) fill(ctx context.Context, open func() (io.ReadCloser, error)) (err error) {
	if r.state, err = sqlstore.Restore(ctx, r.databaseURL(), r.manifest.Schema, r.id); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.state.Close()) }()
	if r.journal, err = r.openJournal(ctx); err != nil {
		return err
	}
	if err = r.journal.Clear(ctx); err == nil {
		_, err = readArchive(open, archive.Reading{Part: func(name string, from io.Reader) error { return r.part(ctx, name, from) }})
	}
	if err = errors.Join(err, r.journal.Close()); err != nil {
		return err
	}
	if r.before != nil {
		if err := r.before(ctx); err != nil {
			return err
		}
	}
	if r.databaseOnly {
		return r.state.Commit(ctx)
	}
	if err := r.state.MoveUploads(ctx, filepath.Join(r.manifest.Folder, "uploads"), r.Path("uploads")); err != nil {
		return err
	}
	if err := r.state.PauseMailings(ctx); err != nil {
		return err
	}
	if err := syncTree(r.Data); err != nil {
		return err
	}
	return r.state.Commit(ctx)
}

func (r *restoring) part(ctx context.Context, name string, from io.Reader) error {
	if err := ctx.Err(); err != nil {
		return cham.Wrap(cham.CodeUnavailable, "app.Restore", err)
	}
	if table, ok := strings.CutPrefix(name, statePart); ok {
		_, err := r.state.Load(ctx, table, from)
		return err
	}
	if strings.HasPrefix(name, journalPart) {
		_, _, err := r.journal.Load(ctx, from)
		return err
	}
	if r.databaseOnly {
		return nil
	}
	if name == stoplist.ListFile { // what is here already stays, too
		return r.file(stoplist.RestoredFile, from)
	}
	dir, file := filepath.Split(name)
	known := dir == historyPart || dir == uploadsPart || dir == asidePart || name == installationFile
	if !known || !filepath.IsLocal(name) || strings.HasPrefix(file, ".") {
		return cham.Errorf(cham.CodeInvalid, "app.Restore", "the backup has a part %q that this program does not know; use a newer one", name)
	}
	return r.file(name, from)
}

func (r *restoring) file(name string, from io.Reader) (err error) {
	f, err := os.OpenFile(r.Path(filepath.FromSlash(name)), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return folderError(r.Data, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	n, err := io.Copy(f, from)
	if err == nil && n == 0 && strings.HasSuffix(name, duckdb.LogSuffix) {
		return os.Remove(f.Name()) // there was none
	}
	if err != nil {
		return err
	}
	return f.Sync()
}

// finish makes the folder one that starts.
func (r *restoring) finish() error {
	if err := os.Remove(r.Path(restoringFile)); err != nil {
		return folderError(r.Data, err)
	}
	return syncDir(r.Data)
}

// wholeFolder refuses a folder that a restore has not filled to the end.
func (o Options) wholeFolder() error {
	if _, err := os.Stat(o.Path(restoringFile)); err == nil {
		return cham.Errorf(cham.CodeConflict, "app.Open",
			"a restore into %s did not finish: run cham restore once more, which begins anew", o.Data)
	}
	return nil
}

// settleRestored ends a restore that was killed after its last write, and
// refuses what another has left.
func (o Options) settleRestored(ctx context.Context) (err error) {
	id, err := os.ReadFile(o.Path(restoringFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	store, err := sqlstore.OpenAsItIs(ctx, o.databaseURL())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if done, err := store.RestoredBy(ctx, strings.TrimSpace(string(id))); err != nil || !done {
		return errors.Join(err, o.wholeFolder())
	}
	return (&restoring{Options: o}).finish()
}

func writeSynced(path, content string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncTree brings the names in the data folder to disk; the files are already.
func syncTree(data string) error {
	var errs []error
	for _, dir := range []string{"history", "uploads", "aside", "."} {
		errs = append(errs, syncDir(filepath.Join(data, dir)))
	}
	return errors.Join(errs...)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
