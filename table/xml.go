package table

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// tags reads XML tag by tag, as a workbook's parts need it: a sheet of a million
// rows in constant memory, several times as fast as encoding/xml. There are no
// entities but the five of XML and numbers; a DOCTYPE, which could declare
// others that grow, is refused.
type tags struct {
	in *bufio.Reader

	name    []byte // of the tag, without its prefix
	closing bool   // </name>
	alone   bool   // <name/>
	rest    []byte // the attributes
	text    []byte // what stood before the tag, its entities replaced
	long    bool   // text is only the beginning
	tag     []byte
}

var errDoctype = errors.New("a DOCTYPE")
var errXML = errors.New("no XML")

func newTags(r io.Reader) *tags { return &tags{in: bufio.NewReaderSize(r, 64<<10)} }

// next goes to the next tag; text before it is kept when keep says so.
func (x *tags) next(keep bool) error {
	x.text, x.long = x.text[:0], false
	for {
		if err := x.before(keep); err != nil {
			return err
		}
		special, err := x.special(keep)
		if err != nil {
			return err
		}
		if !special {
			return x.read()
		}
	}
}

// before passes over the text up to a tag.
func (x *tags) before(keep bool) error {
	start := len(x.text)
	for {
		part, err := x.in.ReadSlice('<')
		if err == nil {
			part = part[:len(part)-1]
		}
		if keep {
			x.keep(part)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err == io.EOF && len(bytes.TrimSpace(part)) > 0 {
			err = io.ErrUnexpectedEOF
		}
		x.text = append(x.text[:start], unescapeXML(x.text[start:])...)
		return err
	}
}

func (x *tags) keep(part []byte) {
	if room := MaxRow - len(x.text); len(part) > room {
		part, x.long = part[:room], true
	}
	x.text = append(x.text, part...)
}

// special passes over comments, CDATA and declarations.
func (x *tags) special(keep bool) (bool, error) {
	head, _ := x.in.Peek(8) // fewer at the end of the file
	switch {
	case bytes.HasPrefix(head, []byte("!--")):
		return true, x.until("-->", false)
	case bytes.HasPrefix(head, []byte("![CDATA[")):
		_, _ = x.in.Discard(8)
		return true, x.until("]]>", keep)
	case bytes.HasPrefix(head, []byte("?")):
		return true, x.until("?>", false)
	case bytes.HasPrefix(head, []byte("!")):
		return false, errDoctype
	}
	return false, nil
}

func (x *tags) until(end string, keep bool) error {
	matched := []byte(nil)
	for {
		part, err := x.in.ReadSlice('>')
		if keep {
			x.keep(part)
		}
		matched = append(matched, part...)
		if bytes.HasSuffix(matched, []byte(end)) {
			if keep && !x.long {
				x.text = x.text[:len(x.text)-len(end)]
			}
			return nil
		}
		matched = append(matched[:0], matched[max(0, len(matched)-len(end)):]...)
		if err != nil && err != bufio.ErrBufferFull {
			return errXML
		}
	}
}

// read takes the tag apart; a > within quotes is none.
func (x *tags) read() error {
	x.tag = x.tag[:0]
	for quote := byte(0); ; {
		part, err := x.in.ReadSlice('>')
		if x.tag = append(x.tag, part...); len(x.tag) > MaxRow || err != nil && err != bufio.ErrBufferFull {
			return errXML
		}
		if bytes.IndexByte(part, '"') >= 0 || bytes.IndexByte(part, '\'') >= 0 || quote != 0 {
			for _, c := range part {
				switch {
				case quote == 0 && (c == '"' || c == '\''):
					quote = c
				case c == quote:
					quote = 0
				}
			}
		}
		if err == nil && quote == 0 {
			break
		}
	}
	t := x.tag[:len(x.tag)-1]
	t, x.closing = bytes.CutPrefix(t, []byte("/"))
	t, x.alone = bytes.CutSuffix(t, []byte("/"))
	end := bytes.IndexAny(t, " \t\r\n")
	if end < 0 {
		end = len(t)
	}
	x.name, x.rest = t[:end], t[end:]
	if colon := bytes.IndexByte(x.name, ':'); colon >= 0 {
		x.name = x.name[colon+1:]
	}
	return nil
}

// is tells a tag that opens.
func (x *tags) is(name string) bool { return !x.closing && string(x.name) == name }

// ends tells a tag that closes.
func (x *tags) ends(name string) bool { return x.closing && string(x.name) == name }

// attr is the value of an attribute, nothing when there is none; ":id" is r:id,
// whatever the prefix.
func (x *tags) attr(name string) []byte {
	for rest := x.rest; ; {
		at := bytes.IndexByte(rest, '=')
		if at < 0 || at+1 >= len(rest) {
			return nil
		}
		key := bytes.TrimSpace(rest[:at])
		rest = bytes.TrimLeft(rest[at+1:], " \t\r\n")
		if len(rest) == 0 {
			return nil
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil
		}
		if string(key) == name || name[0] == ':' && bytes.HasSuffix(key, []byte(name)) {
			return unescapeXML(rest[1 : 1+end])
		}
		rest = rest[end+2:]
	}
}

// unescapeXML replaces entities in place.
func unescapeXML(s []byte) []byte {
	i := bytes.IndexByte(s, '&')
	if i < 0 {
		return s
	}
	out := s[:i]
	for i < len(s) {
		end := -1
		if s[i] == '&' {
			end = bytes.IndexByte(s[i:min(len(s), i+12)], ';')
		}
		if r, ok := entity(s, i, end); ok {
			out = utf8.AppendRune(out, r)
			i += end + 1
			continue
		}
		out = append(out, s[i])
		i++
	}
	return out
}

// entity is what &…; stands for, which is never longer than it.
func entity(s []byte, at, end int) (rune, bool) {
	if end < 0 {
		return 0, false
	}
	name := string(s[at+1 : at+end])
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseInt(digits, base, 32)
	return rune(n), err == nil && n > 0 && utf8.ValidRune(rune(n))
}
