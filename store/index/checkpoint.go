package index

import (
	"context"

	"cham/identity"
)

func (x *Index) restore(ctx context.Context, ws *workspace, moves []identity.Move) bool { return false }

func (x *Index) checkpoint(ws *workspace, every int64) {}
