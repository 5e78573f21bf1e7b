package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"cham"
	"cham/capability/capture"
	"cham/capability/erasure"
	"cham/capability/imports"
)

// folders are the data folder's files that hold what people say: entries that
// were set aside, and files that wait to be imported.
type folders struct{ app *App }

var _ erasure.Place = folders{}

// Erase implements erasure.Place. A file is deleted as a whole.
func (f folders) Erase(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (map[string]int, error) {
	aside, err := f.aside(ws, m)
	if err != nil {
		return nil, err
	}
	uploads, err := f.uploads(ctx, ws, m)
	if err != nil {
		return nil, err
	}
	inbox, err := f.inbox(ctx, ws, m)
	if err != nil {
		return nil, err
	}
	moved, err := f.moved()
	return map[string]int{"aside": aside, "uploads": uploads, "inbox": inbox, "moved": moved}, err
}

// moved empties what a move to PostgreSQL has left, the state of everybody. The
// names stay: they say that the folder was moved.
func (f folders) moved() (n int, err error) {
	for _, name := range []string{"state.db", "journal.db"} {
		path := f.app.Path(name + movedSuffix)
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
			continue
		}
		if err == nil {
			err = os.Truncate(path, 0)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (f folders) aside(ws cham.WorkspaceID, m *erasure.Mentions) (n int, err error) {
	files, err := filepath.Glob(f.app.Path("aside", filepath.Base(string(ws))+"-*.touches"))
	if err != nil {
		return 0, err
	}
	for _, file := range files {
		mentioned, err := mentionedIn(file, m)
		if err != nil {
			return n, err
		}
		if !mentioned {
			continue
		}
		reason := strings.TrimSuffix(file, ".touches") + ".reason"
		if err := errors.Join(os.Remove(file), os.Remove(reason)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return n, err
		}
		n++
	}
	return n, nil
}

// uploads waits for imports under way, whose file is deleted at their end, and
// deletes files that nobody has begun to import.
func (f folders) uploads(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (n int, err error) {
	all, err := f.app.Store.Imports().Imports(ctx, ws)
	if err != nil {
		return 0, err
	}
	for _, i := range all {
		if i.State != imports.Running && i.State != imports.Uploaded {
			continue
		}
		mentioned, err := mentionedIn(i.Path, m)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return n, err
		}
		if !mentioned {
			continue
		}
		if i.State == imports.Running {
			e := cham.Errorf(cham.CodeUnavailable, "app.Erase",
				"the file %q is being imported and may name the person; it goes on when that is done", i.FileName)
			e.RetryAfter = eraseRetry
			return n, e
		}
		if err := f.drop(ctx, i); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (f folders) drop(ctx context.Context, i capture.Import) error {
	if err := os.Remove(i.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	i.State, i.FinishedAt, i.ErrorKey = imports.Failed, f.app.Now(), "error.import.erased"
	i.Error = "the file was deleted: it may name a customer who was erased; upload it again without them"
	return f.app.Store.Imports().UpdateImport(ctx, i)
}

// inbox deletes files of watched folders that were read, with their reports. One
// that is still to be read is waited for, while its folder is watched.
func (f folders) inbox(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (n int, err error) {
	all, err := f.app.Store.Inlets().Inlets(ctx, ws)
	if err != nil {
		return 0, err
	}
	watched := map[string]bool{}
	for _, i := range all {
		dir := f.app.Watcher.Where(i)
		watched[dir], watched[filepath.Join(dir, takenDir)] = true, true
	}
	err = filepath.WalkDir(f.app.Watcher.Of(ws), func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && !e.Type().IsRegular() {
			return nil
		}
		if err == nil {
			var gone int
			gone, err = inInbox(path, watched[filepath.Dir(path)], m)
			n += gone
		}
		return err
	})
	return n, err
}

// inInbox deletes a file that names the person, or waits for who reads it.
func inInbox(path string, read bool, m *erasure.Mentions) (int, error) {
	name := filepath.Base(path)
	mentioned := m.ByID(name) || m.ByName(name)
	if !mentioned {
		var err error
		if mentioned, err = mentionedIn(path, m); !mentioned || err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				err = nil
			}
			return 0, err
		}
	}
	if read && !strings.HasPrefix(name, ".") {
		e := cham.Errorf(cham.CodeUnavailable, "app.Erase",
			"a file in the watched folder %s is still to be imported and may name the person; it goes on when that is done", filepath.Dir(path))
		e.RetryAfter = eraseRetry
		return 0, e
	}
	if err := os.Remove(path); errors.Is(err, fs.ErrNotExist) { // a report went with its file
		return 0, nil
	} else if err != nil {
		return 0, err
	}
	if err := os.Remove(path + reportSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	return 1, nil
}

// overlap is how much of a stretch of a file is read again with the next.
const overlap = 4 << 10

// mentionedIn reports whether a file names the person. One that is no plain text
// cannot be looked through, and counts as if it did.
func mentionedIn(path string, m *erasure.Mentions) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	buffer, kept, first := make([]byte, 1<<20), 0, true
	for {
		n, err := io.ReadFull(f, buffer[kept:])
		if n == 0 {
			return false, nil
		}
		text := buffer[:kept+n]
		if first && filepath.Ext(path) != ".touches" && !plainText(text) {
			return true, nil
		}
		if m.ByID(string(text)) || m.ByName(string(text)) {
			return true, nil
		}
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		first, kept = false, copy(buffer, text[len(text)-overlap:])
	}
}

func plainText(b []byte) bool {
	if len(b) > overlap {
		b = b[:overlap]
		for len(b) > 0 && !utf8.RuneStart(b[len(b)-1]) {
			b = b[:len(b)-1]
		}
		b = b[:max(0, len(b)-1)]
	}
	return utf8.Valid(b) && !strings.Contains(string(b), "\x00")
}
