package table

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Writer writes a table row by row, in constant memory. Cells are nil, string,
// bool, int, int64, float64, or time.Time in the zone it is shown in; the zero
// time is nothing. Close ends the table, and not what it is written to.
type Writer interface {
	Write(cells ...any) error
	Close() error
}

// csvWriter writes CSV.
type csvWriter struct {
	out       *bufio.Writer
	csv       *csv.Writer
	separator rune
	plain     []string
}

// NewCSV writes the headings and then rows as text, their cells separated by a
// sign; where that is a semicolon, the comma is the decimal sign. It starts with
// the mark by which Excel knows UTF-8, and no cell can be taken for a formula.
func NewCSV(w io.Writer, columns []string, separator rune) (Writer, error) {
	c := &csvWriter{out: bufio.NewWriterSize(w, 64<<10), separator: separator}
	if _, err := c.out.WriteString("\ufeff"); err != nil {
		return nil, err
	}
	c.csv = csv.NewWriter(c.out)
	c.csv.Comma = separator
	head := slices.Clone(columns)
	for i := range head {
		head[i] = EscapeFormula(head[i])
	}
	return c, c.csv.Write(head)
}

func (c *csvWriter) Write(cells ...any) error {
	c.plain = c.plain[:0]
	for _, v := range cells {
		text := text(v)
		if _, number := v.(float64); number && c.separator == ';' {
			text = strings.Replace(text, ".", ",", 1)
		}
		c.plain = append(c.plain, EscapeFormula(text))
	}
	return c.csv.Write(c.plain)
}

func (c *csvWriter) Close() error {
	if c.csv.Flush(); c.csv.Error() != nil {
		return c.csv.Error()
	}
	return c.out.Flush()
}

// text writes a value as it reads.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Format(time.DateTime)
	}
	return fmt.Sprint(v)
}
