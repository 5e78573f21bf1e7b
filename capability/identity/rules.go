package identity

import (
	"slices"

	"cham"
)

// joinAll joins the keys of one call and returns the one that owns it: the
// strongest that is not shared, or the strongest if all are.
func (b *batch) joinAll(nodes []*node, t *cham.Touch) (*node, error) {
	for {
		centre := firstOwn(nodes)
		if centre == nil {
			return nodes[0], nil
		}
		for _, n := range nodes {
			if err := b.join(centre, n, t); err != nil {
				return nil, err
			}
		}
		// A key may have turned out to be shared while joining it.
		if !centre.Shared {
			return centre, nil
		}
	}
}

func firstOwn(nodes []*node) *node {
	for _, n := range nodes {
		if !n.Shared {
			return n
		}
	}
	return nil
}

// join makes a call's owner key and another of its keys one customer, unless
// they are already, one is shared, a person has cut them apart, or they belong
// to two people known apart. Then the touch stays with its owner.
func (b *batch) join(owner, other *node, t *cham.Touch) error {
	if owner.of == other.of || owner.Shared || other.Shared ||
		len(owner.of.nodes)+len(other.of.nodes) > b.most(t) {
		return nil
	}
	// One side knows of a cut, and claims on a user key are not counted.
	if err := b.ensureLinks(other); err != nil {
		return err
	}
	if owner.Key.Kind != cham.KeyUser {
		if err := b.ensureLinks(owner); err != nil {
			return err
		}
	}
	if cutApart(owner, other) {
		return nil
	}
	if kinds := b.conflict(owner.of, other.of, t); kinds != 0 {
		return b.keepApart(owner, other, kinds, t)
	}
	for _, pair := range [][2]*node{{other, owner}, {owner, other}} {
		if over, err := b.overclaimed(pair[0], pair[1], t); over || err != nil {
			return err
		}
	}
	e := Edge{A: owner.ID, B: other.ID, Evidence: b.evidence(t)}
	e.Merge = owner.of.born != b.lane.calls && other.of.born != b.lane.calls
	b.change.Edges = append(b.change.Edges, e)
	owner.addEdge(e)
	other.addEdge(e)
	b.mergeComponents(owner.of, other.of)
	return nil
}

// ensureLinks looks up what loadLinks could not foresee.
func (b *batch) ensureLinks(nodes ...*node) error {
	var wanted []*node
	for _, n := range nodes {
		if n.links == nil {
			wanted = append(wanted, n)
		}
	}
	return b.fetchLinks(wanted)
}

func (n *node) addEdge(e Edge) {
	if n.links != nil {
		n.links.edges = append(n.links.edges, e)
	}
}

func (b *batch) evidence(t *cham.Touch) Evidence {
	return Evidence{Source: t.Source, MessageID: t.MessageID, At: t.At}
}

// cutApart reports whether a person has cut an edge between exactly these keys.
func cutApart(x, y *node) bool {
	return slices.ContainsFunc(y.links.edges, func(e Edge) bool {
		return !e.UndoneAt.IsZero() && (e.A == x.ID || e.B == x.ID)
	})
}

// newValues are the kinds of which a person may show a second value: people
// have two phones and two addresses. A second user id is another person.
var newValues = personal(cham.KeyPhone) | personal(cham.KeyEmail)

// conflict returns the kinds that make x and y two known people. A key never
// seen before this call is not yet somebody; an alias call says outright that
// a new id is an old customer's. Public calls may do less, see claimed.
func (b *batch) conflict(x, y *component, t *cham.Touch) kindSet {
	if b.public(t) && (x.known() || y.known()) {
		return claimed(x, y)
	}
	both := x.kinds & y.kinds
	if x.born == b.lane.calls || y.born == b.lane.calls {
		if t.Type == cham.CallAlias {
			return 0
		}
		both &^= newValues
	}
	return both
}

// keepApart suggests to a person what the rules do not do: once for each pair,
// until so many people claim the key that it is taken for shared.
func (b *batch) keepApart(owner, other *node, kinds kindSet, t *cham.Touch) error {
	if suggested(owner.of, other.of, other) {
		return nil
	}
	both := slices.Concat(owner.of.nodes, other.of.nodes)
	if err := b.ensureLinks(both...); err != nil || suggested(owner.of, other.of, both...) {
		return err
	}
	s := Suggestion{A: strongestOf(owner.of, kinds), B: strongestOf(other.of, kinds), Via: other.ID,
		Reason: ReasonTwoKnown, Evidence: b.evidence(t)}
	if s.A > s.B {
		s.A, s.B = s.B, s.A
	}
	if other.Key.Kind != cham.KeyUser && b.claimants(owner.of, other, t) >= sharedAt {
		return b.share(other, s, t)
	}
	if crowded(both) {
		return nil
	}
	if room, err := b.suggestionRoom(t); err != nil || !room {
		return err
	}
	b.suggest(s)
	other.links.claims = append(other.links.claims, s)
	for _, n := range both {
		if n.ID == s.A && n != other {
			n.links.claims = append(n.links.claims, s)
		}
	}
	return nil
}

