package rest

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cham"
	"cham/api/rest/route"
	"cham/capability/audit"
)

// recorded reports whether the API writes the use of a route to the audit log:
// files taken away, and all that changes more than maps and questions.
func recorded(r route.Route) bool {
	switch {
	case r.Recorded || strings.HasSuffix(r.Path, "/preview"):
		return false
	case r.Path == "/v1/audit.csv":
		return true
	case r.Need == route.Export:
		return r.Path != "/v1/table.xlsx" // what the caller holds already
	case r.Method == http.MethodGet:
		return r.Path == openedPath || r.Need == route.Own && strings.HasSuffix(r.Path, "/file")
	}
	switch r.Need {
	case route.Customers, route.Send, route.Import, route.Sources, route.Settings, route.People, route.PeoplePerson, route.Own:
		return true
	}
	return false
}

const openedPath = "/v1/customers/{id}"

// record writes the use of a route to the audit log. What takes data away is
// written before it goes, and does not go when it cannot be written; a change
// is written once it was made.
func (s *server) record(r route.Route) func(huma.Context, func(huma.Context)) {
	if !recorded(r) {
		return func(ctx huma.Context, next func(huma.Context)) { next(ctx) }
	}
	opened := &lately{now: s.Now, seen: map[string]time.Time{}}
	return func(ctx huma.Context, next func(huma.Context)) {
		u := ctx.URL()
		e := audit.Event{Action: audit.Action(ctx.Operation().OperationID), Object: strings.TrimPrefix(u.Path, "/v1/")}
		switch by := cham.ActorFrom(ctx.Context()); {
		case r.Path == openedPath:
			e.Action, e.Object = audit.CustomerOpened, ctx.Param("id")
			if by.Sees() != cham.SightFull || !opened.first(string(cham.WorkspaceFrom(ctx.Context()))+" "+string(by.User)+by.Key+" "+e.Object) {
				next(ctx)
				return
			}
			fallthrough
		case r.Method == http.MethodGet || r.Need == route.Export:
			if err := s.Audit.Record(ctx.Context(), e); err != nil {
				huma.WriteErr(s.api, ctx, http.StatusInternalServerError, "", err)
				return
			}
			next(ctx)
		default:
			if next(ctx); ctx.Status()/100 == 2 {
				if err := s.Audit.Record(ctx.Context(), e); err != nil {
					s.Log.ErrorContext(ctx.Context(), "not written to the audit log", "action", e.Action, "object", e.Object, "err", err)
				}
			}
		}
	}
}

// lately remembers for an hour what was written, so that looking at a customer
// twice is one entry.
type lately struct {
	now  func() time.Time
	mu   sync.Mutex
	seen map[string]time.Time
}

func (l *lately) first(what string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if at, ok := l.seen[what]; ok && now.Sub(at) < time.Hour {
		return false
	}
	if len(l.seen) > 10_000 {
		clear(l.seen)
	}
	l.seen[what] = now
	return true
}
