package imports

import (
	"context"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"cham"
)

// The kinds of inlets.
const (
	InletFolder = "folder"
	InletURL    = "url"
)

// Inlet is a place that files come in from by themselves: a folder of the
// server's disk, or an address that is asked again and again.
type Inlet struct {
	ID        string
	Workspace cham.WorkspaceID
	Source    cham.SourceID
	Kind      string
	// Place is the folder's name under the operator's root, or the https address.
	Place string
	// Every is how often an address is asked.
	Every time.Duration
	// ETag and Modified are those of the file that came last.
	ETag, Modified string
	// NextAt is when an address is asked next; CheckedAt when the place was last looked at.
	NextAt, CheckedAt time.Time
	// Error is the key in locale/ of what went wrong last, "" when all is well, and
	// Detail what it is about.
	Error, Detail string
	// LastFile is the import that came last.
	LastFile  string
	CreatedAt time.Time
	CreatedBy cham.UserID
}

// Inlets keeps inlets.
type Inlets interface {
	// Inlets returns a workspace's, the oldest first.
	Inlets(ctx context.Context, ws cham.WorkspaceID) ([]Inlet, error)
	AllInlets(ctx context.Context) ([]Inlet, error)
	CreateInlet(ctx context.Context, i Inlet) error
	// UpdateInlet stores how it stands; one that was deleted stays so.
	UpdateInlet(ctx context.Context, i Inlet) error
	DeleteInlet(ctx context.Context, ws cham.WorkspaceID, id string) error
}

// Check tells whether an inlet's place is one that can be watched: a folder's plain
// name, or an https address without a password in it.
func (i *Inlet) Check() error {
	if i.Kind == InletFolder {
		if !filepath.IsLocal(i.Place) || strings.ContainsAny(i.Place, "\\/:\x00") || strings.HasPrefix(i.Place, ".") || len(i.Place) > 100 {
			return inletError("error.inlet.name")
		}
		return nil
	}
	return CheckAddress(i.Place)
}

// CheckAddress tells whether a file can be fetched from an address.
func CheckAddress(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return inletError("error.inlet.url")
	}
	return nil
}

func inletError(key string) error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "imports.Inlet", Field: "place", Key: key}
}
