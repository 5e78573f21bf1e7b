// Package erasure takes one person out of everything that is kept, and leaves
// counts: what names or reaches them goes, what they did stays as an unnamed
// visitor's, unless the touches are to go as well. See docs/decisions/0016.
package erasure

import (
	"context"
	"time"

	"cham"
)

// Modes of erasing.
const (
	// Unnamed keeps the touches under a new customer of no name, so that no
	// count falls.
	Unnamed = "unnamed"
	// Whole removes the touches, too.
	Whole = "whole"
)

// Person is who is erased: some keys and what was said with them.
type Person struct {
	Customer cham.CustomerID `json:"customer"`
	Keys     []Key           `json:"keys"`
	// Names are full names, Contacts phones, e-mails and ids in the traits.
	Names    []string `json:"names,omitempty"`
	Contacts []string `json:"contacts,omitempty"`
	// Alias is the value of the anonymous key that their touches move to, random.
	Alias string `json:"alias"`
}

// Key is one of the person's keys, with its number.
type Key struct {
	ID cham.KeyID `json:"id"`
	cham.Key
}

// IDs are the numbers of the keys.
func (p *Person) IDs() []cham.KeyID {
	ids := make([]cham.KeyID, len(p.Keys))
	for i, k := range p.Keys {
		ids[i] = k.ID
	}
	return ids
}

// Erasure is the erasing of one person, under way or done. A done one knows no
// more who it was.
type Erasure struct {
	ID        string           `json:"id" doc:"names the erasure"`
	Workspace cham.WorkspaceID `json:"-"`
	Mode      string           `json:"mode" enum:"unnamed,whole" doc:"whether touches stayed, unnamed, or went too"`
	By        cham.UserID      `json:"by,omitempty" doc:"who asked for it; empty when a backup was put back" mask:"no"`
	Request   string           `json:"request,omitempty" doc:"the request it answers"`
	At        time.Time        `json:"at" doc:"what happened before this is not taken for these keys any more"`
	DoneAt    time.Time        `json:"doneAt,omitzero" doc:"when everything was gone; absent while it is under way"`
	Error     string           `json:"error,omitempty" doc:"why it is not done yet; it goes on by itself"`
	Report    Report           `json:"report"`
	// Person is nil when it is done.
	Person *Person `json:"-"`
}

// Report is what was removed, in counts.
type Report struct {
	Keys      int            `json:"keys" doc:"keys that were erased"`
	Unnamed   int            `json:"unnamed" doc:"touches that stay as an unnamed visitor's"`
	Removed   int            `json:"removed" doc:"touches and statements that were removed"`
	Mentioned int            `json:"mentioned" doc:"touches of others that named the person, and name them no more"`
	Elsewhere map[string]int `json:"elsewhere,omitempty" doc:"what was emptied or deleted elsewhere, by place"`
	Again     int            `json:"again,omitempty" doc:"how often it was done again, after an older backup was put back"`
}

// Count adds what was found in a place.
func (r *Report) Count(place string, n int) {
	if n == 0 {
		return
	}
	if r.Elsewhere == nil {
		r.Elsewhere = map[string]int{}
	}
	r.Elsewhere[place] += n
}

// Store keeps erasures; what it knows of a person is overwritten on the disk
// when the erasure is done.
type Store interface {
	Put(ctx context.Context, e Erasure) error
	// Erasures are a workspace's, the newest first; "" is of all.
	Erasures(ctx context.Context, ws cham.WorkspaceID) ([]Erasure, error)
}

// Place is something that keeps what people say: a table, a folder.
type Place interface {
	// Erase removes or empties everything of the workspace that mentions the
	// person, and counts it by what it was. Called again it finds nothing.
	Erase(ctx context.Context, ws cham.WorkspaceID, m *Mentions) (map[string]int, error)
}
