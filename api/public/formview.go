package public

import (
	"net/http"
	"strings"

	"cham/capability/consent"
	"cham/capability/form"
)

// formView is what a form's page shows.
type formView struct {
	shown
	Preview, Text string
	Points        []string
	Ticket        string
	Page, From    string
	Fields        []fieldView
	Consent       *optionView
	Wording       string
	Frame         *frameView
}

type fieldView struct {
	form.Field
	Type, Complete, Hint, Value, Wrong string
	Most                               int
	// First is the first that is wrong.
	First   bool
	Options []optionView
}

// inputs are what browsers know of the kinds of fields.
var inputs = map[form.FieldKind]struct{ kind, complete string }{form.Name: {"text", "name"}, form.Phone: {"tel", "tel"},
	form.Email: {"text", "email"}, form.Birthday: {"date", "bday"}, form.Short: {"text", "off"}}

func (h *forms) view(r *http.Request, o *filling) (*formView, error) {
	p := o.form.Page
	kept := h.kept(r)
	v := &formView{shown: h.Guests.show(o.lang, o.ws, o.brand, FormPath+o.form.ID, kept), Text: p.Text, Points: p.Points}
	v.Title, v.Asks, v.Embedded, v.Frame = p.Title, true, o.embedded, frame(r)
	v.Next, v.NextHost = next(p.Address)
	v.Page, v.From = h.origin(r)
	switched := r.URL.Query() // the other language keeps the campaign, and where the visitor came from
	if v.From != "" {
		switched.Set("from", v.From)
	}
	v.Switch = "?" + with(switched, v.Other)
	v.say("codePage", "language", "send", "next", "nextHint")
	v.say("formPage", "sending", "answered", "trap")
	if o.preview {
		v.Preview = text(o.lang, "formPage.preview")
	}
	for _, f := range p.Fields {
		v.Fields = append(v.Fields, fieldOf(o.lang, f))
	}
	if words := h.agreement(o); words != "" {
		v.Consent, v.Wording = &optionView{Value: "marketing", Label: words}, consent.HashOf(words)
	}
	var err error
	v.Ticket, err = h.Service.Ticket(r.Context(), o.form, h.NewID())
	return v, err
}

func fieldOf(lang string, f form.Field) fieldView {
	in := inputs[f.Kind]
	v := fieldView{Field: f, Type: in.kind, Complete: in.complete, Most: form.MaxShort}
	if f.Kind == form.Long {
		v.Most = form.MaxLong
	}
	if f.Label == "" {
		v.Label = text(lang, "formPage.field."+string(f.Kind))
	}
	if !f.Required {
		v.Hint = text(lang, "formPage.optional")
	}
	for _, option := range f.Options {
		v.Options = append(v.Options, optionView{Value: option, Label: option})
	}
	return v
}

// again shows the form as it was sent, and why it was not taken. What may be sent
// once more keeps its ticket, unless that is worth nothing any more.
func (h *forms) again(w http.ResponseWriter, r *http.Request, o *filling, status int, why string, wrong form.Wrong) {
	v, err := h.view(r, o)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	v.Notice = text(o.lang, why)
	if why != "formPage.stale" {
		v.Ticket = r.PostForm.Get("ticket")
	}
	v.Page, v.From = r.PostForm.Get("page"), r.PostForm.Get("from")
	if v.Consent != nil {
		v.Consent.On = agreed(r) && why != "formPage.reworded"
	}
	first := true
	for i := range v.Fields {
		f := &v.Fields[i]
		f.Value = r.PostForm.Get(f.Key)
		for j := range f.Options {
			f.Options[j].On = f.Options[j].Value == strings.TrimSpace(f.Value)
		}
		if reason := wrong[f.Key]; reason != "" {
			f.Wrong, f.First, first = text(o.lang, "formPage.wrong."+reason), first, false
		}
	}
	h.render(w, r, status, v)
}

// plain is a page of one sentence.
func (h *forms) plain(w http.ResponseWriter, r *http.Request, status int, key string) {
	lang := language(r)
	h.render(w, r, status, &formView{shown: shown{Lang: lang, Title: text(lang, key)}})
}

func (h *forms) render(w http.ResponseWriter, r *http.Request, status int, v *formView) {
	h.serve(w, status, formPage, v, v.Brand, policyOf(r))
}
