package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cham/locale"
	"cham/store/sqlstore"
)

// quality tells what was found wrong with the data that comes in.
func (c *doctorCmd) quality(ctx context.Context) finding {
	file := filepath.Join(c.Data, "state.db")
	if _, err := os.Stat(file); c.DatabaseURL == "" && errors.Is(err, fs.ErrNotExist) {
		return ok("nothing was done here yet")
	}
	all, err := sqlstore.ReadQuality(ctx, cmp.Or(c.DatabaseURL, "sqlite:"+file))
	if err != nil {
		return warn(err.Error(), "start this version of cham once on this folder, then run doctor again")
	}
	var said []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		counts := map[string]int{}
		for _, f := range all[name].Open() {
			counts[locale.Text(c.Lang, "quality.check."+string(f.Check)+".name", nil)]++
		}
		for _, what := range slices.Sorted(maps.Keys(counts)) {
			said = append(said, fmt.Sprintf("%s: %s (%d)", name, what, counts[what]))
		}
	}
	if len(said) > 0 {
		return warn(strings.Join(said, "; "), "Sources → Data quality shows each with examples and what to do")
	}
	return ok("nothing is found wrong with the data of %d businesses", len(all))
}
