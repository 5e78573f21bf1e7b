package sqlstore

import (
	"context"
	"encoding/json"
	"errors"

	"cham"
	"cham/capability/webhook"
)

var _ webhook.Store = Webhooks{}

// Webhooks keeps how calls of other systems are read, and the latest of them.
type Webhooks struct{ db *DB }

// Webhooks is the database's store of calls of other systems.
func (db *DB) Webhooks() Webhooks { return Webhooks{db} }

// Hook implements webhook.Store.
func (s Webhooks) Hook(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID) (setup webhook.Setup, err error) {
	text, err := one(ctx, s.db, "webhooks.setup", scanText, ws, source)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return setup, nil
	} else if err != nil {
		return setup, err
	}
	if err := json.Unmarshal([]byte(text), &setup); err != nil {
		return setup, cham.Wrap(cham.CodeInternal, "webhooks.setup", err)
	}
	return setup, nil
}

// Hooks implements webhook.Store.
func (s Webhooks) Hooks(ctx context.Context) ([]webhook.Hook, error) {
	return all(ctx, s.db, "webhooks.setups", func(r scanner) (h webhook.Hook, err error) {
		var text []byte
		if err = r.Scan(&h.Workspace, &h.Source, &text); err == nil {
			err = json.Unmarshal(text, &h.Setup)
		}
		return h, err
	})
}

func scanText(r scanner) (text string, err error) { return text, r.Scan(&text) }

// PutHook implements webhook.Store.
func (s Webhooks) PutHook(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, setup webhook.Setup) error {
	text, err := json.Marshal(setup)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "webhooks.put_setup", err)
	}
	_, err = s.db.exec(ctx, "webhooks.put_setup", ws, source, string(text))
	return err
}

// KeepCall implements webhook.Store.
func (s Webhooks) KeepCall(ctx context.Context, c webhook.Call) error {
	_, err := s.db.exec(ctx, "webhooks.keep", c.Workspace, c.Source, c.ID, c.At, c.Type, c.Topic, string(c.Body),
		string(c.State), c.Reason, c.Detail, c.Touches, c.Rows)
	if err != nil {
		return err
	}
	most := webhook.KeptCalls
	if c.State == webhook.Unsigned {
		most = webhook.KeptUnsigned
	}
	_, err = s.db.exec(ctx, "webhooks.trim", c.Workspace, c.Source, most, string(c.State))
	return err
}

// Calls implements webhook.Store.
func (s Webhooks) Calls(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID) ([]webhook.Call, error) {
	return all(ctx, s.db, "webhooks.calls", func(r scanner) (webhook.Call, error) {
		c := webhook.Call{Workspace: ws, Source: source}
		err := r.Scan(&c.ID, instant{&c.At}, &c.Type, &c.Topic, &c.Body, &c.State, &c.Reason, &c.Detail, &c.Touches, &c.Rows)
		return c, err
	}, ws, source, webhook.KeptCalls+webhook.KeptUnsigned)
}

// ForgetHook drops a source's setup and calls.
func (s Webhooks) ForgetHook(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID) error {
	_, err := s.db.exec(ctx, "webhooks.forget_setup", ws, source)
	_, also := s.db.exec(ctx, "webhooks.forget_calls", ws, source)
	return errors.Join(err, also)
}
