package route

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// Numbers and times are such in a workbook, text is never a formula, and what a
// cell cannot hold does not break the file.
func TestWorkbook(t *testing.T) {
	saigon := time.FixedZone("", 7*3600)
	at := time.Date(2026, 11, 29, 20, 30, 0, 0, time.UTC).In(saigon)
	file, err := Table{"x", []string{"Tên", "Tiền"}, func(write func(...any)) {
		write("=1+1", 1234567.5, at, 12, true)
		write(nil, math.Inf(1), time.Time{}, strings.Repeat("ờ", 40_000), "+84912")
	}}.Workbook()
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(file.Body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, want := range map[string]string{"A1": "Tên", "A2": "=1+1", "B2": "1234567.5", "C2": "2026-11-30 03:30", "D2": "12", "E2": "TRUE",
		"A3": "", "B3": "", "C3": "", "E3": "+84912"} {
		if got, err := f.GetCellValue("Sheet1", cell); got != want || err != nil {
			t.Errorf("%s: %q %v, want %q", cell, got, err, want)
		}
		if formula, _ := f.GetCellFormula("Sheet1", cell); formula != "" {
			t.Errorf("%s is a formula: %s", cell, formula)
		}
	}
	for cell, want := range map[string]excelize.CellType{"A2": excelize.CellTypeInlineString, "B2": excelize.CellTypeUnset} {
		if got, _ := f.GetCellType("Sheet1", cell); got != want {
			t.Errorf("%s is of type %v", cell, got)
		}
	}
}
