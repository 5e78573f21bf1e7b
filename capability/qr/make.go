package qr

import (
	"context"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/visit"
)

// Limits of a workspace, of one call, and of texts in characters.
const (
	maxCodes  = 2000
	maxAtOnce = 200
	maxPlace  = 80
	maxLine   = 80
	maxText   = 300
)

// NewCodes asks for a code for each of a touchpoint's branches and places.
type NewCodes struct {
	Map        cham.MapID
	Touchpoint string
	Branches   []string // none is one without a branch
	Places     []string // none is one without a place
	Page       Page
	// Source is what the source is called where it must be made.
	Source string
	By     cham.UserID
}

// Make makes codes, and sees to it that their touches lie at their place on the
// map: where its rule does not bind them yet, it gets a line more. changed is the
// map then, else nil. What stands there already for the same branch and place is
// not made twice.
func (s *Service) Make(ctx context.Context, ws cham.WorkspaceID, n NewCodes) (made []Code, changed *cham.JourneyMap, err error) {
	if err := n.Page.check(); err != nil {
		return nil, nil, err
	}
	t, changed, err := s.bind(ctx, ws, n)
	if err != nil {
		return nil, nil, err
	}
	old, err := s.Store.Codes(ctx, ws)
	if err != nil {
		return nil, changed, err
	}
	for _, branch := range orNone(n.Branches) {
		for _, place := range orNone(n.Places) {
			c := Code{Workspace: ws, Map: n.Map, Touchpoint: t.ID, Name: t.Name, Channel: t.Channel, Branch: branch, Place: place,
				Page: n.Page, CreatedAt: s.Moment()}
			if slices.ContainsFunc(slices.Concat(old, made), c.stands) {
				continue
			}
			if c.ID, err = s.NewID(); err != nil {
				return nil, changed, err
			}
			made = append(made, c)
		}
	}
	if len(made) > maxAtOnce || len(old)+len(made) > maxCodes {
		return nil, changed, invalid("places", "tooMany", map[string]any{"n": maxAtOnce, "all": maxCodes})
	}
	if err := s.Ensure(ctx, cham.Source{ID: SourceID, Workspace: ws, Name: n.Source, Kind: Kind}); err != nil {
		return nil, changed, err
	}
	return made, changed, s.Store.PutCodes(ctx, made)
}

// stands reports whether another code hangs where c would.
func (c Code) stands(o Code) bool {
	return o.RevokedAt.IsZero() && o.Map == c.Map && o.Touchpoint == c.Touchpoint && o.Branch == c.Branch && o.Place == c.Place
}

// orNone are the texts, each once, one empty text where there are none.
func orNone(texts []string) []string {
	if out := visit.Once(texts, maxPlace); len(out) > 0 {
		return out
	}
	return []string{""}
}

// tries is how often a map that somebody changes at the same moment is read again.
const tries = 5

// bind finds the place, and gives its rule the line that binds its codes.
func (s *Service) bind(ctx context.Context, ws cham.WorkspaceID, n NewCodes) (t cham.Touchpoint, changed *cham.JourneyMap, err error) {
	for range tries {
		m, err := s.Maps.Map(ctx, ws, n.Map)
		if err != nil {
			return t, nil, err
		}
		i := slices.IndexFunc(m.Touchpoints, func(x cham.Touchpoint) bool { return x.ID == n.Touchpoint })
		if i < 0 {
			return t, nil, cham.Errorf(cham.CodeNotFound, "qr.Make", "the map has no touchpoint %q", n.Touchpoint)
		}
		t = m.Touchpoints[i]
		match := rule(t)
		if slices.ContainsFunc(t.Rule.Any, func(x cham.Match) bool { return same(x, match) }) {
			return t, nil, nil
		}
		m.Touchpoints[i].Rule.Any = append(slices.Clone(t.Rule.Any), match)
		m.Version, m.UpdatedAt, m.UpdatedBy = m.Version+1, s.Moment(), n.By
		if err = s.Maps.SaveMap(ctx, ws, m); err == nil {
			return t, &m, nil
		} else if cham.ErrorCode(err) != cham.CodeConflict {
			return t, nil, err
		}
	}
	return t, nil, &cham.Error{Code: cham.CodeUnavailable, Op: "qr.Make", Hint: "the map is being changed; try again", RetryAfter: time.Second}
}

// rule binds scans and answers of a touchpoint's codes, more narrowly than rules
// that look at the event alone.
func rule(t cham.Touchpoint) cham.Match {
	return cham.Match{Channel: t.Channel, Source: trafficSource, Campaign: t.Name}
}

func same(a, b cham.Match) bool {
	return a.Channel == b.Channel && a.Source == b.Source && a.Campaign == b.Campaign && a.Event+a.Path+a.Medium+a.Device+a.Branch == "" &&
		len(a.Property) == 0
}

// Change says what a code's page does, and where it hangs now; nil leaves it. The
// printed code goes on to work. CodeNotFound for one of another workspace.
func (s *Service) Change(ctx context.Context, ws cham.WorkspaceID, id string, branch, place *string, page *Page) (Code, error) {
	return s.Store.ChangeCode(ctx, ws, id, func(c *Code) error {
		if branch != nil {
			c.Branch = visit.Tidy(*branch, maxPlace)
		}
		if place != nil {
			c.Place = visit.Tidy(*place, maxPlace)
		}
		if page == nil {
			return nil
		}
		c.Page = *page
		return c.Page.check()
	})
}

// Revoke stops a code for good: who scans it is told so. Revoking twice changes
// nothing.
func (s *Service) Revoke(ctx context.Context, ws cham.WorkspaceID, id string) error {
	_, err := s.Store.ChangeCode(ctx, ws, id, func(c *Code) error {
		if c.RevokedAt.IsZero() {
			c.RevokedAt = s.Moment()
		}
		return nil
	})
	return err
}

// check brings a page into the form it is kept in; the error is CodeInvalid with
// its field.
func (p *Page) check() error {
	p.Line, p.Thanks = visit.Tidy(p.Line, maxLine), visit.Tidy(p.Thanks, maxText)
	if p.Address = strings.TrimSpace(p.Address); p.Address != "" && !visit.Address(p.Address) {
		return invalid("address", "address", nil)
	}
	if !p.Contact {
		p.Consents = nil
	}
	for _, c := range p.Consents {
		if !slices.Contains(consent.Asked, c) {
			return invalid("consents", "purpose", nil)
		}
	}
	if p.Ask == nil {
		return nil
	}
	ask := *p.Ask
	p.Ask = &ask
	return p.Ask.check()
}

func (q *Question) check() error {
	if q.Text = visit.Tidy(q.Text, maxText); q.Text == "" {
		return invalid("ask.text", "question", nil)
	}
	switch q.Kind {
	case NPS, CSAT, Text:
		q.Choices = nil
		return nil
	case Choice:
		q.Choices = visit.Once(q.Choices, maxPlace)
		if len(q.Choices) < 2 || len(q.Choices) > 10 {
			return invalid("ask.choices", "choices", nil)
		}
		return nil
	}
	return invalid("ask.kind", "question", nil)
}

func invalid(field, key string, args map[string]any) error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "qr", Field: field, Key: "error.qr." + key, Args: args}
}