// strongestOf returns the oldest key of the strongest of the kinds that c has.
func strongestOf(c *component, kinds kindSet) cham.KeyID {
	kinds &= c.kinds
	lowest := kinds & -kinds
	var id cham.KeyID
	for _, n := range c.nodes {
		if personal(n.Key.Kind) == lowest && (id == 0 || n.ID < id) {
			id = n.ID
		}
	}
	return id
}

// claimants counts the people who claim a key: owner, who does so now, the
// customer it belongs to, and those of earlier claims. A person who was
// suggested and found to be another claimant is no further one.
//
// But a public call that is one too many leaves no mark on a key that the
// business knows, see share: were the count to fall as claimants are found to be
// one, the same call again would suggest what it did not. There every claim counts.
func (b *batch) claimants(owner *component, key *node, t *cham.Touch) int {
	const ownerSide, keySide = -1, -2
	people, claims := map[cham.KeyID]bool{ownerSide: true, keySide: true}, 0
	for _, c := range key.links.claims {
		if c.Via != key.ID || c.Decision == DecisionMerged {
			continue
		}
		claims++
		for _, id := range []cham.KeyID{c.A, c.B} {
			if owner.find(id) == nil && key.of.find(id) == nil {
				people[id] = true
			}
		}
	}
	if b.public(t) && key.of.known() {
		return 2 + claims
	}
	return len(people)
}

// suggested reports whether the links of nodes hold a suggestion, decided or
// not, that the two customers are one.
func suggested(x, y *component, nodes ...*node) bool {
	for _, n := range nodes {
		for _, c := range n.links.claims {
			if c.Reason == ReasonTwoKnown &&
				(x.find(c.A) != nil && y.find(c.B) != nil || x.find(c.B) != nil && y.find(c.A) != nil) {
				return true
			}
		}
	}
	return false
}

// overclaimed reports whether joining to claimant would tie so many keys of its
// kind directly to n that n cannot be one person's; n is shared from then on.
func (b *batch) overclaimed(n, claimant *node, t *cham.Touch) (bool, error) {
	if n.Key.Kind == cham.KeyUser || !claimant.Key.Kind.Personal() || n.born == b.lane.calls {
		return false, nil
	}
	var rivals []cham.KeyID
	for _, e := range n.links.edges {
		if m := n.of.find(e.A + e.B - n.ID); e.UndoneAt.IsZero() && m != nil && m.Key.Kind == claimant.Key.Kind {
			rivals = append(rivals, m.ID)
		}
	}
	if len(rivals) < sharedAt-1 {
		return false, nil
	}
	return true, b.share(n, Suggestion{A: min(rivals[0], claimant.ID), B: max(rivals[0], claimant.ID), Evidence: b.evidence(t)}, t)
}

func (c *component) find(id cham.KeyID) *node {
	for _, n := range c.nodes {
		if n.ID == id {
			return n
		}
	}
	return nil
}

// share makes n a key that joins no more, and tells a person. What public
// calls claim is no reason to distrust a key that the business knows.
func (b *batch) share(n *node, s Suggestion, t *cham.Touch) error {
	if b.public(t) && n.of.known() {
		return nil
	}
	n.Shared, b.shared = true, true
	b.lane.settled.share(n.Key)
	if n.stored {
		b.change.Shared = append(b.change.Shared, n.ID)
	}
	s.Via, s.Reason = n.ID, ReasonSharedKey
	if room, err := b.suggestionRoom(t); err != nil || !room {
		return err
	}
	b.suggest(s)
	return nil
}

// mergeComponents makes x and y one customer, numbered by its oldest key.
func (b *batch) mergeComponents(x, y *component) {
	if b.moved == nil {
		b.moved = map[*node]bool{}
	}
	if y.id < x.id {
		x, y = y, x
	}
	for _, n := range y.nodes {
		b.moved[n] = true
	}
	id, born := x.id, min(x.born, y.born)
	if len(x.nodes) < len(y.nodes) {
		x, y = y, x
	}
	for _, n := range y.nodes {
		n.of = x
	}
	x.nodes = append(x.nodes, y.nodes...)
	x.kinds |= y.kinds
	x.id, x.born = id, born
}
