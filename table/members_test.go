package table

import (
	"encoding/json"
	"reflect"
	"testing"
)

// Members says what the standard library says, of whatever bytes.
func FuzzMembers(f *testing.F) {
	for _, s := range []string{`{}`, `{"a":1,"b":"x"}`, `{ "a" : [1,{"b":"]"}] }`, `{"a":"\"","a":null,"\u0061":true}`, `{"a":01}`, `{"a":1,}`,
		`[1]`, `{"a":1 ,"b":{}}`, `null`, `{"a":"` + "\xff" + `"}`, `{"` + "\xff" + `":1}`, `{"a":-}`, `{"a":[}`, ``, `{"a":"b}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var want map[string]json.RawMessage
		err := json.Unmarshal(b, &want)
		got := map[string]json.RawMessage{}
		ok := Members(b, func(name, value []byte) { got[string(name)] = append(json.RawMessage{}, value...) })
		if ok != (err == nil && want != nil) {
			t.Fatalf("%q: %v, but %v", b, ok, err)
		}
		if ok && !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: %q, want %q", b, got, want)
		}
	})
}
