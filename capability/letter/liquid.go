package letter

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/osteele/liquid"
	"github.com/osteele/liquid/expressions"
	"github.com/osteele/liquid/parser"

	"cham"
)

// What of Liquid there is: nothing that repeats, includes or grows.
var (
	tags    = []string{"if", "elsif", "else", "endif", "unless", "endunless", "case", "when", "endcase", "assign"}
	filters = []string{"default", "upcase", "downcase", "capitalize", "truncate", "date"}
	roots   = []string{"name", "first_name", "salutation", "business", "customer", "voucher", "true", "false"}
)

var (
	vouchers = regexp.MustCompile(`\bvoucher\b`)
	quoted   = regexp.MustCompile(`"[^"]*"|'[^']*'`)
	filtered = regexp.MustCompile(`\|\s*([\w-]*)`)
	root     = regexp.MustCompile(`^[A-Za-z_][\w-]*`)
	assigned = regexp.MustCompile(`^([\w-]+)\s*=[^=]`)
)

// Missing says that a letter is held back: a field that it shows is not known.
type Missing struct{ Field string }

func (m *Missing) Error() string { return "letter: " + m.Field + " is not known" }

// reader reads the texts of one letter.
type reader struct {
	engine *liquid.Engine
	roots  []string // what can be shown
	err    error
	// voucher says that a text depends on the code.
	voucher bool
}

func newReader() *reader {
	e := liquid.NewEngine()
	e.RegisterFilter("upcase", ofText(strings.ToUpper))
	e.RegisterFilter("downcase", ofText(strings.ToLower))
	e.RegisterFilter("capitalize", ofText(capitalize))
	e.RegisterFilter("date", ofText(date))
	e.RegisterFilter("truncate", truncate)
	e.RegisterFilter("shown", shown)
	return &reader{engine: e, roots: roots}
}

// text is Liquid that was read; the zero text is empty.
type text struct{ template *liquid.Template }

// parse reads Liquid, and refuses what would hold back or burn time at each
// letter. What is shown ends in the filter shown, whatever else it goes through.
func (r *reader) parse(s string) (t text, failed *cham.Error) {
	defer func() { // the library panics at some numbers
		if recover() != nil {
			failed = invalid("", "liquid", nil)
		}
	}()
	s = strings.Map(unmarked, strings.ReplaceAll(s, "\r\n", "\n"))
	var source strings.Builder
	known := append(slices.Clone(r.roots), "true", "false")
	for _, token := range parser.Scan(s, parser.SourceLoc{}, nil) {
		if err := r.allowed(token, &known); err != nil {
			return t, err
		}
		source.WriteString(marked(token))
		r.voucher = r.voucher || token.Type != parser.TextTokenType && vouchers.MatchString(quoted.ReplaceAllString(token.Args, ""))
	}
	template, err := r.engine.ParseString(source.String())
	if err != nil {
		return t, invalid("", "liquid", nil)
	}
	return text{template}, nil
}

// allowed says whether a piece of Liquid is of the kind there is; known grows by
// what it assigns.
func (r *reader) allowed(token parser.Token, known *[]string) *cham.Error {
	args := quoted.ReplaceAllString(token.Args, `""`)
	switch {
	case token.Type == parser.TagTokenType && !slices.Contains(tags, token.Name):
		return invalid("", "tag", map[string]any{"tag": token.Name, "allowed": strings.Join(tags, ", ")})
	case token.Type == parser.TextTokenType && (strings.Contains(token.Source, "{{") || strings.Contains(token.Source, "{%")),
		strings.Contains(args, ".."), strings.ContainsAny(args, "{}%"):
		return invalid("", "liquid", nil)
	}
	for _, f := range filtered.FindAllStringSubmatch(args, -1) {
		if !slices.Contains(filters, f[1]) {
			return invalid("", "filter", map[string]any{"filter": f[1], "allowed": strings.Join(filters, ", ")})
		}
	}
	if a := assigned.FindStringSubmatch(args); a != nil && token.Name == "assign" {
		*known = append(*known, a[1])
	}
	if field := root.FindString(args); token.Type == parser.ObjTokenType && field != "" && !slices.Contains(*known, field) {
		return invalid("", "field", map[string]any{"field": field, "allowed": strings.Join(r.roots[:min(6, len(r.roots))], ", ")})
	}
	return nil
}

// marked is a token's source, what it shows marked as such.
func marked(token parser.Token) string {
	if token.Type != parser.ObjTokenType {
		return token.Source
	}
	field, _, _ := strings.Cut(strings.ReplaceAll(token.Args, `"`, "'"), "|")
	end := strings.TrimRight(token.Source, "-}")
	return end + fmt.Sprintf(` | shown: "%s" `, strings.TrimSpace(field)) + token.Source[len(end):]
}

// write fills in the fields. What stood in a field is marked in the answer.
func (t text) write(fields map[string]any) (s string, err error) {
	if t.template == nil {
		return "", nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = &cham.Error{Code: cham.CodeInvalid, Op: "letter.Write", Key: "error.letter.liquid", Err: fmt.Errorf("%v", p)}
		}
	}()
	b, failed := t.template.Render(fields)
	if failed != nil {
		return "", cause(failed)
	}
	return string(b), nil
}

// cause finds what is missing in an error of the library, which wraps in its own way.
func cause(failed liquid.SourceError) error {
	f, _ := failed.Cause().(expressions.FilterError)
	if m, ok := errors.AsType[*Missing](f.Err); ok {
		return m
	}
	return &cham.Error{Code: cham.CodeInvalid, Op: "letter.Write", Key: "error.letter.liquid", Err: failed}
}

// shown is the last filter of whatever is shown: the value as text, marked.
func shown(v any, field string) (string, error) {
	s, ok := plain(v)
	if !ok {
		return "", &Missing{Field: field}
	}
	return strings.Map(mark, s), nil
}

// plain is a value as text; what is no text, as a list, is as good as missing.
func plain(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case int:
		return strconv.Itoa(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return "", false
}

// Whatever could be punctuation of ours stands, when it comes from a field, as a
// character of the private use area, until the structure is read.
const marks = '\ue000'

func mark(r rune) rune {
	switch {
	case r < ' ':
		r = ' '
	case unmarked(r) < 0:
		return -1
	}
	if r > unicode.MaxASCII || unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return marks + r
}

// unmarked drops what stands for marks.
func unmarked(r rune) rune {
	if r >= marks && r <= marks+unicode.MaxASCII {
		return -1
	}
	return r
}

// reveal takes the marks away.
func reveal(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= marks && r <= marks+unicode.MaxASCII {
			return r - marks
		}
		return r
	}, s)
}

// ofText makes a filter; what is missing stays so.
func ofText(f func(string) string) func(any) any {
	return func(v any) any {
		if s, ok := plain(v); ok {
			return f(s)
		}
		return nil
	}
}

func capitalize(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

func truncate(v any, length func(int) int) any {
	return ofText(func(s string) string {
		if r, n := []rune(s), max(1, length(50)); len(r) > n {
			return string(r[:n-1]) + "…"
		}
		return s
	})(v)
}

var iso = regexp.MustCompile(`^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d))?`)

// date writes a time as people read it, by the clock that it was written by.
func date(s string) string {
	m := iso.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	return strings.TrimSpace(m[4] + " " + m[3] + "/" + m[2] + "/" + m[1])
}
