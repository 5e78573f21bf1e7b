package rest

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cham/measure"
)

// csvOut is a file for a spreadsheet.
type csvOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// csvAnswer tells OpenAPI what the bytes of csvOut are.
func csvAnswer(op *huma.Operation) {
	op.Responses = map[string]*huma.Response{"200": {Description: http.StatusText(http.StatusOK),
		Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
}

// spreadsheet writes rows as CSV. It starts with the mark by which Excel knows
// UTF-8, and no text can be taken for a formula.
func spreadsheet(name string, columns []string, rows func(write func(cells ...string))) csvOut {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	_ = w.Write(columns) // into memory: cannot fail
	rows(func(cells ...string) { _ = w.Write(cells) })
	w.Flush()
	return csvOut{ContentType: "text/csv; charset=utf-8", Disposition: `attachment; filename="` + name + `.csv"`, Body: b.Bytes()}
}

// plainCell keeps spreadsheets from running what a stranger wrote (OWASP, CSV
// injection).
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// queryCSV answers a query's main table.
func (s *server) queryCSV(ctx context.Context, in *in[measure.Query]) (csvOut, error) {
	a, err := s.ask(ctx, in.Body)
	if err != nil {
		return csvOut{}, err
	}
	loc, err := s.zone(ctx)
	if err != nil {
		return csvOut{}, err
	}
	t := a.Sheet(true)
	return spreadsheet("cham-"+string(a.Question), t.Columns, func(write func(...string)) {
		for _, r := range t.Rows {
			cells := make([]string, len(r))
			for i, v := range r {
				cells[i] = cell(v, loc)
			}
			write(cells...)
		}
	}), nil
}

// cell writes a value of a table for a spreadsheet, times in the workspace's zone.
func cell(v any, loc *time.Location) string {
	switch v := v.(type) {
	case string:
		return plainCell(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.In(loc).Format("2006-01-02 15:04:05")
	}
	return fmt.Sprint(v)
}
