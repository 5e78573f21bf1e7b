package table

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// MaxRow is the longest line, or row over several lines, that is looked at, in
// bytes.
const MaxRow = 64 << 10

// What a file may make of little: a packed one may unpack to mostRatio times
// its size once it is over freeUnpacked bytes, and so many empty lines may
// follow one another. Real files pack to a tenth, logs to a hundredth.
const (
	mostRatio    = 200
	freeUnpacked = 16 << 20
	mostEmpty    = 1_000_000
)

// Lines cuts a file into lines, numbered from 1, holding one at a time.
type Lines struct {
	in     *bufio.Reader
	number int
	empty  int    // lines without anything since the last with something
	again  []Line // lines to be given out once more, first one first
}

// Line is one line of a file.
type Line struct {
	Number int
	Text   []byte // without its end
	Long   bool   // over MaxRow: Text is only its beginning
}

// NewLines reads the plain UTF-8 text of a file: unpacked when it is gzip,
// recoded when a byte order mark says UTF-16, without the mark. The error says
// that the gzip is damaged.
func NewLines(r io.Reader) (*Lines, error) {
	packed := &counted{r: r}
	in := bufio.NewReaderSize(packed, 64<<10)
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, invalid(1, "gzip", "damaged gzip: %v", err)
		}
		in = bufio.NewReaderSize(&unpacked{in: packed, out: z}, 64<<10)
	}
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		in.Discard(3)
	} else if len(mark) > 1 && (mark[0] == 0xff && mark[1] == 0xfe || mark[0] == 0xfe && mark[1] == 0xff) {
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
		in = bufio.NewReaderSize(transform.NewReader(in, utf16.NewDecoder()), 64<<10)
	}
	return &Lines{in: in}, nil
}

// Next returns the next line, whose text is the caller's to keep. The error is
// io.EOF at the end, and otherwise CodeInvalid: the rest cannot be read.
func (l *Lines) Next() (Line, error) {
	if len(l.again) > 0 {
		out := l.again[0]
		l.again = l.again[1:]
		return out, nil
	}
	l.number++
	out := Line{Number: l.number}
	for {
		part, err := l.in.ReadSlice('\n')
		if room := MaxRow - len(out.Text); len(part) > room+2 {
			out.Long = true
			part = part[:room]
		}
		out.Text = append(out.Text, part...)
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && len(out.Text) > 0, err == nil:
			out.Text = bytes.TrimSuffix(bytes.TrimSuffix(out.Text, []byte("\n")), []byte("\r"))
			return out, l.count(out)
		case err == io.EOF:
			return out, err
		}
		return out, broken(out.Number, err)
	}
}

// broken says why the text behind a line cannot be read.
func broken(line int, err error) error {
	if err == errBomb {
		return invalid(line, "bomb", "the file cannot be read further: %v", err)
	}
	return invalid(line, "rest", "the file cannot be read further: %v", err)
}

// count refuses a file that goes on without saying anything.
func (l *Lines) count(line Line) error {
	if len(bytes.TrimSpace(line.Text)) > 0 {
		l.empty = 0
		return nil
	}
	if l.empty++; l.empty > mostEmpty {
		return invalid(line.Number, "blank", "%d empty lines follow one another; is this the right file?", mostEmpty)
	}
	return nil
}

// Peek returns the next line that is not empty, which Next will return again;
// the empty ones before it are gone. When there is none, the error is
// CodeInvalid: the file is empty.
func (l *Lines) Peek() (Line, error) {
	line, err := l.peek()
	if err == io.EOF {
		return line, invalid(1, "empty", "the file is empty")
	}
	return line, err
}

func (l *Lines) peek() (Line, error) {
	for {
		line, err := l.Next()
		if err != nil {
			return line, err
		}
		if len(bytes.TrimSpace(line.Text)) > 0 {
			l.again = append([]Line{line}, l.again...)
			return line, nil
		}
	}
}

// sign returns the next byte, for text that is not cut into lines; unread gives
// it back.
func (l *Lines) sign() (byte, error) {
	c, err := l.in.ReadByte()
	if err != nil && err != io.EOF {
		err = broken(1, err)
	}
	return c, err
}

func (l *Lines) unread() { _ = l.in.UnreadByte() } // what sign returned last: cannot fail
