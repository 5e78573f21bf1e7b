package sqlstore

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/capability/identity"
)

// Every touch of a file says again what its customer is called, so what is known
// is read and written by hand: encoding/json takes a tenth of an import. It
// reads and writes the same.

// appendTraits writes traits as JSON, in the order of their names.
func appendTraits(b []byte, values map[string]identity.Trait) ([]byte, error) {
	b = append(b, '{')
	for i, name := range slices.Sorted(maps.Keys(values)) {
		if i > 0 {
			b = append(b, ',')
		}
		v := values[name]
		if !plainName(name) || !plainValue(v.Value) || v.At.Year() < 1 || v.At.Year() > 9999 {
			return json.Marshal(values)
		}
		b = append(append(append(b, '"'), name...), `":{"v":`...)
		b = v.At.AppendFormat(append(append(b, v.Value...), `,"at":"`...), time.RFC3339Nano)
		if b = append(b, '"'); v.Claimed {
			b = append(b, `,"claimed":true`...)
		}
		b = append(b, '}')
	}
	return append(b, '}'), nil
}

// plainName tells a name that JSON writes as it is.
func plainName(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`"\\<>&`, r) }) < 0
}

// plainValue tells a text that JSON writes as it is.
func plainValue(v json.RawMessage) bool {
	if len(v) < 2 || v[0] != '"' || v[len(v)-1] != '"' {
		return false
	}
	for _, c := range v[1 : len(v)-1] {
		if c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0xe2 { // U+2028 begins so
			return false
		}
	}
	return true
}

// readTraits reads what appendTraits wrote.
func readTraits(b []byte) (values map[string]identity.Trait, err error) {
	values = make(map[string]identity.Trait, 2)
	ok := cham.Members(b, func(name, value []byte) {
		var v identity.Trait
		if !cham.Members(value, func(field, value []byte) {
			switch string(field) {
			case "v":
				v.Value = value
			case "at":
				err = v.At.UnmarshalJSON(value)
			case "claimed":
				v.Claimed = string(value) == "true"
			}
		}) {
			err = cham.Errorf(cham.CodeInternal, "sqlstore.Traits", "a trait is no object")
		}
		values[string(name)] = v
	})
	if !ok || err != nil {
		values = nil
		err = json.Unmarshal(b, &values)
	}
	return values, err
}
