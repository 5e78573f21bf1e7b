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
	"sync/atomic"
	"time"
	"unicode/utf8"

	"cham"
	"cham/table"
)

// File kinds.
const (
	KindNDJSON = "ndjson" // a Segment call per line
	KindCSV    = "csv"    // a header line and a row per touch
)

// FileReader reads the calls of a file one by one, whatever its size. It is
// used by one goroutine; only BytesRead may be asked from others.
type FileReader struct {
	// Kind is KindNDJSON or KindCSV.
	Kind string
	// Columns are the column names of a CSV file, made unique.
	Columns []string
	// Mapping is the one in use for a CSV file.
	Mapping Mapping

	lines *table.Lines
	count *counter
	csv   *csvReader
	seen  map[uint64]uint32 // how often a row without message id came already
}

// OpenFile starts reading a file of calls (NDJSON, a call per line) or of rows
// (CSV; comma, semicolon, tab or bar). Either may be packed with gzip, and CSV
// may be UTF-16. The kind is told from the content, unless name ends in .csv or
// .ndjson, perhaps with .gz. mapping says what the columns of a CSV file mean; nil guesses
// from their names and cells. The error is CodeInvalid for what cannot be such a
// file, or for a mapping that does not fit it; the reader is nil only for the first.
func OpenFile(r io.Reader, name string, mapping *Mapping) (*FileReader, error) {
	f := &FileReader{count: &counter{r: r}, seen: map[uint64]uint32{}}
	var err error
	if f.lines, err = table.NewLines(f.count); err != nil {
		return nil, err
	}
	if f.Kind, err = sniff(f.lines, name); err != nil || f.Kind == KindNDJSON {
		return f, err
	}
	return f, f.openCSV(mapping)
}

// fileError says why a file cannot be read; key is the sentence for it in
// locale/, under "error.file".
func fileError(key, hint string) error {
	e := cham.Errorf(cham.CodeInvalid, "capture.OpenFile", "%s", hint)
	e.Field, e.Key, e.Args = "line 1", "error.file."+key, map[string]any{"line": 1}
	return e
}

// sniff tells the kind of a file by its first line that is not empty.
func sniff(l *table.Lines, name string) (string, error) {
	first, err := l.Peek()
	if err != nil {
		return "", err
	}
	text := bytes.TrimSpace(first.Text)
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	switch {
	case hasPrefix(text, "pk\x03\x04", "\xd0\xcf\x11\xe0"):
		return "", fileError("workbook", "an Excel workbook; save its sheet as CSV UTF-8")
	case hasPrefix(text, "<!doctype", "<html", "<?xml", "<table"):
		return "", fileError("html", "a web page, also when its name ends in .xls; open it in a spreadsheet and save it as CSV UTF-8")
	case bytes.IndexByte(text, 0) >= 0, hasPrefix(text, "%pdf"):
		return "", fileError("binary", "neither text with a call per line nor CSV; save tables as CSV UTF-8")
	case strings.HasSuffix(name, ".csv"):
		return KindCSV, nil
	case text[0] == '{', strings.HasSuffix(name, ".ndjson") && text[0] != '[':
		return KindNDJSON, nil
	case text[0] == '[':
		return "", fileError("array", "a JSON array; write one call per line instead")
	case first.Long:
		return "", fileError("binary", "neither text with a call per line nor CSV; save tables as CSV UTF-8")
	}
	return KindCSV, nil
}

// hasPrefix tells whether text begins with one of the signs, in small letters or capitals.
func hasPrefix(text []byte, signs ...string) bool {
	return slices.ContainsFunc(signs, func(s string) bool {
		return len(text) >= len(s) && strings.EqualFold(string(text[:len(s)]), s)
	})
}

// Form is how the rows of a CSV file are written.
func (f *FileReader) Form() table.Form {
	if f.csv == nil {
		return table.Form{}
	}
	return f.csv.Form()
}

// BytesRead says how much of the file, as given, was read.
func (f *FileReader) BytesRead() int64 { return f.count.n.Load() }

// Next returns the next call, with its Line. A row that is no call comes back
// with its Fault, for Accept to refuse. The error is io.EOF at the end, and
// otherwise says that the rest of the file cannot be read.
func (f *FileReader) Next() (Call, error) {
	if f.Kind == KindCSV {
		return f.nextRow()
	}
	for {
		l, err := f.lines.Next()
		if err != nil {
			return Call{}, err
		}
		if len(bytes.TrimSpace(l.Text)) > 0 {
			return f.call(l), nil
		}
	}
}

// call reads one line of NDJSON.
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
	Columns []string   // of a CSV file
	Rows    [][]string // of NDJSON one cell per row
	Mapping *Mapping   // of a CSV file: the one given, or a guess
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

// previewAhead is how many calls are read to meet the statuses of a file.
const previewAhead = 5000

// PreviewFile reads the first rows of a file as Accept would at the instant
// now, and keeps nothing.
func PreviewFile(r io.Reader, name string, mapping *Mapping, src cham.Source, now time.Time, rows int) (Preview, error) {
	f, err := OpenFile(r, name, mapping)
	lacks := lack(err)
	if err != nil && lacks == "" {
		return Preview{}, err
	}
	out := Preview{Kind: f.Kind, Columns: f.Columns, Lacks: lacks}
	if f.Kind == KindCSV {
		out.Mapping, f.csv.keep = &f.Mapping, rows
	}
	if err := f.preview(&out, src, now, rows); err != nil {
		return out, err
	}
	if f.Kind == KindCSV {
		out.Rows = f.csv.head
		out.Statuses = f.statuses()
	}
	return out, nil
}

// preview reads calls, and judges those of the first rows.
func (f *FileReader) preview(out *Preview, src cham.Source, now time.Time, rows int) error {
	a := NewAccepter(Config{NewID: func() string { return "" }})
	for n, read := 0, 0; n < previewAhead && (read < rows || f.csv != nil && (f.csv.status != "" || f.Mapping.Columns["refund"] != "")); n++ {
		c, err := f.Next()
		if err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		out.count(&c)
		if read += c.Rows(); read-c.Rows() >= rows || out.Lacks != "" {
			continue
		}
		if f.Kind == KindNDJSON {
			out.Rows = append(out.Rows, []string{strings.ToValidUTF8(string(truncate(c.Raw, MaxSample)), "\ufffd")})
		}
		touches, refused := a.judge(src, []Call{c}, Meta{ReceivedAt: now, Import: true})
		for _, t := range touches {
			out.Touches = append(out.Touches, PreviewTouch{Line: c.Line, Rows: c.Rows(), Touch: t})
		}
		out.Refused = append(out.Refused, refused...)
	}
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

// counter counts what was read through it.
type counter struct {
	r io.Reader
	n atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}
