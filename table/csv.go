package table

import (
	"bytes"
	"strings"
)

// record returns the next record that is not empty, as text, possibly over
// several lines. When a quote is not closed within MaxRow, the record is only
// the first of the lines, open, and reading goes on behind it: one stray quote
// costs one row.
func (l *Lines) record(delimiter byte) (rec Line, open bool, err error) {
	for len(bytes.TrimSpace(rec.Text)) == 0 {
		if rec, err = l.Next(); err != nil {
			return rec, false, err
		}
	}
	first, size := rec, len(rec.Text)
	var tail []Line
	for open = inQuotes(rec.Text, delimiter, false); open; {
		more, err := l.Next()
		if err == nil {
			tail = append(tail, more)
			size += 1 + len(more.Text)
		}
		if err != nil || size > MaxRow || rec.Long {
			l.again = append(tail, l.again...)
			return first, true, nil
		}
		open = inQuotes(more.Text, delimiter, true)
	}
	for _, more := range tail {
		rec.Text = append(append(rec.Text, '\n'), more.Text...)
	}
	return rec, false, nil
}

// inQuotes tells whether a quoted cell is open after a line, given whether one
// was open before it. Quotes inside a bare cell mean nothing.
func inQuotes(text []byte, delimiter byte, open bool) bool {
	start := !open // at the start of a cell
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case open && c == '"' && i+1 < len(text) && text[i+1] == '"':
			i++
		case open && c == '"':
			open = false
		case !open && c == '"' && start:
			open = true
		}
		start = !open && (c == delimiter || start && c == ' ')
	}
	return open
}

// splitCells cuts a record into trimmed cells.
func splitCells(text []byte, delimiter byte) []string {
	var cells []string
	for {
		var cell []byte
		quoted := bytes.TrimLeft(text, " ")
		if len(quoted) > 0 && quoted[0] == '"' {
			cell, text = quotedCell(quoted[1:])
		}
		i := bytes.IndexByte(text, delimiter)
		if i < 0 {
			return append(cells, strings.TrimSpace(string(append(cell, text...))))
		}
		cells = append(cells, strings.TrimSpace(string(append(cell, text[:i]...))))
		if text = text[i+1:]; len(cells) > MaxColumns {
			return cells
		}
	}
}

// quotedCell reads a cell up to its closing quote; "" inside stands for ".
func quotedCell(text []byte) (cell, rest []byte) {
	for {
		i := bytes.IndexByte(text, '"')
		if i < 0 {
			return append(cell, text...), nil
		}
		cell = append(cell, text[:i]...)
		if text = text[i+1:]; len(text) == 0 || text[0] != '"' {
			return cell, text
		}
		cell, text = append(cell, '"'), text[1:]
	}
}
