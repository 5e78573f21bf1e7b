// Package live sends events to open pages, as server-sent events.
package live

import (
	"context"
	"log/slog"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
)

// Deps is what the area works with; all of it is required.
type Deps struct {
	*route.Asker
	Callers Callers
	Pages   Pages
	// Backlog counts accepted touches that are not in answers yet.
	Backlog func(ctx context.Context, ws cham.WorkspaceID) (int64, error)
	Now     func() time.Time
	Log     *slog.Logger
}

// Pages hands events to open pages; *live.Hub is one.
type Pages interface {
	// Watch delivers a workspace's events, each of a type in events, until stop
	// is called. An event that the page has no room for is dropped.
	Watch(ws cham.WorkspaceID) (events <-chan any, stop func())
	// PerMinute is how many touches were received in the last 60 seconds.
	PerMinute(ws cham.WorkspaceID) int
	// Map passes on that somebody saved a map.
	Map(ws cham.WorkspaceID, e LiveMap)
}

// Callers finds the caller of a session or a key; *access.Service does.
type Callers interface {
	BySession(ctx context.Context, token string) (access.Caller, error)
	ByAPIKey(ctx context.Context, key string) (access.Caller, error)
}

type server struct {
	Deps
	pulses pulses
}

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{Deps: d}
	return []route.Route{
		route.Stream("/v1/live", route.Read, "What happens now, as server-sent events", events, s.live),
	}
}

type (
	liveIn struct {
		route.RequestInfo
		Map cham.MapID `query:"map" doc:"whose touchpoints' live customers are told"`
	}
)
