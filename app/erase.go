package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/identity"
	"cham/store/stoplist"
)

// Eraser erases people, one at a time, each step such that it may be done again:
// a program that is killed goes on where it was. What keeps personal data and is
// not known here is a Place.
type Eraser struct {
	app    *App
	list   *stoplist.List
	places []erasure.Place

	one  sync.Mutex // one at a time
	wake chan struct{}
}

func newEraser(a *App, list *stoplist.List) *Eraser {
	return &Eraser{app: a, list: list, wake: make(chan struct{}, 1),
		places: append([]erasure.Place{a.Store.Erasures(), a.Store.Consents(), a.Store.Tags(), a.Store.Live(), a.Store.Outbox(),
			a.Store.Tasks(), a.Reach,
			folders{a}, queues{a}}, a.Places...)}
}

// eraseRetry is how long to wait after a failure: a full disk, a file being read.
const eraseRetry = 5 * time.Second

// Start begins to erase a customer; it is durable when it returns, and goes on in
// the background. CodeNotFound: no such customer. CodeInvalid: another mode.
func (e *Eraser) Start(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID, mode, request string, by cham.UserID) (erasure.Erasure,
	error) {
	if mode != erasure.Unnamed && mode != erasure.Whole {
		err := cham.Errorf(cham.CodeInvalid, "app.Erase", `"unnamed" or "whole"`)
		err.Field = "mode"
		return erasure.Erasure{}, err
	}
	p, err := e.app.Resolver.Profile(ctx, ws, id)
	if err != nil {
		return erasure.Erasure{}, err
	}
	person, err := e.gather(ctx, ws, p.ID, p.Keys)
	if err != nil {
		return erasure.Erasure{}, err
	}
	started := erasure.Erasure{ID: e.app.NewID(), Workspace: ws, Mode: mode, By: by, Request: request,
		At: e.app.Now().UTC().Truncate(time.Millisecond), Person: person, Report: erasure.Report{Keys: len(person.Keys)}}
	if err := e.app.Store.Erasures().Put(ctx, started); err != nil {
		return erasure.Erasure{}, err
	}
	e.poke()
	return started, nil
}

// List are a workspace's erasures, the newest first.
func (e *Eraser) List(ctx context.Context, ws cham.WorkspaceID) ([]erasure.Erasure, error) {
	return e.app.Store.Erasures().Erasures(ctx, ws)
}

func (e *Eraser) poke() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// gather is who has these keys, with every name and contact that was ever said.
func (e *Eraser) gather(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID, nodes []identity.Node) (*erasure.Person, error) {
	p := &erasure.Person{Customer: id, Alias: "erased-" + e.app.NewID()}
	for _, n := range nodes {
		p.Keys = append(p.Keys, erasure.Key{ID: n.ID, Key: n.Key})
	}
	said, err := e.app.Store.Graph().Traits(ctx, ws, p.IDs())
	if err != nil {
		return nil, err
	}
	for _, t := range said {
		values := map[string]json.RawMessage{}
		for name, v := range t.Values {
			values[name] = v.Value
		}
		p.Say(values)
	}
	return p, nil
}

// run goes on with erasures under way whenever there are some, until ctx ends.
func (e *Eraser) run(ctx context.Context) {
	for {
		wait := time.Hour
		if err := e.goOn(ctx); err != nil && ctx.Err() == nil {
			e.app.Log.Error("erasing a person failed, it is tried again", "error", err)
			wait = eraseRetry
		}
		t := time.NewTimer(wait)
		select {
		case <-e.wake:
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return
		}
		t.Stop()
	}
}

// goOn does what is under way.
func (e *Eraser) goOn(ctx context.Context) error {
	e.one.Lock()
	defer e.one.Unlock()
	all, err := e.List(ctx, "")
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b erasure.Erasure) int { return a.At.Compare(b.At) })
	for _, one := range all {
		if !one.DoneAt.IsZero() {
			continue
		}
		if failed := e.erase(ctx, &one); failed != nil {
			one.Error = failed.Error()
			err = errors.Join(err, failed, e.app.Store.Erasures().Put(context.WithoutCancel(ctx), one))
		}
	}
	return err
}

func (e *Eraser) erase(ctx context.Context, one *erasure.Erasure) error {
	one.Error = ""
	if one.Person != nil {
		if err := e.eraseEverywhere(ctx, one); err != nil {
			return err
		}
		one.Person = nil
		if err := e.app.Store.Erasures().Put(ctx, *one); err != nil {
			return err
		}
	}
	copies, err := e.app.Store.Erasures().Scrub(ctx)
	if err != nil {
		return err
	}
	one.Report.Count("copies", copies)
	one.DoneAt = e.app.Now().UTC()
	return e.app.Store.Erasures().Put(ctx, *one)
}

