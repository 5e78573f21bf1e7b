// Package pages decides which pages of a site are one kind: where a part of
// their path takes so many values that it names one thing among many, they
// are put together. What is learned is shown, and a person's word counts more.
package pages

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"cham"
)

// Rule says that pages are put together or stay apart; see cham.PageRules.
type Rule struct {
	Path     string
	Together bool
	By       cham.UserID // who decided, or the id of the API key; "" when it was learned
	At       time.Time
}

// Store keeps rules.
type Store interface {
	// PageRules returns a workspace's rules by path.
	PageRules(ctx context.Context, ws cham.WorkspaceID) ([]Rule, error)
	// ChangePageRules forgets the rules of the paths in drop and sets others, all or none.
	ChangePageRules(ctx context.Context, ws cham.WorkspaceID, drop []string, set []Rule) error
}

// Seen is a path with its touches: all, and those of the last 90 days.
type Seen struct {
	Path            string
	Touches, Recent int64
}

// Config is what a Service works with. All of it is required but Log.
type Config struct {
	Store Store
	// Seen returns the paths in a workspace's history with the most touches, at
	// most limit; recent are touches since the instant.
	Seen func(ctx context.Context, ws cham.WorkspaceID, recent time.Time, limit int) ([]Seen, error)
	// Rebind makes the kinds of all touches anew, by the rules as they are now.
	Rebind func(ctx context.Context, ws cham.WorkspaceID) error
	// Size is how many kinds and touches a workspace has.
	Size func(ws cham.WorkspaceID) (kinds, touches int)
	Now  func() time.Time
	Log  *slog.Logger
}

const (
	mostSeen  = 100_000             // paths that are looked at
	recent    = 90 * 24 * time.Hour // what Seen.Recent counts
	mostRules = 2000                // that people decide, and from which on none is learned
	longest   = 2048                // characters of a path
)

// Service learns rules, shows them and lets people correct them. Its methods
// may be called at once.
type Service struct {
	Config
	wake chan cham.WorkspaceID

	mu      sync.Mutex
	waiting map[cham.WorkspaceID]bool
	changed map[cham.WorkspaceID]*sync.Mutex // held while rules change
	looked  map[cham.WorkspaceID]look
}

// New returns a service that learns while Run runs.
func New(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{Config: c, wake: make(chan cham.WorkspaceID, 256), waiting: map[cham.WorkspaceID]bool{},
		changed: map[cham.WorkspaceID]*sync.Mutex{}, looked: map[cham.WorkspaceID]look{}}
}

// Rules are the workspace's, as pages are made of paths with them.
func (s *Service) Rules(ctx context.Context, ws cham.WorkspaceID) (cham.PageRules, error) {
	return Rules(ctx, s.Store, ws)
}

// Rules are a workspace's rules in a store, as pages are made of paths with them.
func Rules(ctx context.Context, store Store, ws cham.WorkspaceID) (cham.PageRules, error) {
	all, err := store.PageRules(ctx, ws)
	return byPath(all), err
}

func byPath(all []Rule) cham.PageRules {
	rules := make(cham.PageRules, len(all))
	for _, r := range all {
		rules[r.Path] = r.Together
	}
	return rules
}

// The decisions about a path.
const (
	Together = "together"
	Apart    = "apart"
	Auto     = "auto" // as its form and what is learned say
)

// Decide puts the pages of a path that ends in ":id" together, or a page with
// the others there, or keeps a page or all those of such a path apart, or takes
// either back; history is bound anew before it returns. CodeInvalid for another path or decision.
func (s *Service) Decide(ctx context.Context, ws cham.WorkspaceID, path, decision string) error {
	held := s.lock(ws)
	defer held.Unlock()
	all, err := s.Store.PageRules(ctx, ws)
	if err != nil {
		return err
	}
	path = canonical(byPath(all), path)
	if err := valid(path, decision, decided(all)); err != nil {
		return err
	}
	drop := []string{path}
	if decision == Together && wholePart(path) { // what was learned there gives way
		for _, r := range all {
			if r.By == "" && !r.Together && parent(r.Path) == parent(path) {
				drop = append(drop, r.Path)
			}
		}
	}
	var set []Rule
	if decision != Auto {
		set = []Rule{{Path: path, Together: decision == Together, By: cham.ActorFrom(ctx).By(), At: s.Now().UTC()}}
	}
	if err := s.Store.ChangePageRules(ctx, ws, drop, set); err != nil {
		return err
	}
	// Though who asked may be gone: history must not stay bound by other rules than there are.
	return s.Rebind(context.WithoutCancel(ctx), ws)
}

// canonical is a path as rules have it: what is before the last part is a page.
func canonical(rules cham.PageRules, path string) string {
	path = cham.PagePath(strings.TrimSpace(path))
	at := strings.LastIndexByte(path, '/')
	if at <= 0 {
		return path
	}
	return rules.Template(path[:at]) + path[at:]
}

// decided counts what people decided; what was learned leaves room for it.
func decided(all []Rule) (n int) {
	for _, r := range all {
		if r.By != "" {
			n++
		}
	}
	return n
}

func valid(path, decision string, rules int) error {
	e := &cham.Error{Code: cham.CodeInvalid, Op: "pages.Decide"}
	switch {
	case !strings.HasPrefix(path, "/") || path == "/" || utf8.RuneCountInString(path) > longest:
		e.Field, e.Hint = "path", `a path begins with "/" and has at most 2048 characters`
	case decision != Together && decision != Apart && decision != Auto:
		e.Field, e.Hint = "decision", "together, apart or auto"
	case rules >= mostRules && decision != Auto:
		e.Field, e.Hint = "path", "2000 are decided; take some back first"
	default:
		return nil
	}
	return e
}

// wholePart reports whether a path stands for all values of a part.
func wholePart(path string) bool { return strings.HasSuffix(path, "/"+cham.IDPart) }

func parent(path string) string { return path[:strings.LastIndexByte(path, '/')] }

// lock excludes other changes of a workspace's rules.
func (s *Service) lock(ws cham.WorkspaceID) *sync.Mutex {
	s.mu.Lock()
	held := s.changed[ws]
	if held == nil {
		held = &sync.Mutex{}
		s.changed[ws] = held
	}
	s.mu.Unlock()
	held.Lock()
	return held
}
