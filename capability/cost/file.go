package cost

import (
	"io"
	"strings"
	"time"

	"cham"
	"cham/table"
)

var columns = [6]string{"day", "channel", "source", "medium", "campaign", "amount"}

// mostLines bounds a file, which may be packed very small.
const mostLines = 1_000_000

// Read reads a CSV file of costs: a header that names the columns day and
// amount, and as wanted channel, source, medium and campaign, in any order.
// Days may be written 2026-03-01 or 01/03/2026, amounts as in table.Number.
// Bad lines are listed and the others taken; an error (CodeInvalid) means that
// the file as a whole cannot be read.
func Read(r io.Reader, loc *time.Location) (costs []cham.Cost, rejects []CostReject, err error) {
	rows, column, err := openFile(r)
	if err != nil {
		return nil, nil, badFile()
	}
	b := batch{loc: loc, place: map[cham.Cost]int{}}
	for {
		row, err := rows.Next()
		if err == io.EOF {
			return b.costs, b.rejects, nil
		} else if err != nil {
			return nil, nil, err
		}
		if row.Line > mostLines {
			return nil, nil, cham.Errorf(cham.CodeInvalid, "cost.Read", "over %d lines; split the file", mostLines)
		}
		b.row(row, column)
	}
}

func openFile(r io.Reader) (rows *table.Reader, column [6]int, err error) {
	lines, err := table.NewLines(r)
	if err != nil {
		return nil, column, err
	}
	if rows, err = table.NewReader(lines); err != nil {
		return nil, column, err
	}
	for i, name := range columns {
		column[i] = rows.Column(name)
	}
	if column[0] < 0 || column[5] < 0 {
		return nil, column, badFile()
	}
	return rows, column, nil
}

func badFile() error {
	e := cham.Errorf(cham.CodeInvalid, "cost.Read", "the first line must name the columns %s", strings.Join(columns[:], ","))
	e.Field, e.Key = "line 1", "error.costs"
	return e
}

// row takes a line in.
func (b *batch) row(row table.Row, column [6]int) {
	switch row.Fault {
	case "":
	case table.FaultNoText:
		b.reject(row.Line, "text", "")
		return
	default:
		b.reject(row.Line, "columns", "")
		return
	}
	var text [6]string
	for i, c := range column {
		if c >= len(row.Cells) {
			b.reject(row.Line, "columns", columns[i])
			return
		}
		if c >= 0 {
			text[i] = row.Cells[c]
		}
	}
	amount, ok := table.Number(text[5])
	if !ok {
		b.reject(row.Line, "amount", strings.ToValidUTF8(text[5][:min(len(text[5]), 40)], ""))
		return
	}
	if day, ok := table.Time(text[0], b.loc, ""); ok {
		text[0] = day.In(b.loc).Format(time.DateOnly)
	}
	b.add(row.Line, CostRow{text[0], text[1], text[2], text[3], text[4], amount})
}
