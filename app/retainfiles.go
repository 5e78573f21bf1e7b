package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cham"
	"cham/capability/imports"
)

// files removes, or only counts, files that are too old: uploaded and never
// imported, and those of watched folders that were read, with their reports.
func (r retainer) files(ctx context.Context, ws cham.WorkspaceID, before time.Time, remove bool) (n int, err error) {
	if before.IsZero() {
		return 0, nil
	}
	all, err := r.app.Store.Imports().Imports(ctx, ws)
	if err != nil {
		return 0, err
	}
	for _, i := range all {
		if i.State != imports.Uploaded || !i.CreatedAt.Before(before) {
			continue
		}
		if n++; !remove {
			continue
		}
		if err := os.Remove(i.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return n, err
		}
		i.State, i.FinishedAt, i.ErrorKey = imports.Failed, r.app.Now(), "error.import.tooOld"
		i.Error = "the file was deleted by the rules of how long files are kept; upload it again"
		if err := r.app.Store.Imports().UpdateImport(ctx, i); err != nil {
			return n, err
		}
	}
	read, err := r.readFiles(ws, before, remove)
	return n + read, err
}

// readFiles are those in done and refused of watched folders.
func (r retainer) readFiles(ws cham.WorkspaceID, before time.Time, remove bool) (n int, err error) {
	err = filepath.WalkDir(r.app.Watcher.Of(ws), func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		dir := filepath.Base(filepath.Dir(path))
		if err != nil || !e.Type().IsRegular() || dir != doneDir && dir != refusedDir {
			return err
		}
		if at, err := readAt(path, e); err != nil || !at.Before(before) {
			return err
		}
		if !strings.HasSuffix(path, reportSuffix) {
			n++
		}
		if remove {
			return os.Remove(path)
		}
		return nil
	})
	return n, err
}

// readAt is when a file was read: its name begins with that.
func readAt(path string, e fs.DirEntry) (time.Time, error) {
	name := filepath.Base(path)
	if len(name) > len(readStamp) {
		if at, err := time.Parse(readStamp, name[:len(readStamp)]); err == nil {
			return at, nil
		}
	}
	info, err := e.Info()
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}
