// Package tag keeps short words that the business puts on its customers. A tag is
// kept under one of the customer's keys, so that it goes with that key through
// merges and their undoing.
package tag

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"cham"
)

// MostLetters bounds a tag's name, MostTags the tags of a workspace: a tag is to be
// read in a list, and what differs for each customer is no tag.
const (
	MostLetters = 40
	MostTags    = 500
)

// Tag is a word, as it was first written, with how many customers have it.
type Tag struct {
	Name      string    `json:"name"`
	Customers int       `json:"customers" doc:"who has it now"`
	CreatedAt time.Time `json:"createdAt"`
}

// Mark is a tag on one customer: since when, and who put it there ("" for a program).
type Mark struct {
	Name string      `json:"name"`
	At   time.Time   `json:"at"`
	By   cham.UserID `json:"by,omitempty" mask:"no"`
	// Segment is the live segment that put it there, "" for people and programs.
	Segment string `json:"segment,omitempty"`
}

// Store keeps tags. Two names are one tag when their Fold is.
type Store interface {
	// Tags lists a workspace's, by name; those that nobody has any more, too.
	Tags(ctx context.Context, ws cham.WorkspaceID) ([]Tag, error)
	// Put puts a tag on customers under the strongest key of each, and counts those who had it not.
	Put(ctx context.Context, ws cham.WorkspaceID, name string, customers []cham.CustomerID, m Mark) (int, error)
	// Take takes it off customers and counts them.
	Take(ctx context.Context, ws cham.WorkspaceID, name string, customers []cham.CustomerID) (int, error)
	// Remove takes it off everybody and forgets it. CodeNotFound.
	Remove(ctx context.Context, ws cham.WorkspaceID, name string) error
	// Of are the tags of customers, by name; who has none is not in it.
	Of(ctx context.Context, ws cham.WorkspaceID, customers []cham.CustomerID) (map[cham.CustomerID][]Mark, error)
}

// Service puts tags on customers.
type Service struct {
	Store
	Now func() time.Time
	// Changed is told whose tags changed; it may be nil.
	Changed func(ws cham.WorkspaceID, customers []cham.CustomerID)
}

// Put puts a tag on customers and counts those who had it not. CodeInvalid: the
// name is empty or too long; CodeConflict: it would be one tag too many.
func (s *Service) Put(ctx context.Context, ws cham.WorkspaceID, name string, customers []cham.CustomerID, by cham.UserID) (n int,
	err error) {
	if len(customers) == 0 {
		_, err := Clean(name)
		return 0, err
	}
	if name, err = s.Usable(ctx, ws, name); err != nil {
		return 0, err
	}
	n, err = s.Store.Put(ctx, ws, name, customers, Mark{At: s.Now().UTC().Truncate(time.Millisecond), By: by})
	s.changed(ws, customers)
	return n, err
}

// Take takes a tag off customers and counts them.
func (s *Service) Take(ctx context.Context, ws cham.WorkspaceID, name string, customers []cham.CustomerID) (int, error) {
	n, err := s.Store.Take(ctx, ws, name, customers)
	s.changed(ws, customers)
	return n, err
}

func (s *Service) changed(ws cham.WorkspaceID, customers []cham.CustomerID) {
	if s.Changed != nil {
		s.Changed(ws, customers)
	}
}

// Usable is a name as a tag can have it. CodeInvalid: it is empty or too long; CodeConflict: it
// would be one tag too many.
func (s *Service) Usable(ctx context.Context, ws cham.WorkspaceID, name string) (string, error) {
	name, err := Clean(name)
	if err != nil {
		return "", err
	}
	all, err := s.Tags(ctx, ws)
	if err != nil {
		return "", err
	}
	if len(all) >= MostTags && !known(all, name) {
		return "", &cham.Error{Code: cham.CodeConflict, Op: "tag.Put", Field: "name", Key: "error.tag.many",
			Args: map[string]any{"most": MostTags}}
	}
	return name, nil
}

func known(all []Tag, name string) bool {
	for _, t := range all {
		if Fold(t.Name) == Fold(name) {
			return true
		}
	}
	return false
}

// Clean is a name without needless spaces. CodeInvalid: nothing is left, or too much.
func Clean(name string) (string, error) {
	name = strings.Join(strings.Fields(norm.NFC.String(strings.ToValidUTF8(name, ""))), " ")
	if n := utf8.RuneCountInString(name); n == 0 || n > MostLetters {
		return "", &cham.Error{Code: cham.CodeInvalid, Op: "tag.Clean", Field: "name", Key: "error.tag.name",
			Args: map[string]any{"most": MostLetters}}
	}
	return name, nil
}

// Fold is what two spellings of one tag share: upper and lower case are the same, and so are spaces.
func Fold(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFC.String(name)), " "))
}
