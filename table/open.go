package table

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"sync/atomic"
)

// The kinds of files that rows are read out of.
const (
	KindCSV     = "csv"     // lines of cells; also those separated by semicolons, tabs or bars
	KindNDJSON  = "ndjson"  // a JSON object per line
	KindJSON    = "json"    // a JSON list of objects, or an object with one
	KindXLSX    = "xlsx"    // a workbook of Excel, Google Sheets, LibreOffice
	KindParquet = "parquet" // a table of columns, as data tools write it
)

// File is a file whose kind was told from its content. It is used by one
// goroutine; only BytesRead may be asked from others.
type File struct {
	Kind string

	lines *Lines      // of text
	whole io.ReaderAt // of the kinds that are read here and there
	size  int64
	read  *progress
}

// mostHeld is how much of a file that cannot be read here and there, because
// it comes from a request, is held in memory.
const mostHeld = 64 << 20

// Open tells what a file is. name decides where the content could be two things:
// .csv, .ndjson or .jsonl, perhaps with .gz. Text may be packed with gzip and
// encoded as UTF-16. The error is CodeInvalid and says what the file is instead.
func Open(r io.Reader, name string) (*File, error) {
	f := &File{read: &progress{}}
	magic := make([]byte, 8)
	n, err := io.ReadFull(r, magic)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, invalid(1, "rest", "the file cannot be read: %v", err)
	}
	magic = magic[:n]
	switch {
	case hasPrefix(magic, "PK\x03\x04", "PK\x05\x06", "PK\x07\x08"):
		f.Kind = KindXLSX
	case hasPrefix(magic, "PAR1"):
		f.Kind = KindParquet
	case hasPrefix(magic, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		if err := f.hold(r, magic); err != nil {
			return nil, err
		}
		return nil, f.oldWorkbook()
	case hasPrefix(magic, "PARE"):
		return nil, invalid(1, "parquetLocked", "an encrypted Parquet file; write it without encryption")
	default:
		return f, f.text(io.MultiReader(bytes.NewReader(magic), r), name)
	}
	return f, f.hold(r, magic)
}

// hold makes the file readable here and there.
func (f *File) hold(r io.Reader, begun []byte) error {
	if at, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	}); ok {
		size, err := at.Seek(0, io.SeekEnd)
		if err == nil {
			f.whole, f.size = at, size
			return nil
		}
	}
	all, err := io.ReadAll(io.LimitReader(io.MultiReader(bytes.NewReader(begun), r), mostHeld+1))
	switch {
	case err != nil:
		return invalid(1, "rest", "the file cannot be read: %v", err)
	case len(all) > mostHeld:
		return invalid(1, "held", "over %d MB; import it as a file", mostHeld>>20)
	}
	f.whole, f.size = bytes.NewReader(all), int64(len(all))
	return nil
}

func (f *File) text(r io.Reader, name string) (err error) {
	if f.lines, err = NewLines(&counter{r, f.read}); err != nil {
		return err
	}
	f.Kind, err = f.lines.kind(name)
	return err
}

// kind tells the kind of a text.
func (l *Lines) kind(name string) (string, error) {
	head, _ := l.in.Peek(l.in.Size()) // what is wrong is said when it is read
	text := bytes.TrimSpace(head)
	if len(text) == 0 {
		first, err := l.Peek()
		if err != nil {
			return "", err
		}
		text = bytes.TrimSpace(first.Text)
	}
	first, rest, lines := bytes.Cut(text, []byte("\n"))
	cut := !lines && len(head) == l.in.Size()
	first = bytes.TrimSpace(first)
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	perLine := strings.HasSuffix(name, ".ndjson") || strings.HasSuffix(name, ".jsonl")
	switch {
	case hasPrefix(text, "PK\x03\x04", "PAR1", "\xd0\xcf\x11\xe0"):
		return "", invalid(1, "packed", "a workbook packed once more; unpack it first")
	case hasPrefix(text, "<!doctype", "<html", "<?xml", "<table"):
		return "", invalid(1, "html", "a web page, also when its name ends in .xls; open it in a spreadsheet and save it as .xlsx")
	case bytes.IndexByte(first, 0) >= 0, hasPrefix(text, "%pdf"):
		return "", invalid(1, "binary", "neither a table nor JSON; save tables as .xlsx or CSV UTF-8")
	case strings.HasSuffix(name, ".csv"):
		return KindCSV, nil
	case text[0] == '[', text[0] == '{' && !perLine && isDocument(first, rest, cut):
		return KindJSON, nil
	case text[0] == '{', perLine:
		return KindNDJSON, nil
	case cut:
		return "", invalid(1, "binary", "neither a table nor JSON; save tables as .xlsx or CSV UTF-8")
	}
	return KindCSV, nil
}

// hasPrefix tells whether text begins with one of the signs, in small letters or capitals.
func hasPrefix(text []byte, signs ...string) bool {
	return slices.ContainsFunc(signs, func(s string) bool {
		return len(text) >= len(s) && strings.EqualFold(string(text[:len(s)]), s)
	})
}

// BytesRead says how much of the file was read, in proportion where it is not
// read from the beginning to the end.
func (f *File) BytesRead() int64 { return f.read.Load() }

// Table reads the rows of the file; of a workbook those of the named sheet, or
// of the one with data where sheet is "". The error is CodeInvalid.
func (f *File) Table(sheet string) (*Reader, error) {
	switch f.Kind {
	case KindXLSX:
		return f.workbook(sheet)
	case KindParquet:
		return f.parquet()
	case KindJSON, KindNDJSON:
		return f.Items().Table()
	}
	return NewReader(f.lines)
}

// progress is how much was read.
type progress struct{ atomic.Int64 }

// counter counts what is read through it.
type counter struct {
	r io.Reader
	n *progress
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}
