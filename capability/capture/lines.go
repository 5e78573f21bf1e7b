package capture

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// maxLine is the longest line, or record over several lines, that is looked at,
// in bytes; more than a call may have, to leave room for spaces and quotes.
const maxLine = 2 * MaxCall

// lines cuts a file into lines, numbered from 1, holding one at a time.
type lines struct {
	in     *bufio.Reader
	number int
	again  []line // lines to be given out once more, first one first
}

type line struct {
	number int
	text   []byte // without its end
	long   bool   // over maxLine: text is only its beginning
}

// unwrap returns the plain UTF-8 text of a file: unpacked when it is gzip,
// recoded when a byte order mark says UTF-16, without the mark.
func unwrap(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		in = bufio.NewReaderSize(z, 64<<10)
	}
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		in.Discard(3)
	} else if len(mark) > 1 && (mark[0] == 0xff && mark[1] == 0xfe || mark[0] == 0xfe && mark[1] == 0xff) {
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
		in = bufio.NewReaderSize(transform.NewReader(in, utf16.NewDecoder()), 64<<10)
	}
	return in, nil
}

// next returns the next line. Its text is the caller's to keep.
func (l *lines) next() (line, error) {
	if len(l.again) > 0 {
		out := l.again[0]
		l.again = l.again[1:]
		return out, nil
	}
	l.number++
	out := line{number: l.number}
	for {
		part, err := l.in.ReadSlice('\n')
		if room := maxLine - len(out.text); len(part) > room+2 {
			out.long = true
			part = part[:room]
		}
		out.text = append(out.text, part...)
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && len(out.text) > 0, err == nil:
			out.text = bytes.TrimSuffix(bytes.TrimSuffix(out.text, []byte("\n")), []byte("\r"))
			return out, nil
		}
		return out, err
	}
}
