package identity

import (
	"context"
	"slices"
	"strconv"
	"time"

	"cham"
)

// decision is the work of one act of a person. It reads the graph itself: what
// the rules have in memory is dropped afterwards.
type decision struct {
	lane   *lane
	ctx    context.Context
	now    time.Time
	by     cham.UserID
	nodes  map[cham.KeyID]Node
	edges  []Edge // active
	cuts   []Edge // undone ones
	change Change
}

func (r *Resolver) decide(ctx context.Context, ws cham.WorkspaceID, by cham.UserID, act func(*decision) error) ([]Move, error) {
	l := r.lane(ws)
	l.mu.Lock()
	defer l.mu.Unlock()
	d := &decision{lane: l, ctx: ctx, now: r.now().UTC().Truncate(time.Millisecond), by: by, nodes: map[cham.KeyID]Node{}}
	doubts, err := l.reportUncertain(ctx)
	if err != nil {
		return nil, err
	}
	if err := act(d); err != nil {
		return nil, err
	}
	d.regroup()
	if d.change.empty() {
		l.uncertain = nil
		return doubts, nil
	}
	l.forget()
	if err := l.commit(ctx, d.change, d.change.Moves); err != nil {
		return nil, err
	}
	return append(doubts, d.change.Moves...), nil
}

// Undo cuts an edge, so that the customer it held together becomes two. The
// rules will not join the same two keys again. Undoing twice changes nothing.
// CodeNotFound: no such edge.
func (r *Resolver) Undo(ctx context.Context, ws cham.WorkspaceID, edge int64, by cham.UserID) ([]Move, error) {
	return r.decide(ctx, ws, by, func(d *decision) error {
		e, err := d.lane.graph.Edge(ctx, ws, edge)
		if err != nil || !e.UndoneAt.IsZero() {
			return err
		}
		if err := d.load(e.A); err != nil {
			return err
		}
		d.cut(e)
		return nil
	})
}

// Split makes the keys a customer of their own: every edge between them and
// the customer's other keys is cut, and where only such an edge held a side
// together, an edge in the person's name does. Keys that are not the
// customer's (any more) are left alone, so splitting twice changes nothing.
// CodeNotFound: no such customer. CodeInvalid: no keys.
func (r *Resolver) Split(ctx context.Context, ws cham.WorkspaceID, customer cham.CustomerID, keys []cham.KeyID, by cham.UserID) ([]Move,
	error) {
	if len(keys) == 0 {
		return nil, &cham.Error{Code: cham.CodeInvalid, Op: "identity.Split", Field: "keys", Hint: "name the keys to split off"}
	}
	return r.decide(ctx, ws, by, func(d *decision) error {
		if err := d.load(cham.KeyID(customer)); err != nil {
			return err
		}
		var off, rest []cham.KeyID
		for id := range d.nodes {
			if slices.Contains(keys, id) {
				off = append(off, id)
			} else {
				rest = append(rest, id)
			}
		}
		if len(off) == 0 || len(rest) == 0 {
			return nil
		}
		for _, e := range slices.Clone(d.edges) {
			if slices.Contains(off, e.A) != slices.Contains(off, e.B) {
				d.cut(e)
			}
		}
		d.reconnect(off)
		d.reconnect(rest)
		return nil
	})
}

// Merge makes two customers one, also two known people: that is a person's to
// decide. Merging twice changes nothing. CodeNotFound: no such customer.
func (r *Resolver) Merge(ctx context.Context, ws cham.WorkspaceID, a, b cham.CustomerID, by cham.UserID) ([]Move, error) {
	return r.decide(ctx, ws, by, func(d *decision) error { return d.merge(cham.KeyID(a), cham.KeyID(b)) })
}

// Decide settles a suggestion: DecisionMerged makes its two customers one,
// DecisionDismissed leaves them apart for good. The same decision again changes
// nothing. CodeNotFound: no such suggestion. CodeConflict: decided otherwise.
func (r *Resolver) Decide(ctx context.Context, ws cham.WorkspaceID, suggestion int64, decided string, by cham.UserID) ([]Move, error) {
	if decided != DecisionMerged && decided != DecisionDismissed {
		return nil, &cham.Error{Code: cham.CodeInvalid, Op: "identity.Decide", Field: "decision", Hint: `"merged" or "dismissed"`}
	}
	return r.decide(ctx, ws, by, func(d *decision) error {
		s, err := d.lane.graph.Suggestion(ctx, ws, suggestion)
		if err != nil || s.Decision == decided {
			return err
		}
		if s.Decision != "" {
			return cham.Errorf(cham.CodeConflict, "identity.Decide", "it was %s already", s.Decision)
		}
		s.Decision, s.DecidedAt, s.DecidedBy = decided, d.now, by
		d.change.Decided = append(d.change.Decided, s)
		if decided == DecisionMerged {
			return d.merge(s.A, s.B)
		}
		return nil
	})
}

