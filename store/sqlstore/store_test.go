package sqlstore_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"cham/chamtest"
	"cham/store/sqlstore"
	"cham/store/storetest"
)

func open(t testing.TB, url string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(context.Background(), url, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestOpen(t *testing.T) {
	open(t, "sqlite:"+filepath.Join(t.TempDir(), "state ?#%.db"))
	open(t, chamtest.Postgres(t))
}

func TestSQLite(t *testing.T) {
	storetest.State(t, func(t *testing.T) storetest.StateStore {
		return open(t, "sqlite:"+filepath.Join(t.TempDir(), "state.db"))
	})
}

func TestPostgres(t *testing.T) {
	chamtest.Postgres(t) // skips the whole when there is none
	storetest.State(t, func(t *testing.T) storetest.StateStore { return open(t, chamtest.Postgres(t)) })
}
