// Package library keeps messages of the business's own, to begin campaigns with: each by one way, in one
// language or two.
package library

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cham"
	"cham/capability/letter"
	"cham/capability/reach"
)

// SavedMessage is a message that is kept.
type SavedMessage struct {
	ID string `json:"id"`
	SavedDraft
	UpdatedAt time.Time `json:"updatedAt"`
}

// SavedDraft is what people say of a message that is kept; it may be unfinished.
type SavedDraft struct {
	Name  string      `json:"name" minLength:"1" maxLength:"200" example:"Chúc mừng sinh nhật"`
	Class reach.Class `json:"class" enum:"transaction,care,survey,marketing"`
	Way   reach.Way   `json:"way" doc:"by which it goes: email, sms, zalo, zns and what else campaigns go by"`
	// Says is what it says, by language.
	Says map[string]Saying `json:"says" doc:"what it says, by language: vi, en or both"`
}

// Saying is a message in one language: a letter by e-mail, a text elsewhere.
type Saying struct {
	Letter *letter.Letter `json:"letter,omitempty" doc:"by e-mail"`
	Text   *letter.Note   `json:"text,omitempty" doc:"by other ways"`
}

// Store keeps messages. Lookups that find nothing return CodeNotFound.
type Store interface {
	// Messages are a business's, the last changed first.
	Messages(ctx context.Context, ws cham.WorkspaceID) ([]SavedMessage, error)
	CreateMessage(ctx context.Context, ws cham.WorkspaceID, m SavedMessage) error
	UpdateMessage(ctx context.Context, ws cham.WorkspaceID, m SavedMessage) error
	DeleteMessage(ctx context.Context, ws cham.WorkspaceID, id string) error
}

// Service is what is done with messages that are kept.
type Service struct {
	Store
	NewID func() string
	Now   func() time.Time
}

// Most bounds the messages of a business: they are shown all at once.
const Most = 500

// biggest is how large one may be, in bytes, as a campaign.
const biggest = 256 << 10

// Valid says what is wrong with a message: CodeInvalid with its field.
func (d *SavedDraft) Valid() error {
	d.Name = strings.TrimSpace(d.Name)
	n := utf8.RuneCountInString(d.Name)
	switch {
	case n == 0 || n > 200:
		return invalid("name", "error.name")
	case !slices.Contains(reach.Classes, d.Class):
		return invalid("class", "error.reach.class")
	case !slices.Contains(reach.Ways, d.Way):
		return invalid("way", "error.campaign.ways")
	case len(d.Says) == 0:
		return invalid("says", "error.campaign.lang")
	}
	for lang, s := range d.Says {
		if lang != "vi" && lang != "en" || (s.Letter != nil) != (d.Way == reach.Email) || (s.Text != nil) == (d.Way == reach.Email) {
			return invalid("says", "error.campaign.lang")
		}
	}
	if body, err := json.Marshal(d); err != nil || len(body) > biggest {
		return invalid("says", "error.campaign.big")
	}
	return nil
}

// Create keeps a new message. CodeConflict: there are too many.
func (s *Service) Create(ctx context.Context, ws cham.WorkspaceID, d SavedDraft) (SavedMessage, error) {
	if err := d.Valid(); err != nil {
		return SavedMessage{}, err
	}
	all, err := s.Messages(ctx, ws)
	if err == nil && len(all) >= Most {
		err = &cham.Error{Code: cham.CodeConflict, Op: "library.Create", Key: "error.library.most", Args: map[string]any{"most": Most}}
	}
	if err != nil {
		return SavedMessage{}, err
	}
	m := SavedMessage{ID: s.NewID(), SavedDraft: d, UpdatedAt: s.now()}
	return m, s.CreateMessage(ctx, ws, m)
}

// Change keeps a changed message.
func (s *Service) Change(ctx context.Context, ws cham.WorkspaceID, id string, d SavedDraft) (SavedMessage, error) {
	if err := d.Valid(); err != nil {
		return SavedMessage{}, err
	}
	m := SavedMessage{ID: id, SavedDraft: d, UpdatedAt: s.now()}
	return m, s.UpdateMessage(ctx, ws, m)
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func invalid(field, key string) error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "library", Field: field, Key: key}
}
