package identity

import (
	"hash/maphash"
	"slices"

	"cham"
)

// settledKeys is how many keys of a workspace each of two generations holds;
// 100,000 take about 6 MB.
const settledKeys = 400_000

// settled remembers keys as they stood after the call that last looked at them,
// without pointers, so that many are cheap to keep. Most calls carry keys that
// are one customer already, and change nothing: what is here answers them.
//
// The customer may be out of date, since a merge renumbers keys that are not in
// memory. But two keys of which the same was once known are still together:
// only a person's decision parts them, and forgets all of this.
type settled struct {
	seeds      [2]maphash.Seed
	young, old map[[2]uint64]settledKey
}

type settledKey struct {
	id                cham.KeyID
	customer          cham.CustomerID
	shared, confirmed bool
}

func newSettled() *settled {
	return &settled{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, young: map[[2]uint64]settledKey{}}
}

// hash stands for the key: 128 bits, so that no two keys share one.
func (s *settled) hash(k cham.Key) [2]uint64 {
	return [2]uint64{maphash.Comparable(s.seeds[0], k), maphash.Comparable(s.seeds[1], k)}
}

func (s *settled) get(k cham.Key) (settledKey, bool) {
	h := s.hash(k)
	e, ok := s.young[h]
	if !ok {
		if e, ok = s.old[h]; ok {
			s.young[h] = e
		}
	}
	return e, ok
}

func (s *settled) put(n *node, limit int) {
	if len(s.young) >= limit {
		s.young, s.old = map[[2]uint64]settledKey{}, s.young
	}
	s.young[s.hash(n.Key)] = settledKey{n.ID, n.of.id, n.Shared, n.Confirmed}
}

// share notes that a key is shared from now on.
func (s *settled) share(k cham.Key) {
	if e, ok := s.get(k); ok {
		e.shared = true
		s.young[s.hash(k)] = e
	}
}

// owned is whose touch a touch is.
type owned struct {
	owner cham.KeyID
	also  []cham.KeyID
}

// settle answers for the touches that change nothing, and returns the others.
func (b *batch) settle(touches []cham.Touch) (answers []owned, rest []*cham.Touch) {
	answers = make([]owned, len(touches))
	for i := range touches {
		if answers[i] = b.settled(&touches[i]); answers[i].owner == 0 {
			rest = append(rest, &touches[i])
		}
	}
	return answers, rest
}

// settled answers for a touch that changes nothing: its keys are known and, but
// for shared ones, one customer's, it says nothing of the person, and it confirms
// nothing that is not confirmed. Otherwise the owner is 0.
func (b *batch) settled(t *cham.Touch) owned {
	if saysTraits(t) {
		return owned{}
	}
	var some [8]settledKey
	keys, own := some[:0], -1
	for _, k := range t.Keys {
		e, ok := b.lane.settled.get(k)
		if !ok || !e.confirmed && k.Kind.Personal() && !b.public(t) {
			return owned{}
		}
		switch {
		case e.shared:
		case own < 0:
			own = len(keys)
		case e.customer != keys[own].customer:
			return owned{}
		}
		keys = append(keys, e)
	}
	owner := keys[max(own, 0)].id
	return owned{owner, otherIDs(keys, owner)}
}

// otherIDs are the keys but for the owner, each once.
func otherIDs(keys []settledKey, owner cham.KeyID) (ids []cham.KeyID) {
	if len(keys) == 1 {
		return nil
	}
	ids = make([]cham.KeyID, 0, len(keys)-1)
	for _, k := range keys {
		if k.id != owner && !slices.Contains(ids, k.id) {
			ids = append(ids, k.id)
		}
	}
	return ids
}
