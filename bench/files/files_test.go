package files

import (
	"testing"
)

// A small file comes in whole, its progress is told, and a second time adds nothing.
func TestRun(t *testing.T) {
	all, err := Run(t.Context(), Options{CSVRows: 5000, XLSXRows: 3000, Dir: t.TempDir(), Say: func(string) {}})
	if err != nil || len(all) != 2 {
		t.Fatal(err)
	}
	for _, f := range all {
		if f.First.Accepted != f.Rows || f.First.Steps < 2 || f.Again.Accepted != 0 || f.Again.Duplicates != f.Rows || f.Touches != f.Rows ||
			f.Customers < f.Rows/10 || f.First.CPUSeconds <= 0 || f.First.PeakMB <= 0 {
			t.Errorf("%+v", f)
		}
	}
}
