package access

import (
	"slices"
	"sync"
	"time"
)

// CeremonyLife is how long a browser may take over a way of signing in that goes
// through somebody else: a device, another provider.
const CeremonyLife = 5 * time.Minute

const (
	mostCeremonies  = 20_000 // of all; the oldest make room
	mostOfOneSender = 100    // of an address or a session; the oldest make room
)

// ceremonies are those that browsers have begun. Each is of one browser and is
// taken once. They are kept in memory only: after a restart a browser begins again.
type ceremonies struct {
	now func() time.Time
	mu  sync.Mutex
	all map[string]begun    // by digest of browser and id
	by  map[string][]string // sender → keys, the oldest first
	age []string            // keys, the oldest first; those taken may still be there
}

type begun struct {
	sender string
	what   any
	over   time.Time
}

func newCeremonies(now func() time.Time) *ceremonies {
	return &ceremonies{now: now, all: map[string]begun{}, by: map[string][]string{}}
}

func ceremonyKey(browser, id string) string { return digest(browser + "\n" + id) }

// put keeps a ceremony of a browser. Where there are too many the oldest make
// room: refusing would let whoever begins often keep everybody out.
func (c *ceremonies) put(browser, id, sender string, what any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.by[sender]) >= mostOfOneSender {
		c.drop(c.by[sender][0])
	}
	for len(c.age) > 0 && (len(c.all) >= mostCeremonies || !c.stands(c.age[0])) {
		c.drop(c.age[0])
		c.age = c.age[1:]
	}
	if len(c.age) >= 2*mostCeremonies {
		c.age = slices.DeleteFunc(c.age, func(key string) bool { return !c.stands(key) })
	}
	key := ceremonyKey(browser, id)
	c.all[key] = begun{sender: sender, what: what, over: c.now().Add(CeremonyLife)}
	c.by[sender], c.age = append(c.by[sender], key), append(c.age, key)
}

// stands reports whether a ceremony can still be taken.
func (c *ceremonies) stands(key string) bool {
	b, ok := c.all[key]
	return ok && c.now().Before(b.over)
}

// take answers what a browser began, once; nil for nothing that is still good.
func (c *ceremonies) take(browser, id string) any {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := ceremonyKey(browser, id)
	b, ok := c.all[key]
	c.drop(key)
	if !ok || browser == "" || !c.now().Before(b.over) {
		return nil
	}
	return b.what
}

func (c *ceremonies) drop(key string) {
	b, ok := c.all[key]
	if !ok {
		return
	}
	delete(c.all, key)
	rest := slices.DeleteFunc(c.by[b.sender], func(k string) bool { return k == key })
	if c.by[b.sender] = rest; len(rest) == 0 {
		delete(c.by, b.sender)
	}
}
