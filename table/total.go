package table

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// totalWords begin the line below a table that sums it up, folded.
var totalWords = []string{"tong", "tong cong", "tong so", "cong", "grand total", "total", "totals", "sum", "subtotal"}

// IsTotal tells a line of totals by a cell that says so.
func IsTotal(cells []string) bool {
	return slices.ContainsFunc(cells, func(cell string) bool {
		if len(cell) < 2 || len(cell) > 40 || strings.IndexByte("tTcCgGsS", cell[0]) < 0 ||
			cell[1] < utf8.RuneSelf && strings.IndexByte("oOrRuU", cell[1]) < 0 { // most cells end here
			return false
		}
		before, _, _ := strings.Cut(cell, ":")
		folded := Fold(before)
		return slices.Contains(totalWords, folded) || strings.HasPrefix(folded, "total of ") || strings.HasPrefix(folded, "tong so ")
	})
}
