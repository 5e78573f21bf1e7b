package table

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold brings a name to one form: without diacritics, in lower case, words
// joined by single spaces; lineItem, line_item and Line item are the same.
func Fold(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	before, space := ' ', false
	for _, r := range Unmarked(s) {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			space = out.Len() > 0
		}
		before = r
		if r = unicode.ToLower(r); r == 'đ' {
			r = 'd'
		} else if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			space = out.Len() > 0
			continue
		}
		if space {
			out.WriteByte(' ')
			space = false
		}
		out.WriteRune(r)
	}
	return out.String()
}

// Unmarked is text without diacritics: decomposed, and the marks left out.
func Unmarked(s string) string {
	n := 0
	for n < len(s) && s[n] < utf8.RuneSelf {
		n++
	}
	if n == len(s) {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for _, r := range s {
		letter, ok := base(r)
		if !ok {
			return strings.Map(withoutMarks, norm.NFD.String(s))
		}
		if letter != 0 || r == 0 { // NUL is no mark
			out.WriteRune(letter)
		}
	}
	return out.String()
}

func withoutMarks(r rune) rune {
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	return r
}

// Letters of Latin with marks, Vietnamese ones among them, and the marks alone:
// what each is without them, 0 for nothing. Looking takes a tenth of decomposing.
const (
	marksEnd            = 0x370
	latinMore, latinEnd = 0x1e00, 0x1f00
)

var bases, basesMore = basesOf(0, marksEnd), basesOf(latinMore, latinEnd)

func basesOf(from, to rune) []rune {
	all := make([]rune, to-from)
	for r := from; r < to; r++ {
		for _, part := range strings.Map(withoutMarks, norm.NFD.String(string(r))) {
			all[r-from] = part
		}
	}
	return all
}

// base looks a letter up; false when it is none of these.
func base(r rune) (rune, bool) {
	switch {
	case r < marksEnd:
		return bases[r], true
	case r >= latinMore && r < latinEnd:
		return basesMore[r-latinMore], true
	}
	return 0, false
}
