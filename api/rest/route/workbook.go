package route

import (
	"bytes"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/xuri/excelize/v2"

	"cham"
)

// workbookType is the media type of XLSX.
const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// AnswersWorkbook describes the bytes of an XLSX file in OpenAPI.
func AnswersWorkbook(op *huma.Operation, _ huma.Registry) {
	op.Responses = map[string]*huma.Response{"200": {Description: http.StatusText(http.StatusOK),
		Content: map[string]*huma.MediaType{workbookType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
}

// Workbook is the table as an XLSX file, its headings bold and in sight. Numbers
// and times are such, whatever the reader's region; text is never a formula.
func (t Table) Workbook() (File, error) {
	f := excelize.NewFile()
	defer f.Close()
	var body bytes.Buffer
	if err := errors.Join(t.fill(f), f.Write(&body)); err != nil {
		return File{}, cham.Wrap(cham.CodeInternal, "route.Workbook", err)
	}
	return File{ContentType: workbookType, Disposition: `attachment; filename="` + t.Name + `.xlsx"`, Body: body.Bytes()}, nil
}

func (t Table) fill(f *excelize.File) error {
	bold, err1 := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	format := "yyyy-mm-dd hh:mm"
	instant, err2 := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	out, err3 := f.NewStreamWriter("Sheet1")
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	line := 0
	row := func(cells []any, opts ...excelize.RowOpts) {
		if line++; err == nil {
			err = out.SetRow("A"+strconv.Itoa(line), cells, opts...)
		}
	}
	head := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c
	}
	row(head, excelize.RowOpts{StyleID: bold})
	t.Rows(func(cells ...any) {
		for i, c := range cells {
			cells[i] = workbookCell(c, instant)
		}
		row(cells)
	})
	return errors.Join(err, out.Flush())
}

// workbookCell is a value as a cell can hold it: a time by the clock on the
// wall, no number that is infinite, and no text too long.
func workbookCell(v any, instant int) any {
	switch v := v.(type) {
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return nil
		}
	case time.Time:
		if v.IsZero() {
			return nil
		}
		_, offset := v.Zone()
		return excelize.Cell{StyleID: instant, Value: v.Add(time.Duration(offset) * time.Second).UTC()}
	case string:
		if r := []rune(v); len(r) > excelize.TotalCellChars {
			return string(r[:excelize.TotalCellChars])
		}
	}
	return v
}
