package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"io/fs"
	"math"
	"slices"
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

// Cuts are where logs begin whose beginning was removed for its age.
func (s Audit) Cuts(ctx context.Context) ([]audit.Head, error) {
	return all(ctx, s.db, "audit.cuts", scanHead)
}

func scanHead(r scanner) (h audit.Head, err error) { return h, r.Scan(&h.Workspace, &h.Seq, &h.Hash) }

// CheckAudit follows every workspace's audit log in a database as it is at one
// moment, from its first entry on to where it was seen to end, and answers how
// many entries hold. Of what was seen, nil is that nobody knows. It changes
// nothing, so it may run beside the program.
func CheckAudit(ctx context.Context, url string, seen *audit.Seen) (int, error) {
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
	options := &sql.TxOptions{ReadOnly: true}
	if dialect == sqldb.Postgres {
		options.Isolation = sql.LevelRepeatableRead
	}
	tx, err := db.BeginTx(ctx, options)
	if err != nil {
		return 0, sqldb.Error("sqlstore.CheckAudit", err)
	}
	defer tx.Rollback()
	c := audit.Chain{Heads: map[cham.WorkspaceID]audit.Head{}}
	if seen != nil {
		for _, h := range seen.Heads {
			c.Heads[h.Workspace] = h
		}
	}
	if err := beginAt(ctx, tx, texts, &c, seen); err != nil {
		return 0, err
	}
	err = eachRow(ctx, tx, texts, "audit.every", func(r scanner) error {
		n, err := scanAudit(r)
		if err != nil {
			return err
		}
		return c.Next(n)
	})
	if err != nil {
		return c.N, err
	}
	return c.N, c.End()
}

// beginAt tells the chain where logs begin that were cut off for their age; who
// was seen to cut them off, if that is known, must have been the program. A
// database from before there were cuts has none.
func beginAt(ctx context.Context, tx *sql.Tx, texts map[string]string, c *audit.Chain, seen *audit.Seen) error {
	tables := 0
	if err := tx.QueryRowContext(ctx, texts["audit.has_cuts"]).Scan(&tables); err != nil || tables == 0 {
		return failed("audit.has_cuts", err)
	}
	return eachRow(ctx, tx, texts, "audit.cuts", func(r scanner) error {
		h, err := scanHead(r)
		if err != nil {
			return err
		}
		if seen != nil && !slices.ContainsFunc(seen.Cuts, func(s audit.Head) bool { return s == h }) {
			return cham.Errorf(cham.CodeInvalid, "sqlstore.CheckAudit",
				"the log of %s begins behind entry %d, and it was not the program that removed what was before", h.Workspace, h.Seq)
		}
		c.Cut(h)
		return nil
	})
}

func eachRow(ctx context.Context, tx *sql.Tx, texts map[string]string, name string, f func(scanner) error) error {
	rows, err := tx.QueryContext(ctx, texts[name])
	if err != nil {
		return failed(name, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return failed(name, err)
		}
	}
	return failed(name, rows.Err())
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
