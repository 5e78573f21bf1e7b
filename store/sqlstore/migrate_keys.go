package sqlstore

import (
	"context"
	"database/sql"

	"cham/capability/capture"

	"github.com/pressly/goose/v3"
)

// hashKeys keeps of servers' write keys only their hash from here on. It is not
// SQL because SQLite has no SHA-256; undone it changes nothing, for the keys
// work either way.
var hashKeys = goose.NewGoMigration(20261128110000, &goose.GoFunc{RunTx: hashServerKeys}, &goose.GoFunc{RunTx: nothing})

func nothing(context.Context, *sql.Tx) error { return nil }

func hashServerKeys(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT write_key FROM source WHERE kind = 'server' AND write_key <> ''")
	if err != nil {
		return err
	}
	defer rows.Close()
	var keys []string
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return err
		}
		keys = append(keys, key)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, key := range keys {
		if capture.Hashed(key) {
			continue
		}
		if _, err := tx.ExecContext(ctx, "UPDATE source SET write_key = $1 WHERE write_key = $2", capture.HashKey(key), key); err != nil {
			return err
		}
	}
	return nil
}
