package imports

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/capability/capture"
)

// SavedMapping is a mapping that was given a name. A file of the same columns is
// read by it.
type SavedMapping struct {
	ID, Name string
	Columns  []string
	Mapping  capture.Mapping
	SavedAt  time.Time
}

// Mappings keeps saved mappings.
type Mappings interface {
	// Mappings returns a workspace's, the latest first.
	Mappings(ctx context.Context, ws cham.WorkspaceID) ([]SavedMapping, error)
	// SaveMapping keeps one; it takes the place of that of the same name.
	SaveMapping(ctx context.Context, ws cham.WorkspaceID, m SavedMapping) error
	DeleteMapping(ctx context.Context, ws cham.WorkspaceID, id string) error
}

// savedFor is the latest mapping that was saved for these columns, nil when there
// is none.
func savedFor(ctx context.Context, store Mappings, ws cham.WorkspaceID, columns []string) (*SavedMapping, error) {
	if store == nil {
		return nil, nil
	}
	all, err := store.Mappings(ctx, ws)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(m SavedMapping) bool { return slices.Equal(m.Columns, columns) }); i >= 0 {
		return &all[i], nil
	}
	return nil, nil
}
