package journal

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"cham"
	"cham/store/internal/sqldb"
)

// Snapshot is the journal at one instant, while appends and trims go on. On
// SQLite a repair of the file waits for Close.
type Snapshot struct {
	tx    *sql.Tx
	read  *sql.Stmt
	close func()
}

// savedEntry is an entry as a backup holds it: as it is stored, with its checksum.
type savedEntry struct {
	Seq       int64            `json:"seq"`
	Workspace cham.WorkspaceID `json:"workspace"`
	Touches   int              `json:"touches"`
	Sum       uint32           `json:"sum"`
	Payload   []byte           `json:"payload"`
}

// Snapshot holds the instant it is called at, until Close.
func (j *Journal) Snapshot(ctx context.Context) (*Snapshot, error) {
	s, err := j.db.snapshot(ctx)
	return s, sqldb.Error("journal.Snapshot", err)
}

func (b *base) snapshot(ctx context.Context) (*Snapshot, error) {
	// SQLite, whose transactions see one instant anyway, knows no such level.
	for _, level := range []sql.IsolationLevel{sql.LevelRepeatableRead, sql.LevelDefault} {
		tx, err := b.reader.BeginTx(ctx, &sql.TxOptions{Isolation: level, ReadOnly: true})
		if err != nil && level != sql.LevelDefault {
			continue
		}
		if err != nil {
			return nil, err
		}
		s := &Snapshot{tx: tx, read: tx.StmtContext(ctx, b.reads["journal.read"]), close: func() {}}
		_, err = s.next(ctx, "", 0, 1) // the instant is that of the first look
		return s, err
	}
	return nil, errors.New("no transaction can be begun")
}

func (l *sqliteLog) snapshot(ctx context.Context) (*Snapshot, error) {
	l.mu.RLock()
	s, err := l.base.snapshot(ctx)
	if err != nil {
		l.mu.RUnlock()
		return nil, err
	}
	s.close = l.mu.RUnlock
	return s, nil
}

// Close lets the instant go.
func (s *Snapshot) Close() error {
	if s == nil {
		return nil
	}
	defer s.close()
	return s.tx.Rollback()
}

// Dump writes a workspace's entries after a seq, one JSON object a line, and
// returns how many there are and how many touches are in them.
func (s *Snapshot) Dump(ctx context.Context, ws cham.WorkspaceID, after int64, to io.Writer) (entries, touches int64, err error) {
	w := bufio.NewWriterSize(to, 64<<10)
	enc := json.NewEncoder(w)
	rows, err := s.read.QueryContext(ctx, string(ws), after, int64(1)<<62)
	if err != nil {
		return 0, 0, sqldb.Error("journal.Dump", err)
	}
	defer rows.Close()
	for rows.Next() {
		e := savedEntry{Workspace: ws}
		if err := rows.Scan(&e.Seq, &e.Touches, &e.Sum, &e.Payload); err != nil {
			return entries, touches, sqldb.Error("journal.Dump", err)
		}
		if err := enc.Encode(e); err != nil {
			return entries, touches, err
		}
		entries, touches = entries+1, touches+int64(e.Touches)
	}
	if err := rows.Err(); err != nil {
		return entries, touches, sqldb.Error("journal.Dump", err)
	}
	return entries, touches, w.Flush()
}

func (s *Snapshot) next(ctx context.Context, ws cham.WorkspaceID, after, upTo int64) (n int, err error) {
	rows, err := s.read.QueryContext(ctx, string(ws), after, upTo)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

// loadEntries are put into the journal with one commit.
const loadEntries = 512

// Load puts entries back that Snapshot.Dump wrote, under their own numbers, and
// returns how many touches are in them. The next number given out is higher.
func (j *Journal) Load(ctx context.Context, from io.Reader) (entries, touches int64, err error) {
	dec := json.NewDecoder(bufio.NewReaderSize(from, 256<<10))
	for more := true; more; {
		var group []savedEntry
		for len(group) < loadEntries {
			var e savedEntry
			if err := dec.Decode(&e); errors.Is(err, io.EOF) {
				more = false
				break
			} else if err != nil {
				return entries, touches, cham.Wrap(cham.CodeInvalid, "journal.Load", err)
			}
			group = append(group, e)
			touches += int64(e.Touches)
		}
		if err := j.load(ctx, group); err != nil {
			return entries, touches, err
		}
		entries += int64(len(group))
	}
	return entries, touches, nil
}

func (j *Journal) load(ctx context.Context, group []savedEntry) error {
	if len(group) == 0 {
		return nil
	}
	for _, e := range group {
		in := entry{ws: e.Workspace, touches: e.Touches, payload: e.Payload}
		if in.checksum() != e.Sum {
			return cham.Errorf(cham.CodeInvalid, "journal.Load", "entry %d of the journal is damaged in the backup", e.Seq)
		}
	}
	return j.run(ctx, "journal.Load", func() error {
		if err := j.db.load(ctx, group); err != nil {
			return err
		}
		for _, e := range group {
			j.changed(e.Workspace, 1, int64(e.Touches), int64(len(e.Payload)))
		}
		return j.db.advance(ctx, group[len(group)-1].Seq)
	})
}

func (b *base) load(ctx context.Context, group []savedEntry) error {
	return b.transact(ctx, func(stmt func(string) *sql.Stmt) error {
		put := stmt("journal.load")
		for _, e := range group {
			if _, err := put.ExecContext(ctx, e.Seq, string(e.Workspace), e.Touches, int64(e.Sum), e.Payload, len(e.Payload)); err != nil {
				return fmt.Errorf("entry %d: %w", e.Seq, err)
			}
		}
		return nil
	})
}

// Clear drops everything, as a restore that was killed leaves it.
func (j *Journal) Clear(ctx context.Context) error {
	all, err := j.Workspaces(ctx)
	if err != nil {
		return err
	}
	for _, ws := range all {
		if err := j.Trim(ctx, ws, 1<<62); err != nil {
			return err
		}
	}
	return nil
}
