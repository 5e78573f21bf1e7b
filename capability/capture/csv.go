package capture

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"
	"time"

	"cham/table"
)

// csvReader turns rows into calls.
type csvReader struct {
	*table.Reader
	zone   *time.Location
	fields []boundField
	byName []int                  // columns in the order of their names, for row ids
	money  map[string]table.Money // by column
	status string                 // the field that decides what happened; "" when none does
	isCase bool                   // userId is a case, whose ids stand for themselves
	isCall bool                   // a row names both sides of a call
	ours   map[string]bool        // numbers of the business itself, of calls
	orders *orders                // nil when no column numbers orders

	rejects bool // rows that were refused before, escaped for a spreadsheet

	keep     int // how many rows are kept in head, for a preview
	head     [][]string
	statuses map[string]int // how often each was met
	seen     []columnSeen   // of a preview
}

// boundField is a field of the mapping and the column it is read from.
type boundField struct {
	field  string
	column int
}

// openCSV reads the header and binds the mapping to its columns.
func (f *FileReader) openCSV(rows func(sheet string) (*table.Reader, error), mapping *Mapping) error {
	sheet := ""
	if mapping != nil {
		sheet = mapping.Sheet
	}
	r, err := rows(sheet)
	if err != nil {
		return err
	}
	c := &csvReader{Reader: r, statuses: map[string]int{}}
	if c.rejects = isRejects(r.Header); c.rejects {
		plainCells(r.Header)
		for _, row := range r.Sample {
			plainCells(row)
		}
	}
	f.csv, f.Columns = c, uniqueNames(r.Header)
	c.byName = make([]int, len(f.Columns))
	for i := range c.byName {
		c.byName[i] = i
	}
	c.byName = slices.DeleteFunc(c.byName, func(i int) bool { return isRejectColumn(f.Columns[i]) })
	slices.SortFunc(c.byName, func(a, b int) int { return strings.Compare(f.Columns[a], f.Columns[b]) })
	if mapping == nil || sheet != "" && len(mapping.Columns) == 0 { // another sheet is chosen before its columns are seen
		guess := GuessMapping(f.Columns, r.Sample)
		if mapping != nil {
			guess.Sheet, guess.TimeZone = sheet, mapping.TimeZone
		}
		mapping = &guess
	}
	f.Mapping = *mapping
	c.status = mapping.statusField()
	c.money = moneyOf(mapping, f.Columns, r.Sample)
	c.isCase = mapping.Columns["userId"] != "" && !namesCustomer(mapping.Columns["userId"])
	if c.isCall = mapping.Columns["callee"] != ""; c.isCall {
		c.ours = ownNumbers(mapping, f.Columns, r.Sample)
	}
	if mapping.Columns["order"] != "" {
		c.orders = &orders{last: map[string]*rowBuilder{}, sold: map[uint64]bool{}, seed: maphash.MakeSeed(),
			lines: c.lineMoney(mapping, f.Columns)}
	}
	return c.bind(mapping, f.Columns)
}

// uniqueNames names nameless columns and tells equal names apart.
func uniqueNames(names []string) []string {
	seen := map[string]int{}
	for i, n := range names {
		if n = clean(n, maxName); n == "" {
			n = "column " + strconv.Itoa(i+1)
		}
		if seen[n]++; seen[n] > 1 {
			n += " (" + strconv.Itoa(seen[n]) + ")"
		}
		names[i] = n
	}
	return names
}

// nextRow reads the next row, or order of several, as a call.
func (f *FileReader) nextRow() (Call, error) {
	if f.csv.orders != nil {
		return f.nextOrder()
	}
	b, err := f.readRow()
	if err != nil {
		return Call{}, err
	}
	f.finish(b)
	return *b.call, nil
}

