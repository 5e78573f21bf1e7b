package letter

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Panel is what a message on the website has beside its text. Its texts are Liquid.
type Panel struct {
	Place    Place  `json:"place,omitempty" enum:"popup,slidein,inline,inbox" doc:"popup when empty"`
	Slot     string `json:"slot,omitempty" doc:"of an inline one: the name of the element it stands in, data-cham-slot"`
	Headline string `json:"headline,omitempty"`
	// Button leads to URL; both or none.
	Button  string    `json:"button,omitempty"`
	URL     string    `json:"url,omitempty"`
	Picture string    `json:"picture,omitempty" doc:"the https address of one"`
	Until   time.Time `json:"until,omitzero" doc:"not shown after; 30 days after it lay ready when empty"`
}

// Place is where on the website a message stands.
type Place string

// The places.
const (
	Popup   Place = "popup"   // in the middle, over the page
	SlideIn Place = "slidein" // in the corner
	Inline  Place = "inline"  // in an element of the page
	Inbox   Place = "inbox"   // a line behind a bell, until it is read
)

// Places lists them.
var Places = []Place{Popup, SlideIn, Inline, Inbox}

// panelRoots are what a text on the website knows of a customer: how they are called, and nothing by which somebody who
// only claims to be them learns who they are.
var panelRoots = []string{"first_name", "salutation", "business"}

// Limits on panels, in characters.
const (
	MaxHeadline   = 80
	MaxPanelText  = 600
	MaxPanelLabel = 40
)

var (
	slotName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)
	picture  = regexp.MustCompile(`^(?i:https)` + strings.TrimPrefix(page.String(), `^(?i:https?)`))
)

// CompiledPanel is a panel that was read once; it is safe for concurrent use.
type CompiledPanel struct {
	headline, text, button, url, picture text
	place                                Place
	slot                                 string
	until                                time.Time
}

// CompilePanel reads a note for the website. CodeInvalid with its field: text, or panel.…
func CompilePanel(n Note) (*CompiledPanel, error) {
	p := Panel{}
	if n.Panel != nil {
		p = *n.Panel
	}
	if p.Place == "" {
		p.Place = Popup
	}
	r := newReader()
	r.roots = panelRoots
	c := &CompiledPanel{place: p.Place, until: p.Until}
	if !slices.Contains(Places, p.Place) {
		r.fail("panel.place", "place", nil)
	}
	if p.Place == Inline {
		if c.slot = p.Slot; !slotName.MatchString(p.Slot) {
			r.fail("panel.slot", "slot", nil)
		}
	}
	c.headline = r.needed("panel.headline", p.Headline, MaxHeadline)
	c.text = r.needed("text", n.Text, MaxPanelText)
	if p.Button != "" || p.URL != "" {
		c.button = r.needed("panel.button", p.Button, MaxPanelLabel)
		c.url = r.url("panel.url", p.URL, page)
	}
	if p.Picture != "" {
		c.picture = r.url("panel.picture", p.Picture, picture)
	}
	if r.err != nil {
		return nil, r.err
	}
	return c, nil
}

// WrittenPanel is a message on the website to one person.
type WrittenPanel struct {
	Headline, Text, Button, Link, Picture, Slot string
	Place                                       Place
	Until                                       time.Time
}

// Write writes a panel to who the fields are of. What is not known of them and has no
// default is a *Missing.
func (c *CompiledPanel) Write(fields Fields, f Frame) (w WrittenPanel, err error) {
	known := map[string]any{"business": clean(f.Business)}
	for _, name := range panelRoots[:2] {
		if v, is := fields[name]; is {
			known[name] = v
		}
	}
	w = WrittenPanel{Place: c.place, Slot: c.slot, Until: c.until}
	if w.Headline, err = c.headline.line(known); err != nil {
		return w, err
	}
	body, err := c.text.write(known)
	if err != nil {
		return w, err
	}
	if w.Text = strings.TrimSpace(reveal(body)); w.Text == "" || w.Headline == "" {
		return w, &Missing{Field: "text"}
	}
	if w.Button, err = c.button.line(known); err != nil {
		return w, err
	}
	link, err := c.url.write(known)
	if err != nil {
		return w, err
	}
	w.Link = string(address(link, f.Link))
	picture, err := c.picture.write(known)
	w.Picture = string(address(picture, nil))
	return w, err
}
