package route

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"regexp"

	"github.com/danielgtaylor/huma/v2"
)

// CSV is a file for a spreadsheet.
type CSV struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// AnswersCSV tells OpenAPI what the bytes of CSV are.
func AnswersCSV(op *huma.Operation, _ huma.Registry) {
	op.Responses = map[string]*huma.Response{"200": {Description: http.StatusText(http.StatusOK),
		Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
}

// Spreadsheet writes rows as CSV. It starts with the mark by which Excel knows
// UTF-8, and no text can be taken for a formula.
func Spreadsheet(name string, columns []string, rows func(write func(cells ...string))) CSV {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	_ = w.Write(columns) // into memory: cannot fail
	rows(func(cells ...string) { _ = w.Write(cells) })
	w.Flush()
	return CSV{ContentType: "text/csv; charset=utf-8", Disposition: `attachment; filename="` + name + `.csv"`, Body: b.Bytes()}
}

// formula is where a spreadsheet begins to read one: at a cell's beginning, and
// behind what parts cells or lines where a comma does not.
var formula = regexp.MustCompile(`(^|[;\t\r\n])([\s"\x{a0}\x{3000}]*)([=+\-@＝＋－＠])`)

// PlainCell keeps spreadsheets from running what a stranger wrote (OWASP, CSV
// injection), whatever the region's separator.
func PlainCell(s string) string {
	plain := formula.ReplaceAllString(s, "$1'$2$3")
	if plain != "" && (plain[0] == '\t' || plain[0] == '\r') {
		return "'" + plain
	}
	return plain
}
