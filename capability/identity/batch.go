package identity

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cham"
)

// batch is the work of one Resolve: everything is looked up first, decided in
// memory, and stored in one Change.
type batch struct {
	lane *lane
	ctx  context.Context
	now  time.Time

	created []*node
	moved   map[*node]bool // nodes that existed and may have changed customer
	change  Change
	moves   []Move
	said    map[*node][]statement
	seen    []*node // the nodes of the touches
	shared  bool    // a key was found to be shared
	// For Forget: keys that are as new to the call that names them first, and
	// those whose statements are forgotten.
	young  map[cham.Key]bool
	unsaid map[cham.KeyID]bool
}

func (b *batch) resolve(touches []cham.Touch) ([]cham.Record, error) {
	answers, rest := b.settle(touches)
	if err := b.load(rest); err != nil {
		return nil, err
	}
	records := make([]cham.Record, len(touches))
	for i := range touches {
		o, err := b.ownerOf(&touches[i], answers[i])
		if err != nil {
			return nil, err
		}
		records[i] = cham.Record{Key: o.owner, Also: o.also, Touch: touches[i]}
	}
	return records, nil
}

// ownerOf finds whose touch it is; answer is what was settled before the batch.
func (b *batch) ownerOf(t *cham.Touch, answer owned) (owned, error) {
	if answer.owner > 0 {
		if !b.shared {
			return answer, nil
		}
		// A key that the batch found to be shared owns nothing any more.
		if answer = b.settled(t); answer.owner > 0 {
			return answer, nil
		}
		if err := b.load([]*cham.Touch{t}); err != nil {
			return answer, err
		}
	}
	nodes := b.nodes(make([]*node, 0, len(t.Keys)), t.Keys)
	b.seen = append(b.seen, nodes...)
	owner, err := b.joinAll(nodes, t)
	if err != nil {
		return answer, err
	}
	b.note(owner, t)
	b.confirm(nodes, t)
	return owned{owner.ID, others(nodes, owner)}, nil
}

// nodes appends the keys' nodes, each once, making those that are new. It
// starts a new call.
func (b *batch) nodes(to []*node, keys []cham.Key) []*node {
	b.lane.calls++
	for _, k := range keys {
		n := b.lane.cached(k)
		if n == nil {
			n = b.create(k)
		}
		if b.young[k] {
			b.renew(n)
		}
		if !slices.Contains(to, n) {
			to = append(to, n)
		}
	}
	return to
}

// renew lets a key be new to the call that is the first to name it now that
// others are forgotten.
func (b *batch) renew(n *node) {
	delete(b.young, n.Key)
	if n.born = b.lane.calls; len(n.of.nodes) == 1 {
		n.of.born = n.born
	}
}

// confirm notes that the business itself has named these keys; who is in a segment it
// did not say.
func (b *batch) confirm(nodes []*node, t *cham.Touch) {
	if t.Type == cham.CallSegment || b.public(t) {
		return
	}
	for _, n := range nodes {
		if n.Confirmed || !n.Key.Kind.Personal() {
			continue
		}
		n.Confirmed = true
		if n.stored {
			b.change.Confirmed = append(b.change.Confirmed, n.ID)
		}
	}
}

func (b *batch) create(k cham.Key) *node {
	l := b.lane
	n := &node{born: l.calls, links: &links{}, Node: Node{ID: l.next, Key: k, Customer: cham.CustomerID(l.next),
		Shared: Placeholder(k), CreatedAt: b.now}}
	n.of = &component{id: n.Customer, nodes: []*node{n}, kinds: personal(k.Kind), born: n.born}
	l.next++
	l.young[k] = n
	b.created = append(b.created, n)
	return n
}

func others(nodes []*node, owner *node) []cham.KeyID {
	if len(nodes) == 1 {
		return nil
	}
	ids := make([]cham.KeyID, 0, len(nodes)-1)
	for _, n := range nodes {
		if n != owner {
			ids = append(ids, n.ID)
		}
	}
	return ids
}

// load brings every customer that has one of the touches' keys into memory, and
// the relations of the keys that may be joined.
func (b *batch) load(touches []*cham.Touch) error {
	if err := b.loadKeys(touches); err != nil {
		return err
	}
	return b.loadLinks(touches)
}

