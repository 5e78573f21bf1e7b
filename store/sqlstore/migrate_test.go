package sqlstore

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cham"
	"cham/capability/access"
	"cham/chamtest"
	"cham/store/internal/sqldb"
)

func mustOpen(t *testing.T, url string) *DB {
	t.Helper()
	s, err := Open(context.Background(), url, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// An upgrade leaves a copy that the program of before can open, with all that
// was in it; a fresh file and a start without news leave none.
func TestUpgradeIsCopiedFirst(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "state's.db")
	s := mustOpen(t, "sqlite:"+path)
	if err := s.Access().CreateFirst(ctx, cham.Workspace{ID: "a"}, access.User{ID: "u"}); err != nil {
		t.Fatal(err)
	}
	p, err := s.migrations()
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Down(ctx) // the last migration has not been yet
	if err != nil {
		t.Fatal(err)
	}
	before, _, err := p.GetVersions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	if copies := glob(t, path+".*bak*"); len(copies) != 0 {
		t.Fatalf("copies without an upgrade: %v", copies)
	}

	for range 2 { // the second start has nothing to do
		s = mustOpen(t, "sqlite:"+path)
		if n, err := s.Access().CountUsers(ctx); n != 1 || err != nil {
			t.Fatalf("after the upgrade there are %d users, %v", n, err)
		}
		s.Close()
	}
	copies := glob(t, path+".*bak*")
	if len(copies) != 1 {
		t.Fatalf("copies %v", copies)
	}
	old := sqldb.OpenSQLite(copies[0], sqldb.SQLiteOptions{Conns: 1})
	defer old.Close()
	version, users := scalar(t, old, "SELECT max(version_id) FROM goose_db_version"), scalar(t, old, "SELECT count(*) FROM users")
	if version != before || users != 1 {
		t.Fatalf("the copy has schema %d, not %d (before %s), and %d users", version, before, r.Source.Path, users)
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func scalar(t *testing.T, db *sql.DB, query string) (n int64) {
	t.Helper()
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// All the way down and up again, on both: each migration can be undone.
func TestMigrationsGoBothWays(t *testing.T) {
	for _, url := range []string{"sqlite:" + filepath.Join(t.TempDir(), "state.db"), chamtest.Postgres(t)} {
		s := mustOpen(t, url)
		p, err := s.migrations()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.DownTo(context.Background(), 0); err != nil {
			t.Fatal(err)
		}
		s.Close()
		mustOpen(t, url)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "state.db")
	s := mustOpen(t, url)
	if _, err := s.writer.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99990101000000, TRUE)"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, err := Open(context.Background(), url, time.Now); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Fatal(err)
	}
}

func TestBadAddress(t *testing.T) {
	dir := t.TempDir()
	text := []byte("this is no database, whatever it is called; really not, it is text")
	if err := os.WriteFile(filepath.Join(dir, "text.db"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]cham.Code{
		"mysql://x":                               cham.CodeInvalid,
		"postgres://x:y@[bad":                     cham.CodeInvalid,
		"postgres://x@localhost:1/y":              cham.CodeUnavailable,
		"sqlite:" + filepath.Join(dir, "no/x.db"): cham.CodeUnavailable,
		"sqlite:" + dir:                           cham.CodeUnavailable,
		"sqlite:" + filepath.Join(dir, "text.db"): cham.CodeInternal,
	} {
		if _, err := Open(context.Background(), url, time.Now); cham.ErrorCode(err) != want {
			t.Errorf("%s: %v, want %s", url, err, want)
		}
	}
}
