package codes

import (
	"time"

	"cham"
	"cham/capability/form"
)

// FormInfo is a form and what was sent in it.
type FormInfo struct {
	ID        string    `json:"id"`
	URL       string    `json:"url" doc:"where visitors fill it in"`
	Preview   string    `json:"preview" doc:"its page for its maker, for a day: what is sent there is not taken"`
	Embed     string    `json:"embed" doc:"HTML to paste into a page of a website"`
	Name      string    `json:"name" doc:"its touches say it, as property form"`
	Branch    string    `json:"branch,omitempty"`
	Page      FormPage  `json:"page"`
	CreatedAt time.Time `json:"createdAt"`
	ClosedAt  time.Time `json:"closedAt,omitzero" doc:"absent while it takes answers"`
	Sent      int       `json:"sent" doc:"in the last 30 days"`
	LastAt    time.Time `json:"lastAt,omitzero" doc:"when something was sent last"`
}

// FormPage is what a form's page says and asks; all of it is plain text.
type FormPage struct {
	Title     string         `json:"title" minLength:"1" maxLength:"120"`
	Text      string         `json:"text,omitempty" maxLength:"1000"`
	Points    []string       `json:"points,omitempty" maxItems:"3"`
	Fields    []FormField    `json:"fields" minItems:"1" maxItems:"20"`
	Consents  []cham.Channel `json:"consents,omitempty" maxItems:"4" enum:"sms,zalo,email,call" doc:"ways that marketing is asked for"`
	Agreement string         `json:"agreement,omitempty" maxLength:"1000" doc:"the question's own words; absent: the usual wording"`
	Thanks    string         `json:"thanks,omitempty" maxLength:"1000"`
	Address   string         `json:"address,omitempty" maxLength:"500" doc:"where visitors may go on to then; https only"`
}

// FormField is one question of a form.
type FormField struct {
	Kind     form.FieldKind `json:"kind" enum:"name,phone,email,birthday,choice,short,long"`
	Key      string         `json:"key,omitempty" doc:"the property that its answer becomes; made of the label, stays when that changes"`
	Label    string         `json:"label,omitempty" maxLength:"200" doc:"absent: the usual one of a kind that has one"`
	Required bool           `json:"required,omitempty"`
	Options  []string       `json:"options,omitempty" maxItems:"20"`
}

// NewForm asks for a form.
type NewForm struct {
	Name   string   `json:"name" minLength:"1" maxLength:"80"`
	Branch string   `json:"branch,omitempty" maxLength:"80" doc:"where its touches happen"`
	Page   FormPage `json:"page"`
}

// FormChange changes what is set; absent fields stay.
type FormChange struct {
	Name   *string   `json:"name,omitempty" maxLength:"80"`
	Branch *string   `json:"branch,omitempty" maxLength:"80"`
	Page   *FormPage `json:"page,omitempty"`
	Closed *bool     `json:"closed,omitempty" doc:"a closed form's page says that it is"`
}

func formPageOf(p form.Page) FormPage {
	out := FormPage{Title: p.Title, Text: p.Text, Points: p.Points, Consents: p.Consents, Agreement: p.Agreement, Thanks: p.Thanks,
		Address: p.Address}
	for _, f := range p.Fields {
		out.Fields = append(out.Fields, FormField(f))
	}
	return out
}

func (p FormPage) page() form.Page {
	out := form.Page{Title: p.Title, Text: p.Text, Points: p.Points, Consents: p.Consents, Agreement: p.Agreement, Thanks: p.Thanks,
		Address: p.Address}
	for _, f := range p.Fields {
		out.Fields = append(out.Fields, form.Field(f))
	}
	return out
}
