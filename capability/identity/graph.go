// Package identity answers "whose touch is this?". A customer is a set of
// keys joined by edges, each edge with the evidence that made it; history
// keeps the key a touch came with and never changes, so every merge can be
// undone by cutting its edge.
package identity

import (
	"context"
	"encoding/json"
	"time"

	"cham"
)

// Node is a key as it stands in a workspace's graph.
type Node struct {
	ID       cham.KeyID
	Key      cham.Key
	Customer cham.CustomerID
	// Shared keys (a family phone, a shop's own number) no longer join people.
	Shared bool
	// Confirmed keys were named by a source whose key is secret, so the customer
	// is one the business knows; see Resolver.Public.
	Confirmed bool
	CreatedAt time.Time
}

// Edge joins two keys into one customer while UndoneAt is zero. The edges that
// are not undone form a forest: cutting one always makes one customer into two.
type Edge struct {
	// ID is given by the store; 0 on a new edge.
	ID   int64
	A, B cham.KeyID
	Evidence
	// MadeBy is "" for the rules, or the user who joined them by hand.
	MadeBy   cham.UserID
	UndoneAt time.Time
	UndoneBy cham.UserID
}

// Evidence is why two keys are one customer: the call that carried both.
type Evidence struct {
	Source    cham.SourceID
	MessageID string
	At        time.Time
	// Merge says that each side was a customer of its own before this edge.
	Merge bool
}

// Suggestion is a merge the rules would not do by themselves, for a person to
// decide: Reason is ReasonTwoKnown or ReasonSharedKey. A and B (A < B) are keys
// of the two customers, Via the key that both claim. There is one for each
// (A, B, Reason) ever: a decided one is not made again.
type Suggestion struct {
	// ID is given by the store; 0 on a new suggestion.
	ID        int64
	A, B      cham.KeyID
	Via       cham.KeyID
	Reason    string
	Evidence  Evidence
	DecidedAt time.Time
	DecidedBy cham.UserID
	// Decision is "", "merged" or "dismissed".
	Decision string
}

// Traits is what calls owned by one key said about the customer; a customer's
// traits are those of its keys, the latest statement of each trait winning.
type Traits struct {
	Key cham.KeyID
	// At is the latest of the statements.
	At     time.Time
	Values map[string]Trait
}

// Trait is one trait and when it was stated.
type Trait struct {
	Value json.RawMessage `json:"v"`
	At    time.Time       `json:"at"`
	// Claimed traits were said of a known customer by a public source; what
	// others said stands before them, whenever it was said.
	Claimed bool `json:"claimed,omitempty"`
}

// Change is what one batch of touches, or one decision of a person, does to
// the graph. It is stored whole or not at all.
type Change struct {
	Nodes  []Node // new ones, with the customer they end up in
	Edges  []Edge // new ones
	Undo   []Edge // edges to mark undone (ID, UndoneAt, UndoneBy)
	Moves  []Move // keys that existed before and whose customer changed
	Shared []cham.KeyID
	// Confirmed are keys that existed before and are Node.Confirmed from now on.
	Confirmed []cham.KeyID
	// Traits are merged by the resolver already: Values replace the stored ones of Key.
	Traits []Traits
	// Search is the folded text by which a key's traits and value are found.
	Search      map[cham.KeyID]string
	Suggestions []Suggestion
	Decided     []Suggestion
	// Forget goes before all else.
	Forget Forgotten
}

// Move says that a key belongs to another customer from now on.
type Move struct {
	Key cham.KeyID
	To  cham.CustomerID
}

// Graph keeps the keys, edges and traits of every workspace. One process
// writes a workspace at a time.
type Graph interface {
	// NodesByKey returns the nodes that exist for the keys, in no order.
	NodesByKey(ctx context.Context, ws cham.WorkspaceID, keys []cham.Key) ([]Node, error)
	// NodesByCustomer returns every node of the customers. An id that is not
	// its customer's lowest key finds nothing; see NodesByID.
	NodesByCustomer(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) ([]Node, error)
	NodesByID(ctx context.Context, ws cham.WorkspaceID, ids []cham.KeyID) ([]Node, error)
	// Edges returns every edge, undone ones too, that touches one of the keys, oldest first.
	Edges(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) ([]Edge, error)
	Edge(ctx context.Context, ws cham.WorkspaceID, id int64) (Edge, error)
	Traits(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) ([]Traits, error)
	// SuggestionsVia returns every suggestion, decided ones too, that is via one of
	// the keys or has one of them as its A.
	SuggestionsVia(ctx context.Context, ws cham.WorkspaceID, via []cham.KeyID) ([]Suggestion, error)
	// Suggestions returns the undecided ones, newest first.
	Suggestions(ctx context.Context, ws cham.WorkspaceID, limit int) ([]Suggestion, error)
	Suggestion(ctx context.Context, ws cham.WorkspaceID, id int64) (Suggestion, error)
	// Search returns customers whose search text holds every word of the folded
	// query, by latest trait statement first, after the cursor; next is "" at the end.
	Search(ctx context.Context, ws cham.WorkspaceID, folded string, after string, limit int) (ids []cham.CustomerID, next string, err error)
	// MaxKey returns the highest KeyID that was ever in use, 0 when none.
	MaxKey(ctx context.Context, ws cham.WorkspaceID) (cham.KeyID, error)
	// Assignments calls f for every key that is not its own customer.
	Assignments(ctx context.Context, ws cham.WorkspaceID, f func(Move) error) error
	// Commit stores c durably (fsync) and atomically. New nodes whose id or key
	// exists, and suggestions whose A, B and Reason exist, change nothing.
	Commit(ctx context.Context, ws cham.WorkspaceID, c Change) error
}

// Reasons of suggestions.
const (
	// ReasonTwoKnown: one call carried keys of two people known apart.
	ReasonTwoKnown = "two-known"
	// ReasonSharedKey: a key (Via) is claimed by so many people that it joins no more.
	ReasonSharedKey = "shared-key"
)

// Decisions on suggestions.
const (
	DecisionMerged    = "merged"
	DecisionDismissed = "dismissed"
)
