package table

import (
	"bytes"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

var writers = map[string]func(io.Writer, []string) (Writer, error){KindXLSX: NewXLSX, KindParquet: NewParquet,
	KindCSV: func(w io.Writer, columns []string) (Writer, error) { return NewCSV(w, columns, ',') }}

// What is written is read again as it was, and no spreadsheet runs any of it.
func TestWriters(t *testing.T) {
	saigon := time.FixedZone("", 7*3600)
	at := time.Date(2026, 3, 1, 14, 5, 9, 0, saigon)
	for kind, open := range writers {
		var out bytes.Buffer
		w, err := open(&out, []string{"Tên", "SĐT", "Lúc", "Tiền", "Số", "Có", "=x"})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2500 {
			row := []any{"=HYPERLINK(1)", "+84912345678", at, 12.5, i, i%2 == 0, nil}
			if i == 1 {
				row = []any{"<&>\"'\r\n\x01", "0912 345", time.Time{}, nil, 1, false, "@x"}
			}
			if err := w.Write(row...); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r, rows, err := rowsOf(t, out.String(), "x."+kind)
		if err != nil || len(rows) != 2500 || len(r.Header) != 7 || r.Header[2] != "Lúc" {
			t.Fatalf("%s: %v, %d rows under %q", kind, err, len(rows), r.Header)
		}
		want := map[string][]string{
			KindCSV:     {"'=HYPERLINK(1)", "+84912345678", "2026-03-01 14:05:09", "12.5", "2499", "false", ""},
			KindXLSX:    {"=HYPERLINK(1)", "+84912345678", "2026-03-01 14:05:09", "12.5", "2499", "FALSE"},
			KindParquet: {"=HYPERLINK(1)", "+84912345678", "2026-03-01T07:05:09Z", "12.5", "2499", "false", ""}}[kind]
		if got := rows[2499].Cells; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
		if got := rows[1].Cells; got[1] != "0912 345" || got[2] != "" || got[3] != "" || !strings.HasPrefix(got[0], "<&>\"'") {
			t.Errorf("%s: %q", kind, got)
		}
	}
}

// excelize, and so Excel, reads a workbook as it was meant: bold headings, numbers, times, text.
func TestWorkbookForExcel(t *testing.T) {
	var out bytes.Buffer
	w, err := NewXLSX(&out, []string{"a", "b"})
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("ờ", longestCell+5)
	rows := [][]any{{"=1+1", 450000.25}, {time.Date(2026, 3, 1, 14, 5, 0, 0, time.UTC), "\x00\ufffe"}, {math.Inf(1), long}, {true, int64(7)}}
	for _, r := range rows {
		if err := w.Write(r...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.GetRows("Sheet1")
	want := [][]string{{"a", "b"}, {"=1+1", "450000.25"}, {"2026-03-01 14:05", "��"}, {"", strings.Repeat("ờ", longestCell)}, {"TRUE", "7"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v: %.200q", err, got)
	}
	formula, err1 := f.GetCellFormula("Sheet1", "A2")
	style, err2 := f.GetCellStyle("Sheet1", "A1")
	bold, err3 := f.GetStyle(style)
	kind, err4 := f.GetCellType("Sheet1", "B2")
	if formula != "" || !bold.Font.Bold || kind != excelize.CellTypeNumber || err1 != nil || err2 != nil || err3 != nil || err4 != nil {
		t.Errorf("%q %v %v", formula, bold.Font, kind)
	}
}
