package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"

	"cham"
	"cham/capability/capture"
)

var _ capture.Imports = Imports{}

// Imports keeps imports and their rejected rows; it is a capture.Imports.
type Imports struct{ db *DB }

// Imports is the database's store of imports.
func (db *DB) Imports() Imports { return Imports{db} }

func importArgs(i capture.Import) []any {
	form := ""
	if i.Form.Delimiter != "" {
		b, err := json.Marshal(i.Form)
		if err != nil {
			panic("sqlstore: " + err.Error()) // texts
		}
		form = string(b)
	}
	return []any{i.Workspace, i.ID, i.Source, i.FileName, i.Path, i.Bytes, string(i.Mapping), i.State, i.BytesRead,
		i.Accepted, i.Refused, i.Duplicates, i.CountedSeq, i.Error, i.CreatedAt, i.FinishedAt, i.CreatedBy,
		text(form), i.ErrorKey, i.ErrorLine, i.Removed, i.UndoneAt, i.UndoneBy}
}

func scanImport(r scanner) (i capture.Import, err error) {
	var form []byte
	err = r.Scan(&i.Workspace, &i.ID, &i.Source, &i.FileName, &i.Path, &i.Bytes, &i.Mapping, &i.State, &i.BytesRead,
		&i.Accepted, &i.Refused, &i.Duplicates, &i.CountedSeq, &i.Error,
		instant{&i.CreatedAt}, instant{&i.FinishedAt}, &i.CreatedBy, &form, &i.ErrorKey, &i.ErrorLine,
		&i.Removed, instant{&i.UndoneAt}, &i.UndoneBy)
	if len(form) > 0 && err == nil {
		err = json.Unmarshal(form, &i.Form)
	}
	if len(i.Mapping) == 0 {
		i.Mapping = nil
	}
	return i, err
}

// CreateImport implements capture.Imports.
func (s Imports) CreateImport(ctx context.Context, i capture.Import) error {
	_, err := s.db.exec(ctx, "imports.insert", importArgs(i)...)
	return err
}

// UpdateImport implements capture.Imports.
func (s Imports) UpdateImport(ctx context.Context, i capture.Import) error {
	return s.db.execOne(ctx, "imports.update", importArgs(i)...)
}

// Import implements capture.Imports.
func (s Imports) Import(ctx context.Context, ws cham.WorkspaceID, id string) (capture.Import, error) {
	return one(ctx, s.db, "imports.get", scanImport, ws, id)
}

// Imports implements capture.Imports.
func (s Imports) Imports(ctx context.Context, ws cham.WorkspaceID) ([]capture.Import, error) {
	return all(ctx, s.db, "imports.list", scanImport, ws)
}

// UnfinishedImports implements capture.Imports; the oldest comes first.
func (s Imports) UnfinishedImports(ctx context.Context) ([]capture.Import, error) {
	return all(ctx, s.db, "imports.unfinished", scanImport)
}

// AddRejects implements capture.Imports. A call is named by line and message
// id: an import that resumes may add what it added before.
func (s Imports) AddRejects(ctx context.Context, id string, rs []capture.Refused) error {
	rows := make([]refusedRow, len(rs))
	for i, r := range rs {
		rows[i] = newRefusedRow(r)
	}
	return s.db.transact(ctx, "sqlstore.AddRejects", func(t *txn) {
		ws := column[string](t, "imports.workspace", id)
		if len(ws) == 0 {
			if t.err == nil {
				t.err = sql.ErrNoRows
			}
			return
		}
		t.exec("imports.insert_rejects", ws[0], id, list(rows))
	})
}

// Rejects implements capture.Imports.
func (s Imports) Rejects(ctx context.Context, ws cham.WorkspaceID, id, reason string, after, limit int) ([]capture.Refused, error) {
	return all(ctx, s.db, "imports.rejects", scanRefused, ws, id, after, limit, reason)
}

// RejectReasons implements capture.Imports.
func (s Imports) RejectReasons(ctx context.Context, ws cham.WorkspaceID, id string) (out []capture.RejectReason, err error) {
	lines, err := all(ctx, s.db, "imports.reject_reasons", scanRejectLine, ws, id)
	for _, l := range lines {
		if len(out) == 0 || out[len(out)-1].Reason != l.Reason {
			out = append(out, l)
		} else {
			last := &out[len(out)-1]
			last.Lines = append(last.Lines, l.Lines...)
		}
	}
	return out, err
}

func scanRejectLine(r scanner) (out capture.RejectReason, err error) {
	out.Lines = make([]int, 1)
	return out, r.Scan(&out.Reason, &out.Count, &out.Lines[0])
}
