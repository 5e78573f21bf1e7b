package cham

import (
	"strings"
	"unicode/utf8"
)

// IDPart stands in a page's path for a part that names one thing among many.
const IDPart = ":id"

// TemplatePath returns the page that a path belongs to: PagePath with the
// parts that are ids by their form (see isID) replaced by ":id", so that
// paths of one page design are one kind. "/san-pham/8123?mau=do" becomes
// "/san-pham/:id".
func TemplatePath(path string) string {
	path = PagePath(path)
	for part := range strings.SplitSeq(path, "/") {
		if isID(part) {
			return templated(path)
		}
	}
	return path
}

func templated(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if isID(p) {
			parts[i] = IDPart
		}
	}
	return strings.Join(parts, "/")
}

// PagePath returns a path without query, anchor and trailing slashes. A route
// that an app keeps behind "#/" or "#!/" is part of it: "/#!/gio-hang?a=1"
// becomes "/#/gio-hang".
func PagePath(path string) string {
	path, fragment, _ := strings.Cut(path, "#")
	path = withoutQuery(path)
	route := HashRoute(fragment)
	if route == "" {
		return path
	}
	return strings.TrimRight(path, "/") + "/#" + route
}

// HashRoute returns the route in what follows an address's "#", "" when it
// is a place on the page or the app's first page: "!/gio-hang/" is "/gio-hang".
func HashRoute(fragment string) string {
	route := strings.TrimPrefix(fragment, "!")
	if !strings.HasPrefix(route, "/") {
		return ""
	}
	if route = withoutQuery(route); route == "/" {
		return ""
	}
	return route
}

func withoutQuery(path string) string {
	path, _, _ = strings.Cut(path, "?")
	if trimmed := strings.TrimRight(path, "/"); trimmed != "" || path == "" {
		return trimmed
	}
	return "/"
}

// pageEndings are file names' endings that say nothing about the page.
var pageEndings = []string{".html", ".htm", ".php", ".aspx"}

// isID reports whether a part of a path is an id by its form: a number, a
// UUID, a mail address, five digits in a row, a code of at most three capital
// letters and three digits ("DH1234", "HD-2026-0012"), three groups of digits
// (a date), or letters and digits as only machines mix them. A year is no
// reason: "tet-2026" is a page. Neither are many words: "cam-on-ban-da-dat-hang" is one, too.
func isID(part string) bool {
	for _, e := range pageEndings {
		part = strings.TrimSuffix(part, e)
	}
	if part == "" {
		return false
	}
	f := formOf(part)
	switch {
	case f.digits == len(part), f.run >= 5, f.hex == len(part) && f.hex >= 16 && f.digits > 0:
		return true
	case len(part) == 36 && f.hex == 32 && f.words == 5: // UUID
		return true
	case f.mail, f.mixed, f.longest >= 30:
		return true
	case f.lower > 0:
		return false
	case f.upper == 0:
		return f.digits >= 6 && f.words >= 3
	}
	return f.upper <= 3 && f.digits-4*f.years >= 3
}

// form counts what isID looks at.
type form struct {
	digits, hex, upper int
	lower              int  // lower-case letters, and all that is neither ASCII letter, digit nor separator
	run                int  // digits in a row, at most
	years              int  // runs of four digits that begin with 20
	words              int  // between separators
	longest            int  // of a word, in characters
	mixed              bool // a word of eight or more goes four times from letter to digit or back
	mail               bool
}

func formOf(part string) (f form) {
	f.mail = strings.IndexByte(part, '@') > 0 && strings.IndexByte(part, '.') > 0
	for word := range strings.FieldsFuncSeq(part, isSeparator) {
		f.words++
		f.longest = max(f.longest, utf8.RuneCountInString(word))
		f.word(word)
	}
	return f
}

func isSeparator(r rune) bool { return strings.ContainsRune("-_+. ", r) }

func (f *form) word(word string) {
	turns := 0
	for i := 0; i < len(word); turns++ {
		from, digit := i, isDigit(word[i])
		for ; i < len(word) && isDigit(word[i]) == digit; i++ {
			if !digit {
				f.letter(word[i])
			}
		}
		if digit {
			f.number(word[from:i])
		}
	}
	f.mixed = f.mixed || len(word) >= 8 && turns > 4
}

func (f *form) number(digits string) {
	f.digits += len(digits)
	f.hex += len(digits)
	f.run = max(f.run, len(digits))
	if len(digits) == 4 && strings.HasPrefix(digits, "20") {
		f.years++
	}
}

func (f *form) letter(c byte) {
	if c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' {
		f.hex++
	}
	if c >= 'A' && c <= 'Z' {
		f.upper++
	} else {
		f.lower++
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
