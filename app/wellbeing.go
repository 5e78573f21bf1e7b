package app

import (
	"context"
	"time"

	"cham"
)

// Wellbeing is how a workspace does, as who has many of them looks at it: when
// the latest touch came in, zero for never, and how many findings of its data
// quality are open.
func (a *App) Wellbeing(ctx context.Context, ws cham.WorkspaceID) (last time.Time, findings int, err error) {
	sources, err := a.Store.Sources().Sources(ctx, ws)
	if err != nil {
		return last, 0, err
	}
	for _, src := range sources {
		latest, err := a.Workspaces.Latest(ctx, ws, src.ID, 1)
		if err != nil {
			return last, 0, err
		}
		if len(latest) > 0 && latest[0].ReceivedAt.After(last) {
			last = latest[0].ReceivedAt
		}
	}
	state, err := a.Store.Quality().State(ctx, ws)
	return last, len(state.Open()), err
}
