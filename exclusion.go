package cham

import (
	"encoding/json"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Exclusion is a rule that leaves touches out of every question: robots, staff,
// trials. They stay in history, so that taking the rule away brings them back.
type Exclusion struct {
	ID string `json:"id" doc:"stays while the rule is changed"`
	// Name is what people called it; "" when they did not.
	Name string        `json:"name,omitempty"`
	Kind ExclusionKind `json:"kind"`
	// Field is the name of the trait, property or parameter.
	Field string `json:"field,omitempty"`
	// Values are what it takes, any of them; none stands for whatever value of the field.
	Values []string  `json:"values,omitempty"`
	Off    bool      `json:"off,omitempty" doc:"kept, and takes nothing out"`
	At     time.Time `json:"at" doc:"when it was made"`
}

// ExclusionKind says what of a touch a rule looks at.
type ExclusionKind string

// The kinds. Those of customers take all touches of whom they describe, also
// those before they were known.
const (
	ExcludeRobots    ExclusionKind = "robots"    // user agents of known robots
	ExcludeAgent     ExclusionKind = "agent"     // a part of the user agent
	ExcludeAddress   ExclusionKind = "address"   // IP address or network
	ExcludeSource    ExclusionKind = "source"    // id of a source
	ExcludeHost      ExclusionKind = "host"      // host of the page, "*" for any text
	ExcludeParameter ExclusionKind = "parameter" // parameter of the page's address
	ExcludeProperty  ExclusionKind = "property"  // property of the touch
	ExcludeCustomer  ExclusionKind = "customer"  // phone, e-mail, "@domain" or id of a customer
	ExcludeTrait     ExclusionKind = "trait"     // detail of a customer
)

// ExclusionKinds lists the kinds.
var ExclusionKinds = []ExclusionKind{ExcludeRobots, ExcludeAgent, ExcludeAddress, ExcludeSource, ExcludeHost, ExcludeParameter,
	ExcludeProperty, ExcludeCustomer, ExcludeTrait}

// OfCustomers reports whether rules of the kind take whole customers.
func (k ExclusionKind) OfCustomers() bool { return k == ExcludeCustomer || k == ExcludeTrait }

// HasField reports whether rules of the kind name a field.
func (k ExclusionKind) HasField() bool {
	return k == ExcludeParameter || k == ExcludeProperty || k == ExcludeTrait
}

// Exclusions are a workspace's rules.
type Exclusions []Exclusion

// InForce are those that are not switched off.
func (e Exclusions) InForce() (on Exclusions) {
	for _, r := range e {
		if !r.Off {
			on = append(on, r)
		}
	}
	return on
}

// Equal reports whether both take the same touches out, as far as their texts tell.
func (e Exclusions) Equal(other Exclusions) bool {
	return slices.EqualFunc(e.InForce(), other.InForce(), func(a, b Exclusion) bool {
		return a.Kind == b.Kind && a.Field == b.Field && slices.Equal(a.Values, b.Values)
	})
}

// Has reports whether some rule in force is of one of the kinds.
func (e Exclusions) Has(kinds ...ExclusionKind) bool {
	return slices.ContainsFunc(e, func(r Exclusion) bool { return !r.Off && slices.Contains(kinds, r.Kind) })
}

// TouchNeed is what rules look at of a touch, beyond what a Kind is made of.
type TouchNeed struct{ Properties, Address, Context bool }

// Need is what the rules in force look at.
func (e Exclusions) Need() TouchNeed {
	return TouchNeed{Properties: e.Has(ExcludeProperty), Address: e.Has(ExcludeSource, ExcludeHost, ExcludeParameter),
		Context: e.Has(ExcludeRobots, ExcludeAgent, ExcludeAddress)}
}

// Excluder is rules made ready. It remembers what it was asked, and is for one
// goroutine at a time.
type Excluder struct {
	touch, key, trait []excludeTest
	contexts          map[string]int
}

// excludeTest is a rule made ready; its number is the rule's in the list.
type excludeTest struct {
	n      int
	kind   ExclusionKind
	field  string
	values []string
	parts  [][]string
	nets   []netip.Prefix
	named  []byte // the field as JSON writes it
}

// Excluder makes the rules in force ready.
func (e Exclusions) Excluder() *Excluder {
	x := &Excluder{contexts: map[string]int{}}
	for i, r := range e {
		switch t := r.test(i); {
		case r.Off:
		case r.Kind == ExcludeCustomer:
			x.key = append(x.key, t)
		case r.Kind == ExcludeTrait:
			x.trait = append(x.trait, t)
		default:
			x.touch = append(x.touch, t)
		}
	}
	return x
}

func (r Exclusion) test(n int) excludeTest {
	t := excludeTest{n: n, kind: r.Kind, field: r.Field}
	t.named, _ = json.Marshal(r.Field)
	for _, v := range r.Values {
		v = strings.ToLower(v)
		t.values = append(t.values, v)
		t.parts = append(t.parts, strings.Split(v, "*"))
		if r.Kind == ExcludeAddress {
			if p, ok := Network(v); ok {
				t.nets = append(t.nets, p)
			}
		}
	}
	return t
}

// Network reads an address or a network of addresses: "10.0.0.0/8", "113.161.0.9".
func Network(s string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked(), true
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), true
}

// Touches reports whether some rule looks at touches, Customers at customers.
func (x *Excluder) Touches() bool { return len(x.touch) > 0 }

