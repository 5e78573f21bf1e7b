package capture

import (
	"encoding/json"
	"unicode/utf8"
)

// eachField calls field for every key of an object that was checked before, with
// the parser standing at its value. Anything but an object has no fields.
func eachField(object json.RawMessage, field func(p *parser, key []byte)) {
	if len(object) > 0 {
		p := parser{b: object}
		p.fields(func(key []byte) { field(&p, key) })
	}
}

// merge returns over with the fields of base that it lacks; objects that both
// have are merged likewise down to the given level, below it over's stands, so
// that the work stays proportional to the text. Both were checked before.
func merge(base, over json.RawMessage, levels int) json.RawMessage {
	if len(over) == 0 {
		return base
	}
	if levels == 0 || len(base) == 0 || base[0] != '{' || over[0] != '{' {
		return over
	}
	inherited := map[string]json.RawMessage{}
	eachField(base, func(p *parser, key []byte) { inherited[string(key)] = p.raw() })
	out := []byte{'{'}
	add := func(key string, value json.RawMessage) {
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(appendString(out, key), ':'), value...)
	}
	eachField(over, func(p *parser, key []byte) {
		value := p.raw()
		if old := inherited[string(key)]; old != nil {
			value = merge(old, value, levels-1)
			delete(inherited, string(key))
		}
		add(string(key), value)
	})
	eachField(base, func(p *parser, key []byte) {
		if value := p.raw(); inherited[string(key)] != nil {
			delete(inherited, string(key))
			add(string(key), value)
		}
	})
	return append(out, '}')
}

// appendString appends s as a JSON string; bytes that are not UTF-8 become
// U+FFFD.
func appendString(out []byte, s string) []byte {
	const hex = "0123456789abcdef"
	out = append(out, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			out = append(out, '\\', byte(r))
		case r == 0:
			out = append(out, `\ufffd`...)
		case r < 0x20:
			out = append(out, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return append(out, '"')
}
