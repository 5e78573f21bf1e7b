package privacy

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// openTraits are the traits that are shown as they are but for contacts in
// them: they say what sort of customer it is, not who. Every other trait may
// hold anything.
var openTraits = map[string]bool{"name": true, "firstName": true, "lastName": true, "first_name": true, "last_name": true,
	"gender": true, "city": true, "language": true, "locale": true, "plan": true, "tier": true, "segment": true,
	"company": true, "industry": true, "job": true, "title": true}

var (
	// contactFields are fields that hold nothing but contacts, whatever the form.
	contactFields = regexp.MustCompile(`(?i)phone|mobile|e-?mail|address|sdt|dien_?thoai|dia_?chi|zalo_?(user_?)?id|psid|facebook_?id|` +
		`messenger|member_?id|card|cccd|cmnd|passport|birth|sinh`)
	// amountFields hold numbers that are long without being somebody's.
	amountFields = regexp.MustCompile(`(?i)revenue|total|value|price|amount|cost|tax|discount|` +
		`shipping|budget|gia$|tien$|time|timestamp|duration`)
)

// Traits masks the values of traits that could reach or pinpoint a person.
func Traits(traits map[string]json.RawMessage) map[string]json.RawMessage {
	out := make(map[string]json.RawMessage, len(traits))
	for name, v := range traits {
		if openTraits[name] {
			out[name] = rewrite(v, func(x any) any { return contacts(x, name) })
		} else {
			out[Text(name)] = rewrite(v, whole)
		}
	}
	return out
}

// Object masks what reaches a person inside a JSON value: contacts wherever
// they stand in a text or a name, long numbers, and fields named after
// contacts. What else the properties of a touch say is what was done, and
// stays readable. What is no JSON becomes "***".
func Object(v json.RawMessage) json.RawMessage {
	if len(v) == 0 {
		return v
	}
	return rewrite(v, func(x any) any { return contacts(x, "") })
}

func rewrite(v json.RawMessage, mask func(any) any) json.RawMessage {
	var x any
	d := json.NewDecoder(bytes.NewReader(v))
	d.UseNumber() // an id of 19 digits must not change
	if d.Decode(&x) != nil {
		return json.RawMessage(`"` + hidden + `"`)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(mask(x)) != nil {
		return json.RawMessage(`"` + hidden + `"`)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// whole masks every text and number inside a value and keeps its form.
func whole(x any) any {
	switch x := x.(type) {
	case string:
		if masked := Text(x); masked != x && !strings.ContainsAny(masked, " \t\n") || phoneOnly(x) {
			return masked
		}
		return hidden
	case json.Number:
		return hidden
	case []any:
		for i := range x {
			x[i] = whole(x[i])
		}
		return x
	case map[string]any:
		return renamed(x, func(_ string, v any) any { return whole(v) })
	}
	return x // true, false, null tell little
}

// phoneOnly reports whether a text is one phone number and nothing else.
func phoneOnly(s string) bool {
	at := numberIn.FindStringIndex(s)
	return at != nil && at[0] == 0 && at[1] == len(s) && len(onlyDigits(s)) >= leastDigits
}

// contacts masks the contacts in a value that stands in the field name.
func contacts(x any, name string) any {
	switch x := x.(type) {
	case string:
		return Text(x)
	case json.Number:
		if s := x.String(); !amountFields.MatchString(name) && longRun.MatchString(s) {
			return number(s)
		}
	case []any:
		for i := range x {
			x[i] = contacts(x[i], name)
		}
	case map[string]any:
		return renamed(x, func(k string, v any) any {
			if contactFields.MatchString(k) {
				return whole(v)
			}
			return contacts(v, k)
		})
	}
	return x
}

func renamed(x map[string]any, mask func(string, any) any) map[string]any {
	out := make(map[string]any, len(x))
	for k, v := range x {
		out[Text(k)] = mask(k, v)
	}
	return out
}
