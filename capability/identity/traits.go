package identity

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/table"
)

// maxTraits bounds how many traits a key keeps; names beyond it are ignored.
const maxTraits = 200

// statement is what one call said about its owner.
type statement struct {
	at      time.Time
	traits  json.RawMessage
	claimed bool // see Trait.Claimed
}

// saysTraits reports whether a call says something about the person. What a group
// call says is about the group.
func saysTraits(t *cham.Touch) bool { return len(t.Traits) > 0 && t.Type != cham.CallGroup }

// note remembers a call's traits for the end of the batch.
func (b *batch) note(owner *node, t *cham.Touch) {
	if !saysTraits(t) {
		return
	}
	if b.said == nil {
		b.said = map[*node][]statement{}
	}
	b.said[owner] = append(b.said[owner], statement{t.At, t.Traits, b.public(t) && owner.of.known()})
}

// settleTraits merges what was said into what is known and makes the search
// text of every key that is new or whose words changed.
func (b *batch) settleTraits() error {
	b.change.Search = make(map[cham.KeyID]string, len(b.created))
	known, err := b.knownTraits()
	if err != nil {
		return err
	}
	for n, statements := range b.said {
		t, changed, reworded := known[n.ID], b.unsaid[n.ID], b.unsaid[n.ID] || !n.stored
		for _, s := range statements {
			news, words := t.apply(s)
			changed, reworded = changed || news, reworded || words
		}
		if !changed {
			continue
		}
		if t.Key = n.ID; t.Values == nil {
			t.Values = map[string]Trait{}
		}
		b.change.Traits = append(b.change.Traits, t)
		if reworded { // most say again what is known
			b.change.Search[n.ID] = searchText(n.Key, t.Values)
		}
	}
	for _, n := range b.created {
		if _, ok := b.change.Search[n.ID]; !ok {
			b.change.Search[n.ID] = searchText(n.Key, nil)
		}
	}
	slices.SortFunc(b.change.Traits, func(x, y Traits) int { return int(x.Key - y.Key) })
	return nil
}

func (b *batch) knownTraits() (map[cham.KeyID]Traits, error) {
	var ids []cham.KeyID
	for n := range b.said {
		if n.stored && !b.unsaid[n.ID] {
			ids = append(ids, n.ID)
		}
	}
	known := map[cham.KeyID]Traits{}
	if len(ids) == 0 {
		return known, nil
	}
	slices.Sort(ids)
	found, err := b.lane.graph.Traits(b.ctx, b.lane.ws, ids)
	for _, t := range found {
		known[t.Key] = t
	}
	return known, err
}

// apply takes a statement in: of each trait the latest by time stands, the
// later to arrive when times are equal. It reports whether anything changed, and
// whether a value did, not only when it was said. What is no JSON object says nothing.
func (t *Traits) apply(s statement) (changed, reworded bool) {
	if t.Values == nil {
		t.Values = map[string]Trait{}
	}
	most := maxTraits
	if s.claimed { // what the business says must find room
		most /= 2
	}
	table.Members(s.traits, func(name, value []byte) {
		old, known := t.Values[string(name)]
		now := Trait{Value: value, At: s.at, Claimed: s.claimed}
		if known && (old.before(now) || now.same(old)) || !known && len(t.Values) >= most {
			return
		}
		t.Values[string(name)] = now
		changed, reworded = true, reworded || !known || !bytes.Equal(old.Value, value)
	})
	if changed && s.at.After(t.At) {
		t.At = s.at
	}
	return changed, reworded
}

// before reports whether a trait stands before another: those that are not
// claimed first, then the later one.
func (t Trait) before(other Trait) bool {
	if t.Claimed != other.Claimed {
		return other.Claimed
	}
	return t.At.After(other.At)
}

func (t Trait) same(other Trait) bool {
	return t.Claimed == other.Claimed && t.At.Equal(other.At) && bytes.Equal(t.Value, other.Value)
}

// MergeTraits gives a customer's traits from those of its keys: the latest
// statement of each stands. A trait that was set to null is gone. What is only
// claimed names nobody whom the business names by another trait, and gives no
// contact.
func MergeTraits(all []Traits) map[string]json.RawMessage {
	slices.SortFunc(all, func(x, y Traits) int { return int(x.Key - y.Key) })
	latest := map[string]Trait{}
	for _, t := range all {
		for name, v := range t.Values {
			if old, ok := latest[name]; !ok || v.before(old) {
				latest[name] = v
			}
		}
	}
	stated := slices.ContainsFunc(nameTraits, func(name string) bool { return latest[name].stated() })
	out := make(map[string]json.RawMessage, len(latest))
	for name, v := range latest {
		renames := v.Claimed && (stated && slices.Contains(nameTraits, name) || slices.Contains(contactTraits, name))
		if string(v.Value) != "null" && !renames {
			out[name] = v.Value
		}
	}
	return out
}

// nameTraits make a name together; contactTraits are where people are written to.
var (
	nameTraits    = []string{"name", "firstName", "lastName"}
	contactTraits = []string{"phone", "phoneNumber", "phone_number", "mobile", "email", "address"}
)

// stated reports whether a trait is there and more than claimed.
func (t Trait) stated() bool { return len(t.Value) > 0 && string(t.Value) != "null" && !t.Claimed }

// displayName composes a customer's name, family name first as Vietnamese
// names go; "" when no name was said.
func displayName(traits map[string]json.RawMessage) string {
	if name := text(traits["name"]); name != "" {
		return name
	}
	return strings.TrimSpace(text(traits["lastName"]) + " " + text(traits["firstName"]))
}

// text returns a JSON string or number as trimmed text, else "".
func text(raw json.RawMessage) string {
	var s string
	if len(raw) == 0 {
		return ""
	}
	if raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9' {
		return string(raw)
	}
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return strings.Join(strings.Fields(s), " ")
}
