package oidc

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"cham"
	"cham/capability/access"
)

// How long it is believed that a domain is somebody's, and that it is not.
const (
	ownedFor   = 10 * time.Minute
	unownedFor = 30 * time.Second
	lookupTime = 5 * time.Second
)

// Domains tells whose an e-mail domain is: by the operator's word, or by a DNS record of
// the domain itself. It is safe for concurrent use.
type Domains struct {
	lookup func(ctx context.Context, name string) ([]string, error)
	now    func() time.Time
	given  map[string]string // domain → workspace, "" for whichever of this installation

	mu    sync.Mutex
	known map[string]verdict
}

type verdict struct {
	owned bool
	until time.Time
}

// NewDomains returns Domains. given are "company.vn" or "company.vn=WORKSPACE"; lookup
// answers the TXT records of a name.
func NewDomains(given []string, lookup func(context.Context, string) ([]string, error), now func() time.Time) *Domains {
	d := &Domains{lookup: lookup, now: now, given: map[string]string{}, known: map[string]verdict{}}
	for _, g := range given {
		domain, ws, _ := strings.Cut(g, "=")
		d.given[strings.ToLower(domain)] = ws
	}
	return d
}

// Owned reports whether a domain is the workspace's. Who cannot be asked says no.
func (d *Domains) Owned(ctx context.Context, ws cham.WorkspaceID, domain string) bool {
	if to, ok := d.given[domain]; ok {
		return to == "" || to == string(ws)
	}
	name, want := access.DomainRecord(ws, domain)
	key := name + " " + want
	d.mu.Lock()
	v, ok := d.known[key]
	d.mu.Unlock()
	if ok && d.now().Before(v.until) {
		return v.owned
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookupTime)
	defer cancel()
	says, err := d.lookup(ctx, name+".")
	v = verdict{err == nil && slices.Contains(says, want), d.now().Add(unownedFor)}
	if v.owned {
		v.until = d.now().Add(ownedFor)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.known) > 1000 {
		clear(d.known)
	}
	d.known[key] = v
	return v.owned
}
