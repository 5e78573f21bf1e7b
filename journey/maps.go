// Package journey is about maps: what a valid map is, the templates one can
// start from, the rules that bind touches to touchpoints, and where a
// customer's touches are cut into journeys.
package journey

import (
	"cmp"
	"context"
	"slices"

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
	// MapVersion returns a map as it was stored in a version, CodeNotFound when there is none.
	MapVersion(ctx context.Context, ws cham.WorkspaceID, id cham.MapID, version int) (cham.JourneyMap, error)
}

// Sorted are a workspace's maps, the one changed last first.
func Sorted(ctx context.Context, maps Maps, ws cham.WorkspaceID) ([]cham.JourneyMap, error) {
	all, err := maps.Maps(ctx, ws)
	slices.SortStableFunc(all, func(a, b cham.JourneyMap) int {
		return cmp.Or(b.UpdatedAt.Compare(a.UpdatedAt), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// MapOr answers a map by id; id "" is the one changed last, nil when the
// workspace has none.
func MapOr(ctx context.Context, maps Maps, ws cham.WorkspaceID, id cham.MapID) (*cham.JourneyMap, error) {
	if id != "" {
		m, err := maps.Map(ctx, ws, id)
		return &m, err
	}
	all, err := Sorted(ctx, maps, ws)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}
