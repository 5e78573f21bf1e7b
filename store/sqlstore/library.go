package sqlstore

import (
	"context"
	"encoding/json"

	"cham"
	"cham/capability/library"
)

var _ library.Store = Library{}

// Library keeps messages of businesses; it is a library.Store.
type Library struct{ db *DB }

// Library is the database's store of messages that are kept.
func (db *DB) Library() Library { return Library{db} }

func scanMessage(r scanner) (m library.SavedMessage, err error) {
	var body []byte
	if err = r.Scan(&m.ID, &body, instant{&m.UpdatedAt}); err == nil {
		err = json.Unmarshal(body, &m.SavedDraft)
	}
	return m, err
}

// Messages implements library.Store.
func (s Library) Messages(ctx context.Context, ws cham.WorkspaceID) ([]library.SavedMessage, error) {
	return all(ctx, s.db, "library.list", scanMessage, ws)
}

// CreateMessage implements library.Store.
func (s Library) CreateMessage(ctx context.Context, ws cham.WorkspaceID, m library.SavedMessage) error {
	body, err := json.Marshal(m.SavedDraft)
	if err == nil {
		_, err = s.db.exec(ctx, "library.insert", ws, m.ID, string(body), m.UpdatedAt)
	}
	return err
}

// UpdateMessage implements library.Store.
func (s Library) UpdateMessage(ctx context.Context, ws cham.WorkspaceID, m library.SavedMessage) error {
	body, err := json.Marshal(m.SavedDraft)
	if err == nil {
		err = s.db.execOne(ctx, "library.update", ws, m.ID, string(body), m.UpdatedAt)
	}
	return err
}

// DeleteMessage implements library.Store.
func (s Library) DeleteMessage(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.db.execOne(ctx, "library.delete", ws, id)
}
