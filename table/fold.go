package table

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold brings a name to one form: without diacritics, in lower case, words
// joined by single spaces; lineItem, line_item and Line item are the same.
func Fold(s string) string {
	var out strings.Builder
	before := ' '
	for _, r := range norm.NFD.String(s) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			out.WriteByte(' ')
		}
		before = r
		switch r = unicode.ToLower(r); {
		case r == 'đ':
			out.WriteByte('d')
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			out.WriteRune(r)
		default:
			out.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}
