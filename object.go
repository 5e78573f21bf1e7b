package cham

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Members calls f with the members of a JSON object in order, a name that stands
// twice twice, and reports whether b is such an object. Values are parts of b. It
// is for what every touch is asked: the standard library takes five times as long
// and allocates a map. What is out of the ordinary is left to that.
func Members(b []byte, f func(name, value []byte)) bool {
	var few [16][2][]byte
	all, ok := members(few[:0], b)
	if !ok {
		return slowly(b, f)
	}
	for _, m := range all {
		f(m[0], m[1])
	}
	return true
}

// members reads an object of plain names and values; false when it is none, or not sure.
func members(all [][2][]byte, b []byte) ([][2][]byte, bool) {
	if b = bytes.Trim(b, " \t\r\n"); len(b) < 2 || b[0] != '{' || b[len(b)-1] != '}' {
		return nil, false
	}
	if b = b[1 : len(b)-1]; len(b) == 0 {
		return all, true
	}
	for {
		name := plainText(b)
		if name == 0 || name == len(b) || b[name] != ':' || !utf8.Valid(b[:name]) {
			return nil, false
		}
		value := plainValue(b[name+1:])
		if value == 0 {
			return nil, false
		}
		all = append(all, [2][]byte{b[1 : name-1], b[name+1 : name+1+value]})
		if b = b[name+1+value:]; len(b) == 0 {
			return all, true
		}
		if b[0] != ',' {
			return nil, false
		}
		b = b[1:]
	}
}

// plainText is how long the text is that b begins with, 0 when it is none or holds an escape.
func plainText(b []byte) int {
	if len(b) == 0 || b[0] != '"' {
		return 0
	}
	for i := 1; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			return i + 1
		case c == '\\' || c < ' ':
			return 0
		}
	}
	return 0
}

// plainValue is how long the value is that b begins with, 0 when that is not sure.
func plainValue(b []byte) int {
	if len(b) == 0 || b[0] <= ' ' {
		return 0
	}
	n := 0
	switch b[0] {
	case '"':
		return textEnd(b)
	case '{', '[':
		n = nestedEnd(b)
	default:
		for n < len(b) && b[n] != ',' {
			n++
		}
	}
	if n == 0 || !json.Valid(b[:n]) || b[n-1] <= ' ' {
		return 0
	}
	return n
}

// textEnd is where a text ends that may hold escapes.
func textEnd(b []byte) int {
	if n := plainText(b); n > 0 {
		return n
	}
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			if json.Valid(b[:i+1]) {
				return i + 1
			}
			return 0
		}
	}
	return 0
}

// nestedEnd is where an object or a list ends.
func nestedEnd(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			n := textEnd(b[i:])
			if n == 0 {
				return 0
			}
			i += n - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// slowly is Members by the standard library.
func slowly(b []byte, f func(name, value []byte)) bool {
	if !json.Valid(b) || bytes.TrimLeft(b, " \t\r\n")[0] != '{' {
		return false
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.Token() // the brace; b is valid
	for d.More() {
		var value json.RawMessage
		name, _ := d.Token()
		d.Decode(&value)
		f([]byte(name.(string)), value)
	}
	return true
}
