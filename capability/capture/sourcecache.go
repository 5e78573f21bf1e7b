package capture

import (
	"context"
	"sync"
	"time"

	"cham"
)

// CachedSources remembers sources by write key, because every request asks
// for one. A change made through it shows at once; a change made elsewhere, or
// a key that was unknown, after a while. It is safe for concurrent use.
type CachedSources struct {
	store Sources
	now   func() time.Time

	mu    sync.RWMutex
	known map[string]cachedSource
}

type cachedSource struct {
	source cham.Source
	err    error
	until  time.Time
}

const (
	cacheKnown   = 30 * time.Second
	cacheUnknown = 5 * time.Second
	// cacheSize bounds the memory that requests with made-up keys can use.
	cacheSize = 10_000
)

// NewCachedSources returns a cache over s; now tells the time.
func NewCachedSources(s Sources, now func() time.Time) *CachedSources {
	return &CachedSources{store: s, now: now, known: map[string]cachedSource{}}
}

// SourceByKey implements Sources, for whoever takes calls in: orders are counted
// from another source only while that one can bring them.
func (c *CachedSources) SourceByKey(ctx context.Context, writeKey string) (cham.Source, error) {
	now := c.now()
	c.mu.RLock()
	hit, ok := c.known[writeKey]
	c.mu.RUnlock()
	if ok && now.Before(hit.until) {
		return hit.source, hit.err
	}
	s, err := c.store.SourceByKey(ctx, writeKey)
	if err == nil {
		err = c.ordersFrom(ctx, &s)
	}
	life := cacheKnown
	switch cham.ErrorCode(err) {
	case "":
	case cham.CodeNotFound:
		life = cacheUnknown
	default:
		return cham.Source{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) >= cacheSize {
		clear(c.known)
	}
	c.known[writeKey] = cachedSource{s, err, now.Add(life)}
	return s, err
}

// ordersFrom clears the source that orders are counted from where it brings none.
func (c *CachedSources) ordersFrom(ctx context.Context, s *cham.Source) error {
	if s.OrdersFrom == "" {
		return nil
	}
	from, err := c.store.Source(ctx, s.Workspace, s.OrdersFrom)
	if err != nil && cham.ErrorCode(err) != cham.CodeNotFound {
		return err
	}
	if err != nil || !from.BringsOrders() {
		s.OrdersFrom = ""
	}
	return nil
}

// Sources implements Sources.
func (c *CachedSources) Sources(ctx context.Context, ws cham.WorkspaceID) ([]cham.Source, error) {
	return c.store.Sources(ctx, ws)
}

// Source implements Sources.
func (c *CachedSources) Source(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) (cham.Source, error) {
	return c.store.Source(ctx, ws, id)
}

// Public reports whether anybody can send as a source; one that is no more is
// not trusted. It fits identity.Resolver.
func (c *CachedSources) Public(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) (bool, error) {
	s, err := c.store.Source(ctx, ws, id)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return true, nil
	}
	return s.Public(), err
}

// CreateSource implements Sources.
func (c *CachedSources) CreateSource(ctx context.Context, s cham.Source) error {
	defer c.Forget()
	return c.store.CreateSource(ctx, s)
}

// UpdateSource implements Sources.
func (c *CachedSources) UpdateSource(ctx context.Context, s cham.Source) error {
	defer c.Forget()
	return c.store.UpdateSource(ctx, s)
}

// DeleteSource implements Sources.
func (c *CachedSources) DeleteSource(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) error {
	defer c.Forget()
	return c.store.DeleteSource(ctx, ws, id)
}

// Forget makes the next request of every key ask anew.
func (c *CachedSources) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.known)
}
