package identity

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"cham"
	"cham/table"
)

// Fold brings text into the form that search compares: lower case, without
// diacritics, đ as d, single spaces. "Nguyễn  Đức" and "nguyen duc" are equal.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range table.Unmarked(strings.ToValidUTF8(s, "\uFFFD")) {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			space = b.Len() > 0
			continue
		case r == 'đ' || r == 'Đ':
			r = 'd'
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// FoldQuery folds what a person typed to search for. Digits of a phone that
// are written in groups come together: "0912 345.678" finds 0912345678.
func FoldQuery(s string) string {
	folded := Fold(s)
	if digits := phoneText(folded); len(digits) >= 6 {
		return digits
	}
	return folded
}

// phoneText returns the digits, and a leading plus, of text that holds nothing
// but these and separators; else "".
func phoneText(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9' || r == '+' && i == 0:
			b.WriteRune(r)
		case !strings.ContainsRune(" .-()", r):
			return ""
		}
	}
	return b.String()
}

// searchTraits are the traits by which people are looked for.
var searchTraits = []string{"name", "firstName", "lastName", "email", "phone", "username", "id", "company"}

// searchText is the folded text by which a key is found: its value and what
// its calls said, phones as 09… and as +84….
func searchText(k cham.Key, traits map[string]Trait) string {
	parts := phoneForms(k.Value)
	for _, name := range searchTraits {
		if s := text(traits[name].Value); s != "" {
			parts = append(parts, phoneForms(s)...)
		}
	}
	if full := displayName(values(traits)); full != "" {
		parts = append(parts, full)
	}
	folded := make([]string, 0, len(parts))
	for _, p := range parts {
		if f := Fold(p); f != "" && !slices.Contains(folded, f) {
			folded = append(folded, f)
		}
	}
	return strings.Join(folded, " ")
}

func values(traits map[string]Trait) map[string]json.RawMessage {
	out := make(map[string]json.RawMessage, 3)
	for _, name := range []string{"name", "firstName", "lastName"} {
		out[name] = traits[name].Value
	}
	return out
}

// phoneForms returns s, and when it is a Vietnamese phone number the ways to
// write it instead.
func phoneForms(s string) []string {
	digits := phoneText(s)
	national := ""
	switch {
	case strings.HasPrefix(digits, "+84"):
		national = strings.TrimPrefix(digits[3:], "0")
	case strings.HasPrefix(digits, "84") && len(digits) >= 11:
		national = strings.TrimPrefix(digits[2:], "0")
	case strings.HasPrefix(digits, "0"):
		national = digits[1:]
	}
	if len(national) < 8 || len(national) > 10 {
		return []string{s}
	}
	return []string{"+84" + national, "0" + national}
}
