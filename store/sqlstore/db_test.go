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

func open(t testing.TB, url string) *sqlstore.DB {
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

func stores(db *sqlstore.DB) storetest.Stores {
	return storetest.Stores{Access: db.Access(), Graph: db.Graph(), Maps: db.Maps(), Sources: db.Sources(), Refusals: db.Refusals(),
		Imports: db.Imports(), Segments: db.Segments(), Views: db.Views(), Costs: db.Costs()}
}

func TestSQLite(t *testing.T) {
	storetest.State(t, func(t *testing.T) storetest.Stores {
		return stores(open(t, "sqlite:"+filepath.Join(t.TempDir(), "state.db")))
	})
}

func TestPostgres(t *testing.T) {
	chamtest.Postgres(t) // skips the whole when there is none
	storetest.State(t, func(t *testing.T) storetest.Stores { return stores(open(t, chamtest.Postgres(t))) })
}
