package sqlstore

import (
	"encoding/json"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"cham"
	"cham/capability/identity"
	"cham/table"
)

// Every touch of a file says again what its customer is called, so what is known
// is read and written member by member: encoding/json takes a tenth of an import.

// appendTraits writes traits as JSON, in the order of their names.
func appendTraits(b []byte, values map[string]identity.Trait) (_ []byte, err error) {
	b = append(b, '{')
	for i, name := range slices.Sorted(maps.Keys(values)) {
		v := values[name]
		if !utf8.ValidString(name) || !jsontext.Value(v.Value).IsValid() { // which says what is wrong, if anything is
			return json.Marshal(values)
		}
		if i > 0 {
			b = append(b, ',')
		}
		b, _ = jsontext.AppendQuote(b, name)
		b = append(append(b, `:{"v":`...), v.Value...)
		if b, err = v.At.AppendText(append(b, `,"at":"`...)); err != nil {
			return nil, err
		}
		if b = append(b, '"'); v.Claimed {
			b = append(b, `,"claimed":true`...)
		}
		b = append(b, '}')
	}
	return append(b, '}'), nil
}

// readTraits reads what appendTraits wrote.
func readTraits(b []byte) (values map[string]identity.Trait, err error) {
	values = make(map[string]identity.Trait, 2)
	ok := table.Members(b, func(name, value []byte) {
		var v identity.Trait
		if !table.Members(value, func(field, value []byte) {
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
