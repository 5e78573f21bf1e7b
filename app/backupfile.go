package app

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"cham"
	"cham/store/archive"
)

// WriteBackup makes a file of an archive that write writes: for its owner's eyes
// only, encrypted when there is a passphrase, and there under its name only when
// it is whole and on disk. A file of that name is not overwritten.
func WriteBackup(path, passphrase string, write func(io.Writer) (archive.Manifest, error)) (m archive.Manifest, err error) {
	if _, err := os.Stat(path); err == nil {
		return m, cham.Errorf(cham.CodeConflict, "app.WriteBackup", "%s is there already: choose another name", path)
	}
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return m, folderError(filepath.Dir(path), err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part))
		}
	}()
	m, err = sealed(f, passphrase, write)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return m, err
	}
	if err := os.Rename(part, path); err != nil {
		return m, err
	}
	return m, syncDir(filepath.Dir(path))
}

func sealed(f io.Writer, passphrase string, write func(io.Writer) (archive.Manifest, error)) (m archive.Manifest, err error) {
	buffered := bufio.NewWriterSize(f, 1<<20)
	w, err := archive.Encrypt(buffered, passphrase)
	if err != nil {
		return m, err
	}
	if m, err = write(w); err != nil {
		return m, err
	}
	return m, errors.Join(w.Close(), buffered.Flush())
}

// BackupFile opens a backup's file again and again.
func BackupFile(path, passphrase string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		f, err := os.Open(path)
		if err != nil {
			e := cham.Errorf(cham.CodeNotFound, "app.BackupFile", "name a backup file that this user may read with --from")
			e.Err = err
			return nil, e
		}
		r, err := archive.Decrypt(f, passphrase)
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		return readCloser{r, f}, nil
	}
}

type readCloser struct {
	io.Reader
	io.Closer
}

// VerifyBackup restores a backup into a folder of its own below dir, which it
// deletes again, and holds what is there against the backup: every row of the
// state, the journal, and how many touches of which time. It takes as much room
// as the data.
func VerifyBackup(ctx context.Context, o Options, dir string, open func() (io.ReadCloser, error)) (m archive.Manifest, err error) {
	scratch, err := os.MkdirTemp(dir, ".verify-*")
	if err != nil {
		return m, folderError(dir, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	so := Options{Data: scratch, Version: o.Version, Now: o.Now, NewID: o.NewID, Log: o.Log, MinFree: 1}.withDefaults()
	if m, err = readArchive(open, archive.Reading{}); err != nil {
		return m, err
	}
	free, err := so.Free()
	if need := uint64(m.Bytes()) * 5 / 4; err == nil && free < need+DefaultMinFree/signInShare {
		return m, cham.Errorf(cham.CodeUnavailable, "app.VerifyBackup",
			"every hash is right, but there is no room in %s to try the restore (%d MB needed, %d MB free)", dir, need>>20, free>>20)
	}
	if err != nil {
		return m, err
	}
	r := &restoring{Options: so, manifest: m, id: so.NewID()}
	r.before = r.compare
	if err := r.begin(); err != nil {
		return m, err
	}
	return m, r.fill(ctx, open)
}

// compare holds state and histories that were loaded against the backup.
func (r *restoring) compare(ctx context.Context) error {
	if err := r.compareState(ctx); err != nil {
		return err
	}
	return r.compareHistories(ctx)
}

// compareState dumps the state that was loaded once more.
func (r *restoring) compareState(ctx context.Context) error {
	at := &instant{head: r.manifest.Head}
	defer at.Close()
	var err error
	if at.state, err = r.state.Snapshot(ctx); err != nil {
		return err
	}
	w, err := archive.NewWriter(io.Discard, at.head)
	if err != nil {
		return err
	}
	for _, table := range at.state.Tables() {
		p, err := w.Write(statePart+table, func(to io.Writer) (int64, error) { return at.state.Dump(ctx, table, to) })
		if err != nil {
			return err
		}
		if err := sameAs(r.manifest.Part(p.Name), p.Rows, p.SHA256, p.Name); err != nil {
			return err
		}
	}
	at.state = nil // its transaction is r.state's
	return nil
}

func sameAs(listed *archive.Part, rows int64, sum, name string) error {
	if listed == nil || listed.Rows != rows || listed.SHA256 != sum {
		return cham.Errorf(cham.CodeInternal, "app.VerifyBackup", "%s reads differently after a restore: keep another backup, and tell us", name)
	}
	return nil
}

func (r *restoring) compareHistories(ctx context.Context) error {
	for _, ws := range r.manifest.Workspaces {
		name := historyPart + string(ws) + ".duckdb"
		listed := r.manifest.Part(name)
		if listed == nil || listed.Digest == "" {
			continue // of a folder at rest: bytes were compared
		}
		got, err := digestOf(ctx, r.Path("history", string(ws)+".duckdb"))
		if err != nil {
			return err
		}
		if got != listed.Digest {
			return cham.Errorf(cham.CodeInternal, "app.VerifyBackup",
				"the history of %s has other touches after a restore (%s, not %s): keep another backup, and tell us", ws, got, listed.Digest)
		}
	}
	return nil
}

// CheckBackup reads a backup from end to end and compares every hash.
func CheckBackup(open func() (io.ReadCloser, error)) (archive.Manifest, error) {
	return readArchive(open, archive.Reading{})
}
