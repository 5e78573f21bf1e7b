package form

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"cham"
	"cham/capability/consent"
	"cham/capability/visit"
)

// Limits of a workspace, of a form, and of texts in characters.
const (
	maxForms   = 200
	maxFields  = 20
	maxOptions = 20
	maxLongs   = 5 // of 1000 characters: a call has 32 KB
	maxPoints  = 3
	maxName    = 80
	maxLabel   = 200
	maxLine    = 120
	maxText    = 1000
)

// Make makes a form; f has what it is called, where it belongs and its page. source
// is what the source is called where it must be made.
func (s *Service) Make(ctx context.Context, f Form, source string) (Form, error) {
	if err := f.check(); err != nil {
		return f, err
	}
	old, err := s.Store.Forms(ctx, f.Workspace)
	if err == nil && len(old) >= maxForms {
		err = invalid("name", "tooMany", map[string]any{"n": maxForms})
	}
	if err != nil {
		return f, err
	}
	if f.ID, err = s.NewID(); err != nil {
		return f, err
	}
	f.CreatedAt = s.Moment()
	if err := s.Ensure(ctx, cham.Source{ID: SourceID, Workspace: f.Workspace, Name: source, Kind: Kind}); err != nil {
		return f, err
	}
	return f, s.Store.PutForm(ctx, f)
}

// Change is what of a form is to be otherwise; nil leaves it.
type Change struct {
	Name, Branch *string
	Page         *Page
	Closed       *bool
}

// Change changes a form; its address stays. CodeNotFound for one of another workspace.
func (s *Service) Change(ctx context.Context, ws cham.WorkspaceID, id string, c Change) (Form, error) {
	return s.Store.ChangeForm(ctx, ws, id, func(f *Form) error {
		if c.Name != nil {
			f.Name = *c.Name
		}
		if c.Branch != nil {
			f.Branch = *c.Branch
		}
		if c.Page != nil {
			f.Page = *c.Page
		}
		switch {
		case c.Closed == nil:
		case !*c.Closed:
			f.ClosedAt = time.Time{}
		case f.ClosedAt.IsZero():
			f.ClosedAt = s.Moment()
		}
		return f.check()
	})
}

// check brings a form into what is kept; the error is CodeInvalid with its field.
func (f *Form) check() error {
	f.Branch = visit.Tidy(f.Branch, maxName)
	if f.Name = visit.Tidy(f.Name, maxName); f.Name == "" {
		return invalid("name", "name", nil)
	}
	return f.Page.check()
}

func (p *Page) check() error {
	p.Title, p.Text = visit.Tidy(p.Title, maxLine), visit.Lines(p.Text, maxText)
	if p.Title == "" {
		return invalid("page.title", "title", nil)
	}
	if p.Points = visit.Once(p.Points, maxLine); len(p.Points) > maxPoints {
		return invalid("page.points", "points", map[string]any{"n": maxPoints})
	}
	p.Thanks, p.Agreement = visit.Tidy(p.Thanks, maxText), visit.Tidy(p.Agreement, maxText)
	if p.Address = strings.TrimSpace(p.Address); p.Address != "" && !visit.Address(p.Address) {
		return invalid("page.address", "address", nil)
	}
	if err := p.checkFields(); err != nil {
		return err
	}
	return p.checkConsents()
}

// checkConsents wants an address for each way that is asked about.
func (p *Page) checkConsents() error {
	if len(p.Consents) == 0 {
		p.Agreement = ""
	}
	for i, c := range p.Consents {
		needs := Phone
		if c == "email" {
			needs = Email
		}
		if !slices.Contains(consent.Channels, c) || slices.Contains(p.Consents[:i], c) {
			return invalid("page.consents", "channel", nil)
		}
		if !p.asks(needs) {
			return invalid("page.consents", "unreachable", nil)
		}
	}
	return nil
}

func (p *Page) checkFields() error {
	if len(p.Fields) == 0 || len(p.Fields) > maxFields {
		return invalid("page.fields", "fields", map[string]any{"n": maxFields})
	}
	p.Fields = slices.Clone(p.Fields)
	longs := len(slices.DeleteFunc(slices.Clone(p.Fields), func(f Field) bool { return f.Kind != Long }))
	if longs > maxLongs {
		return invalid("page.fields", "longs", map[string]any{"n": maxLongs})
	}
	taken := map[string]bool{}
	for i := range p.Fields { // keys that are there stay, whatever new labels say
		taken[p.Fields[i].Key] = true
	}
	seen := map[string]bool{}
	for i := range p.Fields {
		f, at := &p.Fields[i], "page.fields["+strconv.Itoa(i)+"]"
		if err := f.check(at); err != nil {
			return err
		}
		if f.Key == "" {
			f.Key = keyOf(f.Label, taken)
		}
		if seen[f.Key] {
			return invalid(at, "twice", nil)
		}
		taken[f.Key], seen[f.Key] = true, true
	}
	return nil
}

// ownKey is the form of keys of fields that are the business's own: their prefix
// keeps them apart from properties that say who somebody is, or what was paid.
var ownKey = regexp.MustCompile(`^answer_[a-z0-9_]{1,50}$`)

func (f *Field) check(at string) error {
	f.Label = visit.Tidy(f.Label, maxLabel)
	switch f.Kind {
	case Name, Phone, Email, Birthday:
		f.Key, f.Options = string(f.Kind), nil
		return nil
	case Short, Long:
		f.Options = nil
	case Choice:
		if f.Options = visit.Once(f.Options, maxLine); len(f.Options) < 2 || len(f.Options) > maxOptions {
			return invalid(at+".options", "options", map[string]any{"n": maxOptions})
		}
	default:
		return invalid(at+".kind", "kind", nil)
	}
	if f.Label == "" {
		return invalid(at+".label", "label", nil)
	}
	if f.Key != "" && !ownKey.MatchString(f.Key) {
		return invalid(at+".key", "key", nil)
	}
	return nil
}

// keyOf makes a key of a label: "Dịch vụ quan tâm" is answer_dich_vu_quan_tam.
func keyOf(label string, taken map[string]bool) string {
	plain := func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ':
			return 'd'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return ' '
	}
	words := strings.Fields(strings.Map(plain, norm.NFD.String(strings.ToLower(label))))
	base := "answer_" + strings.Join(words, "_")
	base = strings.Trim(base[:min(len(base), 40)], "_")
	key := base
	for n := 2; taken[key] || !ownKey.MatchString(key); n++ {
		key = base + "_" + strconv.Itoa(n)
	}
	return key
}

func invalid(field, key string, args map[string]any) error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "form", Field: field, Key: "error.form." + key, Args: args}
}
