package capture

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cham"
	"cham/known"
	"cham/table"
)

// FileReader reads the calls of a file one by one, whatever its size. It is
// used by one goroutine; only BytesRead may be asked from others.
type FileReader struct {
	// Kind is what the file is, as package table names it.
	Kind string
	// Columns are the column names of a table, made unique.
	Columns []string
	// Mapping is the one in use for a table.
	Mapping Mapping

	file  *table.File
	items *table.Items      // of a file of calls
	csv   *csvReader        // of a table
	seen  map[uint64]uint32 // how often a row without message id came already
}

// Table tells a table, whose columns a mapping explains, from a file of calls.
func (f *FileReader) Table() bool { return f.items == nil }

// OpenFile starts reading a file of calls (JSON as Segment writes them, one per
// line or in a list) or a table of any kind that package table reads. The kind is
// told from the content, and where that could be two things from its name.
// mapping says what the columns of a table mean; nil guesses
// from their names and cells. The error is CodeInvalid for what cannot be such a
// file, or for a mapping that does not fit it; the reader is nil only for the first.
func OpenFile(r io.Reader, name string, mapping *Mapping) (*FileReader, error) {
	file, err := table.Open(r, name)
	if err != nil {
		return nil, err
	}
	f := &FileReader{Kind: file.Kind, file: file, seen: map[uint64]uint32{}}
	rows := file.Table
	if f.Kind == table.KindJSON || f.Kind == table.KindNDJSON {
		items := file.Items()
		if calls, err := areCalls(items); err != nil {
			return nil, err
		} else if calls {
			f.items = items
			return f, nil
		}
		rows = func(string) (*table.Reader, error) { return items.Table() }
	}
	return f, f.openCSV(rows, mapping)
}

// callsAhead is how many objects are looked at to tell calls from plain ones.
const callsAhead = 50

// areCalls tells calls, by their type, from objects that are rows of a table.
// Where nothing can be read, they are calls, each to be refused with its line.
func areCalls(items *table.Items) (bool, error) {
	head, err := items.Head(callsAhead)
	plain := false
	for _, l := range head {
		c, p := Call{}, parser{b: bytes.Clone(l.Text)}
		p.item(&c)
		if p.end(); p.err != nil || c.Fault == ReasonShape && c.Raw[0] != '{' {
			continue
		}
		if slices.Contains(callTypes, c.Type) {
			return true, err
		}
		plain = true
	}
	return !plain, err
}

var callTypes = []cham.CallType{cham.CallTrack, cham.CallIdentify, cham.CallPage, cham.CallScreen, cham.CallGroup, cham.CallAlias}

// Form is how the rows of a table are written.
func (f *FileReader) Form() table.Form {
	if f.csv == nil {
		return table.Form{}
	}
	return f.csv.Form()
}

// BytesRead says how much of the file, as given, was read.
func (f *FileReader) BytesRead() int64 { return f.file.BytesRead() }

// Next returns the next call, with its Line. A row that is no call comes back
// with its Fault, for Accept to refuse. The error is io.EOF at the end, and
// otherwise says that the rest of the file cannot be read.
func (f *FileReader) Next() (Call, error) {
	if f.csv != nil {
		return f.nextRow()
	}
	l, err := f.items.Next()
	if err != nil {
		return Call{}, err
	}
	return f.call(l), nil
}

// call reads one object.
func (f *FileReader) call(l table.Line) Call {
	c := Call{Line: l.Number, Raw: l.Text, Size: len(l.Text)}
	switch {
	case l.Long:
		c.fault(ReasonSize, "over 32 KB")
		return c
	case !utf8.Valid(l.Text):
		c.fault(ReasonEncoding, "")
		return c
	}
	p := parser{b: l.Text}
	p.item(&c)
	if p.end(); p.err != nil {
		c = Call{Line: l.Number, Raw: l.Text}
		c.fault(ReasonShape, "bad JSON: "+p.err.Error())
		return c
	}
	if c.MessageID == "" && c.Fault == "" {
		c.MessageID = f.rowID(l.Text)
	}
	return c
}

// rowID makes the message id of a row that has none from what stands in it and
// how many like it came before, so that the same rows get the same ids from
// whatever file.
func (f *FileReader) rowID(content []byte) string {
	sum := sha256.Sum256(content)
	key := binary.LittleEndian.Uint64(sum[16:])
	n := f.seen[key]
	f.seen[key] = n + 1
	id := "row-" + hex.EncodeToString(sum[:16])
	if n > 0 {
		id += "-" + strconv.Itoa(int(n))
	}
	return id
}

