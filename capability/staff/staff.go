// Package staff takes in what staff write down on a phone: which touchpoints they
// are offered, whose touch it was, and how one that was written by mistake is
// taken back.
package staff

import (
	"context"
	"sync"
	"time"

	"cham"
	"cham/capability/capture"
)

// Kind is the kind of the source that all touches written by staff come from, one
// a workspace; SourceID is its id: a touch counts once per source, so that a
// phone that sends twice must meet itself.
const (
	Kind     = "staff"
	SourceID = cham.SourceID("staff")
)

// Setup is what the owner chose for the page.
type Setup struct {
	// Tiles are the touchpoints offered, in order; nil: those that Proposed offers.
	Tiles []Chosen `json:"tiles,omitempty"`
	// Branches are the places staff choose theirs from; none: it is not asked.
	Branches []string `json:"branches,omitempty"`
}

// Chosen is a touchpoint that is a tile, by Tile.ID, with the outcomes that are
// offered for it.
type Chosen struct {
	ID       string   `json:"id"`
	Outcomes []string `json:"outcomes,omitempty"`
}

// Undone is a touch that was taken back, or is never to come in.
type Undone struct {
	MessageID string
	At        time.Time
	By        cham.UserID
	Why       Why
}

// Why a touch is taken back. It is a choice, not a text: a text would name people.
type Why string

// The reasons for which a touch is taken back.
const (
	WrongCustomer   Why = "customer"
	WrongTouchpoint Why = "touchpoint"
	Twice           Why = "twice"
	NotHappened     Why = "not-happened"
	Other           Why = "other"
)

// Store keeps the setup and what was taken back.
type Store interface {
	// StaffSetup is a workspace's, the zero one when nothing was chosen.
	StaffSetup(ctx context.Context, ws cham.WorkspaceID) (Setup, error)
	PutStaffSetup(ctx context.Context, ws cham.WorkspaceID, s Setup) error
	// AddUndone notes that a touch is taken back; twice is once.
	AddUndone(ctx context.Context, ws cham.WorkspaceID, u Undone) error
	// AreUndone tells which of the message ids were taken back.
	AreUndone(ctx context.Context, ws cham.WorkspaceID, ids []string) (map[string]bool, error)
	// AddSent notes that touches are on their way to history, and forgets those of
	// before since.
	AddSent(ctx context.Context, ws cham.WorkspaceID, ids []string, at, since time.Time) error
	// WasSent tells whether AddSent noted it.
	WasSent(ctx context.Context, ws cham.WorkspaceID, id string) (bool, error)
	// ForgetSent forgets one.
	ForgetSent(ctx context.Context, ws cham.WorkspaceID, id string) error
}

// Config is what a Service works with; all of it is required.
type Config struct {
	Store    Store
	Sources  capture.Sources
	Accepter Accepter
	// Keys are those of the customer that an id leads to, strongest first, without
	// those that several people share; CodeNotFound when there is no such customer.
	Keys func(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) ([]cham.Key, error)
	// Find returns a touch of history by its message id; nil when it is not there.
	Find func(ctx context.Context, ws cham.WorkspaceID, src cham.SourceID, id string) (*cham.Record, error)
	// Remove takes a touch out of history and of what is known of customers.
	Remove func(ctx context.Context, ws cham.WorkspaceID, seq int64) error
	// Waiting counts touches that were taken in and are not in history yet.
	Waiting func(ctx context.Context, ws cham.WorkspaceID) (int64, error)
	// Audit writes down that a touch is taken back, before it goes.
	Audit func(ctx context.Context, gone *cham.Record, why Why) error
	NewID func() string
	Now   func() time.Time
}

// Accepter takes calls in; *capture.Accepter is one.
type Accepter interface {
	Accept(ctx context.Context, src cham.Source, b capture.Batch, m capture.Meta) (capture.Result, error)
}

// Service takes touches in, and back. It is safe for concurrent use.
type Service struct {
	Config
	// taking is held, shared, from the look at what was taken back until a touch is
	// durable, so that no touch passes the moment in which it is taken back.
	taking sync.RWMutex
}

// New returns a Service.
func New(c Config) *Service { return &Service{Config: c} }

// On reports whether touches are taken in: until its owner switches the source off.
func (s *Service) On(ctx context.Context, ws cham.WorkspaceID) (bool, error) {
	src, err := s.Sources.Source(ctx, ws, SourceID)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return true, nil // it is made with the first touch
	}
	return src.Takes(), err
}

// Source is where the touches of a workspace's staff come from; the first use makes
// it. Its write key is kept by nobody: only this page sends by it.
func (s *Service) Source(ctx context.Context, ws cham.WorkspaceID, name string) (cham.Source, error) {
	src, err := s.Sources.Source(ctx, ws, SourceID)
	if cham.ErrorCode(err) != cham.CodeNotFound {
		return src, err
	}
	src = capture.NewSource(ws, name, Kind, s.NewID, s.Now())
	src.ID, src.WriteKey = SourceID, capture.HashKey(src.WriteKey)
	if err := s.Sources.CreateSource(ctx, src); cham.ErrorCode(err) != cham.CodeConflict {
		return src, err
	}
	return s.Sources.Source(ctx, ws, SourceID) // another phone was first
}
