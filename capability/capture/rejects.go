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
// The file is mended and imported again as it is; "rejected" is what earlier files say.
const rejectColumns = "refused line, reason of refusal, dong bi tu choi, ly do bi tu choi, rejected line, reason of rejection"

func isRejectColumn(name string) bool { return listed(rejectColumns, table.Fold(name)) }

// isRejects tells a file of refused rows by its two columns: its headings and
// cells are escaped for spreadsheets, as every table that leaves the program.
func isRejects(header []string) bool {
	return len(header)-len(FormOf(table.Form{Header: header}).Header) >= 2
}

// plainCells takes in place from headings or cells what kept them from being run.
func plainCells(cells []string) {
	for i := range cells {
		cells[i] = table.UnescapeFormula(cells[i])
	}
}

// FormOf is a table's form without what a file of refused rows has before it.
func FormOf(f table.Form) table.Form {
	f.Header = slices.DeleteFunc(slices.Clone(f.Header), isRejectColumn)
	return f
}

// RejectedRows are the rows of a refused call as its file had them, each with
// its line and why before it. An order refused for one of its rows has them all.
func RejectedRows(f table.Form, r Refused, why string) (rows [][]string) {
	again := isRejects(f.Header)
	for i, cells := range f.Rows(r.Sample) {
		if again {
			plainCells(cells)
		}
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
