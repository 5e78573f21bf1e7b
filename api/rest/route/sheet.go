package route

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cham/table"
)

// File is a file for a spreadsheet.
type File struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// AnswersCSV describes the bytes of a CSV file in OpenAPI.
func AnswersCSV(op *huma.Operation, _ huma.Registry) {
	op.Responses = map[string]*huma.Response{"200": {Description: http.StatusText(http.StatusOK),
		Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
}

// Table is what a file for a spreadsheet holds. Cells are nil, string, bool,
// int, float64, or time.Time in the zone it is shown in.
type Table struct {
	Name    string // of the file, without its ending
	Columns []string
	Rows    func(write func(cells ...any))
}

// Separator is how a CSV file is to be written.
type Separator struct {
	Separator string `query:"separator" enum:"comma,semicolon" doc:"semicolon: as Excel reads it where a comma is the decimal sign (1,5)"`
}

func (s Separator) sign() rune {
	if s.Separator == "semicolon" {
		return ';'
	}
	return ','
}

// CSVBy is CSV as it was asked for.
func (t Table) CSVBy(s Separator) File { return t.CSV(s.sign()) }

// CSV is the table as text, its cells separated by a sign; where that is a
// semicolon, the comma is the decimal sign. It starts with the mark by which
// Excel knows UTF-8, and no cell can be taken for a formula.
func (t Table) CSV(separator rune) File {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma = separator
	write := func(cells []string) {
		for i, c := range cells {
			cells[i] = table.EscapeFormula(c)
		}
		_ = w.Write(cells) // into memory: cannot fail
	}
	write(slices.Clone(t.Columns))
	t.Rows(func(cells ...any) {
		plain := make([]string, len(cells))
		for i, c := range cells {
			plain[i] = text(c)
			if _, number := c.(float64); number && separator == ';' {
				plain[i] = strings.Replace(plain[i], ".", ",", 1)
			}
		}
		write(plain)
	})
	w.Flush()
	return File{ContentType: "text/csv; charset=utf-8", Disposition: `attachment; filename="` + t.Name + `.csv"`, Body: b.Bytes()}
}

// text writes a value of a table.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Format("2006-01-02 15:04:05")
	}
	return fmt.Sprint(v)
}