// readRow reads the cells of the next row; what does not make a call is its
// fault.
func (f *FileReader) readRow() (*rowBuilder, error) {
	row, err := f.csv.Next()
	if err != nil {
		return nil, err
	}
	c := &Call{Line: row.Line, Raw: row.Text, verbatim: f.csv.isCase}
	b := &rowBuilder{call: c, csv: f.csv, mapping: &f.Mapping}
	if f.csv.rejects {
		plainCells(row.Cells)
	}
	if f.csv.keep > len(f.csv.head) {
		f.csv.head = append(f.csv.head, row.Cells)
	}
	switch total := table.IsTotal(row.Cells); {
	case total && (row.Fault == table.FaultExtra || !f.csv.timed(row.Cells, &f.Mapping)):
		c.fault(ReasonTotal, "")
	case row.Fault == table.FaultLong:
		c.fault(ReasonSize, "64 KB")
	case row.Fault == table.FaultQuote:
		c.fault(ReasonQuote, "")
	case row.Fault == table.FaultNoText:
		c.fault(ReasonEncoding, "")
	case row.Fault == table.FaultExtra:
		c.fault(ReasonCells, cmp.Or(row.Detail, strconv.Itoa(len(row.Cells))+" > "+strconv.Itoa(len(f.Columns))))
	case row.Fault == table.FaultJSON:
		c.fault(ReasonShape, "JSON")
	case row.Fault == table.FaultFormula:
		c.fault(ReasonFormula, row.Detail)
	default:
		f.csv.look(row.Cells)
		f.row(b, row.Cells)
	}
	return b, nil
}

// row takes in the cells of a row.
func (f *FileReader) row(b *rowBuilder, cells []string) {
	for _, bound := range f.csv.fields {
		if bound.column < len(cells) && cells[bound.column] != "" {
			b.column = f.Columns[bound.column]
			b.set(bound.field, plainCell(cells[bound.column]))
		}
	}
	b.addLine()
	b.addParty()
	b.decide()
	if b.call.MessageID == "" && b.order == "" && b.call.Fault == "" {
		b.call.MessageID = f.rowID(f.csv.content(f.Columns, cells))
	}
}

// finish makes the call of a row, or of an order whose rows are all there, with
// what was given back of it.
func (f *FileReader) finish(b *rowBuilder) {
	b.finish()
	c, id := b.call, b.call.MessageID
	switch {
	case id == "" && b.order != "":
		c.MessageID = b.orderID(c.Event)
	case b.decided && !strings.HasPrefix(id, "row-") && c.Event != f.Mapping.Event:
		c.MessageID += " " + c.Event // another touch than the sale that had this id
	}
	if _, back := b.sums(); b.sale() && (b.returned || back != 0) {
		b.giveBack(back)
		if b.call.MessageID = id + " " + EventRefunded; id == "" {
			b.call.MessageID = b.orderID(EventRefunded)
		}
	}
}

// plainCell takes off what spreadsheets put around text to keep it text: '0912…
// and ="0912…".
func plainCell(cell string) string {
	if inner, ok := strings.CutPrefix(cell, `="`); ok && strings.HasSuffix(inner, `"`) {
		return strings.TrimSuffix(inner, `"`)
	}
	if len(cell) > 1 && cell[0] == '\'' && strings.IndexByte("0123456789+-=@", cell[1]) >= 0 {
		return cell[1:]
	}
	return cell
}

// timed tells whether a row says when it happened.
func (c *csvReader) timed(cells []string, m *Mapping) bool {
	for _, f := range c.fields {
		if f.field == "time" && f.column < len(cells) {
			_, ok := c.Time(cells[f.column], c.zone, m.Layout)
			return ok
		}
	}
	return m.Columns["time"] == ""
}

// content is what a row says, whatever the order of its columns.
func (c *csvReader) content(columns, cells []string) []byte {
	var out []byte
	for _, i := range c.byName {
		if i < len(cells) && cells[i] != "" {
			out = append(append(append(append(out, columns[i]...), 0), cells[i]...), 0)
		}
	}
	return out
}
