package journal

import (
	"context"
	"database/sql"
	"fmt"
	"os"

	"cham/store/internal/sqldb"
)

// repair puts the damaged file aside, with its write-ahead log, and saves into
// a new one every entry that can still be reached. What was damaged inside an
// entry shows when that entry is read.
func (l *sqliteLog) repair(ctx context.Context, cause error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.base.close()
	renamed, err := renameDamaged(l.path)
	if err != nil {
		return fmt.Errorf("%w, while the damaged journal was put aside: %w", err, cause)
	}
	if err := l.open(ctx); err != nil {
		return err
	}
	old := sqldb.OpenSQLite(renamed, sqldb.SQLiteOptions{Conns: 1})
	defer old.Close()
	saved, missing, err := l.save(ctx, old)
	l.o.Log.Error("the journal file was damaged: a new one was made and what could be read was saved; check the disk",
		"damage", cause, "kept", renamed, "saved", saved, "missing", missing)
	return err
}

// renameDamaged renames the file and its companions to the first free name.
func renameDamaged(path string) (renamed string, err error) {
	for n := 1; ; n++ {
		renamed = fmt.Sprintf("%s.damaged-%d", path, n)
		if _, err := os.Lstat(renamed); os.IsNotExist(err) {
			break
		}
	}
	if err := os.Rename(path, renamed); err != nil {
		return "", err
	}
	if err := os.Rename(path+"-wal", renamed+"-wal"); err != nil && !os.IsNotExist(err) {
		return "", err
	}
	if err := os.Remove(path + "-shm"); err != nil && !os.IsNotExist(err) { // made anew from the other two
		return "", err
	}
	return renamed, nil
}

// save copies entries from the old file: upwards until it breaks, downwards
// until it breaks, and one by one between. missing is how many numbers between
// were not found, -1 when the file would not say.
func (l *sqliteLog) save(ctx context.Context, old *sql.DB) (saved, missing int64, err error) {
	s := saver{l: l, old: old, ctx: ctx}
	low, whole := s.walk("seq > ? ORDER BY seq", 0)
	if !whole {
		s.missing = s.between(low)
	}
	var head int64
	if old.QueryRowContext(ctx, "SELECT seq FROM journal_head").Scan(&head) == nil {
		l.head = max(l.head, head)
	}
	if s.err == nil {
		_, s.err = l.writes["journal.put_head"].ExecContext(ctx, l.head)
	}
	return s.saved, s.missing, s.err
}

// between saves what lies above low, where the walk upwards broke off.
func (s *saver) between(low int64) (missing int64) {
	high, _ := s.walk("seq > ? ORDER BY seq DESC", low)
	if high == low {
		return -1
	}
	for seq := low + 1; seq < high && s.err == nil; seq++ {
		before := s.saved
		if s.walk("seq = ?", seq); s.saved == before {
			missing++
		}
	}
	return missing
}

type saver struct {
	l              *sqliteLog
	old            *sql.DB
	ctx            context.Context
	saved, missing int64
	err            error // of the new file; the old one's only end a walk
}

// walk saves the entries that meet a condition, until they end or break off,
// and returns the seq of the last one and whether they came to their end.
func (s *saver) walk(where string, seq int64) (last int64, whole bool) {
	last = seq
	rows, err := s.old.QueryContext(s.ctx, "SELECT seq, workspace, touches, sum, payload FROM journal_entry WHERE "+where, seq)
	if err != nil {
		return last, false
	}
	defer rows.Close()
	s.err = s.l.transact(s.ctx, func(stmt func(string) *sql.Stmt) error {
		insert := stmt("journal.insert")
		for rows.Next() {
			var e stored
			if rows.Scan(&e.seq, &e.ws, &e.touches, &e.sum, &e.payload) != nil {
				return nil
			}
			if _, err := insert.ExecContext(s.ctx, e.seq, string(e.ws), e.touches, int64(e.sum), e.payload); err != nil {
				return err
			}
			last, s.l.head = e.seq, max(s.l.head, e.seq)
			s.saved++
		}
		whole = rows.Err() == nil
		return nil
	})
	return last, whole
}
