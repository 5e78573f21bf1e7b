package journal

import (
	"context"
	"database/sql"

	"cham"
	"cham/store/internal/sqldb"
)

type postgresLog struct{ base }

const postgresConns = 6

// OpenPostgres opens the journal's tables in a PostgreSQL database, making them
// when they are missing.
func OpenPostgres(ctx context.Context, url string, o Options) (*Journal, error) {
	const op = "journal.OpenPostgres"
	db, err := sqldb.OpenPostgres(url, postgresConns)
	if err != nil {
		return nil, cham.Wrap(cham.CodeInvalid, op, err)
	}
	l := &postgresLog{base{writer: db, reader: db}}
	err = l.prepare(ctx, sqldb.Postgres)
	if err == nil {
		var j *Journal
		if j, err = start(ctx, l, o.withDefaults()); err == nil {
			return j, nil
		}
	}
	l.close()
	return nil, sqldb.Error(op, err)
}

// insert takes the lock that lets numbers become visible in their order, also
// when another process appends.
func (l *postgresLog) insert(ctx context.Context, group []*request) error {
	var (
		ws       = make([]string, len(group))
		touches  = make([]int64, len(group))
		sums     = make([]int64, len(group))
		payloads = make([][]byte, len(group))
	)
	for i, r := range group {
		ws[i], touches[i], sums[i], payloads[i] = string(r.ws), int64(r.touches), int64(r.sum), r.payload
	}
	return l.transact(ctx, func(stmt func(string) *sql.Stmt) error {
		if _, err := stmt("journal.lock").ExecContext(ctx); err != nil {
			return err
		}
		_, err := stmt("journal.insert").ExecContext(ctx, ws, touches, sums, payloads)
		return err
	})
}

func (l *postgresLog) trim(ctx context.Context, ws cham.WorkspaceID, upTo int64) (Stats, error) {
	return deleted(l.writes["journal.trim"].QueryContext(ctx, string(ws), upTo, trimEntries))
}

func (l *postgresLog) advance(ctx context.Context, past int64) error {
	_, err := l.writes["journal.advance"].ExecContext(ctx, past)
	return err
}

// repair is the server's own business.
func (l *postgresLog) repair(_ context.Context, cause error) error { return cause }

// scrub leaves the rest to the database: what is vacuumed is written over.
func (l *postgresLog) scrub(ctx context.Context, ws cham.WorkspaceID) (int, error) {
	n, err := l.scrubSpoiled(ctx, ws)
	if err == nil {
		_, err = l.writer.ExecContext(ctx, "VACUUM journal_entry, journal_spoiled")
	}
	return n, err
}
