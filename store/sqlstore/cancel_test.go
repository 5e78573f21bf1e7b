package sqlstore_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"cham"
	"cham/capability/access"
	"cham/capability/capture"
	"cham/store/sqlstore"
)

// TestCancelledWrites cancels writes at random instants: each is done or not
// done, and the next one is on disk for every reader.
func TestCancelledWrites(t *testing.T) {
	db, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	owner := access.User{ID: "u", Email: "u@example.vn", Name: "U", Language: "vi", Theme: "system"}
	ws := cham.Workspace{ID: "w", Name: "W", TimeZone: cham.DefaultTimeZone, Currency: "VND"}
	if err := db.Access().CreateFirst(t.Context(), ws, owner); err != nil {
		t.Fatal(err)
	}
	src := cham.Source{ID: "s", Workspace: "w", Name: "file", Kind: "file", WriteKey: "wk", Enabled: true}
	if err := db.Sources().CreateSource(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	s := db.Imports()
	imp := capture.Import{ID: "i", Workspace: "w", Source: "s", FileName: "f", Path: "p", State: "running", CreatedAt: time.Now()}
	if err := s.CreateImport(t.Context(), imp); err != nil {
		t.Fatal(err)
	}
	rejects := make([]capture.Refused, 50)
	for i := range rejects {
		rejects[i] = capture.Refused{Line: i, MessageID: fmt.Sprint(i), At: time.Now()}
	}
	const rounds = 1000
	for n := 1; n <= rounds; n++ {
		ctx, cancel := context.WithCancel(t.Context())
		stop := time.AfterFunc(time.Duration(rand.IntN(1500))*time.Microsecond, cancel)
		imp.Accepted = -n
		_ = s.AddRejects(ctx, "i", rejects)
		_ = s.UpdateImport(ctx, imp)
		_, _ = s.UnfinishedImports(ctx)
		stop.Stop()
		cancel()
		imp.Accepted = n
		if err := s.UpdateImport(t.Context(), imp); err != nil {
			t.Fatal(n, err)
		}
		got, err := s.Import(t.Context(), "w", "i")
		if err != nil || got.Accepted != n {
			t.Fatalf("round %d: a reader sees %d: %v", n, got.Accepted, err)
		}
	}
}
