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
	"time"

	"cham/locale"
	"cham/store/sqlstore"
)

// requests tells of requests about data whose legal clock has run out or soon does.
func (c *doctorCmd) requests(ctx context.Context) finding {
	file := filepath.Join(c.Data, "state.db")
	if _, err := os.Stat(file); c.DatabaseURL == "" && errors.Is(err, fs.ErrNotExist) {
		return ok("nothing was done here yet")
	}
	all, err := sqlstore.ReadRequests(ctx, cmp.Or(c.DatabaseURL, "sqlite:"+file), time.Now())
	if err != nil {
		return warn(err.Error(), "start this version of cham once on this folder, then run doctor again")
	}
	var said []string
	open := 0
	for _, name := range slices.Sorted(maps.Keys(all)) {
		s := all[name]
		if open += s.Open; s.Late+s.Soon > 0 {
			said = append(said, locale.Text(c.Lang, "doctor.requests.saw", map[string]any{
				"business": name, "late": fmt.Sprint(s.Late), "soon": fmt.Sprint(s.Soon)}))
		}
	}
	if len(said) > 0 {
		return warn(strings.Join(said, "; "), "Settings → Privacy lists them by when they are due")
	}
	return ok("%d requests are open, none is overdue or due within two days", open)
}
