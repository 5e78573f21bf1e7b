package capture

import (
	"context"
	"encoding/json"

	"cham"
)

// OwnSource is the one source of an id that the program itself sends as; where there is
// none yet, made is created under that id. Its write key is kept by nobody.
func OwnSource(ctx context.Context, in Sources, ws cham.WorkspaceID, id cham.SourceID,
	made func() (cham.Source, error)) (cham.Source, error) {
	src, err := in.Source(ctx, ws, id)
	if cham.ErrorCode(err) != cham.CodeNotFound {
		return src, err
	}
	if src, err = made(); err != nil {
		return src, err
	}
	src.ID, src.WriteKey = id, HashKey(src.WriteKey)
	if err := in.CreateSource(ctx, src); cham.ErrorCode(err) != cham.CodeConflict {
		return src, err
	}
	return in.Source(ctx, ws, id) // another was first
}

// Of says whose call it is, by one of their keys, and what it tells of them.
func (c *Call) Of(k cham.Key, traits map[string]string) (err error) {
	about := map[string]any{}
	if len(traits) > 0 {
		about["traits"] = traits
	}
	switch k.Kind {
	case cham.KeyUser:
		c.UserID = k.Value
	case cham.KeyAnonymous:
		c.AnonymousID = k.Value
	default:
		about["externalIds"] = []map[string]string{{"type": string(k.Kind), "id": k.Value}}
	}
	c.Context, err = json.Marshal(about)
	return err
}
