package identity

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"cham"
)

// The limits of the rules. What goes past them stays apart and can be joined
// by hand.
const (
	// sharedAt people claiming one key make it a shared key.
	sharedAt = 3
	// maxKeys bounds how many keys the rules gather in one customer: a "guest"
	// account that a shop's cash desks log in with would grow without end.
	maxKeys = 1000
	// maxClaimed is the same for what public sources say, lower, so that a flood
	// of made-up devices leaves room for real ones.
	maxClaimed = 200
	// maxWaiting bounds the suggestions of a workspace that wait for a person,
	// maxCustomerWaiting those of one customer. Public sources may fill half.
	maxWaiting         = 1000
	maxCustomerWaiting = 10
	// cacheKeys of a workspace take about 6 MB.
	cacheKeys = 20_000
)

// Resolver finds whose touch each touch is. It is the only writer of its
// graph, and safe for concurrent use; calls for one workspace follow one
// another.
type Resolver struct {
	// Public tells whether anybody can send as a source, because its key stands
	// in a web page; nil when none is. Such a source may say who a visitor is,
	// but of customers whom the business knows otherwise it changes nothing: it
	// gives them no new name or address, and makes no two of them one. Set it
	// before the first Resolve.
	Public func(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID) (bool, error)

	graph Graph
	now   func() time.Time
	// cacheKeys and settledKeys are how many keys of a workspace each of the two
	// generations of lane and settled holds.
	cacheKeys, settledKeys int

	mu    sync.Mutex
	lanes map[cham.WorkspaceID]*lane
}

// New returns a Resolver over a graph. now only dates new keys and people's
// decisions; nothing is ordered by it.
func New(graph Graph, now func() time.Time) *Resolver {
	return &Resolver{graph: graph, now: now, cacheKeys: cacheKeys, settledKeys: settledKeys,
		lanes: map[cham.WorkspaceID]*lane{}}
}

func (r *Resolver) lane(ws cham.WorkspaceID) *lane {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.lanes[ws]
	if l == nil {
		l = &lane{ws: ws, graph: r.graph, public: map[cham.SourceID]bool{}}
		l.forget()
		r.lanes[ws] = l
	}
	return l
}

// Resolve gives every touch, in order, the key that owns it, making and joining
// keys as the rules say. The outcome is durable when it returns; the same
// touches again create nothing. Records come in the order of the touches, with
// Seq left to history; moves name every key whose customer is new or changed,
// unless it is the key itself that numbers its customer; those that a failed
// call before may have changed come first. A touch without keys
// is CodeInvalid and changes nothing; any other error is the graph's.
func (r *Resolver) Resolve(ctx context.Context, ws cham.WorkspaceID, touches []cham.Touch) ([]cham.Record, []Move, error) {
	for i := range touches {
		if len(touches[i].Keys) == 0 {
			return nil, nil, cham.Errorf(cham.CodeInvalid, "identity.Resolve", "touch %q has no key", touches[i].MessageID)
		}
	}
	l := r.lane(ws)
	l.mu.Lock()
	defer l.mu.Unlock()
	b := &batch{lane: l, ctx: ctx, now: r.now().UTC().Truncate(time.Millisecond)}
	doubts, err := l.reportUncertain(ctx)
	if err != nil {
		return nil, nil, err
	}
	var records []cham.Record
	if err = r.learnSources(ctx, l, touches); err == nil {
		records, err = b.resolve(touches)
	}
	if err == nil {
		err = b.commit()
	}
	if err != nil {
		// What is in memory may be ahead of the graph, or behind it.
		l.forget()
		return nil, nil, err
	}
	for _, n := range b.seen {
		l.settled.put(n, r.settledKeys)
	}
	l.rotate(r.cacheKeys)
	return records, append(doubts, b.moves...), nil
}

// learnSources asks once of every source whether it is public. That never
// changes.
func (r *Resolver) learnSources(ctx context.Context, l *lane, touches []cham.Touch) error {
	if r.Public == nil {
		return nil
	}
	for i := range touches {
		source := touches[i].Source
		if _, known := l.public[source]; known {
			continue
		}
		public, err := r.Public(ctx, l.ws, source)
		if err != nil {
			return err
		}
		l.public[source] = public
	}
	return nil
}

// node is a key in memory.
type node struct {
	Node
	of     *component
	born   int64 // the call that made it, 0 when it came from the graph
	stored bool
	// links is nil until the node's edges and claims were looked up.
	links *links
}

// links is what is known about a key's relations: edges, undone ones too, and
// the suggestions that are via it or name it as their A.
type links struct {
	edges  []Edge
	claims []Suggestion
}

// component is a customer in memory, always with all its keys.
type component struct {
	id    cham.CustomerID
	nodes []*node
	kinds kindSet // personal kinds among its keys
	born  int64   // the call that made its oldest key, 0 when from the graph
}

// kindSet has bit i for KeyKinds[i].
type kindSet uint32

func personal(k cham.KeyKind) kindSet {
	if !k.Personal() {
		return 0
	}
	for i, kind := range cham.KeyKinds {
		if kind == k {
			return 1 << i
		}
	}
	return 1 << len(cham.KeyKinds)
}

// lane is one workspace's part of the graph in memory: two generations of
// whole customers, of which the older is dropped when the younger is full.
type lane struct {
	ws    cham.WorkspaceID
	graph Graph

	mu         sync.Mutex
	next       cham.KeyID // the next free number, 0 when not asked yet
	calls      int64
	young, old map[cham.Key]*node
	settled    *settled
	// uncertain are the keys that a failed commit may have moved all the same.
	uncertain map[cham.KeyID]bool
	// waiting is how many suggestions wait for a person, −1 when not asked yet.
	waiting int
	// public is what Resolver.Public said of the sources.
	public map[cham.SourceID]bool
}

// commit stores a change. When that fails, it may or may not be stored, and
// its moves were not reported: the keys are noted as uncertain.
func (l *lane) commit(ctx context.Context, c Change, moves []Move) error {
	err := l.graph.Commit(ctx, l.ws, c)
	if err == nil {
		l.uncertain = nil
		return nil
	}
	if l.uncertain == nil {
		l.uncertain = map[cham.KeyID]bool{}
	}
	for _, m := range moves {
		l.uncertain[m.Key] = true
	}
	return err
}

// reportUncertain looks up the customers of the uncertain keys, to report them first.
func (l *lane) reportUncertain(ctx context.Context) ([]Move, error) {
	if len(l.uncertain) == 0 {
		return nil, nil
	}
	nodes, err := l.graph.NodesByID(ctx, l.ws, slices.Collect(maps.Keys(l.uncertain)))
	moves := make([]Move, len(nodes))
	for i, n := range nodes {
		moves[i] = Move{Key: n.ID, To: n.Customer}
	}
	return moves, err
}

func (l *lane) forget() {
	l.next, l.young, l.old, l.waiting, l.settled = 0, map[cham.Key]*node{}, nil, -1, newSettled()
}

func (l *lane) rotate(limit int) {
	if len(l.young) > limit {
		l.young, l.old = map[cham.Key]*node{}, l.young
	}
}

func (l *lane) cached(k cham.Key) *node {
	n := l.young[k]
	if n == nil {
		if n = l.old[k]; n != nil {
			l.keep(n.of)
		}
	}
	return n
}

func (l *lane) keep(c *component) {
	for _, n := range c.nodes {
		l.young[n.Key] = n
	}
}
