package sqlstore

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cham"
	"cham/chamtest"

	"github.com/pressly/goose/v3"
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

// Before the schema changes somebody is asked, once, and a refusal changes
// nothing; a start without news asks nobody.
func TestUpgradeAsksFirst(t *testing.T) {
	ctx, url := context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "state's.db")
	s := mustOpen(t, url)
	if _, err := provider(s).Down(ctx); err != nil { // the last migration has not been yet
		t.Fatal(err)
	}
	before, newest, err := provider(s).GetVersions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	asked := 0
	refuse := errors.New("no room")
	for _, answer := range []error{refuse, nil, refuse} { // the third start has nothing to do
		s, err := OpenAfter(ctx, url, time.Now, func(_ context.Context, db *DB, from int64) error {
			asked++
			if at, _, err := provider(db).GetVersions(ctx); at != before || from != before || err != nil {
				t.Errorf("asked at schema %d about %d, not %d: %v", at, from, before, err)
			}
			return answer
		})
		if (err != nil) != (answer != nil && asked == 1) {
			t.Fatal(err)
		}
		if s != nil {
			if at, _, err := provider(s).GetVersions(ctx); at != newest || err != nil {
				t.Errorf("schema %d, %v", at, err)
			}
			s.Close()
		}
	}
	if asked != 2 {
		t.Errorf("asked %d times", asked)
	}
}

func provider(db *DB) *goose.Provider {
	p, err := db.migrations()
	if err != nil {
		panic(err)
	}
	return p
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
