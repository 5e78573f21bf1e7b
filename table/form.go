package table

import "bytes"

// Form is how the rows of a table are written: what they can be put under again.
type Form struct {
	Header    []string `json:"header"`
	Delimiter string   `json:"delimiter"`
}

// Form is that of the table being read.
func (r *Reader) Form() Form { return Form{r.Header, r.form.Delimiter} }

// Rows cuts the text of rows into their cells, those of a broken row as well as
// it can.
func (f Form) Rows(text string) (rows [][]string) {
	l, err := NewLines(bytes.NewReader([]byte(text)))
	for err == nil && f.Delimiter != "" {
		var rec Line
		if rec, _, err = l.record(f.Delimiter[0]); err == nil {
			rows = append(rows, splitCells(rec.Text, f.Delimiter[0]))
		}
	}
	return rows
}
