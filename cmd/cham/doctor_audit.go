package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"cham"
	"cham/store/sqlstore"
)

// audit follows the chain of hashes of who did what.
func (c *doctorCmd) audit(ctx context.Context) finding {
	file := filepath.Join(c.Data, "state.db")
	if _, err := os.Stat(file); c.DatabaseURL == "" && errors.Is(err, fs.ErrNotExist) {
		return ok("nothing was done here yet")
	}
	n, err := sqlstore.CheckAudit(ctx, cmp.Or(c.DatabaseURL, "sqlite:"+file))
	switch {
	case err == nil:
		return ok("%d entries, none changed since it was written", n)
	case cham.ErrorCode(err) == cham.CodeInvalid:
		return fail(err.Error(),
			"somebody changed the database behind the program: compare with a backup of before that day, and change its passwords")
	}
	return warn(err.Error(), "the log could not be read; start this version of cham once on this folder, then run doctor again")
}
