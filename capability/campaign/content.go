package campaign

import (
	"errors"
	"slices"
	"strings"

	"cham"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// Ways lists the ways a campaign can go.
var Ways = []reach.Way{reach.ZNS, reach.Zalo, reach.Messenger, reach.SMS, reach.Own, reach.Email, reach.Web, reach.Call}

// forms are what ways take that take more than texts.
var forms = map[reach.Way]letter.NoteForm{reach.ZNS: letter.TemplateOnly, reach.Messenger: letter.TextOrTemplate,
	reach.Own: letter.TextOrTemplate}

// Content is what a campaign says once it is started: nobody changes it any more.
type Content struct {
	Campaign
	// Base is the address under which customers reach us, Business and Contact who writes.
	Base     string `json:"base"`
	Business string `json:"business"`
	Contact  string `json:"contact"`
}

// AllWays are the ways it goes, in order of preference.
func (d *Draft) AllWays() []reach.Way {
	if len(d.Ways) == 0 {
		return []reach.Way{reach.Email}
	}
	return d.Ways
}

// Compiled is what a campaign says by each of its ways, in each version, read once; it is safe
// for concurrent use.
type Compiled struct{ a, b compiledVersion }

type compiledVersion struct {
	letter *letter.Compiled
	notes  map[reach.Way]*letter.CompiledNote
	panel  *letter.CompiledPanel
}

// Compile reads what a campaign says. CodeInvalid with its field: of the letter, or texts.<way>.…;
// of the second version below b.
func (d *Draft) Compile() (c *Compiled, err error) {
	c = &Compiled{}
	if c.a, err = compile(d.AllWays(), Version{d.Letter, d.Texts}); err != nil || d.B == nil {
		return c, err
	}
	if c.b, err = compile(d.AllWays(), *d.B); err != nil {
		return nil, under("b", err)
	}
	return c, nil
}

func compile(ways []reach.Way, v Version) (c compiledVersion, err error) {
	c.notes = map[reach.Way]*letter.CompiledNote{}
	for _, way := range ways {
		switch way {
		case reach.Email:
			c.letter, err = letter.Compile(v.Letter)
		case reach.Web:
			c.panel, err = letter.CompilePanel(v.Texts[way])
		default:
			c.notes[way], err = letter.CompileNote(v.Texts[way], forms[way])
		}
		if err != nil && way != reach.Email {
			err = under("texts."+string(way), err)
		}
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

// under puts an error's field under another.
func under(field string, err error) error {
	if e, ok := errors.AsType[*cham.Error](err); ok {
		at := *e
		at.Field = field + "." + e.Field
		return &at
	}
	return err
}

// templated reports whether all versions say it by a template of Messenger's.
func (d *Draft) templated() bool {
	return d.Texts[reach.Messenger].Template != "" && (d.B == nil || d.B.Texts[reach.Messenger].Template != "")
}

// Says reports whether a text stands in what the campaign says, as it was written.
func (c *Content) Says(text string) bool {
	says := []Version{{c.Letter, c.Texts}}
	if c.B != nil {
		says = append(says, *c.B)
	}
	for _, v := range says {
		for _, b := range v.Letter.Blocks {
			if strings.Contains(b.URL, text) || strings.Contains(b.Text, text) {
				return true
			}
		}
		if p := v.Texts[reach.Web].Panel; p != nil && strings.Contains(p.URL, text) {
			return true
		}
		for _, n := range v.Texts {
			if strings.Contains(n.Text, text) {
				return true
			}
		}
	}
	return false
}

// Links are the addresses of ours in a message to one person.
type Links struct {
	// Unsubscribe is the page where they choose; Picture is fetched when a letter is opened.
	Unsubscribe, Picture string
	// Counted stands in for an address; nil counts none.
	Counted func(url string) string
}

// OneClick is where a mail program posts its one click (RFC 8058): it takes back
// what the letter was sent on the strength of. What a customer waits for has none.
func (c *Content) OneClick(link string) string {
	if c.Class == reach.Transaction {
		return ""
	}
	page, query, _ := strings.Cut(link, "?")
	if query != "" {
		query = "&" + query
	}
	return page + "/unsubscribe?from=" + string(c.Class.Purpose()) + query
}

// Write writes what is said by a way to a customer the fields are of; missing is the field
// that is not known and that it needs.
func (c *Content) Write(compiled *Compiled, to cham.CustomerID, way reach.Way, f letter.Fields, links Links) (p outbox.Parcel,
	missing string, err error) {
	says := compiled.says(c.group(to))
	frame := letter.Frame{Lang: c.Lang, Business: c.Business, Contact: c.Contact, Advert: c.Class == reach.Marketing,
		Unsubscribe: links.Unsubscribe, Link: links.Counted, Picture: links.Picture}
	p = outbox.Parcel{Lang: c.Lang, Advert: frame.Advert}
	switch note := says.notes[way]; {
	case way == reach.Email && says.letter != nil:
		var w letter.Written
		w, err = says.letter.Write(f, frame)
		p.Subject, p.HTML, p.Text, p.Unsubscribe = w.Subject, w.HTML, w.Text, c.OneClick(links.Unsubscribe)
	case way == reach.Web && says.panel != nil:
		var w letter.WrittenPanel
		w, err = says.panel.Write(f, frame)
		p.Subject, p.Text = w.Headline, w.Text
		p.Panel = &outbox.WebPanel{Place: string(w.Place), Slot: w.Slot, Button: w.Button, Link: w.Link, Picture: w.Picture,
			Refusable: c.Class != reach.Transaction, Until: w.Until}
	case note != nil:
		if way != reach.SMS { // only there its addresses are short
			frame.Link = nil
		}
		var w letter.WrittenNote
		if way == reach.Call { // it is said, not sent: it needs neither label nor link
			frame.Advert = false
		}
		w, err = note.Write(f, frame)
		p.Text, p.Template, p.Params = w.Text, w.Template, w.Params
	default:
		return p, "", cham.Errorf(cham.CodeInternal, "campaign.Write", "the campaign does not go by %s", way)
	}
	if m, ok := errors.AsType[*letter.Missing](err); ok {
		return p, m.Field, nil
	}
	return p, "", err
}

// validWays says what is wrong with the ways of a draft.
func (d *Draft) validWays() error {
	for i, w := range d.Ways {
		if !slices.Contains(Ways, w) || slices.Contains(d.Ways[:i], w) {
			return invalid("ways", "error.campaign.ways", nil)
		}
	}
	says := []Version{{d.Letter, d.Texts}}
	if d.B != nil {
		says = append(says, *d.B)
	}
	for _, v := range says {
		for w := range v.Texts {
			if !slices.Contains(Ways, w) {
				return invalid("texts", "error.campaign.ways", nil)
			}
		}
	}
	return nil
}
