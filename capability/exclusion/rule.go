// Package exclusion checks the rules that leave touches out of every question
// (cham.Exclusions), and counts what they take out, before and after they are saved.
package exclusion

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"cham"
)

// Limits on a workspace's rules.
const (
	MaxRules  = 50
	maxValues = 100
	maxText   = 200 // bytes
	maxName   = 60  // characters
)

// Clean brings a rule to the form in which it is kept and compared. normal is how
// the program writes a phone or e-mail, false for what is none. Errors:
// CodeInvalid names the field that cannot be.
func Clean(r cham.Exclusion, normal func(kind cham.KeyKind, value string) (cham.Key, bool)) (cham.Exclusion, error) {
	var ok bool
	if r.Name, ok = clean(r.Name); !ok || len([]rune(r.Name)) > maxName {
		return r, invalid("name", "error.exclusionName", nil)
	}
	if !known(r.Kind) {
		return r, invalid("kind", "error.exclusionKind", nil)
	}
	if r.Field, ok = clean(r.Field); !ok || r.Kind.HasField() != (r.Field != "") {
		return r, invalid("field", "error.exclusionField", nil)
	}
	if len(r.Values) > maxValues || r.Kind == cham.ExcludeRobots && len(r.Values) > 0 {
		return r, invalid("values", "error.exclusionValues", map[string]any{"n": maxValues})
	}
	var values []string
	seen := map[string]bool{}
	for _, said := range r.Values {
		v, ok := clean(said)
		if ok && v == "" {
			continue
		}
		if ok {
			v, ok = value(r.Kind, v, normal)
		}
		if !ok {
			return r, invalid("values", "error.exclusionValue", map[string]any{"value": said})
		}
		if !seen[v] {
			values, seen[v] = append(values, v), true
		}
	}
	if r.Values = values; len(values) == 0 && !r.Kind.HasField() && r.Kind != cham.ExcludeRobots {
		return r, invalid("values", "error.exclusionEmpty", nil)
	}
	return r, nil
}

func known(k cham.ExclusionKind) bool {
	for _, one := range cham.ExclusionKinds {
		if one == k {
			return true
		}
	}
	return false
}

func clean(s string) (string, bool) {
	s = norm.NFC.String(strings.TrimSpace(s))
	return s, len(s) <= maxText && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) && strings.Count(s, "*") <= 5
}

// value checks one value by the kind of its rule. What would take nearly everything is none.
func value(kind cham.ExclusionKind, v string, normal func(cham.KeyKind, string) (cham.Key, bool)) (string, bool) {
	if kind != cham.ExcludeProperty && kind != cham.ExcludeTrait && kind != cham.ExcludeParameter && strings.Trim(v, "*.@ ") == "" {
		return "", false
	}
	switch kind {
	case cham.ExcludeAddress:
		p, ok := cham.Network(v)
		if ok && p.IsSingleIP() {
			return p.Addr().String(), true
		}
		return p.String(), ok && p.Bits() > 0
	case cham.ExcludeAgent:
		return v, len(v) >= 3
	case cham.ExcludeHost:
		return host(v)
	case cham.ExcludeCustomer:
		return customer(v, normal)
	}
	return v, true
}

// host is the host of whatever was pasted.
func host(v string) (string, bool) {
	v = strings.ToLower(v)
	if _, rest, ok := strings.Cut(v, "://"); ok {
		v = rest
	}
	if end := strings.IndexAny(v, "/?#:"); end >= 0 {
		v = v[:end]
	}
	v = strings.TrimPrefix(v, "www.")
	return v, v != "" && !strings.ContainsAny(v, " ,;@")
}

// customer is a phone or e-mail as keys are kept, "@domain", or an id as it stands.
func customer(v string, normal func(cham.KeyKind, string) (cham.Key, bool)) (string, bool) {
	if domain, ok := strings.CutPrefix(v, "@"); ok {
		return "@" + strings.ToLower(domain), strings.Contains(domain, ".") && !strings.ContainsAny(domain, "@ */")
	}
	if strings.Contains(v, "@") {
		if strings.Contains(v, "*") {
			return strings.ToLower(v), true
		}
		k, ok := normal(cham.KeyEmail, v)
		return k.Value, ok
	}
	if k, ok := normal(cham.KeyPhone, v); ok {
		return k.Value, true
	}
	return v, true
}

// TooMany refuses a rule beyond the most there can be.
func TooMany() error { return invalid("rules", "error.exclusions", map[string]any{"n": MaxRules}) }

func invalid(field, key string, args map[string]any) error {
	e := cham.Errorf(cham.CodeInvalid, "exclusion."+field, "%s", key)
	e.Field, e.Key, e.Args = field, key, args
	return e
}
