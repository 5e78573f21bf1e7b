package sqlstore

import (
	"context"
	"database/sql"

	"cham"
	"cham/capability/capture"
)

var _ capture.Imports = (*Store)(nil)

func importArgs(i capture.Import) []any {
	return []any{i.Workspace, i.ID, i.Source, i.FileName, i.Path, i.Bytes, string(i.Mapping), i.State, i.BytesRead,
		i.Accepted, i.Refused, i.Duplicates, i.Error, i.CreatedAt, i.FinishedAt, i.CreatedBy}
}

func scanImport(r scanner) (i capture.Import, err error) {
	err = r.Scan(&i.Workspace, &i.ID, &i.Source, &i.FileName, &i.Path, &i.Bytes, &i.Mapping, &i.State, &i.BytesRead,
		&i.Accepted, &i.Refused, &i.Duplicates, &i.Error, instant{&i.CreatedAt}, instant{&i.FinishedAt}, &i.CreatedBy)
	if len(i.Mapping) == 0 {
		i.Mapping = nil
	}
	return i, err
}

// CreateImport implements capture.Imports.
func (s *Store) CreateImport(ctx context.Context, i capture.Import) error {
	_, err := s.exec(ctx, "sqlstore.CreateImport", "insert_import", importArgs(i)...)
	return err
}

// UpdateImport implements capture.Imports.
func (s *Store) UpdateImport(ctx context.Context, i capture.Import) error {
	return s.execOne(ctx, "sqlstore.UpdateImport", "update_import", importArgs(i)...)
}

// Import implements capture.Imports.
func (s *Store) Import(ctx context.Context, ws cham.WorkspaceID, id string) (capture.Import, error) {
	return one(ctx, s, "sqlstore.Import", "import", scanImport, ws, id)
}

// Imports implements capture.Imports.
func (s *Store) Imports(ctx context.Context, ws cham.WorkspaceID) ([]capture.Import, error) {
	return all(ctx, s, "sqlstore.Imports", "imports", scanImport, ws)
}

// UnfinishedImports implements capture.Imports; the oldest comes first.
func (s *Store) UnfinishedImports(ctx context.Context) ([]capture.Import, error) {
	return all(ctx, s, "sqlstore.UnfinishedImports", "unfinished_imports", scanImport)
}

// AddRejects implements capture.Imports. A call is named by line and message
// id: an import that resumes may add what it added before.
func (s *Store) AddRejects(ctx context.Context, id string, rs []capture.Refused) error {
	rows := make([]refusedRow, len(rs))
	for i, r := range rs {
		rows[i] = newRefusedRow(r)
	}
	return s.transact(ctx, "sqlstore.AddRejects", func(t *txn) {
		ws := column[string](t, "import_workspace", id)
		if len(ws) == 0 {
			if t.err == nil {
				t.err = sql.ErrNoRows
			}
			return
		}
		t.exec("insert_rejects", ws[0], id, list(rows))
	})
}

// Rejects implements capture.Imports.
func (s *Store) Rejects(ctx context.Context, ws cham.WorkspaceID, id string, after, limit int) ([]capture.Refused, error) {
	return all(ctx, s, "sqlstore.Rejects", "rejects", scanRefused, ws, id, after, limit)
}
