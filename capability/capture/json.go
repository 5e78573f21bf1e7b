package capture

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/bits"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// maxDepth bounds the nesting of foreign JSON. No sender nests a tenth of it,
// and every engine we store into accepts it.
const maxDepth = 500

// parser pulls values out of JSON text in one pass and checks the grammar of
// RFC 8259 as it goes. The request path reads some dozen fields of a call, in
// whatever type a sender chose, and keeps the rest as it came; a callback per
// field does that without a map, a struct per shape or an allocation. The best
// decoders into structs take as long (goccy 1.4, go-json-experiment 1.6, this
// 1.7 µs of CPU for a call of 1 KB, encoding/json 8.4; November 2026), and leave
// the walks through context and properties still to do.
//
// Two things that are legal JSON but poison in databases, the escape of U+0000
// and escapes of half a surrogate pair, are overwritten in the text with
// \ufffd, which is as long. Browsers send the latter whenever a page cuts a
// string inside an emoji.
//
// The first error stays; after it every method returns at once.
type parser struct {
	b     []byte
	i     int
	depth int
	err   error
}

func (p *parser) fail(what string) {
	if p.err == nil {
		p.err = fmt.Errorf("%s at byte %d", what, p.i)
		p.i = len(p.b)
	}
}

// peek returns the first byte after white space, 0 at the end.
func (p *parser) peek() byte {
	for p.i < len(p.b) {
		switch c := p.b[p.i]; c {
		case ' ', '\n', '\r', '\t':
			p.i++
		default:
			return c
		}
	}
	return 0
}

func (p *parser) accept(c byte) bool {
	if p.peek() == c && p.i < len(p.b) {
		p.i++
		return true
	}
	return false
}

func (p *parser) expect(c byte) bool {
	ok := p.accept(c)
	if !ok {
		p.fail("expected " + strconv.QuoteRune(rune(c)))
	}
	return ok
}

// end fails unless nothing but white space is left.
func (p *parser) end() {
	if p.err == nil && (p.peek() != 0 || p.i < len(p.b)) {
		p.fail("text after the end")
	}
}

// object reads an object. field is called for every key, standing at its
// value, and must consume it; nil skips all of them.
func (p *parser) object(field func(key []byte)) {
	if !p.open('{') || p.close('}') {
		return
	}
	for p.err == nil {
		if p.peek() != '"' {
			p.fail("expected a key")
			return
		}
		key, escaped := p.quoted()
		if escaped {
			key = []byte(unescape(key))
		}
		p.expect(':')
		if p.peek(); field == nil {
			p.skip()
		} else {
			field(key)
		}
		if !p.accept(',') {
			p.expect('}')
			p.depth--
			return
		}
	}
}

// array reads an array. item is called standing at every value and must
// consume it; nil skips all of them.
func (p *parser) array(item func()) {
	if !p.open('[') || p.close(']') {
		return
	}
	for p.err == nil {
		if p.peek(); item == nil {
			p.skip()
		} else {
			item()
		}
		if !p.accept(',') {
			p.expect(']')
			p.depth--
			return
		}
	}
}

func (p *parser) open(c byte) bool {
	if p.depth++; p.depth > maxDepth {
		p.fail("nested too deeply")
	}
	return p.expect(c)
}

func (p *parser) close(c byte) bool {
	ok := p.accept(c)
	if ok {
		p.depth--
	}
	return ok
}

// skip moves past one value.
func (p *parser) skip() {
	switch c := p.peek(); {
	case c == '"':
		p.quoted()
	case c == '{':
		p.object(nil)
	case c == '[':
		p.array(nil)
	case c == '-' || c >= '0' && c <= '9':
		p.number()
	case c == 't':
		p.word("true")
	case c == 'f':
		p.word("false")
	case c == 'n':
		p.word("null")
	default:
		p.fail("expected a value")
	}
}

// raw moves past one value and returns its text.
func (p *parser) raw() json.RawMessage {
	p.peek()
	start := p.i
	if p.skip(); p.err != nil {
		return nil
	}
	return p.b[start:p.i:p.i]
}

// text moves past one value and returns it as text when it is a string, a
// number (as written, so no digit of a long id is lost) or a boolean, and ""
// otherwise.
func (p *parser) text() string {
	switch c := p.peek(); c {
	case '"':
		raw, escaped := p.quoted()
		if escaped {
			return unescape(raw)
		}
		return unsafeString(raw)
	case '{', '[', 'n':
		p.skip()
		return ""
	}
	return unsafeString(p.raw())
}

