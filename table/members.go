package table

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// lax is JSON as encoding/json takes it.
var lax = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// Members calls f with the members of a JSON object in order, a name that stands
// twice twice, and reports whether b is such an object; f is not called when it is
// none. Values are parts of b. It is for what every touch is asked: encoding/json
// makes a map and takes four times as long.
func Members(b []byte, f func(name, value []byte)) bool {
	var few [16][2][]byte
	all, ok := members(few[:0], b)
	for _, m := range all {
		f(m[0], m[1])
	}
	return ok
}

func members(all [][2][]byte, b []byte) ([][2][]byte, bool) {
	d := jsontext.NewDecoder(bytes.NewBuffer(b), lax...)
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return nil, false
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, false
		}
		said := []byte(name.String())
		value, err := d.ReadValue()
		if err != nil {
			return nil, false
		}
		end := int(d.InputOffset())
		all = append(all, [2][]byte{said, b[end-len(value) : end : end]})
	}
	d.ReadToken() // the brace
	if len(bytes.Trim(b[d.InputOffset():], " \t\r\n")) > 0 {
		return nil, false
	}
	return all, true
}
