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
	"cham/capability/backup"
	"cham/store/archive"
	"cham/store/sqlstore"
)

// Into a folder's own files, for Migrate.
const ToSQLite = "sqlite"

const (
	// migratingFile holds the id of a move that is under way; migratingDir the
	// files of one to SQLite.
	migratingFile = "migrating"
	migratingDir  = "migrating.part"
	movedSuffix   = ".moved"
)

// Migrate moves state and journal of a folder that no program has open to
// PostgreSQL, or back (ToSQLite), by way of a backup, which is kept. History
// stays where it is. Killed at any moment, either side is whole and the other
// does not start; run again, it ends or begins anew.
func Migrate(ctx context.Context, o Options, to string) (kept string, err error) {
	o = o.withDefaults()
	lock, err := Lock(o.Data)
	if err != nil {
		return "", err
	}
	defer lock.Close()
	restrictToUser(o.Data, o.Log)
	m := &migration{Options: o, target: o}
	if err := m.choose(to); err != nil {
		return "", err
	}
	return m.run(ctx)
}

type migration struct {
	Options
	target Options // where state and journal go: its database, or its folder
	id     string
}

func (m *migration) choose(to string) error {
	if err := m.wholeFolder(); err != nil {
		return err
	}
	invalid := func(hint string) error {
		e := cham.Errorf(cham.CodeInvalid, "app.Migrate", "%s", hint)
		e.Field = "to"
		return e
	}
	switch {
	case to == ToSQLite && m.DatabaseURL == "":
		return invalid("the data is in SQLite already; say with --database-url which PostgreSQL it comes from")
	case to == ToSQLite:
		m.target.DatabaseURL, m.target.Data = "", m.Path(migratingDir)
	case m.DatabaseURL != "":
		return invalid(`from PostgreSQL only --to sqlite is known; to another PostgreSQL take "cham backup" and "cham restore"`)
	case !strings.HasPrefix(to, "postgres://") && !strings.HasPrefix(to, "postgresql://"):
		return invalid("name an empty PostgreSQL (postgres://user@host/name), or sqlite")
	default:
		m.target.DatabaseURL = to
	}
	return nil
}

func (m *migration) run(ctx context.Context) (kept string, err error) {
	if done, err := m.finishedBefore(ctx); err != nil || done {
		return "", err
	}
	if err := m.notMoved(); err != nil {
		return "", err
	}
	if kept, err = m.copy(ctx); err != nil {
		return kept, err
	}
	return kept, m.finish()
}

// copy fills the other side. The databases are closed when it returns.
func (m *migration) copy(ctx context.Context) (kept string, err error) {
	store, err := sqlstore.OpenAsItIs(ctx, m.databaseURL())
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.Hold(ctx, holdWait); err != nil {
		return "", err
	}
	if kept, err = m.backup(ctx, store); err != nil {
		return "", err
	}
	m.id = m.NewID()
	if err := writeSynced(m.Path(migratingFile), m.id+"\n"); err != nil {
		return kept, folderError(m.Data, err)
	}
	if err := m.load(ctx, kept); err != nil {
		return kept, err
	}
	if m.DatabaseURL != "" {
		err = store.MarkMoved(ctx, "the SQLite files of its data folder")
	}
	return kept, err
}

// backup is what the move reads, and what is left if it was a mistake.
func (m *migration) backup(ctx context.Context, store *sqlstore.DB) (path string, err error) {
	j, err := m.openJournal(ctx)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	if err := os.MkdirAll(m.backupDir(), 0o700); err != nil {
		return "", folderError(m.backupDir(), err)
	}
	path = m.backupName(backup.Migrate)
	_, err = WriteBackup(path, m.BackupPassphrase, func(w io.Writer) (archive.Manifest, error) {
		return m.writeAtRest(ctx, store, j, w, nil)
	})
	return path, err
}