// Preview is the head of a file and what would be made of it.
type Preview struct {
	Kind    string
	Columns []string   // of a table
	Sheets  []string   // of a workbook, those that can be seen
	Sheet   string     // the one that is read
	Rows    [][]string // of calls one cell per row
	Mapping *Mapping   // of a table: the one given, or a guess
	Touches []PreviewTouch
	Refused []Refused
	// Lacks is what the mapping still has to name before the file can be read,
	// LacksOwner or LacksTime; there are no touches then.
	Lacks string
	// Statuses are those met in the first rows, with what each stands for.
	Statuses []PreviewStatus
	// Returned counts the orders, of the first rows too, that become a sale and a
	// refund of it; Refunds those that are a refund alone.
	Returned, Refunds int
	// Export is the name of the export that the table is known as.
	Export string
	// Looks are the columns of a table, in order.
	Looks []ColumnLook
	// Sum is what the rows come to that were read.
	Sum Sum
}

// PreviewStatus is a status of orders and the event it stands for, "" when that
// is not known.
type PreviewStatus struct {
	Status, Event string
	Rows          int
}

// PreviewTouch is what a row would become.
type PreviewTouch struct {
	Line, Rows int
	cham.Touch
}

// What a preview reads of a file: so many calls, in so much time.
const (
	previewAhead = 5000
	previewTime  = 150 * time.Millisecond
)

// PreviewFile reads the first rows of a file as Accept would at the instant
// now, and keeps nothing.
func PreviewFile(r io.Reader, name string, mapping *Mapping, src cham.Source, now time.Time, rows int) (Preview, error) {
	f, err := OpenFile(r, name, mapping)
	lacks := lack(err)
	if err != nil && lacks == "" {
		return Preview{}, err
	}
	out := Preview{Kind: f.Kind, Columns: f.Columns, Lacks: lacks}
	if f.csv != nil {
		out.Mapping, f.csv.keep = &f.Mapping, rows
		out.Sheets, out.Sheet = f.csv.Sheets, f.csv.Sheet
		f.csv.seen = make([]columnSeen, len(f.Columns))
		for i := range f.csv.seen {
			f.csv.seen[i].values = map[string]int{}
		}
		if e := known.Find(f.Columns); e != nil {
			out.Export = e.Name
		}
	}
	if err := f.preview(&out, src, now, rows); err != nil {
		return out, err
	}
	if f.csv != nil {
		out.Rows, out.Looks = f.csv.head, f.looks()
		out.Statuses = f.statuses()
	}
	return out, nil
}

// preview reads calls, and judges those of the first rows.
func (f *FileReader) preview(out *Preview, src cham.Source, now time.Time, rows int) error {
	a := NewAccepter(Config{NewID: func() string { return "" }})
	began := time.Now()
	for n := 0; n < previewAhead && time.Since(began) < previewTime; n++ {
		c, err := f.Next()
		if out.Sum.Whole = err == io.EOF; out.Sum.Whole {
			break
		} else if err != nil && n >= rows {
			break // said when it is imported
		} else if err != nil {
			return err
		}
		out.count(&c)
		if out.Lacks != "" {
			out.Sum.Rows += c.Rows()
			continue
		}
		touches, refused := a.judge(src, []Call{c}, Meta{ReceivedAt: now, Import: true})
		if out.Sum.add(&c, touches, refused); out.Sum.Rows-c.Rows() >= rows {
			continue
		}
		if f.items != nil {
			out.Rows = append(out.Rows, []string{strings.ToValidUTF8(string(truncate(c.Raw, MaxSample)), "\ufffd")})
		}
		for _, t := range touches {
			out.Touches = append(out.Touches, PreviewTouch{Line: c.Line, Rows: c.Rows(), Touch: t})
		}
		out.Refused = append(out.Refused, refused...)
	}
	out.Sum.sort()
	return nil
}

func (p *Preview) count(c *Call) {
	switch {
	case c.Fault != "":
	case c.sale != nil:
		p.Returned++
	case c.Event == EventRefunded:
		p.Refunds++
	}
}

// statuses lists what was met, the most frequent first.
func (f *FileReader) statuses() (all []PreviewStatus) {
	for status, rows := range f.csv.statuses {
		event, ok := f.Mapping.event(status)
		if !ok {
			event = ""
		}
		all = append(all, PreviewStatus{status, event, rows})
	}
	slices.SortFunc(all, func(a, b PreviewStatus) int { return cmp.Or(b.Rows-a.Rows, strings.Compare(a.Status, b.Status)) })
	return all
}
