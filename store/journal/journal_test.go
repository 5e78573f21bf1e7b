package journal_test

import (
	"context"
	"path/filepath"
	"testing"

	"cham/chamtest"
	"cham/store/journal"
	"cham/store/storetest"
)

func openFile(t testing.TB, path string, o journal.Options) *journal.Journal {
	t.Helper()
	j, err := journal.OpenSQLite(path, o)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestSQLite(t *testing.T) {
	storetest.Journal(t, func(t *testing.T) func() storetest.Log {
		path := filepath.Join(t.TempDir(), "journal ?%.db")
		return func() storetest.Log { return openFile(t, path, journal.Options{}) }
	})
}

func TestPostgres(t *testing.T) {
	chamtest.Postgres(t) // skips the whole when there is none
	storetest.Journal(t, func(t *testing.T) func() storetest.Log {
		dsn := chamtest.Postgres(t)
		return func() storetest.Log {
			j, err := journal.OpenPostgres(context.Background(), dsn, journal.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return j
		}
	})
}
