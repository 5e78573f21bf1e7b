package capture

import (
	"slices"
	"strconv"

	"cham/table"
)

// RejectReason is a reason for which rows of an import were refused: how many, and the first lines.
type RejectReason struct {
	Reason string
	Count  int
	Lines  []int
}

// rejectColumns say in a file of refused rows where each stood and why it was
// refused, folded, in the words of locale/ under "sources.import.rejectColumn".
// The file is mended and imported again as it is.
const rejectColumns = "rejected line, reason of rejection, dong bi tu choi, ly do bi tu choi"

func isRejectColumn(name string) bool { return listed(rejectColumns, table.Fold(name)) }

// FormOf is a table's form without what a file of refused rows has before it.
func FormOf(f table.Form) table.Form {
	f.Header = slices.DeleteFunc(slices.Clone(f.Header), isRejectColumn)
	return f
}

// RejectedRows are the rows of a refused call as its file had them, each with
// its line and why before it. An order refused for one of its rows has them all.
func RejectedRows(f table.Form, r Refused, why string) (rows [][]string) {
	for i, cells := range f.Rows(r.Sample) {
		row := []string{strconv.Itoa(r.Line), why}
		if i > 0 {
			row[0] = ""
		}
		for k, c := range cells {
			if k >= len(f.Header) || !isRejectColumn(f.Header[k]) {
				row = append(row, c)
			}
		}
		rows = append(rows, row)
	}
	return rows
}
