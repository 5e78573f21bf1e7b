package table

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"slices"
)

// Items are the objects of a JSON file one by one, as text, with the line each
// begins at.
type Items struct {
	read  func() (Line, error)
	again []Line // to be given out once more
}

// Items of a file of KindJSON or KindNDJSON.
func (f *File) Items() *Items {
	if f.Kind == KindJSON {
		d := &document{lines: f.lines, line: 1}
		return &Items{read: d.next}
	}
	return &Items{read: f.lines.full}
}

// full is the next line that is not empty.
func (l *Lines) full() (Line, error) {
	for {
		line, err := l.Next()
		if err != nil || len(bytes.TrimSpace(line.Text)) > 0 {
			return line, err
		}
	}
}

// Next returns the next item. The error is io.EOF at the end, and otherwise
// CodeInvalid: the rest cannot be read.
func (i *Items) Next() (Line, error) {
	if len(i.again) > 0 {
		out := i.again[0]
		i.again = i.again[1:]
		return out, nil
	}
	return i.read()
}

// Head returns the first items, at most n and some megabytes of them, which Next
// will return again.
func (i *Items) Head(n int) ([]Line, error) {
	var head []Line
	for size := 0; len(head) < n && size < mostHead; {
		line, err := i.Next()
		if err == io.EOF {
			break
		} else if err != nil {
			if len(head) == 0 {
				return nil, err
			}
			break // said again when it is met
		}
		head = append(head, line)
		size += len(line.Text)
	}
	i.again = append(slices.Clone(head), i.again...)
	return head, nil
}

// mostHead bounds the head of a file of objects, in bytes.
const mostHead = 8 << 20

// isDocument tells one JSON value that goes over the whole file, {"data": [{…}]},
// from an object per line, by its first line and what was seen behind it.
func isDocument(first, rest []byte, cut bool) bool {
	switch {
	case cut:
		return true
	case !json.Valid(first):
		return bytes.IndexByte([]byte("{[,:"), first[len(first)-1]) >= 0 || listBegins.Match(first) // over several lines, or cut short
	case len(bytes.TrimSpace(rest)) > 0:
		return false
	}
	var members map[string]json.RawMessage
	_ = json.Unmarshal(first, &members) // not an object: no members
	for _, m := range members {
		if isList(m) {
			return true
		}
	}
	return false
}

var listBegins = regexp.MustCompile(`^\{\s*"[^"]*"\s*:\s*\[\s*\{`)

// isList tells a list of objects.
func isList(value []byte) bool {
	inner, ok := bytes.CutPrefix(bytes.TrimSpace(value), []byte("["))
	return ok && bytes.HasPrefix(bytes.TrimSpace(inner), []byte("{"))
}

// document cuts the objects out of a JSON list, at the top or one level down,
// whatever is wrong inside them. It holds one at a time, up to MaxRow bytes.
type document struct {
	lines *Lines
	began bool
	line  int
	ended bool
}

// signs of the text are read one by one; at the end of the file it is io.EOF.
func (d *document) sign() (byte, error) {
	c, err := d.lines.sign()
	if c == '\n' {
		d.line++
	}
	return c, err
}

func (d *document) back(c byte) {
	d.lines.unread()
	if c == '\n' {
		d.line--
	}
}

// after is the next sign that is no blank.
func (d *document) after() (byte, error) {
	for {
		switch c, err := d.sign(); {
		case err != nil:
			return 0, err
		case c != ' ' && c != '\t' && c != '\r' && c != '\n':
			return c, nil
		}
	}
}

// next cuts out the next element of the list.
func (d *document) next() (Line, error) {
	if !d.began {
		d.began = true
		if err := d.begin(); err != nil {
			return Line{Number: d.line}, d.cut(err)
		}
	}
	if d.ended {
		return Line{Number: d.line}, io.EOF
	}
	c, err := d.after()
	for err == nil && c == ',' {
		c, err = d.after()
	}
	switch {
	case err != nil:
		return Line{Number: d.line}, d.cut(err)
	case c == ']':
		d.ended = true
		return Line{Number: d.line}, io.EOF
	}
	out := Line{Number: d.line}
	err = d.value(c, &out)
	return out, d.cut(err)
}

// cut says that the file ends in the middle of the list.
func (d *document) cut(err error) error {
	if err == io.EOF {
		return invalid(d.line, "rest", "the JSON ends before its list is closed")
	}
	return err
}

// begin goes to the beginning of the list.
func (d *document) begin() error {
	c, err := d.after()
	if err != nil || c == '[' {
		return err
	}
	for {
		if c, err = d.after(); err != nil {
			return err
		}
		switch c {
		case ',':
		case '"':
			if found, err := d.member(); err != nil || found {
				return err
			}
		default: // the end of the object, or no JSON
			return invalid(d.line, "objects", "no list of objects, at the top or one level down")
		}
	}
}

// member reads a key behind its first quote and its value; found when that is
// the list.
func (d *document) member() (found bool, err error) {
	if err = d.value('"', nil); err != nil {
		return false, err
	}
	c, err := d.after()
	if err != nil || c != ':' {
		return false, errOr(err, invalid(d.line, "objects", "no list of objects, at the top or one level down"))
	}
	if c, err = d.after(); err != nil {
		return false, err
	}
	if c != '[' {
		return false, d.value(c, nil)
	}
	if c, err = d.after(); err != nil {
		return false, err
	}
	d.back(c)
	if c == '{' {
		return true, nil
	}
	return false, d.value('[', nil)
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// value passes over a value that begins with a sign, and takes it down in out.
func (d *document) value(c byte, out *Line) (err error) {
	depth, quoted, escaped := 0, false, false
	for {
		if out != nil {
			if len(out.Text) < MaxRow {
				out.Text = append(out.Text, c)
			} else {
				out.Long = true
			}
		}
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
		if depth <= 0 && !quoted && (c == '"' || c == '}' || c == ']') {
			return nil
		}
		if c, err = d.sign(); err != nil {
			return err
		}
		if depth == 0 && !quoted && (c == ',' || c == ']' || c == '}') { // a number or word ends before it
			d.back(c)
			return nil
		}
	}
}
