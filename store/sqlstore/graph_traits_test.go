package sqlstore

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"cham/capability/identity"
)

// What is written is what encoding/json reads, and the other way round.
func TestTraitsAreWrittenAsJSON(t *testing.T) {
	at := time.Date(2026, 3, 1, 7, 30, 0, 123e6, time.UTC)
	want := map[string]identity.Trait{
		"name":            {Value: json.RawMessage(`"Trần \"Lan\" <a>&\u2028"`), At: at},
		"a\"b\\c\n\u2028": {Value: json.RawMessage(`{"x":[1,null,"}"]}`), At: at.Add(time.Hour), Claimed: true},
		"\x00":            {Value: json.RawMessage(`12.50`), At: time.Unix(0, 0).UTC()},
	}
	b, err := appendTraits(nil, want)
	if err != nil {
		t.Fatal(err)
	}
	var plain map[string]identity.Trait
	if err := json.Unmarshal(b, &plain); err != nil || !reflect.DeepEqual(plain, want) {
		t.Errorf("%s: %v %v", b, plain, err)
	}
	for _, text := range []string{string(b), `{}`, `{"a":{"at":"2026-03-01T07:30:00Z","v":1,"more":2}}`} {
		var by map[string]identity.Trait
		if err := json.Unmarshal([]byte(text), &by); err != nil {
			t.Fatal(err)
		}
		if got, err := readTraits([]byte(text)); err != nil || !reflect.DeepEqual(got, by) {
			t.Errorf("%s: %v %v, want %v", text, got, err, by)
		}
	}
	if _, err := appendTraits(nil, map[string]identity.Trait{"a": {Value: json.RawMessage(`{broken`)}}); err == nil {
		t.Error("half an object was written")
	}
	if _, err := readTraits([]byte(`{"a":1}`)); err == nil {
		t.Error("a number was taken for a trait")
	}
}
