package sqlstore

import (
	"path/filepath"
	"testing"
	"time"

	"cham"
	"cham/capability/audit"
	"cham/chamtest"
)

// The database itself refuses to change the log; who gets round that is found.
func TestAuditStays(t *testing.T) {
	for name, url := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "s.db"), "postgres": chamtest.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			db := mustOpen(t, url)
			log := audit.Log{Store: db.Audit(), Now: time.Now}
			for range 3 {
				if err := log.Record(cham.WithWorkspace(t.Context(), "a"), audit.Event{Action: audit.SignedIn}); err != nil {
					t.Fatal(err)
				}
			}
			change := "UPDATE audit SET name = 'nobody' WHERE seq = 2"
			for _, text := range []string{change, "DELETE FROM audit WHERE seq = 2"} {
				if _, err := db.writer.Exec(text); err == nil {
					t.Errorf("the database did it: %s", text)
				}
			}
			last, err := log.Entries(t.Context(), "a", audit.Filter{Limit: 1})
			if err != nil {
				t.Fatal(err)
			}
			seen := &audit.Seen{Heads: []audit.Head{{Workspace: "a", Seq: 3, Hash: last[0].Hash}}}
			if n, err := CheckAudit(t.Context(), url, seen); n != 3 || err != nil {
				t.Errorf("%d entries hold: %v", n, err)
			}
			for what, head := range map[string]audit.Head{"cut off": {Workspace: "a", Seq: 4, Hash: "x"},
				"made anew": {Workspace: "a", Seq: 3, Hash: "x"}, "gone": {Workspace: "b", Seq: 1, Hash: "x"}} {
				if _, err := CheckAudit(t.Context(), url, &audit.Seen{Heads: []audit.Head{head}}); cham.ErrorCode(err) != cham.CodeInvalid {
					t.Errorf("%s: %v", what, err)
				}
			}
			drop := map[string]string{"sqlite": "DROP TRIGGER audit_not_changed", "postgres": "DROP TRIGGER audit_stays ON audit"}[name]
			for _, text := range []string{drop, change} {
				if _, err := db.writer.Exec(text); err != nil {
					t.Fatal(err)
				}
			}
			if n, err := CheckAudit(t.Context(), url, seen); n != 1 || cham.ErrorCode(err) != cham.CodeInvalid {
				t.Errorf("a changed entry was not found: %d hold, %v", n, err)
			}
		})
	}
}
