package capture

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// valid runs the parser over a whole text.
func valid(text []byte) bool {
	p := parser{b: bytes.Clone(text)}
	p.skip()
	p.end()
	return p.err == nil
}

// jsonSeeds are texts at the edges of the grammar.
var jsonSeeds = []string{`{}`, `[]`, `[1,]`, `{"a":}`, `{"a" : [ ] , "b":{"c":null}}`, `"\ud83d\ude00"`, `"\ud83d"`, `"\ude00\ud83d"`,
	`"\u00zz"`, `"\x"`, `"`, `-`, `-0`, `01`, `1.`, `1.5e`, `1E+9`, `-1.5e-300`, `1e999999`, `tru`, `true`, `nullx`, ` 1 `, "\"\t\"",
	"\"\x7f\"", `{"a":1 "b":2}`, `{1:2}`, `[[[[]]]]`, `"\u0000"`,
	`""`, `"12345678"`, `"1234567\""`, "\"a\x00\"", `[1 2]`, `{"a":1,}`, `{,}`, `+1`, `.5`, `0x1`, `NaN`, "\ufeff{}", `"é"`, `]`, `}`, ``, ` `}

// sameAsStandard compares our judgement and reading with encoding/json's.
func sameAsStandard(t *testing.T, text []byte) {
	if bytes.Count(text, []byte("["))+bytes.Count(text, []byte("{")) >= maxDepth || !utf8.Valid(text) {
		return
	}
	if got, want := valid(text), json.Valid(text); got != want {
		t.Fatalf("%q: valid %v, encoding/json says %v", text, got, want)
	}
	var want string
	if json.Unmarshal(text, &want) == nil && len(bytes.TrimSpace(text)) > 0 && bytes.TrimSpace(text)[0] == '"' {
		p := parser{b: bytes.Clone(text)}
		if got := p.text(); got != strings.ReplaceAll(want, "\x00", "\ufffd") {
			t.Fatalf("%q: read as %q, encoding/json says %q", text, got, want)
		}
	}
}

func TestJSON(t *testing.T) {
	for _, s := range jsonSeeds {
		sameAsStandard(t, []byte(s))
	}
}

func TestDepth(t *testing.T) {
	deep := func(n int) []byte { return []byte(strings.Repeat(`{"a":[`, n/2) + strings.Repeat(`]}`, n/2)) }
	if !valid(deep(maxDepth)) || valid(deep(maxDepth+2)) {
		t.Error("the limit of depth is elsewhere")
	}
	if valid([]byte(strings.Repeat("[", 1<<20))) {
		t.Error("a million brackets passed")
	}
	if wide := strings.Repeat(`{},`, 10*maxDepth); !valid([]byte(`[` + wide + `{}]`)) {
		t.Error("width was counted as depth")
	}
}

// TestRepairedJSON: what the parser overwrites is still the same JSON, of the same
// length, and does not change again.
func TestRepairedJSON(t *testing.T) {
	text := []byte(`{"a\u0000":"\ud800x\udc00\ud83d\ude00"}`)
	n := len(text)
	p := parser{b: text}
	p.skip()
	once := string(text)
	p = parser{b: text}
	p.skip()
	if once != `{"a\ufffd":"\ufffdx\ufffd\ud83d\ude00"}` || string(text) != once || len(once) != n {
		t.Errorf("%s, then %s", once, text)
	}
}
