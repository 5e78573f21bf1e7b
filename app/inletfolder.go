package app

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cham"
	"cham/capability/access"
	"cham/capability/capture"
	"cham/capability/count"
	"cham/capability/imports"
	"cham/locale"
)

// folder takes the files that lie still in a watched folder, and goes on with those
// that are on their way.
func (w *Watcher) folder(ctx context.Context, i *imports.Inlet) error {
	root, err := w.open(i)
	if err != nil {
		return err
	}
	defer root.Close()
	names, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return broken(err)
	}
	for _, f := range names {
		if f.Type().IsRegular() && !strings.HasPrefix(f.Name(), ".") && w.still(i, f) {
			id := "i_" + w.app.NewID()
			if err := root.Rename(f.Name(), filepath.Join(takenDir, id+"~"+f.Name())); err != nil {
				return broken(err)
			}
		}
	}
	taken, err := fs.ReadDir(root.FS(), takenDir)
	if err != nil {
		return broken(err)
	}
	for _, f := range taken {
		id, name, ok := strings.Cut(f.Name(), "~")
		if ok && f.Type().IsRegular() {
			if err := w.carry(ctx, i, root, id, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// open opens the folder of an inlet; neither .. nor a link leads out of the root.
func (w *Watcher) open(i *imports.Inlet) (*os.Root, error) {
	if err := os.MkdirAll(w.Root(), 0o700); err != nil {
		return nil, broken(err)
	}
	root, err := os.OpenRoot(w.Root())
	if err != nil {
		return nil, broken(err)
	}
	defer root.Close()
	for _, dir := range []string{"", takenDir, doneDir, refusedDir} {
		if err := root.MkdirAll(filepath.Join(w.Folder(i), dir), 0o700); err != nil {
			return nil, broken(err)
		}
	}
	under, err := root.OpenRoot(w.Folder(i))
	if err != nil {
		return nil, broken(err)
	}
	return under, nil
}

func broken(err error) error {
	return &cham.Error{Code: cham.CodeUnavailable, Op: "app.Watcher", Key: "error.inlet.folder", Err: err}
}

// still reports whether a file was the same for a while: nobody writes it any more.
func (w *Watcher) still(i *imports.Inlet, f fs.DirEntry) bool {
	info, err := f.Info()
	if err != nil {
		return false
	}
	key, now := i.ID+"/"+f.Name(), w.app.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	was, known := w.seen[key]
	if !known || was.size != info.Size() || !was.at.Equal(info.ModTime()) {
		w.seen[key] = lain{info.Size(), info.ModTime(), now}
		return false
	}
	if now.Sub(was.since) < stableFor {
		return false
	}
	delete(w.seen, key)
	return true
}

// carry brings a taken file one step further: made an import, started, or, when
// that has ended, put where it belongs with a report beside it.
func (w *Watcher) carry(ctx context.Context, i *imports.Inlet, root *os.Root, id, name string) error {
	imp, err := w.app.Store.Imports().Import(ctx, i.Workspace, id)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		imp, err = w.receive(ctx, i, id, name, func(to io.Writer) error {
			from, err := root.Open(filepath.Join(takenDir, id+"~"+name))
			if err != nil {
				return err
			}
			defer from.Close()
			_, err = io.Copy(to, from)
			return err
		})
	}
	if err != nil {
		return err
	}
	if imp.State == imports.Uploaded {
		imp, err = w.start(ctx, imp)
	}
	if err != nil || imp.State == imports.Running {
		return err
	}
	if gone, err := w.ofErased(ctx, imp); err != nil {
		return err
	} else if gone {
		return root.Remove(filepath.Join(takenDir, id+"~"+name))
	}
	return w.report(ctx, i, root, imp, name)
}

// ofErased tells whether a file has rows of somebody who was erased: it is not kept.
func (w *Watcher) ofErased(ctx context.Context, imp capture.Import) (bool, error) {
	all, err := w.app.Store.Imports().Rejects(ctx, imp.Workspace, imp.ID, string(capture.ReasonErased), 0, 1)
	return len(all) > 0, err
}

// report puts a file that was read, or could not be, where it belongs, with what
// became of it beside it.
func (w *Watcher) report(ctx context.Context, i *imports.Inlet, root *os.Root, imp capture.Import, name string) error {
	dir, taken := doneDir, filepath.Join(takenDir, imp.ID+"~"+name)
	if imp.State == imports.Failed {
		dir = refusedDir
	}
	said, err := w.said(ctx, i, root, imp, taken)
	if err != nil {
		return err
	}
	to := filepath.Join(dir, w.app.Now().UTC().Format(readStamp)+name)
	if err := root.WriteFile(to+reportSuffix, []byte(said), 0o600); err != nil {
		return broken(err)
	}
	if err := root.Rename(taken, to); err != nil {
		return broken(err)
	}
	return nil
}

// said is what became of a file, in the words of who is responsible for the place.
func (w *Watcher) said(ctx context.Context, i *imports.Inlet, root *os.Root, imp capture.Import, taken string) (string, error) {
	lang, err := w.language(ctx, i)
	if err != nil {
		return "", err
	}
	word := func(key string, args map[string]any) string { return locale.Text(lang, key, args) }
	if imp.State == imports.Failed {
		why := cmp.Or(word(imp.ErrorKey, map[string]any{"line": imp.ErrorLine}), imp.Error)
		return word("sources.inlets.failed", nil) + " " + why + "\n", nil
	}
	f, err := root.Open(taken)
	if err != nil {
		return "", broken(err)
	}
	defer f.Close()
	n, err := w.app.readNumbers(ctx, i.Workspace, f, imp.FileName, count.DaySpan{})
	if err != nil {
		return "", err
	}
	if n == nil {
		return word("sources.inlets.report", map[string]any{"accepted": imp.Accepted, "refused": imp.Refused,
			"duplicates": imp.Duplicates}) + "\n", nil
	}
	return n.said(word), nil
}

// said lists what was taken, and the lines that were not, with their reasons.
func (n *Numbers) said(word func(key string, args map[string]any) string) string {
	var out strings.Builder
	what := string(n.Kind)
	fmt.Fprintln(&out, word("sources.inlets."+what, map[string]any{"count": n.Taken, "rejected": len(n.Rejects)}))
	for _, r := range n.Rejects[:min(len(n.Rejects), mostSaid)] {
		fmt.Fprintf(&out, "%s %s %s\n", word("sources.costs.line", map[string]any{"line": r.Line}),
			word("sources."+what+".why."+r.Reason, nil), r.Value)
	}
	return out.String()
}

// mostSaid bounds the lines of a report.
const mostSaid = 1000

// language is that of who set the place up, or else of the oldest owner.
func (w *Watcher) language(ctx context.Context, i *imports.Inlet) (string, error) {
	members, err := w.app.Store.Access().Members(ctx, i.Workspace)
	if err != nil {
		return "", err
	}
	for _, fits := range []func(access.Member) bool{
		func(m access.Member) bool { return m.User.ID == i.CreatedBy },
		func(m access.Member) bool { return m.Role == cham.RoleOwner },
	} {
		if at := slices.IndexFunc(members, fits); at >= 0 {
			return members[at].User.Language, nil
		}
	}
	return "", nil
}
