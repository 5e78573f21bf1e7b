package letter

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cham/locale"
)

// Note is a message without blocks: what is said by SMS or in a chat, or a template
// that the provider keeps. Its texts are Liquid.
type Note struct {
	Text string `json:"text,omitempty"`
	// Template is the provider's number or name of one, Params what stands in its fields.
	Template string            `json:"template,omitempty"`
	Params   map[string]string `json:"params,omitempty"`
	Panel    *Panel            `json:"panel,omitempty" doc:"of the website: where it stands, and what it has beside its text"`
}

// Limits on notes: characters of a text, fields of a template, characters of one.
const (
	MaxNote   = 2000
	MaxParams = 30
	MaxParam  = 400
)

// CompiledNote is a note that was read once; it is safe for concurrent use.
type CompiledNote struct {
	text     text
	template string
	params   map[string]text
	// Voucher says that it shows the receiver's code.
	Voucher bool
}

var (
	templateID = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)
	paramName  = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_]{0,63}|[1-9][0-9]?)$`)
)

// NoteForm is what a way takes.
type NoteForm int

// The forms.
const (
	TextOnly NoteForm = iota
	TemplateOnly
	TextOrTemplate // a template where the note names one
)

// CompileNote reads a note for a way that takes a form. CodeInvalid with its field.
func CompileNote(n Note, form NoteForm) (*CompiledNote, error) {
	templated := form == TemplateOnly || form == TextOrTemplate && n.Template != ""
	r, c := newReader(), &CompiledNote{template: n.Template, params: map[string]text{}}
	switch {
	case !templated:
		c.text, c.template = r.needed("text", n.Text, MaxNote), ""
	case !templateID.MatchString(n.Template):
		r.fail("template", "template", nil)
	case len(n.Params) > MaxParams:
		r.fail("params", "params", map[string]any{"n": MaxParams})
	}
	if templated {
		c.readParams(r, n.Params)
	}
	if r.err != nil {
		return nil, r.err
	}
	c.Voucher = r.voucher
	return c, nil
}

func (c *CompiledNote) readParams(r *reader, params map[string]string) {
	names := make([]string, 0, len(params))
	for name := range params {
		names = append(names, name)
	}
	slices.Sort(names) // so that the same error comes first
	for _, name := range names {
		at := fmt.Sprintf("params.%s", name)
		if !paramName.MatchString(name) {
			r.fail("params", "param", map[string]any{"name": name})
		}
		c.params[name] = r.needed(at, params[name], MaxParam)
	}
}

// WrittenNote is a note to one person.
type WrittenNote struct {
	Text, Template string
	Params         map[string]string
}

// Write writes a note to who the fields are of. What is not known of them and has no
// default is a *Missing.
func (c *CompiledNote) Write(fields Fields, f Frame) (w WrittenNote, err error) {
	known := fields.with("business", clean(f.Business))
	w.Template = c.template
	if c.template != "" {
		w.Params = map[string]string{}
		for name, t := range c.params {
			if w.Params[name], err = t.line(known); err != nil {
				return w, err
			}
			if w.Params[name] == "" {
				return w, &Missing{Field: name}
			}
		}
		return w, nil
	}
	s, err := c.text.write(known)
	if err != nil {
		return w, err
	}
	if f.Link != nil {
		s = noteLinks.ReplaceAllStringFunc(s, func(to string) string { return noteLink(to, f.Link) })
	}
	w.Text = strings.TrimSpace(reveal(s))
	if w.Text == "" {
		return w, &Missing{Field: "text"}
	}
	if f.Advert {
		w.Text = f.advert(w.Text)
	}
	return w, nil
}

// noteLinks are addresses in a text; what a field says begins none, its marks are no punctuation.
var noteLinks = regexp.MustCompile(`https?://[^\s"<>]+`)

// noteLink is an address that is counted, without the punctuation of the sentence it ends.
func noteLink(to string, link func(string) string) string {
	bare := strings.TrimRight(to, ".,;:!?)]}'…")
	if !page.MatchString(bare) {
		return to
	}
	return string(address(bare, link)) + to[len(bare):]
}

// advert is a text with what the law wants of one: its label first, who writes, and how
// to stop it (Decree 91/2020/NĐ-CP).
func (f *Frame) advert(s string) string {
	if !strings.HasPrefix(s, Label) {
		s = Label + " " + s
	}
	if who := clean(f.Business); who != "" && !strings.Contains(s, who) {
		s += "\n" + who
	}
	if f.Unsubscribe != "" {
		s += "\n" + locale.Text(language(f.Lang), "letter.stop", nil) + ": " + f.Unsubscribe
	}
	return s
}
