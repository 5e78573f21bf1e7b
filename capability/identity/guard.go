package identity

import (
	"slices"
	"strings"

	"cham"
)

// placeholders are values that people enter instead of an id. Capture refuses
// these and many more; one that gets past it must not join strangers.
var placeholders = map[string]bool{"": true, "null": true, "nil": true, "none": true, "undefined": true, "nan": true,
	"unknown": true, "n/a": true, "na": true, "-": true, "0": true, "true": true, "false": true, "anonymous": true,
	"guest": true, "test": true, "[object object]": true, "test@test.com": true, "test@gmail.com": true,
	"a@a.com": true, "no@email.com": true, "+84123456789": true,
	"00000000-0000-0000-0000-000000000000": true}

// Placeholder reports whether a key identifies nobody. Such a key may own
// touches, but it is shared from its first moment and joins nothing.
func Placeholder(k cham.Key) bool {
	v := strings.ToLower(strings.TrimSpace(k.Value))
	if placeholders[v] {
		return true
	}
	digits := strings.TrimPrefix(strings.TrimPrefix(v, "+84"), "+")
	return len(digits) >= 8 && strings.Count(digits, digits[:1]) == len(digits)
}

// public reports whether a call came from a source that anybody can send as.
func (b *batch) public(t *cham.Touch) bool { return b.lane.public[t.Source] }

// most is how many keys a customer may have after a call.
func (b *batch) most(t *cham.Touch) int {
	if b.public(t) {
		return maxClaimed
	}
	return maxKeys
}

// known reports whether a customer is known to the business from a source
// whose key is secret.
func (c *component) known() bool {
	return slices.ContainsFunc(c.nodes, func(n *node) bool { return n.Confirmed })
}

// idKinds are the kinds of keys that name a customer without reaching one, so that
// a stranger who makes one up gains nothing.
var idKinds = personal(cham.KeyUser) | personal(cham.KeyMember)

// claimed returns the kinds that keep x and y apart when a public call says
// they are one and at least one of them is known: two known people always, and
// what would give a known customer another address or a second id.
func claimed(x, y *component) kindSet {
	if x.known() && y.known() {
		return x.kinds | y.kinds
	}
	stranger := x
	if x.known() {
		stranger = y
	}
	if stranger.kinds&^idKinds != 0 {
		return x.kinds | y.kinds
	}
	return x.kinds & y.kinds
}

// suggestionRoom reports whether one more suggestion may wait for a person.
func (b *batch) suggestionRoom(t *cham.Touch) (bool, error) {
	l := b.lane
	if l.waiting < 0 {
		open, err := l.graph.Suggestions(b.ctx, l.ws, maxWaiting)
		if err != nil {
			return false, err
		}
		l.waiting = len(open)
	}
	if b.public(t) {
		return l.waiting < maxWaiting/2, nil
	}
	return l.waiting < maxWaiting, nil
}

func (b *batch) suggest(s Suggestion) {
	b.change.Suggestions = append(b.change.Suggestions, s)
	b.lane.waiting++
}

// crowded reports whether so many suggestions about these keys wait already
// that one more would help nobody.
func crowded(nodes []*node) bool {
	seen := map[[2]cham.KeyID]bool{}
	for _, n := range nodes {
		for _, c := range n.links.claims {
			if c.Decision == "" {
				seen[[2]cham.KeyID{c.A, c.B}] = true
			}
		}
	}
	return len(seen) >= maxCustomerWaiting
}
