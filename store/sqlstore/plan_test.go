package sqlstore

import (
	"context"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cham/store/internal/sqldb"
)

// Nothing that runs for each batch may walk all of a workspace's graph: SQLite
// must look up what it was asked for.
func TestPlansLookUp(t *testing.T) {
	db, err := Open(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "state.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	folder, err := fs.Sub(files, "query")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := sqldb.Texts(folder, sqldb.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	// of all, by their nature, or of an index's end
	walks := []string{"graph.assignments", "graph.max_key", "graph.keep_number", "graph.suggestions",
		"outbox.left_behind_waits", "outbox.left_behind_unknown", "tasks.listed_after_all", "tasks.never_listed",
		"web.laid_after_all", "web.never_laid",
		"outbox.erase", "outbox.erase_ready", "outbox.erase_returns", "web.erase", "shorts.erase", "outbox.early", "outbox.open_returns",
		"people.everyone", "people.named", "people.with_key", "people.traits"}
	graph := regexp.MustCompile(`^(SCAN|SEARCH) ` +
		`(n|s|node|edge|suggestion|statement|found|reach_decision|reach_wrote|outbox|outbox_return|web_message)\b`)
	for name, text := range texts {
		for _, step := range plan(t, db, text) {
			if graph.MatchString(step) && !strings.Contains(step, "workspace=? AND ") && !slices.Contains(walks, name) {
				t.Errorf("%s: %s", name, step)
			}
		}
	}
}

var parameter = regexp.MustCompile(`\?(\d+)`)

func plan(t *testing.T, db *DB, text string) (steps []string) {
	n := 0
	for _, p := range parameter.FindAllStringSubmatch(text, -1) {
		i, _ := strconv.Atoi(p[1])
		n = max(n, i)
	}
	rows, err := db.writer.Query("EXPLAIN QUERY PLAN "+text, make([]any, n)...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var a, b, c int
		var step string
		if err := rows.Scan(&a, &b, &c, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	return steps
}
