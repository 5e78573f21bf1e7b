// Package mask hides personal data from viewers: enough is left to recognise
// somebody one knows, too little to write to or call a stranger.
package mask

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"

	"cham"
)

// Needed reports whether the caller sees personal data masked.
func Needed(ctx context.Context) bool { return !cham.ActorFrom(ctx).Role.Allows(cham.RoleEditor) }

// KeyRef is an identifier in a list.
type KeyRef struct {
	Kind  cham.KeyKind `json:"kind"`
	Value string       `json:"value"`
}

// Ref is a key as the caller may see it.
func Ref(ctx context.Context, k cham.Key) KeyRef {
	if Needed(ctx) {
		return KeyRef{k.Kind, Key(k)}
	}
	return KeyRef{k.Kind, k.Value}
}

// Key masks the value of a key. Anonymous ids name a browser, not a
// person, and stay.
func Key(k cham.Key) string {
	switch k.Kind {
	case cham.KeyAnonymous:
		return k.Value
	case cham.KeyPhone:
		return maskPhone(k.Value)
	case cham.KeyEmail:
		return maskEmail(k.Value)
	}
	return maskMiddle(k.Value)
}

// maskPhone shows "+84912345678" as "09xx xxx 678".
func maskPhone(s string) string {
	d := s
	if rest, ok := strings.CutPrefix(s, "+84"); ok {
		d = "0" + rest
	}
	if len(d) < 7 {
		return "xxx"
	}
	if strings.HasPrefix(d, "0") {
		return d[:2] + "xx xxx " + d[len(d)-3:]
	}
	return d[:3] + " xxx xxx " + d[len(d)-3:]
}

// maskEmail shows "lan.nguyen@gmail.com" as "l***@gmail.com".
func maskEmail(s string) string {
	at := strings.LastIndexByte(s, '@')
	if at < 1 {
		return "***"
	}
	return firstRune(s) + "***" + s[at:]
}

// maskMiddle keeps the last two characters of an id of some length.
func maskMiddle(s string) string {
	r := []rune(s)
	if len(r) < 6 {
		return "***"
	}
	return "***" + string(r[len(r)-2:])
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// openTraits are the traits that viewers see as they are: they say what sort
// of customer it is, not who. Every other trait may hold anything.
var openTraits = map[string]bool{"name": true, "firstName": true, "lastName": true, "first_name": true, "last_name": true,
	"gender": true, "city": true, "language": true, "locale": true, "plan": true, "tier": true, "segment": true,
	"company": true, "industry": true, "job": true, "title": true}

// Traits masks the values of traits that could reach or pinpoint a person.
func Traits(traits map[string]json.RawMessage) map[string]json.RawMessage {
	out := make(map[string]json.RawMessage, len(traits))
	for name, v := range traits {
		if !openTraits[name] {
			v = maskJSON(v)
		}
		out[name] = v
	}
	return out
}

// maskJSON masks every text and number inside a JSON value and keeps its form;
// what is no JSON becomes "***".
func maskJSON(v json.RawMessage) json.RawMessage {
	var x any
	if json.Unmarshal(v, &x) != nil {
		return json.RawMessage(`"***"`)
	}
	b, err := json.Marshal(masked(x))
	if err != nil {
		return json.RawMessage(`"***"`)
	}
	return b
}

func masked(x any) any {
	switch x := x.(type) {
	case string:
		return maskText(x)
	case float64:
		return "***"
	case []any:
		for i := range x {
			x[i] = masked(x[i])
		}
		return x
	case map[string]any:
		for k := range x {
			x[k] = masked(x[k])
		}
		return x
	}
	return x // true, false, null tell little
}

func maskText(s string) string {
	switch {
	case strings.Contains(s, "@"):
		return maskEmail(s)
	case phoneLike(s):
		return maskPhone(strings.Map(digitsAndPlus, s))
	}
	return "***"
}

func phoneLike(s string) bool {
	n := len(strings.Map(digitsAndPlus, s))
	return n >= 9 && n <= 15 && n >= len(s)-5
}

func digitsAndPlus(r rune) rune {
	if r >= '0' && r <= '9' || r == '+' {
		return r
	}
	return -1
}

// Deep masks only what reaches a person inside a JSON value: e-mails and
// phones wherever they stand in a text, and fields named after them. What else
// the properties of a touch say is what was done, and stays readable.
func Deep(v json.RawMessage) json.RawMessage {
	var x any
	if len(v) == 0 || json.Unmarshal(v, &x) != nil {
		return nil
	}
	b, err := json.Marshal(maskContacts(x))
	if err != nil {
		return nil
	}
	return b
}

var (
	emailIn = regexp.MustCompile(`[\pL\pN._%+\-]+@[\pL\pN.\-]+`)
	phoneIn = regexp.MustCompile(`(?:\+|\b84|\b0)[0-9](?:[ .\-]?[0-9]){7,13}`)
	// contactFields are fields that hold nothing but contacts, whatever the form.
	contactFields = regexp.MustCompile(`(?i)phone|mobile|e-?mail|address|sdt|dien_?thoai|dia_?chi`)
)

func maskContacts(x any) any {
	switch x := x.(type) {
	case string:
		x = emailIn.ReplaceAllStringFunc(x, maskEmail)
		return phoneIn.ReplaceAllStringFunc(x, func(s string) string { return maskPhone(strings.Map(digitsAndPlus, s)) })
	case []any:
		for i := range x {
			x[i] = maskContacts(x[i])
		}
	case map[string]any:
		for k := range x {
			if contactFields.MatchString(k) {
				x[k] = masked(x[k])
			} else {
				x[k] = maskContacts(x[k])
			}
		}
	}
	return x
}

// URL cuts the query of an address, where forms put what people typed.
func URL(s string) string {
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		return s[:i]
	}
	return s
}
