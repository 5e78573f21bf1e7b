// Package qr is about printed codes: each stands at one place of a map, in one
// branch and perhaps at one table; its page notes the visit, may ask a question,
// and may lead on.
package qr

import (
	"context"
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/visit"
	"cham/journey"
)

// The one source of a workspace that its codes' touches come from. Anybody can
// open a code's page, so it is a public one.
const (
	Kind     = cham.KindQR
	SourceID = cham.SourceID("qr")
)

// The names of its touches.
const (
	Scanned  = "QR Scanned"
	Answered = "Survey Answered"
)

// Code is one printed code.
type Code struct {
	// ID stands in its address; nobody can guess it.
	ID        string
	Workspace cham.WorkspaceID
	Map       cham.MapID
	// Touchpoint is the place's id on the map, Name what it was called when the
	// code was made: the campaign of its touches, by which the map's rule binds them.
	Touchpoint, Name string
	Channel          cham.Channel
	// Branch and Place say where it hangs, "bàn 5"; both may be empty.
	Branch, Place string
	Page          Page
	CreatedAt     time.Time
	// RevokedAt is zero while it works.
	RevokedAt time.Time
}

// Page is what a code's page does after the visit is noted.
type Page struct {
	// Line stands under the printed code: "Quét để góp ý".
	Line string `json:"line,omitempty"`
	// Address is where the visitor may go on to, https; "" for nowhere.
	Address string `json:"address,omitempty"`
	// Thanks is what the page says, and says after an answer; "" is a plain thank you.
	Thanks string    `json:"thanks,omitempty"`
	Ask    *Question `json:"ask,omitempty"`
	// Contact asks for name and telephone number, which nobody has to give.
	Contact bool `json:"contact,omitempty"`
	// Consents are the purposes that are asked about with them.
	Consents []consent.Purpose `json:"consents,omitempty"`
}

// QuestionKind is how a question is answered.
type QuestionKind string

// The kinds: one of some choices, 0–10, one to five stars, and in own words.
const (
	Choice QuestionKind = "choice"
	NPS    QuestionKind = "nps"
	CSAT   QuestionKind = "csat"
	Text   QuestionKind = "text"
)

// Question is the one question of a page.
type Question struct {
	Kind    QuestionKind `json:"kind"`
	Text    string       `json:"text"`
	Choices []string     `json:"choices,omitempty"`
}

// Store keeps codes.
type Store interface {
	// Codes are a workspace's, the oldest first.
	Codes(ctx context.Context, ws cham.WorkspaceID) ([]Code, error)
	// Code finds one by its id, whichever workspace's it is: CodeNotFound for none.
	Code(ctx context.Context, id string) (Code, error)
	// PutCodes adds codes, or changes them; all or none.
	PutCodes(ctx context.Context, all []Code) error
	// ChangeCode changes one as it is at that moment, of two at once one after the
	// other; an error of change is returned, and changes nothing. CodeNotFound for
	// one of another workspace.
	ChangeCode(ctx context.Context, ws cham.WorkspaceID, id string, change func(*Code) error) (Code, error)
}

// Config is what a Service works with; all of it is required.
type Config struct {
	Store Store
	Maps  journey.Maps
	visit.Door
}

// Service makes codes and takes in what their visitors do.
type Service struct{ Config }

// New returns a Service.
func New(c Config) *Service { return &Service{c} }

// Open finds a code by its address as people type it. CodeNotFound for none, and
// for one that was revoked: they are told alike.
func (s *Service) Open(ctx context.Context, id string) (Code, error) {
	none := cham.Errorf(cham.CodeNotFound, "qr.Open", "no code has this address, or not any more")
	id, ok := visit.ReadID(id)
	if !ok {
		return Code{}, none
	}
	c, err := s.Store.Code(ctx, id)
	if err == nil && !c.RevokedAt.IsZero() {
		return Code{}, none
	}
	return c, err
}

// Count is what came by one code: since some instant, and when last.
type Count struct {
	Scans, Answers int
	Last           time.Time
}
