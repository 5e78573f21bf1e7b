package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"cham"
	"cham/capability/erasure"
	"cham/store/internal/sqldb"
)

var (
	_ erasure.Store = Erasures{}
	_ erasure.Place = Erasures{}
)

// Erasures keeps who is being erased, and erases what texts in the database say
// of them; the graph's part is Graph's.
type Erasures struct{ db *DB }

// Erasures is the database's store of erasures.
func (db *DB) Erasures() Erasures { return Erasures{db} }

// Put implements erasure.Store.
func (s Erasures) Put(ctx context.Context, e erasure.Erasure) error {
	body, err := json.Marshal(e)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "sqlstore.PutErasure", err)
	}
	person := []byte{}
	if e.Person != nil {
		if person, err = json.Marshal(e.Person); err != nil {
			return cham.Wrap(cham.CodeInternal, "sqlstore.PutErasure", err)
		}
	}
	_, err = s.db.exec(ctx, "erasures.put", e.Workspace, e.ID, e.At, e.DoneAt, string(body), string(person))
	return err
}

// Erasures implements erasure.Store.
func (s Erasures) Erasures(ctx context.Context, ws cham.WorkspaceID) ([]erasure.Erasure, error) {
	return all(ctx, s.db, "erasures.list", scanErasure, ws)
}

func scanErasure(r scanner) (e erasure.Erasure, err error) {
	var body, person []byte
	var ws cham.WorkspaceID
	if err = r.Scan(&ws, &body, &person); err != nil {
		return e, err
	}
	if err = json.Unmarshal(body, &e); err == nil && len(person) > 0 {
		e.Person = &erasure.Person{}
		err = json.Unmarshal(person, e.Person)
	}
	e.Workspace = ws
	return e, err
}

// texts lists texts of a place; change writes one back, without its mention of a
// person, or takes away all that its row says.
type texts struct{ place, list, change string }

var (
	emptied = []texts{{"refusals", "erasures.refusals", "erasures.empty_refusals"},
		{"rejects", "erasures.rejects", "erasures.empty_rejects"}, {"calls", "erasures.calls", "erasures.empty_calls"}}
	cut = []texts{{"segments", "erasures.segments", "erasures.put_segments"}, {"maps", "erasures.maps", "erasures.put_maps"},
		{"segments", "erasures.segment_names", "erasures.put_segment_names"}, {"views", "erasures.views", "erasures.put_views"},
		{"views", "erasures.view_names", "erasures.put_view_names"}, {"imports", "erasures.files", "erasures.put_files"},
		{"imports", "erasures.errors", "erasures.put_errors"}, {"codes", "erasures.codes", "erasures.put_codes"},
		{"counts", "erasures.counts", "erasures.put_counts"},
		{"forms", "erasures.forms", "erasures.put_forms"},
		{"exclusions", "erasures.exclusions", "erasures.put_exclusions"},
		{"quality", "erasures.quality", "erasures.put_quality"},
		{"tasks", "erasures.tasks", "erasures.put_tasks"},
		{"vouchers", "erasures.vouchers", "erasures.put_vouchers"}, {"messages", "erasures.messages", "erasures.put_messages"}}
)

// said is a text, and what names its row.
type said struct{ a, b, text string }

// Erase implements erasure.Place.
func (s Erasures) Erase(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (map[string]int, error) {
	counts := map[string]int{}
	for _, in := range emptied {
		found, err := s.mentions(ctx, ws, in.list, m.In)
		if err != nil {
			return nil, err
		}
		err = s.db.transact(ctx, "sqlstore.Erase", func(t *txn) {
			for _, f := range found {
				counts[in.place] += int(t.exec(in.change, ws, f.a, f.b))
			}
		})
		if err != nil {
			return nil, err
		}
	}
	for _, in := range cut {
		found, err := s.mentions(ctx, ws, in.list, m.ByID)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if err := s.cut(ctx, ws, in.change, f, m.Cut(f.text)); err != nil {
				return nil, err
			}
		}
		counts[in.place] += len(found)
	}
	return counts, nil
}

// cut puts a text back. A name that is taken then is made the row's own.
func (s Erasures) cut(ctx context.Context, ws cham.WorkspaceID, change string, f said, text string) error {
	_, err := s.db.exec(ctx, change, ws, f.a, f.b, text)
	if cham.ErrorCode(err) == cham.CodeConflict {
		_, err = s.db.exec(ctx, change, ws, f.a, f.b, text+" "+f.a)
	}
	return err
}

// mentions reads a list and keeps the rows that mention the person.
func (s Erasures) mentions(ctx context.Context, ws cham.WorkspaceID, list string, mentions func(string) bool) (found []said, err error) {
	rows, err := statement(s.db.reads, list).QueryContext(ctx, text(ws))
	if err != nil {
		return nil, failed(list, err)
	}
	defer rows.Close()
	for rows.Next() {
		var f said
		if err := rows.Scan(&f.a, &f.b, &f.text); err != nil {
			return nil, failed(list, err)
		}
		if mentions(f.text) {
			found = append(found, f)
		}
	}
	return found, failed(list, rows.Err())
}

// scrubbed names the text that says that the file holds nothing deleted from
// before everything was overwritten as it is deleted.
const scrubbed = "scrubbed"

// Scrub leaves no byte of what was deleted: copies made before upgrades go, and
// the log is emptied. The first time the file is written anew. On PostgreSQL
// the space is given to be written over.
func (s Erasures) Scrub(ctx context.Context) (copies int, err error) {
	if s.db.dialect == sqldb.Postgres {
		_, err := s.db.exec(ctx, "erasures.vacuum")
		return 0, err
	}
	old, err := filepath.Glob(s.db.path + ".schema-*.bak*")
	if err != nil {
		return 0, err
	}
	for _, file := range old {
		if err := os.Remove(file); err != nil {
			return 0, fmt.Errorf("a copy made before an upgrade: %w", err)
		}
	}
	was, err := all(ctx, s.db, "access.kept_text", func(r scanner) (v string, err error) { return v, r.Scan(&v) }, scrubbed)
	if err != nil {
		return 0, err
	}
	if err := sqldb.Scrub(ctx, s.db.path, s.db.writer, len(was) == 0); err != nil {
		return 0, sqldb.Error("sqlstore.Scrub", err)
	}
	_, err = s.db.exec(ctx, "access.keep_text", scrubbed, "")
	return len(old), err
}
