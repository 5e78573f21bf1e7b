package duckdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"cham"
)

// rewrittenSuffix ends the name of the file that is to take a history's place.
const rewrittenSuffix = ".rewritten"

// copyStretch is how many seqs are copied at once.
const copyStretch = 1 << 18

// Rewrite writes the whole file anew with some touches changed, found by their
// Seq, and others left out, so that no byte of what they said stays in the
// folder: DuckDB keeps what it deletes or changes. Appends go on until the
// last stretch. A program that is killed meanwhile finds either file whole; called
// again with the same, it changes nothing. The caller tells the index. Cost:
// all of history is read and written once, and that much room on the disk.
func (h *History) Rewrite(ctx context.Context, changed []cham.Record, left []int64) error {
	h.rewriting.Lock()
	defer h.rewriting.Unlock()
	err := h.rewrite(ctx, changed, left)
	if err != nil {
		h.abandon(ctx)
	}
	return wrap("duckdb.Rewrite", err)
}

func (h *History) rewrite(ctx context.Context, changed []cham.Record, left []int64) error {
	if err := h.attach(ctx, changed, left); err != nil {
		return err
	}
	copied := int64(0)
	for {
		_, last, err := h.Cursor(ctx)
		if err != nil {
			return err
		}
		if last-copied <= copyStretch {
			return h.finish(ctx, copied)
		}
		err = h.use("duckdb.Rewrite", false, func(db *sql.DB) error {
			_, err := db.ExecContext(ctx, copySQL, copied, copied+copyStretch)
			return err
		})
		if err != nil {
			return err
		}
		copied += copyStretch
	}
}

// attach makes the new file, with what is to be changed beside its tables.
func (h *History) attach(ctx context.Context, changed []cham.Record, left []int64) error {
	seqs := append([]int64(nil), left...)
	for i := range changed {
		seqs = append(seqs, changed[i].Seq)
	}
	return h.use("duckdb.Rewrite", false, func(db *sql.DB) error {
		conn, err := db.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		create := strings.ReplaceAll(schemaSQL, "CREATE TABLE ", "CREATE TABLE rewritten.")
		create = strings.ReplaceAll(create, "INSERT INTO ", "INSERT INTO rewritten.")
		for _, text := range []string{
			"ATTACH '" + strings.ReplaceAll(h.path+rewrittenSuffix, "'", "''") + "' AS rewritten (STORAGE_VERSION 'v1.4.0')", create,
			"CREATE TABLE rewritten.kept AS SELECT * FROM rewritten.touches", "CREATE TABLE rewritten.edited (seq BIGINT)",
		} {
			if _, err := conn.ExecContext(ctx, text); err != nil {
				return err
			}
		}
		if _, err := conn.ExecContext(ctx, "INSERT INTO rewritten.edited SELECT unnest(CAST(? AS BIGINT[]))", list(seqs)); err != nil {
			return err
		}
		return raw(conn, func(c driver.Conn) error { return h.keep(c, changed) })
	})
}

// keep puts changed records where copy.sql finds them.
func (h *History) keep(c driver.Conn, changed []cham.Record) error {
	insert := strings.Replace(insertSQL, "INSERT INTO touches", "INSERT INTO rewritten.kept", 1)
	a, err := duckdb.NewQueryAppender(c, insert, "fresh", h.freshTypes, freshColumns)
	if err != nil {
		return err
	}
	var texts []byte
	return appendRows(a, func(add func(...driver.Value) error) error {
		for i := range changed {
			if err := valid(&changed[i]); err != nil {
				return err
			}
			texts = appendTexts(texts[:0], &changed[i])
			if err := addRow(add, &changed[i], idOf(changed[i].MessageID), texts); err != nil {
				return err
			}
		}
		return nil
	})
}

