package track

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"cham"
)

// limits holds a token bucket per source. There are as many as sources that
// sent something, so they are never thrown away.
type limits struct {
	rate    rate.Limit
	mu      sync.Mutex
	buckets map[cham.SourceID]*rate.Limiter
}

func newLimits(r rate.Limit) *limits {
	return &limits{rate: r, buckets: map[cham.SourceID]*rate.Limiter{}}
}

// take lets one request pass, or answers CodeTooMany with the time until the
// next may.
func (l *limits) take(id cham.SourceID, now time.Time) error {
	if l == nil || l.bucket(id).AllowN(now, 1) {
		return nil
	}
	e := cham.Errorf(cham.CodeTooMany, "track", "over %g requests a second; send batches, or wait", float64(l.rate))
	e.RetryAfter = time.Duration(float64(time.Second) / float64(l.rate))
	return e
}

func (l *limits) bucket(id cham.SourceID) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[id]
	if b == nil {
		b = rate.NewLimiter(l.rate, max(1, int(l.rate)))
		l.buckets[id] = b
	}
	return b
}
