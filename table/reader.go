// Package table reads rows out of the files that people and their programs
// save: CSV, workbooks, JSON and Parquet, and in a cell the numbers and times
// that are written there. What columns mean is for others.
package table

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cham"
)

// MaxColumns bounds the columns of a table.
const MaxColumns = 500

// Reader reads the rows of a table one by one, whatever its size.
type Reader struct {
	// Header is the names of the columns as they are written, trimmed.
	Header []string
	// Above is what stands over the header: titles, periods, comments.
	Above [][]string
	// Sample is the cells of the first rows, to judge columns by.
	Sample [][]string

	// Sheets are the names of a workbook's sheets that can be read, and Sheet is
	// the one that is.
	Sheets []string
	Sheet  string

	rows   rows
	form   Form                           // its header is Header
	serial func(string) (time.Time, bool) // of a workbook: the days it counts
}

// rows is what a table is read from, whatever the kind of its file.
type rows interface {
	// next returns the next row that is not empty; its errors are those of Reader.Next.
	next() (Row, error)
}

// csvRows are the rows of text.
type csvRows struct {
	lines     *Lines
	delimiter byte
}

// Row is one row of a table.
type Row struct {
	Line  int    // where it begins
	Text  []byte // as it is written, without its end; as CSV where the file is no text
	Cells []string
	Fault Fault // why it is no row; Cells are then nil, but those too many
	// Detail is what the fault is about, where that can be named.
	Detail string
}

// Fault is why a row cannot be read.
type Fault string

// The faults of a row.
const (
	FaultLong   Fault = "long"   // over MaxRow bytes
	FaultQuote  Fault = "quote"  // a quote is never closed
	FaultNoText Fault = "notext" // not UTF-8
	FaultExtra  Fault = "extra"  // more cells than columns, and not empty
	// Of files that are no lines of cells:
	FaultJSON    Fault = "json"    // no object of JSON
	FaultFormula Fault = "formula" // a formula whose value the file does not have
)

// NewReader reads the header, and passes over what stands before it: empty
// lines, titles, comments and sep=; as Excel writes it. The delimiter is comma,
// semicolon, tab or bar, or the one sep= names. The error is CodeInvalid and
// names the line.
func NewReader(l *Lines) (*Reader, error) {
	head, err := l.head()
	if err != nil {
		return nil, err
	}
	s := findShape(head)
	for range s.starts[s.header] {
		if _, err := l.Next(); err != nil {
			return nil, err
		}
	}
	r := &Reader{rows: &csvRows{l, s.delimiter}, form: Form{Delimiter: string(s.delimiter)}, Above: s.rows[:s.header],
		Sample: s.rows[s.header+1:]}
	header, open, err := l.record(s.delimiter)
	if err != nil || open || header.Long || !utf8.Valid(header.Text) {
		return nil, invalid(header.Number, "header", "this is no header of a CSV file in UTF-8; save the table as CSV UTF-8")
	}
	if r.Header = splitCells(header.Text, s.delimiter); len(r.Header) > MaxColumns {
		return nil, invalid(header.Number, "columns", "over %d columns", MaxColumns)
	}
	if _, err := l.peek(); err == io.EOF {
		return nil, invalid(header.Number, "rows", "the file has headings and no row under them")
	}
	return r, nil
}

// Column finds a column by its name, in small letters or capitals; −1 when
// there is none.
func (r *Reader) Column(name string) int {
	return slices.IndexFunc(r.Header, func(s string) bool { return strings.EqualFold(s, name) })
}

// Next returns the next row that is not empty. A row that cannot be read comes
// with its Fault, and reading goes on behind it. The error is io.EOF at the
// end, and otherwise CodeInvalid: the rest of the file cannot be read.
func (r *Reader) Next() (Row, error) {
	row, err := r.rows.next()
	if err != nil || row.Fault != "" {
		return row, err
	}
	if n := len(r.Header); len(row.Cells) > n && strings.Join(row.Cells[n:], "") != "" {
		row.Fault = FaultExtra
	}
	return row, nil
}

// Time reads an instant as the function Time does, and in a workbook also a
// number of days, as a date looks that was never given the form of one.
func (r *Reader) Time(cell string, loc *time.Location, order string) (time.Time, bool) {
	t, ok := Time(cell, loc, order)
	if !ok && r.serial != nil {
		if t, ok = r.serial(cell); ok {
			return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), loc), true
		}
	}
	return t, ok
}

func (c *csvRows) next() (Row, error) {
	rec, open, err := c.lines.record(c.delimiter)
	if err != nil {
		return Row{Line: rec.Number}, err
	}
	row := Row{Line: rec.Number, Text: rec.Text}
	switch {
	case rec.Long:
		row.Fault = FaultLong
	case open:
		row.Fault = FaultQuote
	case !utf8.Valid(rec.Text):
		row.Fault = FaultNoText
	default:
		row.Cells = splitCells(rec.Text, c.delimiter)
	}
	return row, nil
}

// invalid names a line that keeps a file from being read; key is the sentence
// for it in locale/, under "error.file".
func invalid(line int, key, hint string, args ...any) error {
	e := cham.Errorf(cham.CodeInvalid, "table.Read", hint, args...)
	e.Field, e.Key, e.Args = "line "+strconv.Itoa(line), "error.file."+key, map[string]any{"line": line}
	return e
}
