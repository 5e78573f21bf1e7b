package app

import (
	"context"

	"cham"
	"cham/capability/capture"
	"cham/capability/identity"
)

// undoPart is how many touches of an import are taken back at once: what comes in
// meanwhile waits for that long.
const undoPart = 5000

// removeImport takes back what an import brought, part after part: from the graph
// first, as history says what there is to take back. When it is interrupted the
// same again goes on. Questions see all of it gone at the end.
func (a *App) removeImport(ctx context.Context, i capture.Import, step func(touches int) error) error {
	h, err := a.Workspaces.History(ctx, i.Workspace)
	if err != nil {
		return err
	}
	if err := a.Store.Costs().DeleteCostsOf(ctx, i.Workspace, i.ID); err != nil {
		return err
	}
	if err := a.Store.Counts().DeleteCountsOf(ctx, i.Workspace, i.ID); err != nil {
		return err
	}
	for {
		gone := make(chan int, 1)
		err := a.Flow.Alone(ctx, i.Workspace, func(ctx context.Context, r *identity.Resolver) error {
			part, err := h.OfImport(ctx, i.ID, undoPart)
			if gone <- len(part); err != nil || len(part) == 0 {
				return err
			}
			kept := func(ctx context.Context, keys []cham.KeyID) ([]cham.Record, error) { return h.KeptOf(ctx, keys, i.ID) }
			if err := r.Forget(ctx, i.Workspace, part, kept); err != nil {
				return err
			}
			seqs := make([]int64, len(part))
			for n := range part {
				seqs[n] = part[n].Seq
			}
			return h.Remove(ctx, seqs)
		})
		if err != nil {
			return err
		}
		n := <-gone
		if n == 0 {
			return a.Workspaces.Rebuild(ctx, i.Workspace)
		}
		if err := step(n); err != nil {
			return err
		}
	}
}

// ImportSizes is duckdb.History.ImportSizes of a workspace.
func (w *Workspaces) ImportSizes(ctx context.Context, ws cham.WorkspaceID) (map[string]int, error) {
	h, err := w.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return h.ImportSizes(ctx)
}