func (b *batch) loadKeys(touches []*cham.Touch) error {
	l := b.lane
	if l.next == 0 {
		top, err := l.graph.MaxKey(b.ctx, l.ws)
		if err != nil {
			return err
		}
		l.next = top + 1
	}
	var missing []cham.Key
	seen := map[cham.Key]bool{}
	for _, t := range touches {
		for _, k := range t.Keys {
			if l.cached(k) == nil && !seen[k] {
				seen[k] = true
				missing = append(missing, k)
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	found, err := l.graph.NodesByKey(b.ctx, l.ws, missing)
	if err != nil || len(found) == 0 {
		return err
	}
	return b.loadCustomers(found)
}

func (b *batch) loadCustomers(found []Node) error {
	l := b.lane
	comps := map[cham.CustomerID]*component{}
	var ids []cham.CustomerID
	for _, n := range found {
		if comps[n.Customer] == nil {
			comps[n.Customer] = &component{id: n.Customer}
			ids = append(ids, n.Customer)
		}
	}
	all, err := l.graph.NodesByCustomer(b.ctx, l.ws, ids)
	if err != nil {
		return err
	}
	for _, stored := range all {
		c := comps[stored.Customer]
		n := &node{Node: stored, of: c, stored: true}
		c.nodes = append(c.nodes, n)
		c.kinds |= personal(n.Key.Kind)
		l.young[n.Key] = n
	}
	for _, n := range found {
		if l.young[n.Key] == nil {
			return cham.Errorf(cham.CodeInternal, "identity.Resolve", "key %d is missing in its customer %d", n.ID, n.Customer)
		}
	}
	return nil
}

// loadLinks looks up, at once, the relations of the keys that this batch may
// join; see batch.join for when they are needed.
func (b *batch) loadLinks(touches []*cham.Touch) error {
	var wanted []*node
	seen := map[*node]bool{}
	for _, t := range touches {
		keys := t.Keys
		if b.together(keys) {
			continue
		}
		for _, k := range keys {
			n := b.lane.cached(k)
			if n != nil && n.links == nil && k.Kind != cham.KeyUser && !seen[n] {
				seen[n] = true
				wanted = append(wanted, n)
			}
		}
	}
	return b.fetchLinks(wanted)
}

// together reports whether the keys are one customer already.
func (b *batch) together(keys []cham.Key) bool {
	first := b.lane.cached(keys[0])
	for _, k := range keys[1:] {
		n := b.lane.cached(k)
		if first == nil || n == nil || n.of != first.of {
			return false
		}
	}
	return true
}

func (b *batch) fetchLinks(wanted []*node) error {
	if len(wanted) == 0 {
		return nil
	}
	byID := make(map[cham.KeyID]*node, len(wanted))
	ids := make([]cham.KeyID, len(wanted))
	for i, n := range wanted {
		n.links = &links{}
		byID[n.ID], ids[i] = n, n.ID
	}
	edges, err := b.lane.graph.Edges(b.ctx, b.lane.ws, ids)
	if err != nil {
		return err
	}
	claims, err := b.lane.graph.SuggestionsVia(b.ctx, b.lane.ws, ids)
	if err != nil {
		return err
	}
	for _, e := range edges {
		for _, id := range []cham.KeyID{e.A, e.B} {
			if n := byID[id]; n != nil {
				n.links.edges = append(n.links.edges, e)
			}
		}
	}
	for _, s := range claims {
		for _, id := range slices.Compact([]cham.KeyID{s.Via, s.A}) {
			if n := byID[id]; n != nil {
				n.links.claims = append(n.links.claims, s)
			}
		}
	}
	return nil
}

// commit stores what the batch decided, if anything.
func (b *batch) commit() error {
	for _, n := range b.created {
		n.Customer = n.of.id
		b.change.Nodes = append(b.change.Nodes, n.Node)
		if n.of.id != cham.CustomerID(n.ID) {
			b.moves = append(b.moves, Move{Key: n.ID, To: n.of.id})
		}
	}
	for n := range b.moved {
		if n.stored && n.Customer != n.of.id {
			n.Customer = n.of.id
			b.change.Moves = append(b.change.Moves, Move{Key: n.ID, To: n.of.id})
		}
	}
	slices.SortFunc(b.change.Moves, func(x, y Move) int { return cmp.Compare(x.Key, y.Key) })
	b.moves = append(b.moves, b.change.Moves...)
	if err := b.settleTraits(); err != nil {
		return err
	}
	if b.change.empty() {
		b.lane.uncertain = nil
		return nil
	}
	for _, n := range b.created {
		n.stored = true
	}
	return b.lane.commit(b.ctx, b.change, b.moves)
}

func (c *Change) empty() bool {
	return len(c.Nodes)+len(c.Edges)+len(c.Undo)+len(c.Moves)+len(c.Shared)+len(c.Confirmed)+len(c.Traits)+len(c.Search)+
		len(c.Suggestions)+len(c.Decided) == 0 && c.Forget.empty()
}
