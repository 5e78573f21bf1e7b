package app

import (
	"context"
	"os"
	"path/filepath"

	"cham/capability/imports"
)

// deleteLeftoverUploads deletes what uploads and imports that were killed left in the
// folder where files wait: every file that no unfinished import names. It runs
// before anything new is uploaded.
func (a *App) deleteLeftoverUploads(ctx context.Context) error {
	waited, err := a.waitingFiles(ctx)
	if err != nil {
		return err
	}
	files, err := os.ReadDir(a.Path("uploads"))
	if err != nil {
		return err
	}
	for _, f := range files {
		if path := a.Path("uploads", f.Name()); f.Type().IsRegular() && !waited[f.Name()] {
			if err := os.Remove(path); err != nil {
				return err
			}
			a.Log.Info("a file that no import waits for is deleted", "file", path)
		}
	}
	return nil
}

// waitingFiles are the names of files that imports of any workspace still wait
// for.
func (a *App) waitingFiles(ctx context.Context) (map[string]bool, error) {
	all, err := a.Store.Access().Workspaces(ctx)
	if err != nil {
		return nil, err
	}
	waited := map[string]bool{}
	for _, ws := range all {
		of, err := a.Store.Imports().Imports(ctx, ws.ID)
		if err != nil {
			return nil, err
		}
		for _, i := range of {
			if i.State == imports.Uploaded || i.State == imports.Running {
				waited[filepath.Base(i.Path)] = true
			}
		}
	}
	return waited, nil
}
