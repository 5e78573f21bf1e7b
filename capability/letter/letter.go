// Package letter is what an e-mail says: a subject and blocks, written by people
// in Liquid, and written out to one person as HTML and as plain text. What is
// known of a person is text in it and nothing else: it brings in no tag, no link,
// no line of a header. What is not known holds the letter back.
package letter

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"cham"
)

// Letter is a message to many, as a person writes it. Its texts are Liquid.
type Letter struct {
	Subject string `json:"subject"`
	// Preheader is what lists of letters show beside the subject.
	Preheader string  `json:"preheader,omitempty"`
	Blocks    []Block `json:"blocks"`
}

// Block is one thing under another.
type Block struct {
	Kind BlockKind `json:"kind"`
	// Text of a heading, a text or a button. In a text, an empty line parts
	// paragraphs, **this is bold** and [this](https://example.vn) is a link.
	Text string `json:"text,omitempty"`
	// URL is where a button leads, or an image's own.
	URL string `json:"url,omitempty"`
	// Alt says what an image shows, to those who do not see it.
	Alt string `json:"alt,omitempty"`
}

// BlockKind says what a block is.
type BlockKind string

// The kinds of block.
const (
	Heading BlockKind = "heading"
	Text    BlockKind = "text"
	Button  BlockKind = "button"
	Image   BlockKind = "image"
	Divider BlockKind = "divider"
)

// Limits on letters, in characters; MaxHTML in bytes: Gmail cuts off after 102 KB.
const (
	MaxSubject = 200
	MaxBlocks  = 40
	MaxText    = 5000
	MaxLine    = 200
	MaxURL     = 2000
	MaxHTML    = 100 << 10
)

// limits is how long a kind's text may be; 0 where there is none.
var limits = map[BlockKind]int{Heading: MaxLine, Text: MaxText, Button: MaxLine, Image: 0, Divider: 0}

// Valid says what is wrong with a letter: CodeInvalid with its field.
func (l *Letter) Valid() error {
	_, err := Compile(*l)
	return err
}

// Compiled is a letter that was read once; it is safe for concurrent use.
type Compiled struct {
	subject, preheader text
	blocks             []block
	// Voucher says that it shows the receiver's code.
	Voucher bool
}

type block struct {
	kind           BlockKind
	text, url, alt text
}

// Compile reads a letter; its errors are Valid's.
func Compile(l Letter) (*Compiled, error) {
	r, c := newReader(), &Compiled{}
	if n := len(l.Blocks); n == 0 || n > MaxBlocks {
		return nil, invalid("blocks", "blocks", map[string]any{"n": MaxBlocks})
	}
	c.subject = r.needed("subject", l.Subject, MaxSubject)
	c.preheader = r.text("preheader", l.Preheader, MaxLine)
	for i, b := range l.Blocks {
		c.blocks = append(c.blocks, r.block(fmt.Sprintf("blocks[%d].", i), b))
	}
	if r.err != nil {
		return nil, r.err
	}
	c.Voucher = r.voucher
	return c, nil
}

// block reads a block that stands at a field.
func (r *reader) block(at string, b Block) (out block) {
	limit, known := limits[b.Kind]
	if !known {
		r.fail(at+"kind", "kind", nil)
	}
	out.kind = b.Kind
	if limit > 0 {
		out.text = r.needed(at+"text", b.Text, limit)
	}
	switch b.Kind {
	case Text:
		r.links(at+"text", b.Text)
	case Image:
		out.alt = r.text(at+"alt", b.Alt, MaxLine)
		out.url = r.url(at+"url", b.URL, page)
	case Button:
		out.url = r.url(at+"url", b.URL, anywhere)
	}
	return out
}

// needed reads a text that must say something.
func (r *reader) needed(at, s string, limit int) text {
	if strings.TrimSpace(s) == "" {
		r.fail(at, "empty", nil)
	}
	return r.text(at, s, limit)
}

// text reads Liquid; what was wrong first stays.
func (r *reader) text(at, s string, limit int) text {
	if utf8.RuneCountInString(s) > limit {
		r.fail(at, "long", map[string]any{"n": limit})
	}
	if r.err != nil {
		return text{}
	}
	t, err := r.parse(s)
	if err != nil {
		err.Field = at
		r.err = err
	}
	return t
}

func (r *reader) fail(at, key string, args map[string]any) {
	if r.err == nil {
		r.err = invalid(at, key, args)
	}
}

func invalid(field, key string, args map[string]any) *cham.Error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "letter", Field: field, Key: "error.letter." + key, Args: args}
}