// finish copies the rest while nothing is appended, and puts the new file in
// the old one's place.
func (h *History) finish(ctx context.Context, copied int64) error {
	h.copying.Lock() // a backup copies the file as it is
	defer h.copying.Unlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.ready(); err != nil {
		return err
	}
	if _, err := h.writer.ExecContext(ctx, copySQL, copied, h.seq); err != nil {
		return err
	}
	if err := h.compare(ctx); err != nil {
		return err
	}
	for _, text := range []string{"DROP TABLE rewritten.kept", "DROP TABLE rewritten.edited", "DELETE FROM rewritten.state",
		"INSERT INTO rewritten.state SELECT version, journal, " + fmt.Sprint(h.seq) + " FROM state",
		"CHECKPOINT rewritten", "DETACH rewritten"} {
		if _, err := h.writer.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return h.swap()
}

// compare holds the new file against the old one, by count.
func (h *History) compare(ctx context.Context) error {
	var there, want int64
	err := h.writer.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM rewritten.touches),
		(SELECT count(*) FROM rewritten.kept WHERE seq IN (SELECT seq FROM touches)) +
		(SELECT count(*) FROM touches WHERE seq NOT IN (SELECT seq FROM rewritten.edited))`).Scan(&there, &want)
	if err == nil && there != want {
		err = cham.Errorf(cham.CodeInternal, "duckdb.Rewrite", "the new file has %d touches instead of %d; the old one stays", there, want)
	}
	return err
}

// swap closes the file, renames the new one and opens it. The caller holds mu.
func (h *History) swap() error {
	h.inUse.Lock()
	defer h.inUse.Unlock()
	if h.closed {
		return cham.Errorf(cham.CodeUnavailable, "duckdb", "the history is closed")
	}
	if _, err := h.writer.ExecContext(context.Background(), "CHECKPOINT"); err != nil { // its log must not outlive it
		return err
	}
	err := errors.Join(h.stop(), h.replace())
	if opened := h.start(); opened != nil {
		return errors.Join(errDown, err, opened)
	}
	return err
}

func (h *History) replace() error {
	if info, err := os.Stat(h.path + ".wal"); err == nil && info.Size() > 0 {
		return fmt.Errorf("%s.wal is not empty", h.path)
	}
	if err := errors.Join(remove(h.path+".wal"), syncFile(h.path+rewrittenSuffix), os.Rename(h.path+rewrittenSuffix, h.path)); err != nil {
		return err
	}
	return syncFile(filepath.Dir(h.path))
}

// Touched returns the touches that the keys own or are named in, and those with
// a text that matches the pattern (RE2; "" is none), in order of Seq. Cost: a
// scan of all texts when there is a pattern, else of the keys.
func (h *History) Touched(ctx context.Context, keys []cham.KeyID, pattern string) ([]cham.Record, error) {
	return h.records(ctx, "duckdb.Touched", 0, touchedSQL, list(keys), pattern)
}

// sharedColumns are the fields that Shared knows by name.
var sharedColumns = map[string]string{"path": "path", "source": "utm_source", "medium": "utm_medium", "campaign": "utm_campaign",
	"branch": "branch", "click": "split_part(click_id, '=', 1)",
	"referrer": "regexp_extract(lower(referrer), '^[^:/]*://([^/?#:]*)', 1)"}

// Shared tells which of the values of a field (erasure.Common) at least so many
// keys beside the given ones have. Cost: a scan of two columns, or of the
// properties.
func (h *History) Shared(ctx context.Context, field string, values []string, beside []cham.KeyID, least int) (map[string]bool, error) {
	column := sharedColumns[field]
	if name, is := strings.CutPrefix(field, "prop:"); is {
		column = "json_extract_string(properties, '$.\"" + strings.NewReplacer("'", "''", `"`, `\"`).Replace(name) + "\"')"
	}
	there := map[string]bool{}
	if column == "" || len(values) == 0 {
		return there, nil
	}
	err := h.use("duckdb.Shared", true, func(db *sql.DB) error {
		clear(there)
		rows, err := db.QueryContext(ctx, strings.ReplaceAll(sharedSQL, "field", column), strings.Join(values, cham.PropSep), list(beside), least)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var v string
			if err := rows.Scan(&v); err != nil {
				return err
			}
			there[v] = true
		}
		return rows.Err()
	})
	return there, err
}

// abandon gives up the new file.
func (h *History) abandon(ctx context.Context) {
	h.use("duckdb.Rewrite", false, func(db *sql.DB) error {
		_, err := db.ExecContext(context.WithoutCancel(ctx), "DETACH DATABASE IF EXISTS rewritten")
		return err
	})
	h.deleteRewritten()
}

func (h *History) deleteRewritten() error {
	return errors.Join(remove(h.path+rewrittenSuffix), remove(h.path+rewrittenSuffix+".wal"))
}

// deleteUnfinished removes what a program that was killed has left: a rewriting
// that did not end, and what DuckDB put aside for want of memory.
func (h *History) deleteUnfinished() error {
	return errors.Join(h.deleteRewritten(), os.RemoveAll(h.path+".tmp"))
}

func remove(file string) error {
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
