package letter

import (
	_ "embed"
	"html/template"
	"slices"
	"strings"

	"cham"
	"cham/locale"
)

// Frame is what stands around a letter, and who it is from.
type Frame struct {
	// Lang is vi or en.
	Lang string
	// Business is who writes, Contact how to reach them; it may have lines.
	Business, Contact string
	// Advert says that the law wants [QC] before the subject, Decree 91/2020/NĐ-CP.
	Advert bool
	// Unsubscribe is the page where the receiver chooses or stops; none when empty.
	Unsubscribe string
	// Link stands in for an address that is to be counted; nil counts none.
	Link func(url string) string
	// Picture is fetched when the letter is opened; none when empty.
	Picture string
}

// Written is a letter to one person.
type Written struct{ Subject, HTML, Text string }

// Label begins the subject of an advert.
const Label = "[QC]"

// paper is a letter as letter.html has it.
type paper struct {
	Lang, Subject, Preheader  string
	Pieces                    []piece
	From, Choose, Unsubscribe string
	Picture                   template.URL
	Contact                   []string
}

// piece is a block of it: a text has paragraphs, all others a line.
type piece struct {
	Kind  BlockKind
	Line  string
	Paras [][]span
	URL   template.URL
}

//go:embed letter.html
var source string

var sheet = template.Must(template.New("letter").Parse(source))

// Write writes a letter to who the fields are of. What is not known of them and
// has no default is a *Missing.
func (c *Compiled) Write(fields Fields, f Frame) (w Written, err error) {
	p, known := f.paper(), fields.with("business", clean(f.Business))
	if p.Subject, err = c.title(known, f.Advert); err != nil {
		return w, err
	}
	if p.Preheader, err = c.preheader.line(known); err != nil {
		return w, err
	}
	for _, b := range c.blocks {
		one, err := b.piece(known, f.Link)
		if err != nil {
			return w, err
		}
		p.Pieces = append(p.Pieces, one)
	}
	return p.write()
}

// paper is a letter with nothing in it yet.
func (f *Frame) paper() *paper {
	lang, contact := language(f.Lang), strings.Split(f.Contact, "\n")
	for i := range contact {
		contact[i] = clean(contact[i])
	}
	contact = slices.DeleteFunc(contact, func(s string) bool { return s == "" })
	return &paper{Lang: lang, Unsubscribe: f.Unsubscribe, Picture: template.URL(f.Picture), Contact: contact,
		From:   locale.Text(lang, "letter.from", map[string]any{"business": clean(f.Business)}),
		Choose: locale.Text(lang, "letter.choose", nil)}
}

// title is the subject: one line, never empty, and an advert's says so.
func (c *Compiled) title(fields map[string]any, advert bool) (string, error) {
	s, err := c.subject.line(fields)
	switch {
	case err != nil:
		return "", err
	case s == "":
		return "", &Missing{Field: "subject"}
	case advert && !strings.HasPrefix(s, Label):
		s = Label + " " + s
	}
	return truncate(s, func(int) int { return MaxSubject }).(string), nil
}

// piece writes a block.
func (b *block) piece(fields map[string]any, link func(string) string) (p piece, err error) {
	p.Kind = b.kind
	url, err := b.url.write(fields)
	if err != nil {
		return p, err
	}
	switch b.kind {
	case Text:
		s, err := b.text.write(fields)
		p.Paras = spans(s, link)
		return p, err
	case Image:
		p.URL = address(url, nil)
		p.Line, err = b.alt.line(fields)
		return p, err
	case Button:
		p.URL = address(url, link)
	}
	p.Line, err = b.text.line(fields)
	return p, err
}

// line writes a text that is one line.
func (t text) line(fields map[string]any) (string, error) {
	s, err := t.write(fields)
	return strings.Join(strings.Fields(reveal(s)), " "), err
}

func (p *paper) write() (w Written, err error) {
	var html strings.Builder
	if err := sheet.Execute(&html, p); err != nil {
		return w, cham.Wrap(cham.CodeInternal, "letter.Write", err)
	}
	if html.Len() > MaxHTML {
		return w, &cham.Error{Code: cham.CodeTooLarge, Op: "letter.Write", Key: "error.letter.big"}
	}
	return Written{Subject: p.Subject, HTML: html.String(), Text: p.plain()}, nil
}

// plain is a letter for those who read no HTML.
func (p *paper) plain() string {
	var parts []string
	for _, b := range p.Pieces {
		if s := b.plain(); s != "" {
			parts = append(parts, s)
		}
	}
	foot := append([]string{"---", p.From}, p.Contact...)
	if p.Unsubscribe != "" {
		foot = append(foot, p.Choose+": "+p.Unsubscribe)
	}
	return strings.Join(append(parts, strings.TrimSpace(strings.Join(foot, "\n"))), "\n\n") + "\n"
}

func (b *piece) plain() string {
	switch {
	case b.Kind == Divider:
		return "---"
	case b.Kind == Button:
		return b.Line + ": " + string(b.URL)
	case b.Kind == Image && b.Line != "":
		return "[" + b.Line + "]"
	case b.Kind != Text:
		return b.Line
	}
	var paras []string
	for _, spans := range b.Paras {
		var out strings.Builder
		for _, s := range spans {
			out.WriteString(s.plain())
		}
		paras = append(paras, out.String())
	}
	return strings.Join(paras, "\n\n")
}

func (s *span) plain() string {
	switch {
	case s.Break:
		return "\n"
	case s.URL != "" && s.Text != string(s.URL):
		return s.Text + " (" + string(s.URL) + ")"
	}
	return s.Text
}
