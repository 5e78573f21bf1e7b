package retention

import (
	"time"

	"cham"
)

// Ages collects, key by key, when people were last heard of, and tells who is
// too old. It holds some bytes for every key of a workspace.
type Ages struct {
	last     []int64 // ms, by key: of its own touches, later of its whole customer's
	touches  []int32
	customer []cham.CustomerID
	known    []bool // by customer
	held     map[cham.CustomerID]string
}

// NewAges makes room for keys up to top.
func NewAges(top cham.KeyID) *Ages {
	a := &Ages{last: make([]int64, top+1), touches: make([]int32, top+1), customer: make([]cham.CustomerID, top+1),
		known: make([]bool, top+1), held: map[cham.CustomerID]string{}}
	return a
}

// Key takes a key of the graph in.
func (a *Ages) Key(id cham.KeyID, customer cham.CustomerID, kind cham.KeyKind) {
	if int(id) >= len(a.customer) || int(customer) >= len(a.customer) {
		return // it came later
	}
	a.customer[id] = customer
	if kind != cham.KeyAnonymous {
		a.known[customer] = true
	}
}

// Touched takes in how often and when last a key touched.
func (a *Ages) Touched(id cham.KeyID, last time.Time, n int) {
	if int(id) < len(a.last) {
		a.last[id], a.touches[id] = last.UnixMilli(), int32(n)
	}
}

// Hold keeps the customer of a key, for a reason of Tally.Kept.
func (a *Ages) Hold(id cham.KeyID, why string) {
	if int(id) < len(a.customer) && a.customer[id] != 0 {
		a.held[a.customer[id]] = why
	}
}

// Person is somebody whose time is over.
type Person struct {
	Customer cham.CustomerID `json:"customer"`
	Known    bool            `json:"known,omitempty"`
	Touches  int             `json:"-"`
	Last     time.Time       `json:"-"`
	Keys     []cham.KeyID    `json:"keys"`
}

// Old are the people whose latest touch is before the cutoff of their kind, by
// number, and how many stay though it is, by why. Who has no touch is not told.
func (a *Ages) Old(c Cutoffs) (old []Person, kept map[string]int) {
	last, touches := make([]int64, len(a.last)), make([]int32, len(a.last))
	for id, customer := range a.customer {
		if customer != 0 {
			last[customer], touches[customer] = max(last[customer], a.last[id]), touches[customer]+a.touches[id]
		}
	}
	place := map[cham.CustomerID]int{}
	kept = map[string]int{}
	for id, ms := range last {
		customer := cham.CustomerID(id)
		if ms == 0 || !a.tooOld(customer, ms, c) {
			continue
		}
		if why := a.held[customer]; why != "" {
			kept[why]++
			continue
		}
		place[customer] = len(old)
		old = append(old, Person{Customer: customer, Known: a.known[id], Touches: int(touches[id]), Last: time.UnixMilli(ms).UTC()})
	}
	for id, customer := range a.customer {
		if at, is := place[customer]; is {
			old[at].Keys = append(old[at].Keys, cham.KeyID(id))
		}
	}
	return old, kept
}

func (a *Ages) tooOld(customer cham.CustomerID, last int64, c Cutoffs) bool {
	cutoff := c.Visitors
	if a.known[customer] {
		cutoff = c.Customers
	}
	return !cutoff.IsZero() && last < cutoff.UnixMilli()
}

// Of is the cutoff of a person's kind.
func (c Cutoffs) Of(p Person) time.Time {
	if p.Known {
		return c.Customers
	}
	return c.Visitors
}

// Parts are people in groups of at most so many keys, nobody in two.
func Parts(all []Person, most int) (parts [][]Person) {
	n := 0
	for _, p := range all {
		if n += len(p.Keys); len(parts) == 0 || n > most {
			parts, n = append(parts, nil), len(p.Keys)
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], p)
	}
	return parts
}

// KeysOf are the keys of people.
func KeysOf(all []Person) (keys []cham.KeyID) {
	for _, p := range all {
		keys = append(keys, p.Keys...)
	}
	return keys
}
