package table

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// headObjects is how many objects are looked at to know the columns; what only
// a later one has is a fault of its row.
const headObjects = 5000

// lineFields are members that hold the lines of an order, folded: each line is
// a row, beside what the order says of itself.
var lineFields = []string{"line items", "order line items", "order items", "items", "products", "order details", "invoice details",
	"order lines", "lines", "san pham", "chi tiet"}

// maxNested is how deep objects become columns a.b.c; what lies deeper stays JSON.
const maxNested = 8

// objects is a table of JSON objects: a column per member, a.b for those of an
// object inside.
type objects struct {
	items   *Items
	columns map[string]int
	again   []Row // the further rows of an object
	cells   [][]string
	extra   string // a member that no column is for
	head    bool   // the columns are being found
	names   []string
}

// Table reads the objects as rows, whose columns are those of the first objects.
func (i *Items) Table() (*Reader, error) {
	o := &objects{items: i, columns: map[string]int{}, head: true}
	head, err := i.Head(headObjects)
	if err != nil {
		return nil, err
	}
	r := &Reader{rows: o, form: Form{Delimiter: ","}}
	for _, line := range head {
		if o.object(line) == nil && len(r.Sample) < headLines {
			r.Sample = append(r.Sample, o.cells...)
		}
		if len(o.names) > MaxColumns {
			return nil, invalid(line.Number, "columns", "over %d columns", MaxColumns)
		}
	}
	if o.head = false; len(o.names) == 0 {
		return nil, invalid(1, "objects", "no list of objects, at the top or one level down")
	}
	r.Header = o.names
	return r, nil
}

func (o *objects) next() (Row, error) {
	if len(o.again) > 0 {
		row := o.again[0]
		o.again = o.again[1:]
		return row, nil
	}
	line, err := o.items.Next()
	if err != nil {
		return Row{Line: line.Number}, err
	}
	row := Row{Line: line.Number, Text: joinCells([]string{string(line.Text)})}
	switch {
	case line.Long:
		row.Fault = FaultLong
	case !utf8.Valid(line.Text):
		row.Fault = FaultNoText
	case o.object(line) != nil:
		row.Fault = FaultJSON
	default:
		return o.rows(line), nil
	}
	return row, nil
}

// rows makes rows of the object that was read: one, or one for each of its lines.
func (o *objects) rows(line Line) Row {
	for _, cells := range o.cells {
		row := Row{Line: line.Number, Text: joinCells(cells), Cells: cells}
		if o.extra != "" {
			row.Fault, row.Detail = FaultExtra, o.extra
		}
		o.again = append(o.again, row)
	}
	first := o.again[0]
	o.again = o.again[1:]
	return first
}

// object reads an object into cells.
func (o *objects) object(line Line) error {
	o.extra = ""
	own := make([]string, len(o.names))
	o.cells = nil
	d := jsontext.NewDecoder(bytes.NewReader(line.Text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if d.PeekKind() != '{' {
		return io.ErrUnexpectedEOF
	}
	if err := o.members(d, "", &own, 0); err != nil {
		return err
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return io.ErrUnexpectedEOF
	}
	if len(o.cells) == 0 {
		o.cells = [][]string{nil}
	}
	for i, of := range o.cells { // what the order says stands on each of its lines
		row := slices.Clone(own)
		for c, cell := range of {
			if cell != "" {
				put(&row, c, cell)
			}
		}
		o.cells[i] = row
	}
	return nil
}

// members reads an object's members into a row.
func (o *objects) members(d *jsontext.Decoder, prefix string, row *[]string, depth int) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != '}' {
		key, err := d.ReadToken()
		if err != nil {
			return err
		}
		name := prefix + key.String()
		switch kind := d.PeekKind(); {
		case kind == '{' && depth < maxNested:
			err = o.members(d, name+".", row, depth+1)
		case kind == '[':
			err = o.list(d, name, row, depth)
		default:
			err = o.cell(d, name, row)
		}
		if err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

// cell reads a value into its column.
func (o *objects) cell(d *jsontext.Decoder, name string, row *[]string) error {
	v, err := d.ReadValue()
	if err != nil {
		return err
	}
	o.put(row, name, scalar(v))
	return nil
}

// scalar is a value as a cell; an object that lies deep stays JSON.
func scalar(v jsontext.Value) string {
	switch v.Kind() {
	case 'n':
		return ""
	case '"':
		text, _ := jsontext.AppendUnquote(nil, v)
		return strings.TrimSpace(string(text))
	case '0':
		return plainDigits(string(v))
	}
	return string(v)
}

// list reads an array: the lines of an order become rows, plain values one cell.
func (o *objects) list(d *jsontext.Decoder, name string, row *[]string, depth int) error {
	v, err := d.ReadValue()
	if err != nil {
		return err
	}
	switch {
	case depth == 0 && len(o.cells) == 0 && isList(v) && slices.Contains(lineFields, Fold(name)):
		return o.lines(v, name)
	case isList(v):
		o.put(row, name, string(v))
		return nil
	}
	var all []string
	inner := jsontext.NewDecoder(bytes.NewReader(v), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for _, err = inner.ReadToken(); err == nil && inner.PeekKind() != ']'; {
		var item jsontext.Value
		if item, err = inner.ReadValue(); err == nil {
			all = append(all, scalar(item))
		}
	}
	o.put(row, name, strings.Join(all, ", "))
	return err
}

// lines reads the lines of an order, each a row of its own.
func (o *objects) lines(v jsontext.Value, name string) error {
	d := jsontext.NewDecoder(bytes.NewReader(v), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	_, err := d.ReadToken()
	for err == nil && d.PeekKind() != ']' {
		var line []string
		if d.PeekKind() == '{' {
			err = o.members(d, name+".", &line, 1)
		} else {
			err = o.cell(d, name, &line)
		}
		o.cells = append(o.cells, line)
	}
	return err
}

// put writes a cell into its column, which the head of the file may make.
func (o *objects) put(row *[]string, name, cell string) {
	c, ok := o.columns[name]
	switch {
	case !ok && o.head && len(o.names) <= MaxColumns:
		c = len(o.names)
		o.columns[name], o.names = c, append(o.names, name)
	case !ok && cell != "":
		o.extra = name
		return
	case !ok:
		return
	}
	put(row, c, cell)
}

func put(row *[]string, c int, cell string) {
	for len(*row) <= c {
		*row = append(*row, "")
	}
	(*row)[c] = cell
}