// load fills the other database, and compares each row before it counts.
func (m *migration) load(ctx context.Context, kept string) error {
	open := BackupFile(kept, m.BackupPassphrase)
	manifest, err := readArchive(open, archive.Reading{})
	if err != nil {
		return err
	}
	if m.target.Data != m.Data {
		if err := errors.Join(os.RemoveAll(m.target.Data), os.MkdirAll(m.target.Data, 0o700)); err != nil {
			return folderError(m.target.Data, err)
		}
	}
	r := &restoring{Options: m.target, manifest: manifest, id: m.id, databaseOnly: true}
	r.before = r.compareState
	return r.fill(ctx, open)
}

// finish puts the files in place, or away, when the other side is whole.
func (m *migration) finish() error {
	move := func(from, to string) error {
		if err := os.Rename(from, to); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	var errs []error
	if m.DatabaseURL == "" {
		for _, name := range []string{"journal.db", "state.db"} {
			errs = append(errs, move(m.Path(name), m.Path(name+movedSuffix)))
		}
	} else {
		from := filepath.Join(m.Data, migratingDir)
		errs = append(errs, move(filepath.Join(from, "journal.db"), m.Path("journal.db")),
			move(filepath.Join(from, "state.db"), m.Path("state.db")), os.RemoveAll(from),
			os.RemoveAll(m.Path("state.db"+movedSuffix)), os.RemoveAll(m.Path("journal.db"+movedSuffix)))
	}
	errs = append(errs, syncDir(m.Data), os.Remove(m.Path(migratingFile)), syncDir(m.Data))
	return errors.Join(errs...)
}

// finishedBefore ends a move that was killed when all of it was there.
func (m *migration) finishedBefore(ctx context.Context) (done bool, err error) {
	id, err := os.ReadFile(m.Path(migratingFile))
	if err != nil {
		return false, nil
	}
	if m.target.DatabaseURL == "" {
		if _, err := os.Stat(m.target.Path("state.db")); err != nil {
			return false, nil
		}
	}
	store, err := sqlstore.OpenAsItIs(ctx, m.target.databaseURL())
	if cham.ErrorCode(err) == cham.CodeConflict {
		return false, nil // half of it
	}
	if err != nil {
		return false, err
	}
	done, err = store.RestoredBy(ctx, strings.TrimSpace(string(id)))
	if err = errors.Join(err, store.Close()); err != nil || !done {
		return false, err
	}
	if m.DatabaseURL != "" {
		from, err := sqlstore.OpenAsItIs(ctx, m.DatabaseURL)
		if err == nil {
			err = errors.Join(from.MarkMoved(ctx, "the SQLite files of its data folder"), from.Close())
		}
		if err != nil && cham.ErrorCode(err) != cham.CodeConflict { // it is marked
			return false, err
		}
	}
	return true, m.finish()
}

// notMoved refuses to make empty SQLite files in a folder whose state was moved
// to PostgreSQL.
func (o Options) notMoved() error {
	_, here := os.Stat(o.Path("state.db"))
	if _, moved := os.Stat(o.Path("state.db" + movedSuffix)); o.DatabaseURL != "" || here == nil || moved != nil {
		return nil
	}
	return cham.Errorf(cham.CodeConflict, "app.Open",
		"the state of %s was moved to PostgreSQL: start with --database-url (CHAM_DATABASE_URL); back: cham migrate --to sqlite", o.Data)
}

// settleMigration ends a move that was killed, in the way that the database to
// be opened says.
func (a *App) settleMigration(ctx context.Context) error {
	id, err := os.ReadFile(a.Path(migratingFile))
	if err != nil {
		return a.notMoved()
	}
	if a.DatabaseURL == "" {
		if _, err := os.Stat(a.Path(migratingDir)); err == nil {
			return cham.Errorf(cham.CodeConflict, "app.Open",
				"a move to SQLite did not finish: run cham migrate --to sqlite once more, or start with --database-url as before")
		}
		return errors.Join(a.notMoved(), os.Remove(a.Path(migratingFile))) // it goes on here
	}
	store, err := sqlstore.OpenAsItIs(ctx, a.databaseURL())
	if err != nil {
		return err
	}
	done, err := store.RestoredBy(ctx, strings.TrimSpace(string(id)))
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	if done {
		return (&migration{Options: Options{Data: a.Data}}).finish()
	}
	return errors.Join(os.RemoveAll(a.Path(migratingDir)), os.Remove(a.Path(migratingFile)))
}
