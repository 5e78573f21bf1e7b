package sqlstore

import (
	"context"

	"cham"
	"cham/capability/access"
)

// Departments implements access.Store; by name.
func (s Access) Departments(ctx context.Context, ws cham.WorkspaceID) ([]access.Department, error) {
	return all(ctx, s.db, "departments.all", func(r scanner) (d access.Department, err error) {
		return d, r.Scan(&d.ID, &d.Name, &d.Sight, &d.Members)
	}, ws)
}

// PutDepartment implements access.Store.
func (s Access) PutDepartment(ctx context.Context, ws cham.WorkspaceID, d access.Department) error {
	_, err := s.db.exec(ctx, "departments.put", ws, d.ID, d.Name, string(d.Sight))
	return err
}

// RemoveDepartment implements access.Store.
func (s Access) RemoveDepartment(ctx context.Context, ws cham.WorkspaceID, id, to string) error {
	return s.db.transact(ctx, "sqlstore.RemoveDepartment", func(t *txn) {
		t.exec("departments.move", ws, id, to)
		t.execOne("departments.delete", ws, id)
	})
}
