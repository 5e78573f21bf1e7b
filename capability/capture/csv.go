package capture

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/table"
)

// csvReader turns rows into calls.
type csvReader struct {
	*table.Reader
	zone   *time.Location
	fields []boundField
	byName []int    // columns in the order of their names, for row ids
	row    []string // the latest
}

// boundField is a field of the mapping and the column it is read from.
type boundField struct {
	field  string
	column int
}

// openCSV reads the header and binds the mapping to its columns.
func (f *FileReader) openCSV(mapping *Mapping) error {
	r, err := table.NewReader(f.lines)
	if err != nil {
		return err
	}
	c := &csvReader{Reader: r}
	f.csv, f.Columns = c, uniqueNames(r.Header)
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

// nextRow reads the next row as a call.
func (f *FileReader) nextRow() (Call, error) {
	row, err := f.csv.Next()
	if err != nil {
		return Call{}, err
	}
	c := Call{Line: row.Line, Raw: row.Text}
	f.csv.row = row.Cells
	switch row.Fault {
	case table.FaultLong:
		c.fault(ReasonSize, "the row is over 64 KB")
	case table.FaultQuote:
		c.fault(ReasonShape, "a quote is never closed")
	case table.FaultNoText:
		c.fault(ReasonShape, "not UTF-8 text; save the table as CSV UTF-8")
	case table.FaultExtra:
		c.fault(ReasonShape, strconv.Itoa(len(row.Cells))+" cells under "+strconv.Itoa(len(f.Columns))+" columns")
	default:
		f.row(&c)
	}
	return c, nil
}

// row fills a call from the cells of a row.
func (f *FileReader) row(c *Call) {
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
		appendMember(&b.context, "branch", quote(cell))
	case "currency":
		appendMember(&b.properties, "currency", quote(cell))
	case "time":
		t, ok := table.Time(cell, b.csv.zone, b.mapping.Layout)
		if !ok {
			b.reject(ReasonTime, "not a time", cell)
			return
		}
		c.Timestamp = t.UTC().Format(time.RFC3339Nano)
	case "value", "duration":
		n, ok := table.Number(cell)
		if !ok {
			b.reject(ReasonShape, "not a number", cell)
			return
		}
		name := map[string]string{"value": "revenue", "duration": "duration"}[field]
		appendMember(&b.properties, name, strconv.AppendFloat(nil, n, 'f', -1, 64))
	default:
		b.other(field, cell)
	}
}

// other takes in identifiers, traits and properties.
func (b *rowBuilder) other(field, cell string) {
	if name, ok := strings.CutPrefix(field, "properties."); ok {
		appendMember(&b.properties, name, jsonCell(cell))
	} else if name, ok := strings.CutPrefix(field, "traits."); ok {
		appendMember(&b.traits, name, jsonCell(cell))
	} else {
		appendMember(&b.traits, idColumns[field], quote(cell))
	}
}

func (b *rowBuilder) reject(why Reason, what, cell string) {
	b.call.fault(why, "column "+strconv.Quote(b.column)+": "+what+": "+strconv.Quote(truncate(cell, 40)))
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
		c.Traits = closedObject(b.traits)
	} else if len(b.traits) > 0 {
		appendMember(&b.context, "traits", closedObject(b.traits))
	}
	c.Properties, c.Context = closedObject(b.properties), closedObject(b.context)
	c.Size = len(c.Properties) + len(c.Traits) + len(c.Context)
}

// appendMember adds a field to an object being written.
func appendMember(object *[]byte, name string, value []byte) {
	if len(*object) == 0 {
		*object = append(*object, '{')
	} else {
		*object = append(*object, ',')
	}
	*object = append(append(appendString(*object, name), ':'), value...)
}

func closedObject(object []byte) json.RawMessage {
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
