package route

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"cham"
)

// Lookups counts how often each person looks personal data up, so that nobody
// tries numbers one after the other. The zero value lets nobody: set PerMinute.
type Lookups struct {
	PerMinute int

	mu     sync.Mutex
	people map[looker]*rate.Limiter
}

type looker struct {
	ws   cham.WorkspaceID
	user cham.UserID // "" for API keys, which share one count
}

// mostLookers bounds what is remembered.
const mostLookers = 10_000

// Take counts one lookup of the caller; CodeTooMany when there were too many.
func (l *Lookups) Take(ctx context.Context, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.people == nil || len(l.people) > mostLookers {
		l.people = map[looker]*rate.Limiter{}
	}
	every := time.Minute / time.Duration(l.PerMinute)
	who := looker{Workspace(ctx), cham.ActorFrom(ctx).User}
	if l.people[who] == nil {
		l.people[who] = rate.NewLimiter(rate.Every(every), l.PerMinute)
	}
	if l.people[who].AllowN(now, 1) {
		return nil
	}
	e := cham.Errorf(cham.CodeTooMany, "rest.lookups", "%d lookups a minute", l.PerMinute)
	e.RetryAfter = every
	return e
}
