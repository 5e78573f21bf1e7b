package cham

import (
	"cmp"
	"context"
)

type contextKey int

const (
	workspaceKey contextKey = iota
	actorKey
)

// Actor is who does something: a signed-in user, or an API key, known by its id.
type Actor struct {
	User UserID
	Key  string
	Name string
	Role Role
	// Address is where the request came from, "" for this machine's own work.
	Address string
	// Sight is how much of personal data is seen; "" for as much as the role.
	Sight Sight
	// Only narrows what the role may do; nil does not.
	Only []May
}

// By is who acts: a person, or somebody's program by its key.
func (a Actor) By() UserID { return cmp.Or(a.User, UserID(a.Key)) }

// WithWorkspace returns a context that carries the workspace.
func WithWorkspace(ctx context.Context, ws WorkspaceID) context.Context {
	return context.WithValue(ctx, workspaceKey, ws)
}

// WorkspaceFrom returns the workspace of ctx, "" when there is none.
func WorkspaceFrom(ctx context.Context) WorkspaceID {
	ws, _ := ctx.Value(workspaceKey).(WorkspaceID)
	return ws
}

// WithActor returns a context that carries the actor.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey, a)
}

// ActorFrom returns the actor of ctx, the zero Actor when there is none.
func ActorFrom(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey).(Actor)
	return a
}
