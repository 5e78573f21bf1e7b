package sqlstore

import (
	"context"
	"io/fs"

	"cham"
	"cham/store/internal/sqldb"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// migrate brings the schema up to date.
func (db *DB) migrate(ctx context.Context) error {
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
			"the database is of a newer Chạm (schema %d, this program knows %d): start the newer program, or go back with this one: "+
				"cham restore --from the backup named before-upgrade-… in the data folder's backups, into an empty folder", from, to)
	}
	if from > 0 && from < to {
		if err := db.beforeUpgrade(ctx, db, from); err != nil {
			return err
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
