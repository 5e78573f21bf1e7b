package public

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// The limits: requests of one address a minute, and bytes of one.
const (
	perMinute = 60
	maxBody   = 128 << 10
)

// policy lets a page show its own style and picture, send its form to itself, and
// stand in nobody's frame; it runs nothing. See framePolicy.
const policy = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// guarded keeps guesses slow, bodies small, and pages to themselves: no other site
// learns an address, our own forms say where they come from. tooMany
// answers who asks too often.
func guarded(now func() time.Time, clientIP func(*http.Request) string, tooMany http.HandlerFunc, next http.Handler) http.Handler {
	addresses := newLimits(rate.Every(time.Minute/perMinute), perMinute)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Cache-Control", "no-store")
		head.Set("Referrer-Policy", "same-origin")
		head.Set("X-Robots-Tag", "noindex")
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Content-Security-Policy", policy)
		if !addresses.take(network(clientIP(r)), now()) {
			head.Set("Retry-After", "60")
			tooMany(w, r)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	})
}

// network is whose address it is: of IPv6 one line has a whole /64.
func network(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil || a.Unmap().Is4() {
		return ip
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return ip
	}
	return p.String()
}

// limits is a bucket for each of many: addresses, codes.
type limits struct {
	every rate.Limit
	burst int
	mu    sync.Mutex
	of    map[string]*rate.Limiter
}

func newLimits(every rate.Limit, burst int) *limits {
	return &limits{every: every, burst: burst, of: map[string]*rate.Limiter{}}
}

// mostLimits bounds the memory of all buckets; then everybody begins anew.
const mostLimits = 50_000

func (l *limits) take(who string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.of) > mostLimits {
		clear(l.of)
	}
	one := l.of[who]
	if one == nil {
		one = rate.NewLimiter(l.every, l.burst)
		l.of[who] = one
	}
	return one.AllowN(now, 1)
}
