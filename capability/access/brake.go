package access

import (
	"net/netip"
	"sync"
	"time"

	"cham"
)

// brake slows guessing down: after some failed tries for an e-mail or from an
// address, each next try must wait twice as long. It counts a try before the
// password is looked at, so that many at once gain nothing. It lives in
// memory: a restart forgives.
type brake struct {
	now   func() time.Time
	mu    sync.Mutex
	tries map[string]tries
}

type tries struct {
	n    int
	last time.Time
	free time.Time // when the next try is let through
}

// limit is how many tries are free, and how long the wait grows.
type limit struct {
	free    int
	longest time.Duration
}

// An e-mail's wait stays short, so that a stranger cannot lock its owner out
// for long; an office shares one address, so it has more free tries.
var (
	perEmail   = limit{free: 5, longest: 5 * time.Minute}
	perAddress = limit{free: 20, longest: 15 * time.Minute}
)

const (
	forgetAfter = time.Hour
	mostTries   = 100_000 // entries; above it the forgotten ones are swept
)

func newBrake(now func() time.Time) *brake {
	return &brake{now: now, tries: map[string]tries{}}
}

// take counts a try of each key, or refuses it without counting when one of
// them must wait.
func (b *brake) take(keys map[string]limit) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	var wait time.Duration
	for k := range keys {
		wait = max(wait, b.tries[k].free.Sub(now))
	}
	if wait > 0 {
		return &cham.Error{Code: cham.CodeTooMany, Op: "access.SignIn", Key: "error.signInWait", RetryAfter: wait}
	}
	b.sweep(now)
	for k, l := range keys {
		t := b.tries[k]
		if now.Sub(t.last) > forgetAfter {
			t = tries{}
		}
		t.n, t.last = t.n+1, now
		t.free = now.Add(delay(t.n, l))
		b.tries[k] = t
	}
	return nil
}

// clear forgets a key after a success.
func (b *brake) clear(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.tries, key)
}

// refund takes back one try of a key: a success is no guess. It does not
// clear, or an attacker's own account would pay for guesses at others.
func (b *brake) refund(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if t, ok := b.tries[key]; ok {
		t.n, t.free = t.n-1, time.Time{}
		b.tries[key] = t
	}
}

// sweep drops forgotten entries when there are many; when all are fresh, it
// starts over rather than let an attacker fill the memory.
func (b *brake) sweep(now time.Time) {
	if len(b.tries) < mostTries {
		return
	}
	for k, t := range b.tries {
		if now.Sub(t.last) > forgetAfter {
			delete(b.tries, k)
		}
	}
	if len(b.tries) >= mostTries {
		clear(b.tries)
	}
}

// delay after n tries: none while they are free, then 1 s, 2 s, 4 s…
func delay(n int, l limit) time.Duration {
	over := n - l.free
	if over < 0 {
		return 0
	}
	return min(l.longest, time.Second<<min(over, 20))
}

// addressKey is what tries from an address are counted under: an IPv6 caller
// owns a whole /64.
func addressKey(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return "ip:" + ip
	}
	a = a.Unmap()
	if a.Is6() {
		p, _ := a.Prefix(64)
		return "ip:" + p.String()
	}
	return "ip:" + a.String()
}
