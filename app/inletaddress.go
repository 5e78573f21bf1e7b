package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"

	"cham"
	"cham/capability/capture"
	"cham/capability/count"
	"cham/capability/imports"
)

// address fetches a file that has changed, and imports it.
func (w *Watcher) address(ctx context.Context, i *imports.Inlet) error {
	id := "i_" + w.app.NewID()
	path := w.app.Path("uploads", id+".part")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return broken(err)
	}
	defer os.Remove(path)
	defer f.Close()
	sum, etag := sha256.New(), i.ETag
	if strings.HasPrefix(etag, sumMark) {
		etag = ""
	}
	a, err := w.fetch.Get(ctx, i.Place, etag, i.Modified, io.MultiWriter(f, sum), mostFetch)
	if err != nil {
		return err
	}
	if a.ETag == "" {
		a.ETag = sumMark + hex.EncodeToString(sum.Sum(nil)) // told by what is in it
	}
	if a.Same || a.ETag == i.ETag {
		return same(i)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return broken(err)
	}
	imp, err := w.receive(ctx, i, id, a.Name, func(to io.Writer) error { _, err := io.Copy(to, f); return err })
	if err == nil {
		imp, err = w.start(ctx, imp)
	}
	if err != nil {
		return err
	}
	i.ETag, i.Modified = a.ETag, a.Modified
	if imp.State == imports.Failed {
		return unreadable
	}
	return nil
}

// sumMark begins what stands for an ETag where the server gives none.
const sumMark = "sha256:"

var unreadable = &cham.Error{Code: cham.CodeInvalid, Op: "app.Watcher", Key: "error.inlet.unreadable"}

// same says again that the file that is there cannot be read.
func same(i *imports.Inlet) error {
	if i.Error == unreadable.Key {
		return unreadable
	}
	return nil
}

// receive writes a file where uploads wait, and makes it an import.
func (w *Watcher) receive(ctx context.Context, i *imports.Inlet, id, name string, write func(io.Writer) error) (capture.Import, error) {
	imp := capture.Import{ID: id, Workspace: i.Workspace, Source: i.Source, FileName: name, Path: w.app.Path("uploads", id),
		State: imports.Uploaded, CreatedAt: w.app.Now().UTC(), CreatedBy: i.CreatedBy}
	if err := w.app.Room(); err != nil {
		return imp, err
	}
	f, err := os.OpenFile(imp.Path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return imp, broken(err)
	}
	err = errors.Join(write(f), f.Close())
	if info, stat := os.Stat(imp.Path); stat == nil {
		imp.Bytes = info.Size()
	}
	if err == nil {
		err = w.app.Store.Imports().CreateImport(ctx, imp)
	}
	if err != nil {
		return imp, errors.Join(err, os.Remove(imp.Path))
	}
	i.LastFile = id
	return imp, nil
}

// start begins the import, or ends it where the file is a report of numbers; a file
// that cannot be read has failed.
func (w *Watcher) start(ctx context.Context, imp capture.Import) (capture.Import, error) {
	n, err := w.app.takeNumbers(ctx, imp, count.DaySpan{})
	started := imp
	if n != nil && err == nil {
		started.State = imports.Done
	} else if err == nil {
		started, err = w.app.Importer.Start(ctx, imp.Workspace, imp.ID, nil)
	}
	if e, ok := errors.AsType[*cham.Error](err); ok && e.Code == cham.CodeInvalid {
		imp.State, imp.FinishedAt = imports.Failed, w.app.Now().UTC()
		imp.Error, imp.ErrorKey = strings.TrimPrefix(e.Field+": "+e.Hint, ": "), e.Key
		return imp, errors.Join(w.app.Store.Imports().UpdateImport(ctx, imp), os.Remove(imp.Path))
	}
	return started, err
}
