// Package journey is about maps: what a valid map is, the templates one can
// start from, the rules that bind touches to touchpoints, and where a
// customer's touches are cut into journeys.
package journey

import (
	"context"

	"cham"
)

// Maps keeps journey maps with all their versions. Lookups that find nothing
// return a cham.Error with CodeNotFound.
type Maps interface {
	Maps(ctx context.Context, ws cham.WorkspaceID) ([]cham.JourneyMap, error)
	Map(ctx context.Context, ws cham.WorkspaceID, id cham.MapID) (cham.JourneyMap, error)
	// CreateMap stores version 1.
	CreateMap(ctx context.Context, ws cham.WorkspaceID, m cham.JourneyMap) error
	// SaveMap stores m as version m.Version, which must be the stored version
	// plus one, else CodeConflict.
	SaveMap(ctx context.Context, ws cham.WorkspaceID, m cham.JourneyMap) error
	DeleteMap(ctx context.Context, ws cham.WorkspaceID, id cham.MapID) error
	// MapVersions returns every stored version, newest first.
	MapVersions(ctx context.Context, ws cham.WorkspaceID, id cham.MapID) ([]cham.JourneyMap, error)
}