// eraseEverywhere does the steps in an order that a crash cannot harm: first
// nothing old comes in any more, then what is under way arrives, then the keys
// go, then what was done with them.
func (e *Eraser) eraseEverywhere(ctx context.Context, one *erasure.Erasure) error {
	ws, p := one.Workspace, one.Person
	keys := make([]cham.Key, len(p.Keys))
	for i, k := range p.Keys {
		keys[i] = k.Key
	}
	entry := stoplist.Erasure{ID: one.ID, Workspace: ws, Mode: one.Mode, At: one.At}
	if err := e.list.Add(entry, keys); err != nil {
		return err
	}
	if err := e.settle(ctx, ws); err != nil {
		return err
	}
	to, err := e.eraseKeys(ctx, ws, p)
	if err != nil {
		return err
	}
	mentions := erasure.NewMentions(p)
	if err := e.eraseTouches(ctx, one, mentions, to); err != nil {
		return err
	}
	for _, place := range e.places {
		counts, err := place.Erase(ctx, ws, mentions)
		if err != nil {
			return err
		}
		for what, n := range counts {
			one.Report.Count(what, n)
		}
	}
	return e.eraseJournal(ctx, one)
}

// settle waits until everything that is durable has reached history.
func (e *Eraser) settle(ctx context.Context, ws cham.WorkspaceID) error {
	seq, err := e.app.Journal.Last(ctx, ws)
	if err != nil {
		return err
	}
	return e.app.Flow.WaitVisible(ctx, ws, seq)
}

// eraseKeys takes the keys out of the graph, in the flow's order: when it
// returns, every touch that was given one of them is in history.
func (e *Eraser) eraseKeys(ctx context.Context, ws cham.WorkspaceID, p *erasure.Person) (to cham.KeyID, err error) {
	err = e.app.Flow.Do(ctx, ws, func(ctx context.Context, r *identity.Resolver) ([]identity.Move, error) {
		var moves []identity.Move
		if to, moves, err = r.Erase(ctx, ws, p.IDs(), p.Alias); err != nil {
			return nil, err
		}
		return append(moves, identity.Move{Key: to, To: cham.CustomerID(to)}), nil
	})
	return to, err
}

// eraseJournal drops what history has from the journal, every byte of it.
func (e *Eraser) eraseJournal(ctx context.Context, one *erasure.Erasure) error {
	h, err := e.app.Workspaces.History(ctx, one.Workspace)
	if err != nil {
		return err
	}
	journal, _, err := h.Cursor(ctx)
	if err != nil {
		return err
	}
	damaged, err := e.app.Journal.Erase(ctx, one.Workspace, journal)
	one.Report.Count("damaged", damaged)
	return err
}

// repeat finds who is on the stop list and in the data again, since an older
// backup was put back, and erases them before anything is answered.
func (e *Eraser) repeat(ctx context.Context) error {
	known, err := e.List(ctx, "")
	if err != nil {
		return err
	}
	missing := map[cham.WorkspaceID][]stoplist.Erasure{}
	for _, one := range e.list.All() {
		if !slices.ContainsFunc(known, func(k erasure.Erasure) bool { return k.ID == one.ID }) {
			missing[one.Workspace] = append(missing[one.Workspace], one)
		}
	}
	for ws, ones := range missing {
		if _, err := e.app.Store.Access().Workspace(ctx, ws); cham.ErrorCode(err) == cham.CodeNotFound {
			continue // a workspace from after the backup
		} else if err != nil {
			return err
		}
		if err := e.repeatIn(ctx, ws, ones); err != nil {
			return err
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return e.goOn(ctx)
}

func (e *Eraser) repeatIn(ctx context.Context, ws cham.WorkspaceID, ones []stoplist.Erasure) error {
	if err := e.settle(ctx, ws); err != nil {
		return err
	}
	of := map[string]*stoplist.Erasure{}
	slices.SortFunc(ones, func(a, b stoplist.Erasure) int { return cmp.Compare(b.At.UnixMilli(), a.At.UnixMilli()) })
	for i := range ones {
		for _, hash := range ones[i].Keys {
			of[hash] = &ones[i] // the earliest
		}
	}
	found := map[string][]identity.Node{}
	err := e.app.Store.Graph().EveryKey(ctx, ws, func(n identity.Node) {
		if one := of[e.list.Hash(n.Key)]; one != nil {
			found[one.ID] = append(found[one.ID], n)
		}
	})
	if err != nil {
		return err
	}
	for _, one := range ones {
		again := erasure.Erasure{ID: one.ID, Workspace: ws, Mode: one.Mode, At: one.At, DoneAt: e.app.Now().UTC()}
		if nodes := found[one.ID]; len(nodes) > 0 {
			if again.Person, err = e.gather(ctx, ws, nodes[0].Customer, nodes); err != nil {
				return err
			}
			again.DoneAt, again.Report = time.Time{}, erasure.Report{Keys: len(nodes), Again: 1}
		}
		if err := e.app.Store.Erasures().Put(ctx, again); err != nil {
			return err
		}
	}
	e.app.Log.Info("people who had been erased are erased again: an older state of the data was put back",
		"workspace", ws, "people", len(found))
	return nil
}

// named reports whether a customer bears the person's full name themselves.
func named(p identity.Profile, m *erasure.Mentions) bool {
	return strings.TrimSpace(p.Name) != "" && m.ByName(p.Name)
}
