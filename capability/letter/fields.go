package letter

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Fields are what is known of a customer, by the names that Liquid has for it.
type Fields map[string]any

// maxValue is how many characters of a value are shown.
const maxValue = 500

// FieldsOf answers the fields of a customer; what is not known is not in it.
func FieldsOf(name string, traits map[string]json.RawMessage, lang string) Fields {
	customer := map[string]any{}
	for k, raw := range traits {
		if v := value(raw); v != nil {
			customer[k] = v
		}
	}
	gender, _ := customer["gender"].(string)
	f := Fields{"customer": customer, "salutation": salutation(gender, lang)}
	if name = clean(name); name != "" {
		f["name"], f["first_name"] = name, firstName(name, lang)
	}
	return f
}

// value reads a trait, nil when it says nothing.
func value(raw json.RawMessage) (v any) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil
	}
	return cleaned(v)
}

// cleaned makes of a value what Liquid compares and shows.
func cleaned(v any) any {
	switch v := v.(type) {
	case string:
		if s := clean(v); s != "" {
			return s
		}
		return nil
	case json.Number:
		return number(v)
	case map[string]any:
		for k := range v {
			v[k] = cleaned(v[k])
		}
	case []any:
		for i := range v {
			v[i] = cleaned(v[i])
		}
	}
	return v
}

func number(n json.Number) any {
	if i, err := n.Int64(); err == nil {
		return i
	}
	if f, err := n.Float64(); err == nil {
		return f
	}
	return nil
}

// clean makes one line of a value, without what hides or turns text around.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == unicode.ReplacementChar, unmarked(r) < 0:
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxValue {
		return string(r[:maxValue-1]) + "…"
	}
	return s
}

// genders are the words for them in data.
var genders = map[string][]string{
	"m": {"m", "male", "man", "nam", "anh", "ông", "ong", "mr"},
	"f": {"f", "female", "woman", "nữ", "nu", "chị", "chi", "bà", "ba", "ms", "mrs"},
}

// salutations by language and gender; English has none for those it does not know.
var salutations = map[string]map[string]string{
	"vi": {"m": "anh", "f": "chị", "": "anh chị"},
	"en": {"m": "Mr", "f": "Ms", "": ""},
}

func salutation(gender, lang string) string {
	gender = strings.ToLower(gender)
	for g, words := range genders {
		if slices.Contains(words, gender) {
			return salutations[language(lang)][g]
		}
	}
	return salutations[language(lang)][""]
}

// language is one that letters are written in.
func language(lang string) string {
	if lang == "en" {
		return lang
	}
	return "vi"
}

// families are the names that most Vietnamese begin with, where they are written
// without marks.
var families = strings.Fields("nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh trinh doan luong mai")

// firstName is what somebody is called by: the last word of a Vietnamese name,
// the first of others.
func firstName(name, lang string) string {
	words := strings.Fields(name)
	foreign := language(lang) == "en" && !slices.ContainsFunc([]rune(name), func(r rune) bool { return r > unicode.MaxASCII }) &&
		!slices.Contains(families, strings.ToLower(words[0]))
	if foreign {
		return words[0]
	}
	return words[len(words)-1]
}

// SampleCode stands for a code where nobody is given one: in previews and tests.
const SampleCode = "MAU-2468"

// WithVoucher answers the fields and a code with the day it ends on, which may be empty.
func (f Fields) WithVoucher(code, ends string) Fields {
	v := map[string]any{"code": code}
	if ends != "" {
		v["ends"] = ends
	}
	return f.with("voucher", v)
}

// with answers the fields and one more.
func (f Fields) with(name string, v any) map[string]any {
	all := maps.Clone(map[string]any(f))
	if all == nil {
		all = map[string]any{}
	}
	all[name] = v
	return all
}
