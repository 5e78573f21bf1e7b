package app

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"cham"
	"cham/capability/capture"
	"cham/capability/imports"
)

// ImportFile starts reading a file of this machine into the workspace, under
// the source that files share. A CSV file without a mapping has its columns
// guessed. The file itself stays where it is.
func (a *App) ImportFile(ctx context.Context, ws cham.WorkspaceID, file string, mapping *capture.Mapping) (capture.Import, error) {
	i, err := a.uploadedFile(ctx, ws, file)
	if err != nil {
		return i, err
	}
	return a.Importer.Start(ctx, ws, i.ID, mapping)
}

// uploadedFile is the file as an import that waits to be started.
func (a *App) uploadedFile(ctx context.Context, ws cham.WorkspaceID, file string) (capture.Import, error) {
	source, err := a.fileSource(ctx, ws)
	if err != nil {
		return capture.Import{}, err
	}
	path, size, err := a.copyIn(file)
	if err != nil {
		return capture.Import{}, err
	}
	i := capture.Import{ID: a.NewID(), Workspace: ws, Source: source.ID, FileName: filepath.Base(file), Path: path, Bytes: size,
		State: imports.Uploaded, CreatedAt: a.Now()}
	return i, a.Store.Imports().CreateImport(ctx, i)
}

// fileSource is the source that files share, made when there is none yet.
func (a *App) fileSource(ctx context.Context, ws cham.WorkspaceID) (cham.Source, error) {
	all, err := a.Sources.Sources(ctx, ws)
	if shared, ok := capture.FileSource(all); ok || err != nil {
		return shared, err
	}
	made := cham.Source{ID: cham.SourceID(a.NewID()), Workspace: ws, Name: "cham import", Kind: "file", WriteKey: a.NewID(),
		Enabled: true, CreatedAt: a.Now()}
	return made, a.Sources.CreateSource(ctx, made)
}

// copyIn puts the file where imports wait, as a link where the disk allows it:
// the import deletes its own when it is done.
func (a *App) copyIn(file string) (path string, size int64, err error) {
	path = a.Path("uploads", a.NewID())
	if os.Link(file, path) != nil {
		if err := copyFile(path, file); err != nil {
			return "", 0, err
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", 0, err
	}
	return path, info.Size(), nil
}

func copyFile(to, from string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}
