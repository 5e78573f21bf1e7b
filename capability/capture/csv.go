package capture

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cham"
)

// maxColumns bounds the columns of a CSV file.
const maxColumns = 500

// csvReader turns records into calls.
type csvReader struct {
	delimiter byte
	zone      *time.Location
	fields    []boundField
	byName    []int    // columns in the order of their names, for row ids
	row       []string // the latest
}

// boundField is a field of the mapping and the column it is read from.
type boundField struct {
	field  string
	column int
}

// record returns the next record that is not empty, as text, possibly over
// several lines. When a quote is not closed within maxLine, the record is only
// the first of the lines, open, and reading goes on behind it: one stray quote
// costs one row.
func (l *lines) record(delimiter byte) (rec line, open bool, err error) {
	for len(bytes.TrimSpace(rec.text)) == 0 {
		if rec, err = l.next(); err != nil {
			return rec, false, err
		}
	}
	first, size := rec, len(rec.text)
	var tail []line
	for open = inQuotes(rec.text, delimiter, false); open; {
		more, err := l.next()
		if err == nil {
			tail = append(tail, more)
			size += 1 + len(more.text)
		}
		if err != nil || size > maxLine || rec.long {
			l.again = append(tail, l.again...)
			return first, true, nil
		}
		open = inQuotes(more.text, delimiter, true)
	}
	for _, more := range tail {
		rec.text = append(append(rec.text, '\n'), more.text...)
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
		if text = text[i+1:]; len(cells) > maxColumns {
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

// sniffDelimiter takes the one that the header line has most of.
func sniffDelimiter(header []byte) byte {
	best, most := byte(','), 0
	for _, d := range []byte(",;\t|") {
		if n := len(splitCells(header, d)); n > most {
			best, most = d, n
		}
	}
	return best
}

// openCSV reads the header and binds the mapping to its columns.
func (f *FileReader) openCSV(mapping *Mapping) error {
	first, err := f.lines.next()
	if err != nil {
		return f.broken(first.number, err)
	}
	f.lines.again = append([]line{first}, f.lines.again...)
	c := &csvReader{delimiter: sniffDelimiter(first.text)}
	header, open, err := f.lines.record(c.delimiter)
	if err != nil || open || header.long || !utf8.Valid(header.text) {
		return fileError("line "+strconv.Itoa(header.number), "this is no header of a CSV file in UTF-8")
	}
	f.csv, f.Columns = c, uniqueNames(splitCells(header.text, c.delimiter))
	if len(f.Columns) > maxColumns {
		return fileError("line "+strconv.Itoa(header.number), "over %d columns", maxColumns)
	}
	c.byName = make([]int, len(f.Columns))
	for i := range c.byName {
		c.byName[i] = i
	}
	slices.SortFunc(c.byName, func(a, b int) int { return strings.Compare(f.Columns[a], f.Columns[b]) })
	if mapping == nil {
		guess := GuessMapping(f.Columns)
		mapping = &guess
	}
	f.Mapping = *mapping
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

// nextRow reads the next record as a call.
func (f *FileReader) nextRow() (Call, error) {
	rec, open, err := f.lines.record(f.csv.delimiter)
	if err != nil {
		return Call{}, f.broken(rec.number, err)
	}
	c := Call{Line: rec.number, Raw: rec.text}
	f.csv.row = nil
	switch {
	case rec.long:
		c.fault(ReasonSize, "the row is over 64 KB")
	case open:
		c.fault(ReasonShape, "a quote is never closed")
	case !utf8.Valid(rec.text):
		c.fault(ReasonShape, "not UTF-8 text; save the table as CSV UTF-8")
	default:
		f.csv.row = splitCells(rec.text, f.csv.delimiter)
		f.row(&c)
	}
	return c, nil
}

// row fills a call from the cells of a row.
func (f *FileReader) row(c *Call) {
	if extra := len(f.csv.row) - len(f.Columns); extra > 0 && strings.Join(f.csv.row[len(f.Columns):], "") != "" {
		c.fault(ReasonShape, strconv.Itoa(len(f.csv.row))+" cells under "+strconv.Itoa(len(f.Columns))+" columns")
		return
	}
	b := rowBuilder{call: c, csv: f.csv, mapping: &f.Mapping}
	for _, bound := range f.csv.fields {
		if bound.column < len(f.csv.row) && f.csv.row[bound.column] != "" {
			b.column = f.Columns[bound.column]
			b.set(bound.field, f.csv.row[bound.column])
		}
	}
	b.finish()
	if c.MessageID == "" && c.Fault == "" {
		c.MessageID = f.rowID(f.csv.content(f.Columns))
	}
}

// content is what a row says, whatever the order of its columns.
func (c *csvReader) content(columns []string) []byte {
	var out []byte
	for _, i := range c.byName {
		if i < len(c.row) && c.row[i] != "" {
			out = append(append(append(append(out, columns[i]...), 0), c.row[i]...), 0)
		}
	}
	return out
}

// rowBuilder gathers the objects of a call while its cells are read.
type rowBuilder struct {
	call                        *Call
	csv                         *csvReader
	mapping                     *Mapping
	column                      string
	properties, traits, context []byte
}

// set takes in one cell that is not empty.
func (b *rowBuilder) set(field, cell string) {
	c := b.call
	switch field {
	case "userId":
		c.UserID = cell
	case "anonymousId":
		c.AnonymousID = cell
	case "messageId":
		c.MessageID = cell
	case "event":
		c.Event = cell
	case "channel":
		c.Channel = cell
	case "branch":
		member(&b.context, "branch", quote(cell))
	case "currency":
		member(&b.properties, "currency", quote(cell))
	case "time":
		t, ok := parseCellTime(cell, b.csv.zone, b.mapping.Layout)
		if !ok {
			b.bad(ReasonTime, "not a time", cell)
			return
		}
		c.Timestamp = t.UTC().Format(time.RFC3339Nano)
	case "value", "duration":
		n, ok := parseCellNumber(cell)
		if !ok {
			b.bad(ReasonShape, "not a number", cell)
			return
		}
		name := map[string]string{"value": "revenue", "duration": "duration"}[field]
		member(&b.properties, name, strconv.AppendFloat(nil, n, 'f', -1, 64))
	default:
		b.other(field, cell)
	}
}

// other takes in identifiers, traits and properties.
func (b *rowBuilder) other(field, cell string) {
	if name, ok := strings.CutPrefix(field, "properties."); ok {
		member(&b.properties, name, jsonCell(cell))
	} else if name, ok := strings.CutPrefix(field, "traits."); ok {
		member(&b.traits, name, jsonCell(cell))
	} else {
		member(&b.traits, idColumns[field], quote(cell))
	}
}

func (b *rowBuilder) bad(why Reason, what, cell string) {
	b.call.fault(why, "column "+strconv.Quote(b.column)+": "+what+": "+strconv.Quote(cut(cell, 40)))
}

// finish makes the call: a track call when it has an event, otherwise it only
// says who somebody is.
func (b *rowBuilder) finish() {
	c := b.call
	if c.Event == "" {
		c.Event = b.mapping.Event
	}
	if c.Channel == "" {
		c.Channel = string(b.mapping.Channel)
	}
	if c.Timestamp == "" && b.mapping.hasEvent() {
		c.fault(ReasonTime, "the time is empty")
	}
	c.Type = cham.CallTrack
	if c.Event == "" && !b.mapping.hasEvent() {
		c.Type = cham.CallIdentify
		c.Traits = closed(b.traits)
	} else if len(b.traits) > 0 {
		member(&b.context, "traits", closed(b.traits))
	}
	c.Properties, c.Context = closed(b.properties), closed(b.context)
	c.Size = len(c.Properties) + len(c.Traits) + len(c.Context)
}

// member adds a field to an object being written.
func member(object *[]byte, name string, value []byte) {
	if len(*object) == 0 {
		*object = append(*object, '{')
	} else {
		*object = append(*object, ',')
	}
	*object = append(append(appendString(*object, name), ':'), value...)
}

func closed(object []byte) json.RawMessage {
	if len(object) == 0 {
		return nil
	}
	return append(object, '}')
}

func quote(s string) []byte { return appendString(nil, s) }

// jsonCell writes a cell as a number when it is one in JSON's own form, which
// leaves telephone numbers and codes with leading zeros alone, and as text
// otherwise.
func jsonCell(cell string) []byte {
	if len(cell) <= 15 && (cell[0] == '-' || cell[0] >= '0' && cell[0] <= '9') {
		p := parser{b: []byte(cell)}
		p.number()
		if p.end(); p.err == nil {
			return []byte(cell)
		}
	}
	return quote(cell)
}
