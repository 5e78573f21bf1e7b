package rest

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"cham"
	"cham/capability/access"
	"cham/capability/capture"
	"cham/capability/identity"
	"cham/journey"
	"cham/measure"
)

// Deps is what the API works with. All of it is required but PublicURL,
// ClientIP and MaxUpload.
type Deps struct {
	// Version of the program.
	Version string
	// DemoLogin is filled in on the sign-in page of a demo; nil elsewhere.
	DemoLogin *SignIn
	Now       func() time.Time
	// NewID makes an id nobody can guess, of letters, digits, - and _.
	NewID func() string
	Log   *slog.Logger
	// PublicURL is where browsers reach the program, "https://cham.example.vn";
	// without it the address of the request stands in.
	PublicURL string
	// ClientIP tells who asks; without it the connection's other end. Behind a
	// proxy it must look at what that proxy says.
	ClientIP func(*http.Request) string

	Gate      *access.Gate
	Maps      journey.Maps
	Desk      *measure.Desk
	Segments  Segments
	Views     Views
	Costs     measure.CostStore
	People    People
	Decisions Decisions
	Graph     Graph
	History   History
	Sources   Sources
	Refusals  Refusals
	Imports   capture.Imports
	Importer  Importer
	Demo      Demo
	Feed      *Feed
	// Backlog counts accepted touches that are not in answers yet; flow.Flow's
	// Lag is one.
	Backlog func(ctx context.Context, ws cham.WorkspaceID) (int64, error)
	// Uploads is the folder where uploaded files wait; MaxUpload bounds one, in
	// bytes, DefaultMaxUpload when 0.
	Uploads   string
	MaxUpload int64
}

// Segments keeps saved segments.
type Segments interface {
	measure.Segments
	CreateSegment(ctx context.Context, ws cham.WorkspaceID, s measure.SavedSegment) error
	RenameSegment(ctx context.Context, ws cham.WorkspaceID, id, name string) error
	DeleteSegment(ctx context.Context, ws cham.WorkspaceID, id string) error
}

// Views keeps saved views, of all users.
type Views interface {
	Views(ctx context.Context, ws cham.WorkspaceID) ([]cham.View, error)
	View(ctx context.Context, ws cham.WorkspaceID, id string) (cham.View, error)
	CreateView(ctx context.Context, ws cham.WorkspaceID, v cham.View) error
	UpdateView(ctx context.Context, ws cham.WorkspaceID, v cham.View) error
	DeleteView(ctx context.Context, ws cham.WorkspaceID, id string) error
}

// People is identity as the API reads it; *identity.Resolver is one.
type People interface {
	Profile(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) (identity.Profile, error)
	Profiles(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) ([]identity.Profile, error)
}

// Decisions are a person's changes of who is who. They are visible to the next
// question when they return; *flow.Flow is one.
type Decisions interface {
	Undo(ctx context.Context, ws cham.WorkspaceID, edge int64, by cham.UserID) error
	Split(ctx context.Context, ws cham.WorkspaceID, customer cham.CustomerID, keys []cham.KeyID, by cham.UserID) error
	Merge(ctx context.Context, ws cham.WorkspaceID, a, b cham.CustomerID, by cham.UserID) error
	Decide(ctx context.Context, ws cham.WorkspaceID, suggestion int64, decision string, by cham.UserID) error
}

// Graph is the reading half of identity.Graph that lists need.
type Graph interface {
	Search(ctx context.Context, ws cham.WorkspaceID, folded string, after string, limit int) (ids []cham.CustomerID, next string, err error)
	Suggestions(ctx context.Context, ws cham.WorkspaceID, limit int) ([]identity.Suggestion, error)
	Suggestion(ctx context.Context, ws cham.WorkspaceID, id int64) (identity.Suggestion, error)
	Edge(ctx context.Context, ws cham.WorkspaceID, id int64) (identity.Edge, error)
	NodesByID(ctx context.Context, ws cham.WorkspaceID, ids []cham.KeyID) ([]identity.Node, error)
}

// History is touch history by workspace.
type History interface {
	// Timeline is flow.History's.
	Timeline(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, channel cham.Channel, before time.Time, beforeSeq int64, limit int) ([]cham.Record, error)
	// Latest returns the newest records of a source by arrival.
	Latest(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, limit int) ([]cham.Record, error)
	// SourceVolumes counts records per source and hour since the instant.
	SourceVolumes(ctx context.Context, ws cham.WorkspaceID, since time.Time) ([]SourceVolume, error)
}

// SourceVolume is how many records a source brought in the hour from Hour on.
type SourceVolume struct {
	Source cham.SourceID
	Hour   time.Time
	Count  int
}

// Sources keeps sources; a *capture.CachedSources is one that forgets write
// keys which change.
type Sources interface {
	Sources(ctx context.Context, ws cham.WorkspaceID) ([]cham.Source, error)
	Source(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) (cham.Source, error)
	CreateSource(ctx context.Context, s cham.Source) error
	UpdateSource(ctx context.Context, s cham.Source) error
	DeleteSource(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) error
}

// Refusals is the reading half of capture.RefusalStore.
type Refusals interface {
	Refusals(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, limit int) ([]capture.Refused, error)
	RefusalCounts(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, since time.Time) (map[string]int, error)
}

// Importer runs imports; *imports.Runner is one.
type Importer interface {
	Start(ctx context.Context, ws cham.WorkspaceID, id string, mapping *capture.Mapping) (capture.Import, error)
	Cancel(ctx context.Context, ws cham.WorkspaceID, id string) (capture.Import, error)
}

// Demo makes and fills the simulated business.
type Demo interface {
	// Start makes the demo workspace with user as its owner and begins to fill
	// it; while it exists already it changes nothing but the user's membership.
	Start(ctx context.Context, user cham.UserID) error
	Progress(ctx context.Context) (DemoProgress, error)
}
