package sqlstore

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"cham"
	"cham/store/internal/sqldb"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// migrate brings the schema up to date. path is the SQLite file, unused on
// PostgreSQL, whose own tools make the copies there.
func (db *DB) migrate(ctx context.Context, path string) error {
	p, err := db.migrations()
	if err != nil {
		return err
	}
	from, to, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if from > to {
		return cham.Errorf(cham.CodeInvalid, "sqlstore.Open",
			"the database is of a newer Chạm (schema %d, this program knows %d): use the newer program, or the copy made before the upgrade",
			from, to)
	}
	if from > 0 && from < to && db.dialect == sqldb.SQLite {
		if err := db.copyFile(ctx, path, from); err != nil {
			return fmt.Errorf("copy before the upgrade: %w", err)
		}
	}
	_, err = p.Up(ctx)
	return err
}

func (db *DB) migrations() (*goose.Provider, error) {
	folder, err := fs.Sub(files, "migrate")
	if err != nil {
		return nil, err
	}
	other := map[sqldb.Dialect]string{sqldb.SQLite: "*-postgres.sql", sqldb.Postgres: "*-sqlite.sql"}
	exclude, err := fs.Glob(folder, other[db.dialect])
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithExcludeNames(exclude), goose.WithDisableGlobalRegistry(true),
		goose.WithGoMigrations(hashKeys)}
	if db.dialect == sqldb.SQLite {
		return goose.NewProvider(goose.DialectSQLite3, db.writer, folder, options...)
	}
	locker, err := lock.NewPostgresSessionLocker() // two programs may start at once
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db.writer, folder, append(options, goose.WithSessionLocker(locker))...)
}

// copyFile writes a consistent copy of the database beside it, on disk to stay,
// named after the schema it holds. An older copy of that schema gives way.
func (db *DB) copyFile(ctx context.Context, path string, schema int64) error {
	to := fmt.Sprintf("%s.schema-%d.bak", path, schema)
	if err := os.Remove(to + ".part"); err != nil && !os.IsNotExist(err) {
		return err
	}
	if _, err := db.writer.ExecContext(ctx, "VACUUM INTO '"+strings.ReplaceAll(to+".part", "'", "''")+"'"); err != nil {
		return err
	}
	f, err := os.OpenFile(to+".part", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return err
	}
	return os.Rename(to+".part", to)
}
