package sqldb

import (
	"path/filepath"
	"testing"
)

// A commit waits for its data, once, and not for the file's times.
func TestCommitSyncsData(t *testing.T) {
	db := OpenSQLite(filepath.Join(t.TempDir(), "x.db"), SQLiteOptions{Conns: 1})
	defer db.Close()
	if _, err := db.Exec("CREATE TABLE t (x INTEGER)"); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		before := dataSyncs()
		if _, err := db.Exec("INSERT INTO t VALUES (1)"); err != nil {
			t.Fatal(err)
		}
		if n := dataSyncs() - before; n != 1 {
			t.Fatalf("%d data syncs in a commit", n)
		}
	}
}