// unsafeString shares b's memory, which saves a dozen allocations a call. That is
// sound because nobody writes to text the parser has passed: the parser's own
// mending happens before the text is handed out and finds nothing to do the
// second time, and Decode's caller has given the body away.
func unsafeString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// float moves past one value and returns it when it is a number, or a string
// that holds one, that a float64 can hold; 0 otherwise.
func (p *parser) float() float64 {
	f, err := strconv.ParseFloat(p.text(), 64)
	if err != nil || f != f || f > 1e300 || f < -1e300 {
		return 0
	}
	return f
}

func (p *parser) word(w string) {
	if !bytes.HasPrefix(p.b[p.i:], []byte(w)) {
		p.fail("expected " + w)
		return
	}
	p.i += len(w)
}

func (p *parser) number() {
	if p.b[p.i] == '-' {
		p.i++
	}
	if p.i < len(p.b) && p.b[p.i] == '0' {
		p.i++
	} else {
		p.digits()
	}
	if p.i < len(p.b) && p.b[p.i] == '.' {
		p.i++
		p.digits()
	}
	if p.i < len(p.b) && p.b[p.i]|0x20 == 'e' {
		if p.i++; p.i < len(p.b) && (p.b[p.i] == '+' || p.b[p.i] == '-') {
			p.i++
		}
		p.digits()
	}
}

func (p *parser) digits() {
	start := p.i
	for p.i < len(p.b) && p.b[p.i] >= '0' && p.b[p.i] <= '9' {
		p.i++
	}
	if p.i == start {
		p.fail("expected a digit")
	}
}

// quoted moves past the string at p.i and returns what stands between its
// quotes, and whether that holds escapes.
func (p *parser) quoted() (content []byte, escaped bool) {
	p.i++
	start := p.i
	for {
		p.i = plainEnd(p.b, p.i)
		if p.i >= len(p.b) {
			p.fail("string without end")
			return nil, false
		}
		switch p.b[p.i] {
		case '"':
			p.i++
			return p.b[start : p.i-1], escaped
		case '\\':
			escaped = true
			if p.escape(); p.err != nil {
				return nil, false
			}
		default:
			p.fail("control character in a string")
			return nil, false
		}
	}
}

// plainEnd returns the index of the first quote, backslash or control
// character at or after i, eight bytes at a time.
func plainEnd(b []byte, i int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(b); i += 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		quote, slash := x^(ones*'"'), x^(ones*'\\')
		hit := ((x-ones*0x20)&^x | (quote-ones)&^quote | (slash-ones)&^slash) & highs
		if hit != 0 {
			return i + bits.TrailingZeros64(hit)/8
		}
	}
	for i < len(b) && b[i] != '"' && b[i] != '\\' && b[i] >= 0x20 {
		i++
	}
	return i
}

// escape moves past the escape at p.i, mending the poisonous ones.
func (p *parser) escape() {
	if p.i+1 >= len(p.b) {
		p.fail("escape without end")
		return
	}
	switch p.b[p.i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		p.i += 2
		return
	case 'u':
	default:
		p.fail("unknown escape")
		return
	}
	r := hex4(p.b, p.i)
	switch {
	case r < 0:
		p.fail("bad \\u escape")
	case utf16.IsSurrogate(r) && utf16.DecodeRune(r, hex4(p.b, p.i+6)) != utf8.RuneError:
		p.i += 12
	case utf16.IsSurrogate(r) || r == 0:
		copy(p.b[p.i:], `\ufffd`)
		p.i += 6
	default:
		p.i += 6
	}
}

// hex4 reads the \uXXXX escape at b[i], −1 when there is none.
func hex4(b []byte, i int) rune {
	if i+6 > len(b) || b[i] != '\\' || b[i+1] != 'u' {
		return -1
	}
	var r rune
	for _, c := range b[i+2 : i+6] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}

// unescape decodes the escapes of a checked string.
func unescape(s []byte) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			out = append(out, s[i])
			i++
			continue
		}
		switch c := s[i+1]; c {
		case 'u':
			r := hex4(s, i)
			if i += 6; utf16.IsSurrogate(r) {
				r = utf16.DecodeRune(r, hex4(s, i))
				i += 6
			}
			out = utf8.AppendRune(out, r)
			continue
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		default:
			out = append(out, c)
		}
		i += 2
	}
	return string(out)
}

// fields reads an object like object does; any other value has no fields.
func (p *parser) fields(field func(key []byte)) {
	if p.peek() == '{' {
		p.object(field)
	} else {
		p.skip()
	}
}