func (d *decision) merge(a, b cham.KeyID) error {
	if err := d.load(a, b); err != nil {
		return err
	}
	if x, y := d.nodes[a].Customer, d.nodes[b].Customer; x != y {
		d.join(cham.KeyID(min(x, y)), cham.KeyID(max(x, y)))
	}
	return nil
}

// load brings the whole customers of the keys, with their active edges.
func (d *decision) load(keys ...cham.KeyID) error {
	l := d.lane
	found, err := l.graph.NodesByID(d.ctx, l.ws, keys)
	if err != nil {
		return err
	}
	var customers []cham.CustomerID
	for _, k := range keys {
		i := slices.IndexFunc(found, func(n Node) bool { return n.ID == k })
		if i < 0 {
			return cham.Errorf(cham.CodeNotFound, "identity", "there is no customer %d", k)
		}
		if c := found[i].Customer; !slices.Contains(customers, c) {
			customers = append(customers, c)
		}
	}
	nodes, err := l.graph.NodesByCustomer(d.ctx, l.ws, customers)
	if err != nil {
		return err
	}
	ids := make([]cham.KeyID, 0, len(nodes))
	for _, n := range nodes {
		d.nodes[n.ID] = n
		ids = append(ids, n.ID)
	}
	edges, err := l.graph.Edges(d.ctx, l.ws, ids)
	for _, e := range edges {
		if e.UndoneAt.IsZero() {
			d.edges = append(d.edges, e)
		} else {
			d.cuts = append(d.cuts, e)
		}
	}
	return err
}

func (d *decision) cut(e Edge) {
	d.edges = slices.DeleteFunc(d.edges, func(x Edge) bool { return x.ID == e.ID })
	e.UndoneAt, e.UndoneBy = d.now, d.by
	d.cuts = append(d.cuts, e)
	d.change.Undo = append(d.change.Undo, e)
}

// join adds an edge by hand. Its message id numbers the edges between the two
// keys, so that joining them again is another edge whatever the clock says.
func (d *decision) join(a, b cham.KeyID) {
	again := 1
	for _, e := range d.cuts {
		if e.A == a && e.B == b {
			again++
		}
	}
	e := Edge{A: a, B: b, MadeBy: d.by,
		Evidence: Evidence{MessageID: "by-hand-" + strconv.Itoa(again), At: d.now, Merge: true}}
	d.edges = append(d.edges, e)
	d.change.Edges = append(d.change.Edges, e)
}

// reconnect joins what has fallen apart among the keys.
func (d *decision) reconnect(keys []cham.KeyID) {
	roots := d.roots()
	first := slices.Min(keys)
	joined := map[cham.KeyID]bool{roots[first]: true}
	slices.Sort(keys)
	for _, k := range keys {
		if root := roots[k]; !joined[root] {
			joined[root] = true
			d.join(first, k)
		}
	}
}

// roots gives each key the lowest key it is connected to by active edges.
func (d *decision) roots() map[cham.KeyID]cham.KeyID {
	up := make(map[cham.KeyID]cham.KeyID, len(d.nodes))
	var find func(cham.KeyID) cham.KeyID
	find = func(k cham.KeyID) cham.KeyID {
		if up[k] != k {
			up[k] = find(up[k])
		}
		return up[k]
	}
	for id := range d.nodes {
		up[id] = id
	}
	for _, e := range d.edges {
		a, b := find(e.A), find(e.B)
		up[max(a, b)] = min(a, b)
	}
	for id := range d.nodes {
		up[id] = find(id)
	}
	return up
}

// regroup finds which keys change their customer.
func (d *decision) regroup() {
	roots := d.roots()
	for id, n := range d.nodes {
		if to := cham.CustomerID(roots[id]); to != n.Customer {
			d.change.Moves = append(d.change.Moves, Move{Key: id, To: to})
		}
	}
	slices.SortFunc(d.change.Moves, func(x, y Move) int { return int(x.Key - y.Key) })
}

// MostWaiting bounds how many merge suggestions are listed and counted.
const MostWaiting = 500

// Waiting counts the merge suggestions that wait for a person, up to MostWaiting.
func (r *Resolver) Waiting(ctx context.Context, ws cham.WorkspaceID) (int, error) {
	all, err := r.graph.Suggestions(ctx, ws, MostWaiting)
	return len(all), err
}
