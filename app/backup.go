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
	"cham/store/journal"
	"cham/store/sqlstore"
)

// Progress is how far a backup or a restore is, in bytes; Total is a guess.
type Progress struct{ Done, Total int64 }

// Backup writes everything of one instant to w while the program goes on, and
// tells watch, when it is set, how far it is. The loop stands still for
// milliseconds, the way in not at all. A file that ends without an error is
// whole; see archive.
func (a *App) Backup(ctx context.Context, w io.Writer, watch func(Progress)) (archive.Manifest, error) {
	began := a.Now()
	at, err := a.hold(ctx)
	if err != nil {
		return archive.Manifest{}, err
	}
	defer at.Close()
	a.Log.Info("backup: the instant is taken", "paused", a.Now().Sub(began))
	return at.write(ctx, &counting{Writer: w, total: at.bytes(), watch: watch})
}

// counting tells how much was written.
type counting struct {
	io.Writer
	done, total int64
	watch       func(Progress)
}

func (c *counting) Write(b []byte) (int, error) {
	n, err := c.Writer.Write(b)
	if c.done += int64(n); c.watch != nil {
		c.watch(Progress{c.done, max(c.total, c.done)})
	}
	return n, err
}

// BackupAtRest is App.Backup of a data folder that no program has open, without
// bringing anything in it up to date.
func BackupAtRest(ctx context.Context, o Options, w io.Writer, watch func(Progress)) (m archive.Manifest, err error) {
	o = o.withDefaults()
	lock, err := Lock(o.Data)
	if err != nil {
		return m, err
	}
	defer lock.Close()
	if err := o.wholeFolder(); err != nil {
		return m, err
	}
	if o.DatabaseURL == "" {
		if _, err := os.Stat(o.Path("state.db")); errors.Is(err, fs.ErrNotExist) {
			return m, cham.Errorf(cham.CodeNotFound, "app.Backup", "there is nothing of Chạm in %s; name its data folder with --data", o.Data)
		}
	}
	store, err := sqlstore.OpenAsItIs(ctx, o.databaseURL())
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.Hold(ctx, holdWait); err != nil {
		return m, err
	}
	j, err := o.openJournal(ctx)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	return o.writeAtRest(ctx, store, j, w, watch)
}

func (o Options) writeAtRest(ctx context.Context, store *sqlstore.DB, j *journal.Journal, w io.Writer,
	watch func(Progress)) (m archive.Manifest, err error) {
	at, err := holdAtRest(ctx, o, store, j)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	return at.write(ctx, &counting{Writer: w, total: at.bytes(), watch: watch})
}

// DataBytes is about how much a backup has to write.
func (a *App) DataBytes() (n int64) {
	filepath.WalkDir(a.Data, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if e.IsDir() && (path == a.backupDir() || strings.HasPrefix(e.Name(), ".verify-")) {
			return filepath.SkipDir
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && filepath.Ext(path) != ".index" {
			n += info.Size()
		}
		return nil
	})
	return n
}
