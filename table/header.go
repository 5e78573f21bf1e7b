package table

import (
	"bytes"
	"slices"
	"strings"
	"time"
)

// headLines is how far into a file its header is looked for.
const headLines = 50

// shape is how the first lines of a file look when cut by one delimiter.
type shape struct {
	delimiter byte
	starts    []int // the line each row begins at
	rows      [][]string
	header    int // the row that names the columns; those before it are a title
}

// findShape takes the delimiter under which most rows are as wide as their
// header, and of those the one with the most columns.
func findShape(head []Line) shape {
	if d, ok := statedDelimiter(head[0].Text); ok && len(head) > 1 {
		s := shapeOf(head[1:], d)
		for i := range s.starts {
			s.starts[i]++
		}
		return s
	}
	best := shapeOf(head, ',')
	for _, d := range []byte(";\t|") {
		if s := shapeOf(head, d); s.better(&best) {
			best = s
		}
	}
	return best
}

// statedDelimiter reads the line sep=; that Excel understands.
func statedDelimiter(line []byte) (byte, bool) {
	text := strings.Trim(strings.ToLower(string(line)), "\" \r")
	if len(text) != 5 || !strings.HasPrefix(text, "sep=") {
		return 0, false
	}
	return text[4], true
}

func shapeOf(head []Line, delimiter byte) shape {
	s := shape{delimiter: delimiter}
	for i := 0; i < len(head); i++ {
		s.starts = append(s.starts, i)
		text, end := head[i].Text, i
		for open := inQuotes(text, delimiter, false); open && end+1 < len(head); open = inQuotes(head[end].Text, delimiter, true) {
			end++
			text = slices.Concat(text, []byte{'\n'}, head[end].Text)
		}
		if end > i && inQuotes(text, delimiter, false) { // never closed: a stray quote
			text, end = head[i].Text, i
		}
		s.rows, i = append(s.rows, splitCells(text, delimiter)), end
	}
	s.header = headerOf(s.rows)
	return s
}

func (s *shape) width() int { return len(s.rows[s.header]) }

func (s *shape) better(o *shape) bool {
	if (s.width() > 1) != (o.width() > 1) {
		return s.width() > 1
	}
	if a, b := s.regular(), o.regular(); a != b {
		return a > b
	}
	return s.width() > o.width()
}

// regular is the share of rows under the header that have its width and whole
// quotes.
func (s *shape) regular() float64 {
	all, good := 0, 0
	for _, row := range s.rows[s.header+1:] {
		if filled(row) == 0 {
			continue
		}
		all++
		if len(row) == s.width() && !slices.ContainsFunc(row, func(c string) bool { return strings.Count(c, `"`)%2 == 1 }) {
			good++
		}
	}
	if all == 0 {
		return 1
	}
	return float64(good) / float64(all)
}

// headerOf finds the row that names the columns: the first of words alone that
// is nearly as full as the fullest, else half as full. Titles, periods and
// comments above a table are shorter.
func headerOf(rows [][]string) int {
	most := 0
	for _, r := range rows {
		most = max(most, filled(r))
	}
	for _, part := range []float64{0.8, 0.51} {
		i := slices.IndexFunc(rows, func(r []string) bool {
			n := filled(r)
			comment := len(r) > 0 && strings.HasPrefix(r[0], "#") && n < most
			return float64(n) >= part*float64(most) && !comment && !slices.ContainsFunc(r, isValue)
		})
		if i >= 0 {
			return i
		}
	}
	return max(0, slices.IndexFunc(rows, func(r []string) bool { return filled(r) > 0 }))
}

func filled(row []string) (n int) {
	for _, cell := range row {
		if cell != "" {
			n++
		}
	}
	return n
}

// isValue tells data from the name of a column.
func isValue(cell string) bool {
	_, number := Number(cell)
	_, date := Time(cell, time.UTC, "")
	return number || date
}

// head returns the first lines, which Next will return again. The first is not
// empty.
func (l *Lines) head() ([]Line, error) {
	if _, err := l.Peek(); err != nil {
		return nil, err
	}
	var head []Line
	for len(head) < headLines {
		line, err := l.Next()
		if err != nil {
			break // said again when it is met
		}
		head = append(head, Line{line.Number, bytes.Clone(line.Text), line.Long})
	}
	l.again = append(slices.Clone(head), l.again...)
	return head, nil
}
