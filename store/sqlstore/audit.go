package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"io/fs"
	"math"
	"strings"
	"time"

	"cham"
	"cham/capability/audit"
	"cham/store/internal/sqldb"
)

var _ audit.Store = Audit{}

// Audit keeps who did what; it is an audit.Store.
type Audit struct{ db *DB }

// Audit is the database's store of the audit log.
func (db *DB) Audit() Audit { return Audit{db} }

// Append implements audit.Store. Writers of one workspace wait for one another.
func (s Audit) Append(ctx context.Context, ws cham.WorkspaceID, next func(audit.Entry) audit.Entry) error {
	return s.db.transact(ctx, "sqlstore.AppendAudit", func(t *txn) {
		t.exec("audit.lock", "audit "+string(ws))
		var last audit.Entry
		if seq := column[int64](t, "audit.last_seq", ws); len(seq) > 0 {
			last.Seq = seq[0]
		}
		if hash := column[string](t, "audit.last_hash", ws); len(hash) > 0 {
			last.Hash = hash[0]
		}
		n := next(last)
		t.exec("audit.insert", ws, n.Seq, n.At, n.User, n.Key, n.Name, n.Address, string(n.Action), n.Object, n.Before, n.After, n.Hash)
	})
}

// Entries implements audit.Store.
func (s Audit) Entries(ctx context.Context, ws cham.WorkspaceID, f audit.Filter) ([]audit.Entry, error) {
	to := f.Period.To
	if to.IsZero() {
		to = time.UnixMilli(math.MaxInt32 * 1000)
	}
	return all(ctx, s.db, "audit.entries", scanAudit, ws, cmp.Or(f.Before, int64(math.MaxInt64)), string(f.Action), f.User, f.Period.From, to,
		cmp.Or(f.Limit, int(math.MaxInt32)))
}

// CheckAudit follows every workspace's audit log in a database, from its first
// entry on, and answers how many entries hold. It changes nothing, so it may
// run beside the program.
func CheckAudit(ctx context.Context, url string) (int, error) {
	db, dialect, err := openToRead(url)
	if err != nil {
		return 0, sqldb.Error("sqlstore.CheckAudit", err)
	}
	defer db.Close()
	folder, err := fs.Sub(files, "query")
	if err != nil {
		return 0, err
	}
	texts, err := sqldb.Texts(folder, dialect)
	if err != nil {
		return 0, err
	}
	rows, err := db.QueryContext(ctx, texts["audit.every"])
	if err != nil {
		return 0, failed("audit.every", err)
	}
	defer rows.Close()
	var c audit.Chain
	for rows.Next() {
		n, err := scanAudit(rows)
		if err == nil {
			err = c.Next(n)
		}
		if err != nil {
			return c.N, failed("audit.every", err)
		}
	}
	return c.N, failed("audit.every", rows.Err())
}

func openToRead(url string) (*sql.DB, sqldb.Dialect, error) {
	if path, isFile := strings.CutPrefix(url, "sqlite:"); isFile {
		return sqldb.OpenSQLite(path, sqldb.SQLiteOptions{Conns: 1, ReadOnly: true}), sqldb.SQLite, nil
	}
	db, err := sqldb.OpenPostgres(url, 1)
	return db, sqldb.Postgres, err
}

func scanAudit(r scanner) (n audit.Entry, err error) {
	return n, r.Scan(&n.Workspace, &n.Seq, instant{&n.At}, &n.User, &n.Key, &n.Name, &n.Address, &n.Action, &n.Object, &n.Before,
		&n.After, &n.Hash)
}
