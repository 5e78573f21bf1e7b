package sqlstore

import (
	"context"
	"encoding/json"
	"io/fs"

	"cham"
	"cham/capability/dataquality"
	"cham/store/internal/sqldb"
)

var _ dataquality.Store = Quality{}

// Quality keeps what was found wrong with data; it is a dataquality.Store.
type Quality struct{ db *DB }

// Quality is the database's store of what was found wrong with data.
func (db *DB) Quality() Quality { return Quality{db} }

// State implements dataquality.Store.
func (s Quality) State(ctx context.Context, ws cham.WorkspaceID) (state dataquality.State, err error) {
	kept, err := all(ctx, s.db, "quality.state", func(r scanner) (state dataquality.State, err error) {
		var body []byte
		if err = r.Scan(&body); err == nil {
			err = json.Unmarshal(body, &state)
		}
		return state, err
	}, ws)
	if err != nil || len(kept) == 0 {
		return state, err
	}
	return kept[0], nil
}

// PutState implements dataquality.Store.
func (s Quality) PutState(ctx context.Context, ws cham.WorkspaceID, state dataquality.State) error {
	body, err := json.Marshal(state)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "sqlstore.PutState", err)
	}
	_, err = s.db.exec(ctx, "quality.put", ws, string(body))
	return err
}

// ReadQuality reads what was found of every business's data, by its name, in a database that a
// program may have open.
func ReadQuality(ctx context.Context, url string) (map[string]dataquality.State, error) {
	db, dialect, err := openToRead(url)
	if err != nil {
		return nil, failed("quality.every", err)
	}
	defer db.Close()
	folder, err := fs.Sub(files, "query")
	if err != nil {
		return nil, err
	}
	texts, err := sqldb.Texts(folder, dialect)
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, texts["quality.every"])
	if err != nil {
		return nil, failed("quality.every", err)
	}
	defer rows.Close()
	found := map[string]dataquality.State{}
	for rows.Next() {
		var name string
		var body []byte
		if err := rows.Scan(&name, &body); err != nil {
			return nil, failed("quality.every", err)
		}
		var state dataquality.State
		if err := json.Unmarshal(body, &state); err != nil {
			return nil, failed("quality.every", err)
		}
		found[name] = state
	}
	return found, failed("quality.every", rows.Err())
}
