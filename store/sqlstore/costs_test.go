package sqlstore

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/chamtest"
)

// Imports that are taken at once have a turn each, so that one of them is the last.
func TestCostsTakeTurns(t *testing.T) {
	db := mustOpen(t, chamtest.Postgres(t))
	if err := db.Access().CreateWorkspace(t.Context(), cham.Workspace{ID: "a", Name: "A", TimeZone: cham.DefaultTimeZone, Currency: "VND",
		CreatedAt: time.Now()}, ""); err != nil {
		t.Fatal(err)
	}
	const imports = 16
	done := make(chan error, imports)
	for i := range imports {
		go func() {
			cost := cham.Cost{Day: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Channel: "facebook", Amount: float64(i)}
			done <- db.Costs().SetCostsOf(t.Context(), "a", fmt.Sprint("i", i), []cham.Cost{cost})
		}()
	}
	var err error
	for range imports {
		err = errors.Join(err, <-done)
	}
	var turns int
	if err = errors.Join(err, db.writer.QueryRow("SELECT count(DISTINCT taken) FROM cost").Scan(&turns)); err != nil || turns != imports {
		t.Errorf("%d turns of %d imports: %v", turns, imports, err)
	}
}
