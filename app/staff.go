package app

import (
	"context"
	"slices"

	"cham"
	"cham/capability/audit"
	"cham/capability/identity"
	"cham/capability/staff"
)

// staff joins what staff write down to the stores.
func (a *App) staff() *staff.Service {
	return staff.New(staff.Config{Store: a.Store.Staff(), Sources: a.Sources, Accepter: a.Accepter, Keys: a.customerKeys,
		Find: a.Workspaces.OfMessage, Remove: a.removeTouch,
		Waiting: func(ctx context.Context, ws cham.WorkspaceID) (int64, error) { return a.Flow.Lag(ctx, ws) },
		Audit:   a.auditUndone, NewID: a.NewID, Now: a.Now})
}

func (a *App) auditUndone(ctx context.Context, gone *cham.Record, why staff.Why) error {
	return a.Audit.Record(ctx, audit.Event{Action: "postStaffTouchesIdUndo", Object: "staff/touches/" + gone.MessageID,
		Before: map[string]any{"event": gone.Name, "channel": gone.Channel, "at": gone.At, "value": gone.Value},
		After:  map[string]any{"why": why}})
}

// customerKeys are the keys that lead to one customer alone, strongest first; where others
// share all of them, those.
func (a *App) customerKeys(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) (keys []cham.Key, err error) {
	p, err := a.Resolver.Profile(ctx, ws, id)
	for _, shared := range []bool{false, true} {
		for _, n := range p.Keys {
			if n.Shared == shared {
				keys = append(keys, n.Key)
			}
		}
	}
	return keys, err
}

// OfMessage is duckdb.History.OfMessage of a workspace.
func (w *Workspaces) OfMessage(ctx context.Context, ws cham.WorkspaceID, src cham.SourceID, id string) (*cham.Record, error) {
	h, err := w.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return h.OfMessage(ctx, src, id)
}

// removeTouch takes one touch back as removeImport does those of a file.
func (a *App) removeTouch(ctx context.Context, ws cham.WorkspaceID, seq int64) error {
	h, err := a.Workspaces.History(ctx, ws)
	if err != nil {
		return err
	}
	err = a.Flow.Alone(ctx, ws, func(ctx context.Context, r *identity.Resolver) error {
		gone, err := h.BySeq(ctx, []int64{seq})
		if err != nil || len(gone) == 0 {
			return err
		}
		kept := func(ctx context.Context, keys []cham.KeyID) ([]cham.Record, error) {
			all, err := h.KeptOf(ctx, keys, noImport)
			return slices.DeleteFunc(all, func(r cham.Record) bool { return r.Seq == seq }), err
		}
		if err := r.Forget(ctx, ws, gone, kept); err != nil {
			return err
		}
		return h.Remove(ctx, []int64{seq})
	})
	if err != nil {
		return err
	}
	return a.Workspaces.Rebuild(ctx, ws)
}

// noImport is the id of no import.
const noImport = "-"
