// Package form is about registration forms, and landing pages, which are forms with
// more words above them: what each asks, and what is sent in them.
package form

import (
	"context"
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/visit"
)

// The one source of a workspace that its forms' touches come from. Anybody can
// open a form's page, so it is a public one.
const (
	Kind     = cham.KindForm
	SourceID = cham.SourceID("form")
)

// Submitted is the name of its touches, as of any website's form.
const Submitted = "Form Submitted"

// Form is one form.
type Form struct {
	// ID stands in its address; nobody can guess it.
	ID        string
	Workspace cham.WorkspaceID
	// Name is what the business calls it, and its touches say.
	Name string
	// Branch is where its touches happen, "" for nowhere in particular.
	Branch    string
	Page      Page
	CreatedAt time.Time
	// ClosedAt is zero while it takes answers.
	ClosedAt time.Time
}

// Page is what a form's page says and asks: plain text all of it.
type Page struct {
	// Title is the headline; Text and Points stand below it.
	Title  string   `json:"title"`
	Text   string   `json:"text,omitempty"`
	Points []string `json:"points,omitempty"`
	Fields []Field  `json:"fields"`
	// Consents are the ways that marketing is asked for, none for no question.
	Consents []cham.Channel `json:"consents,omitempty"`
	// Agreement is the question's own words; "" is the usual wording.
	Agreement string `json:"agreement,omitempty"`
	// Thanks is said after sending; "" is a plain thank you.
	Thanks string `json:"thanks,omitempty"`
	// Address is where the visitor may go on to then, https; "" for nowhere.
	Address string `json:"address,omitempty"`
}

// FieldKind is what a field asks for.
type FieldKind string

// The kinds. The first four are asked for once at most, and kept with the customer.
const (
	Name     FieldKind = "name"
	Phone    FieldKind = "phone"
	Email    FieldKind = "email"
	Birthday FieldKind = "birthday"
	Choice   FieldKind = "choice"
	Short    FieldKind = "short"
	Long     FieldKind = "long"
)

// Field is one question of a form.
type Field struct {
	Kind FieldKind `json:"kind"`
	// Key is the property that its answer becomes; it stays when the label changes.
	Key string `json:"key"`
	// Label is the question; "" is the usual one of a kind that has one.
	Label    string   `json:"label,omitempty"`
	Required bool     `json:"required,omitempty"`
	Options  []string `json:"options,omitempty"`
}

// Store keeps forms.
type Store interface {
	// Forms are a workspace's, the oldest first.
	Forms(ctx context.Context, ws cham.WorkspaceID) ([]Form, error)
	// Form finds one by its id, whichever workspace's it is: CodeNotFound for none.
	Form(ctx context.Context, id string) (Form, error)
	// PutForm adds a form.
	PutForm(ctx context.Context, f Form) error
	// ChangeForm changes one as it is at that moment, of two at once one after the
	// other; an error of change is returned, and changes nothing. CodeNotFound for
	// one of another workspace.
	ChangeForm(ctx context.Context, ws cham.WorkspaceID, id string, change func(*Form) error) (Form, error)
	// DeleteForm deletes one; CodeNotFound for one of another workspace.
	DeleteForm(ctx context.Context, ws cham.WorkspaceID, id string) error
}

// Config is what a Service works with; all of it is required.
type Config struct {
	Store Store
	// Secret is what a workspace's tickets are signed with.
	Secret func(context.Context, cham.WorkspaceID) ([]byte, error)
	// Known are the keys of the customer who has a browser, none for an unknown one.
	Known func(ctx context.Context, ws cham.WorkspaceID, browser string) ([]cham.Key, error)
	visit.Door
}

// Service makes forms and takes in what is sent in them.
type Service struct{ Config }

// New returns a Service.
func New(c Config) *Service { return &Service{c} }

// Open finds a form by its address as people type it, a closed one, too.
func (s *Service) Open(ctx context.Context, id string) (Form, error) {
	id, ok := visit.ReadID(id)
	if !ok {
		return Form{}, cham.Errorf(cham.CodeNotFound, "form.Open", "no form has this address")
	}
	return s.Store.Form(ctx, id)
}

// Count is what was sent in one form: since some instant, and when last.
type Count struct {
	Sent int
	Last time.Time
}

// asks reports whether the form asks for something of the kind.
func (p *Page) asks(kind FieldKind) bool {
	for _, f := range p.Fields {
		if f.Kind == kind {
			return true
		}
	}
	return false
}

// purpose is what a form's visitors are asked to agree to.
const purpose = consent.Marketing
