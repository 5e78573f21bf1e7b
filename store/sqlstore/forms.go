package sqlstore

import (
	"context"
	"encoding/json"

	"cham"
	"cham/capability/form"
)

var _ form.Store = Forms{}

// Forms keeps forms and landing pages.
type Forms struct{ db *DB }

// Forms is the database's store of forms.
func (db *DB) Forms() Forms { return Forms{db} }

func scanForm(r scanner) (f form.Form, err error) {
	var ws cham.WorkspaceID
	var id string
	var body []byte
	if err = r.Scan(&ws, &id, &body); err == nil {
		err = json.Unmarshal(body, &f)
	}
	f.Workspace, f.ID = ws, id
	return f, err
}

// Forms implements form.Store.
func (s Forms) Forms(ctx context.Context, ws cham.WorkspaceID) ([]form.Form, error) {
	return all(ctx, s.db, "forms.list", scanForm, ws)
}

// Form implements form.Store.
func (s Forms) Form(ctx context.Context, id string) (form.Form, error) {
	return one(ctx, s.db, "forms.get", scanForm, id)
}

// PutForm implements form.Store; an id that is another workspace's is CodeNotFound.
func (s Forms) PutForm(ctx context.Context, f form.Form) error {
	body, err := json.Marshal(f)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "forms.put", err)
	}
	return s.db.execOne(ctx, "forms.put", f.ID, f.Workspace, f.CreatedAt, string(body))
}

// ChangeForm implements form.Store.
func (s Forms) ChangeForm(ctx context.Context, ws cham.WorkspaceID, id string, change func(*form.Form) error) (f form.Form, err error) {
	err = s.db.transact(ctx, "forms.put", func(t *txn) {
		body := changeBody(t, "forms.lock", ws, id, &f, func(f *form.Form) error {
			f.Workspace, f.ID = ws, id
			return change(f)
		})
		t.execOne("forms.put", id, ws, f.CreatedAt, body)
	})
	return f, err
}

// DeleteForm implements form.Store.
func (s Forms) DeleteForm(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.db.execOne(ctx, "forms.delete", ws, id)
}
