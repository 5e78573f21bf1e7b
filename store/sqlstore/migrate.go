package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"

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
	steps, err := db.steps()
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(append(steps, hashKeys)...)}
	if db.dialect == sqldb.SQLite {
		return goose.NewProvider(goose.DialectSQLite3, db.writer, nil, options...)
	}
	locker, err := lock.NewPostgresSessionLocker() // two programs may start at once
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db.writer, nil, append(options, goose.WithSessionLocker(locker))...)
}

// steps are the files of migrate/, each of two scripts. goose's own reader of
// such files looks for the end of every line's statement with four megabytes at
// hand, which is most of what a fresh database costs.
func (db *DB) steps() (steps []*goose.Migration, err error) {
	names, err := fs.Glob(files, "migrate/*.sql")
	other := map[sqldb.Dialect]string{sqldb.SQLite: "-postgres.sql", sqldb.Postgres: "-sqlite.sql"}
	for _, name := range names {
		if strings.HasSuffix(name, other[db.dialect]) {
			continue
		}
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		version, err := goose.NumericComponent(name)
		up, down, ok := strings.Cut(string(text), "-- +goose Down")
		if err != nil || !ok {
			return nil, cham.Errorf(cham.CodeInternal, "sqlstore.Open", "%s: no number, or no way down: %v", name, err)
		}
		steps = append(steps, goose.NewGoMigration(version, script(name, up), script(name, down)))
	}
	return steps, err
}

// script runs statements in the transaction of their migration.
func script(name, statements string) *goose.GoFunc {
	return &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, statements); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	}}
}
