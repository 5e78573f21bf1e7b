package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"cham/store/sqlstore"
)

// outgoing looks for destinations that do not take what is sent on.
func (c *doctorCmd) outgoing(ctx context.Context) finding {
	file := filepath.Join(c.Data, "state.db")
	if _, err := os.Stat(file); c.DatabaseURL == "" && errors.Is(err, fs.ErrNotExist) {
		return ok("nothing was done here yet")
	}
	all, err := sqlstore.ReadDestinations(ctx, cmp.Or(c.DatabaseURL, "sqlite:"+file))
	if err != nil {
		return warn(err.Error(), "start this version of cham once on this folder, then run doctor again")
	}
	var troubled []string
	for _, d := range all {
		if d.Troubled() {
			troubled = append(troubled, fmt.Sprintf("%s (%s, %d wait)", d.Name, d.State, d.Waiting))
		}
	}
	if len(troubled) > 0 {
		return warn("touches are not taken by "+strings.Join(troubled, ", "), "Sources → Send on shows what each answers")
	}
	return ok("%d destinations, all of them take what is sent", len(all))
}
