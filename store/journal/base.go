package journal

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"

	"cham"
	"cham/store/internal/sqldb"
)

//go:embed query
var files embed.FS

// base is what both engines do alike.
type base struct {
	writer, reader *sql.DB
	writes, reads  map[string]*sql.Stmt
}

// readOnly names the statements that never change anything.
var readOnly = []string{"journal.spans", "journal.read", "journal.backlog", "journal.last", "journal.stats"}

var tables = []string{"journal.entry_table", "journal.entry_index", "journal.spoiled_table", "journal.head_table"}

// prepare makes the tables when they are missing, and every statement ready.
func (b *base) prepare(ctx context.Context, d sqldb.Dialect) error {
	folder, err := fs.Sub(files, "query")
	if err != nil {
		return err
	}
	texts, err := sqldb.Texts(folder, d)
	if err != nil {
		return err
	}
	for _, name := range tables {
		if _, err := b.writer.ExecContext(ctx, texts[name]); err != nil {
			return err
		}
		delete(texts, name)
	}
	b.writes, b.reads = map[string]*sql.Stmt{}, map[string]*sql.Stmt{}
	for _, name := range readOnly {
		if b.reads[name], err = b.reader.PrepareContext(ctx, texts[name]); err != nil {
			return err
		}
		delete(texts, name)
	}
	for name, text := range texts {
		if b.writes[name], err = b.writer.PrepareContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

func (b *base) close() error {
	var errs []error
	if b.reader != nil && b.reader != b.writer {
		errs = append(errs, b.reader.Close())
	}
	if b.writer != nil {
		errs = append(errs, b.writer.Close())
	}
	return errors.Join(errs...)
}

// transact runs f and commits. f gets statements bound to the transaction.
func (b *base) transact(ctx context.Context, f func(stmt func(string) *sql.Stmt) error) error {
	tx, err := b.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(func(name string) *sql.Stmt { return tx.StmtContext(ctx, b.writes[name]) }); err != nil {
		return err
	}
	return tx.Commit()
}

func (b *base) spans(ctx context.Context, ws cham.WorkspaceID, after int64, f func(seq, touches, size int64) bool) error {
	rows, err := b.reads["journal.spans"].QueryContext(ctx, string(ws), after, readEntries)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var seq, touches, size int64
		if err := rows.Scan(&seq, &touches, &size); err != nil {
			return err
		}
		if !f(seq, touches, size) {
			return nil
		}
	}
	return rows.Err()
}

func (b *base) read(ctx context.Context, ws cham.WorkspaceID, after, upTo int64) ([]stored, error) {
	rows, err := b.reads["journal.read"].QueryContext(ctx, string(ws), after, upTo)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []stored
	for rows.Next() {
		e := stored{entry: entry{ws: ws}}
		if err := rows.Scan(&e.seq, &e.touches, &e.sum, &e.payload); err != nil {
			return nil, err
		}
		found = append(found, e)
	}
	return found, rows.Err()
}

func (b *base) backlog(ctx context.Context, ws cham.WorkspaceID, after int64) (touches int64, err error) {
	return touches, b.reads["journal.backlog"].QueryRowContext(ctx, string(ws), after).Scan(&touches)
}

func (b *base) last(ctx context.Context, ws cham.WorkspaceID) (seq int64, err error) {
	return seq, b.reads["journal.last"].QueryRowContext(ctx, string(ws)).Scan(&seq)
}

// scrubSpoiled deletes a workspace's damaged entries.
func (b *base) scrubSpoiled(ctx context.Context, ws cham.WorkspaceID) (int, error) {
	done, err := b.writes["journal.drop_spoiled"].ExecContext(ctx, string(ws))
	if err != nil {
		return 0, err
	}
	n, err := done.RowsAffected()
	return int(n), err
}

func (b *base) stats(ctx context.Context) (map[cham.WorkspaceID]*Stats, error) {
	rows, err := b.reads["journal.stats"].QueryContext(ctx)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	of := map[cham.WorkspaceID]*Stats{}
	for rows.Next() {
		var ws cham.WorkspaceID
		var s Stats
		if err := rows.Scan(&ws, &s.Entries, &s.Touches, &s.Bytes); err != nil {
			return nil, err
		}
		of[ws] = &s
	}
	return of, rows.Err()
}

func (b *base) quarantine(ctx context.Context, seq int64) (gone Stats, err error) {
	err = b.transact(ctx, func(stmt func(string) *sql.Stmt) error {
		if _, err := stmt("journal.spoil").ExecContext(ctx, seq); err != nil {
			return err
		}
		gone, err = deleted(stmt("journal.drop").QueryContext(ctx, seq))
		return err
	})
	return gone, err
}

// deleted adds up what a DELETE … RETURNING touches, size returned.
func deleted(rows *sql.Rows, err error) (gone Stats, _ error) {
	if err != nil {
		return gone, err
	}
	defer rows.Close()
	for rows.Next() {
		var touches, size int64
		if err := rows.Scan(&touches, &size); err != nil {
			return gone, err
		}
		gone.add(1, touches, size)
	}
	return gone, rows.Err()
}
