package route

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// CSV is a file for a spreadsheet.
type CSV struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// AnswersCSV describes the bytes of CSV in OpenAPI.
func AnswersCSV(op *huma.Operation, _ huma.Registry) {
	op.Responses = map[string]*huma.Response{"200": {Description: http.StatusText(http.StatusOK),
		Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
}

// Spreadsheet writes rows as CSV. It starts with the mark by which Excel knows
// UTF-8, and no cell can be taken for a formula.
func Spreadsheet(name string, columns []string, rows func(write func(cells ...string))) CSV {
	return Separated(',', name, columns, rows)
}

// Separated is a Spreadsheet whose cells are separated by another sign.
func Separated(by rune, name string, columns []string, rows func(write func(cells ...string))) CSV {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma = by
	write := func(cells ...string) {
		plain := make([]string, len(cells))
		for i, c := range cells {
			plain[i] = escapeFormula(c)
		}
		_ = w.Write(plain) // into memory: cannot fail
	}
	write(columns...)
	rows(write)
	w.Flush()
	return CSV{ContentType: "text/csv; charset=utf-8", Disposition: `attachment; filename="` + name + `.csv"`, Body: b.Bytes()}
}

// What spreadsheets run (OWASP, CSV injection): a text that begins with one of
// these signs, also full-width, small, or after blanks and quotes. Where lists are
// separated by semicolons or tabs, a new cell begins inside the text too.
var (
	formula = regexp.MustCompile(`(^|[;\t\r\n])([\p{Z}\p{Cf}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}"]*[=+\-@＝＋－＠﹦﹢﹣﹫])`)
	number  = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)
)

// escapeFormula puts an apostrophe, which says "text" to a spreadsheet, before what
// would be run. Numbers stay as they are.
func escapeFormula(s string) string {
	if number.MatchString(s) {
		return s
	}
	plain := formula.ReplaceAllString(s, "$1'$2")
	if plain != "" && strings.ContainsRune("\t\r\n", rune(plain[0])) {
		return "'" + plain
	}
	return plain
}