// Customers reports whether some rule takes whole customers.
func (x *Excluder) Customers() bool { return len(x.key)+len(x.trait) > 0 }

// Traits reports whether some rule looks at what is known of customers.
func (x *Excluder) Traits() bool { return len(x.trait) > 0 }

// Touch is the number of the first rule that takes the touch for what it is
// itself, −1 for none.
func (x *Excluder) Touch(t *Touch) int {
	for i := range x.touch {
		if test := &x.touch[i]; x.holds(test, t) {
			return test.n
		}
	}
	return -1
}

func (x *Excluder) holds(test *excludeTest, t *Touch) bool {
	switch test.kind {
	case ExcludeSource:
		return slices.Contains(test.values, strings.ToLower(string(t.Source)))
	case ExcludeHost:
		return t.Page.URL != "" && test.like(site(t.Page.URL))
	case ExcludeParameter:
		return test.parameter(t.Page.URL)
	case ExcludeProperty:
		return test.says(t.Properties)
	}
	return x.contextHolds(test, t.Context)
}

// contextHolds remembers verdicts: many touches share one device and address.
func (x *Excluder) contextHolds(test *excludeTest, context json.RawMessage) bool {
	if len(context) == 0 {
		return false
	}
	bit, kept := 1<<(test.n%31), test.n < 31 && len(context) <= maxContext
	known, ok := x.contexts[string(context)]
	if ok && kept && known&(bit<<31) != 0 {
		return known&bit != 0
	}
	var said map[string]json.RawMessage
	if json.Unmarshal(context, &said) != nil {
		return false
	}
	holds := test.device(scalarText(said["ip"]), scalarText(said["userAgent"]))
	if kept {
		if len(x.contexts) >= maxContexts {
			clear(x.contexts)
		}
		known |= bit << 31
		if holds {
			known |= bit
		}
		x.contexts[strings.Clone(string(context))] = known
	}
	return holds
}

// What is remembered is bounded: anybody can send contexts, each another.
const (
	maxContexts = 1 << 14
	maxContext  = 1 << 10 // bytes
)

func (t *excludeTest) device(ip, agent string) bool {
	switch t.kind {
	case ExcludeRobots:
		return agent != "" && IsRobot(agent)
	case ExcludeAgent:
		agent = strings.ToLower(agent)
		return agent != "" && slices.ContainsFunc(t.parts, func(parts []string) bool {
			return like(append(append([]string{""}, parts...), ""), agent)
		})
	case ExcludeAddress:
		a, err := netip.ParseAddr(ip)
		return err == nil && slices.ContainsFunc(t.nets, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
	}
	return false
}

// like reports whether a text is as one of the values; no values take any text but "".
func (t *excludeTest) like(text string) bool {
	if len(t.parts) == 0 {
		return text != ""
	}
	text = strings.ToLower(text)
	return slices.ContainsFunc(t.parts, func(parts []string) bool {
		return len(parts) == 1 && parts[0] == text || len(parts) > 1 && like(parts, text)
	})
}

func (t *excludeTest) parameter(address string) bool {
	_, query, ok := strings.Cut(address, "?")
	if !ok || !strings.Contains(strings.ToLower(query), strings.ToLower(t.field)) && !strings.Contains(query, "%") {
		return false
	}
	query, _, _ = strings.Cut(query, "#")
	for _, pair := range strings.Split(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name = unescaped(name); strings.EqualFold(name, t.field) && (len(t.parts) == 0 || t.like(unescaped(value))) {
			return true
		}
	}
	return false
}

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// says reports whether an object has the field with one of the values; a list
// has each of its own.
func (t *excludeTest) says(object json.RawMessage) bool {
	if len(object) == 0 || !strings.Contains(string(object), string(t.named)) && !strings.Contains(string(object), `\u`) {
		return false
	}
	var all map[string]json.RawMessage
	if json.Unmarshal(object, &all) != nil {
		return false
	}
	return t.value(all[t.field])
}

func (t *excludeTest) value(v json.RawMessage) bool {
	if len(v) > 0 && v[0] == '[' {
		var list []json.RawMessage
		return json.Unmarshal(v, &list) == nil && slices.ContainsFunc(list, func(one json.RawMessage) bool { return t.like(scalarText(one)) })
	}
	return t.like(scalarText(v))
}

// Key is the number of the first rule that takes the customers who have the key,
// −1 for none.
func (x *Excluder) Key(k Key) int {
	if !k.Kind.Personal() {
		return -1
	}
	value := strings.ToLower(k.Value)
	for i := range x.key {
		if x.key[i].names(k.Kind, value) {
			return x.key[i].n
		}
	}
	return -1
}

func (t *excludeTest) names(kind KeyKind, value string) bool {
	for i, v := range t.values {
		domain := strings.HasPrefix(v, "@")
		switch {
		case domain && kind == KeyEmail && strings.HasSuffix(value, v):
			return true
		case !domain && (v == value || len(t.parts[i]) > 1 && like(t.parts[i], value)):
			return true
		}
	}
	return false
}

// Trait is the number of the first rule that takes customers of whom this is
// known, −1 for none.
func (x *Excluder) Trait(value func(name string) json.RawMessage) int {
	for i := range x.trait {
		if x.trait[i].value(value(x.trait[i].field)) {
			return x.trait[i].n
		}
	}
	return -1
}
