package chamtest

import (
	"database/sql"
	"os"
	"testing"
)

// Two tests' databases know nothing of each other.
func TestPostgresIsFreshEachTime(t *testing.T) {
	for range 2 {
		db, err := sql.Open("pgx", Postgres(t))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec("CREATE TABLE only_here (a INT)"); err != nil {
			t.Fatal(err)
		}
		var fsync string
		if err := db.QueryRow("SHOW fsync").Scan(&fsync); err != nil || fsync != "on" {
			t.Fatalf("fsync %q, %v", fsync, err)
		}
	}
}

func TestShared(t *testing.T) {
	if fi, err := os.Stat(Shared(t, "README.md")); err != nil || fi.Size() == 0 {
		t.Fatalf("%v, %v", fi, err)
	}
}
