package reach

import (
	"context"
	"slices"

	"cham"
)

// WorksAgain takes the addresses of a customer by a way off the list of those that lead nowhere. CodeNotFound: there is no such
// customer. CodeConflict: none is on it.
func (d *Desk) WorksAgain(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID, way Way) error {
	if !slices.Contains(Ways, way) {
		return &cham.Error{Code: cham.CodeInvalid, Op: "reach.WorksAgain", Field: "way", Key: "error.reach.ways"}
	}
	found, err := d.Keys(ctx, ws, []cham.CustomerID{id})
	if err != nil {
		return err
	}
	if len(found[id]) == 0 {
		return cham.Errorf(cham.CodeNotFound, "reach.WorksAgain", "there is no customer %d", id)
	}
	own, err := d.Own(ctx, ws)
	if err != nil {
		return err
	}
	var hashes []string
	for _, k := range found[id] {
		if k.Kind == own.KindOf(way) {
			hash := d.Hash(k.Key)
			hashes = append(hashes, hash, BadBy(way, hash))
		}
	}
	n, err := d.Store.WorksAgain(ctx, ws, hashes)
	if err == nil && n == 0 {
		err = &cham.Error{Code: cham.CodeConflict, Op: "reach.WorksAgain", Key: "error.reach.worked"}
	}
	return err
}
