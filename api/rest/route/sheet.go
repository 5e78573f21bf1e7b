package route

import (
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cham/table"
)

// File is a file that is written while it is sent.
type File struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        func(huma.Context)
}

// The media types of files.
const (
	csvType      = "text/csv; charset=utf-8"
	workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	parquetType  = "application/vnd.apache.parquet"
)

// AnswersCSV describes the bytes of a CSV file in OpenAPI.
func AnswersCSV(op *huma.Operation, _ huma.Registry) { answers(op, "text/csv", "") }

// AnswersWorkbook describes the bytes of an XLSX file in OpenAPI.
func AnswersWorkbook(op *huma.Operation, _ huma.Registry) { answers(op, workbookType, "binary") }

// AnswersParquet describes the bytes of a Parquet file in OpenAPI.
func AnswersParquet(op *huma.Operation, _ huma.Registry) { answers(op, parquetType, "binary") }

func answers(op *huma.Operation, media, format string) {
	op.Responses = map[string]*huma.Response{"200": {Description: http.StatusText(http.StatusOK),
		Content: map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: huma.TypeString, Format: format}}}}}
}

// Table is what a file for a spreadsheet holds, row by row as it is sent. Cells
// are those of table.Writer. An error of Rows breaks the answer off; so does
// that of write, which says that the reader is gone.
type Table struct {
	Name    string // of the file, without its ending
	Columns []string
	Rows    func(write func(cells ...any) error) error
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

// CSV is the table as text, its cells separated by a sign.
func (t Table) CSV(separator rune) File {
	return t.file(csvType, ".csv", func(w io.Writer) (table.Writer, error) { return table.NewCSV(w, t.Columns, separator) })
}

// Workbook is the table as an XLSX file.
func (t Table) Workbook() File {
	return t.file(workbookType, ".xlsx", func(w io.Writer) (table.Writer, error) { return table.NewXLSX(w, t.Columns) })
}

// Parquet is the table as a Parquet file.
func (t Table) Parquet() File {
	return t.file(parquetType, ".parquet", func(w io.Writer) (table.Writer, error) { return table.NewParquet(w, t.Columns) })
}

func (t Table) file(media, ending string, open func(io.Writer) (table.Writer, error)) File {
	return File{ContentType: media, Disposition: `attachment; filename="` + t.Name + ending + `"`, Body: func(ctx huma.Context) {
		w, err := open(ctx.BodyWriter())
		if err == nil {
			err = t.Rows(w.Write)
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			NoteCause(ctx, err)
			panic(http.ErrAbortHandler) // what was sent is no whole file, and the reader must see that
		}
	}}
}

// Bytes is a file that is whole already.
func Bytes(media, disposition string, body []byte) File {
	return File{ContentType: media, Disposition: disposition, Body: func(ctx huma.Context) {
		_, _ = ctx.BodyWriter().Write(body) // who asked is gone
	}}
}

// InZone shows the times of a row in a zone.
func InZone(loc *time.Location, cells []any) []any {
	for i, v := range cells {
		if at, ok := v.(time.Time); ok && !at.IsZero() {
			cells[i] = at.In(loc)
		}
	}
	return cells
}
