package access

import (
	"math/bits"
	"net/netip"
	"sync"
	"time"

	"cham"
)

// limiter makes guessing expensive. It counts tries of an account and from an
// address; past the free ones each next try needs a proof of work, so that
// guessing never locks the owner out. It counts a try before the password is
// checked, so that parallel tries gain nothing. It is kept in memory only: a
// restart clears it.
type limiter struct {
	now   func() time.Time
	mu    sync.Mutex
	tries map[string]tries
}

type tries struct {
	n    int
	last time.Time
}

// Free tries before work is asked for. An office shares one address, so an
// address has more of them; so has a browser that signed in before.
const (
	freeOfAccount = 5
	freeOfDevice  = 10
	freeOfAddress = 20
)

const (
	forgetAfter = time.Hour
	mostTries   = 100_000 // entries; above it the forgotten ones are swept
)

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, tries: map[string]tries{}}
}

// count counts one more try of a key and answers how many there are past the
// free ones; 0 when this one is free.
func (b *limiter) count(key string, free int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	b.sweep(now)
	t := b.recent(key, now)
	t.n, t.last = t.n+1, now
	b.tries[key] = t
	return max(0, t.n-free)
}

// takeFree counts a try of a key, or refuses it without counting when there were
// as many as are free: for keys that nobody but their owner can use up.
func (b *limiter) takeFree(op, key string, free int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	t := b.recent(key, now)
	if t.n >= free {
		return &cham.Error{Code: cham.CodeTooMany, Op: op, Key: "error.passwordWait", RetryAfter: t.last.Add(forgetAfter).Sub(now)}
	}
	b.sweep(now)
	b.tries[key] = tries{n: t.n + 1, last: now}
	return nil
}

func (b *limiter) recent(key string, now time.Time) tries {
	t := b.tries[key]
	if now.Sub(t.last) > forgetAfter {
		return tries{}
	}
	return t
}

// clear forgets a key after a success.
func (b *limiter) clear(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.tries, key)
}

// refund takes back one try of a key: a success is no guess. It does not
// clear, or an attacker's own account would pay for guesses at others.
func (b *limiter) refund(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if t, ok := b.tries[key]; ok {
		t.n--
		b.tries[key] = t
	}
}

// sweep drops forgotten entries when there are many; when all are fresh, it
// starts over rather than let an attacker fill the memory.
func (b *limiter) sweep(now time.Time) {
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

// proofBits is how many bits a proof needs for a try so far past the free ones: it
// doubles each time the tries do, up to what a browser can still do.
func proofBits(past int) int {
	if past <= 0 {
		return 0
	}
	return min(leastWork+bits.Len(uint(past)/16), mostWork)
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
