package sqlstore

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cham"
	"cham/capability/access"
	"cham/chamtest"
	"cham/store/internal/sqldb"
)

// dumpAll is every table as a snapshot writes it.
func dumpAll(t *testing.T, s *Snapshot) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, table := range s.Tables() {
		var b bytes.Buffer
		if _, err := s.Dump(t.Context(), table, &b); err != nil {
			t.Fatal(err)
		}
		out[table] = b.String()
	}
	return out
}

func snapshotOf(t *testing.T, db *DB) map[string]string {
	t.Helper()
	s, err := db.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	return dumpAll(t, s)
}

// Both databases describe the same tables with the same columns, all of them
// ours, and each after those it refers to.
func TestCatalogIsAlike(t *testing.T) {
	lite, pg := mustOpen(t, "sqlite:"+filepath.Join(t.TempDir(), "s.db")), mustOpen(t, chamtest.Postgres(t))
	a, b := snapshotOf(t, lite), snapshotOf(t, pg)
	for table, head := range a {
		if b[table] != head {
			t.Errorf("%s differs:\n%s%s", table, head, b[table])
		}
	}
	if len(a) != len(b) || len(a) < 20 {
		t.Errorf("%d and %d tables", len(a), len(b))
	}
	orders := map[string]string{}
	for _, db := range []*DB{lite, pg} {
		all, err := catalog(t.Context(), db.writer, db.dialect)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range all {
			by := table.order(sqldb.SQLite)
			if was, ok := orders[table.name]; ok && was != by {
				t.Errorf("%s is sorted by %s on one, by %s on the other: see dumpOrders", table.name, was, by)
			}
			orders[table.name] = by
		}
		for i, table := range all {
			for _, r := range table.refs {
				if at := slices.IndexFunc(all, func(t catalogTable) bool { return t.name == r }); at < 0 || at >= i && r != table.name {
					t.Errorf("%s comes before %s", table.name, r)
				}
			}
		}
	}
}

// What goes from one database to the other, and back, is the same rows, with
// every character and number, and nothing of it is there before Commit.
func TestDumpAndLoad(t *testing.T) {
	lite := mustOpen(t, "sqlite:"+filepath.Join(t.TempDir(), "s.db"))
	ctx := context.Background()
	odd := "Chạm\n\t\"'\\ \u2028 🙂 %s $1 <b> , [1]"
	if err := lite.Access().CreateFirst(ctx, cham.Workspace{ID: "a", Name: odd, TimeZone: "Asia/Ho_Chi_Minh", Properties: []string{odd}},
		access.User{ID: "u", Email: "a@b.c", Name: odd, PasswordHash: "$argon2id$…"}); err != nil {
		t.Fatal(err)
	}
	const numbers = "INSERT INTO number VALUES ('a', 'big', 9223372036854775807), ('a', 'small', -9223372036854775808)"
	if _, err := lite.writer.Exec(numbers); err != nil {
		t.Fatal(err)
	}
	want := snapshotOf(t, lite)
	if !strings.Contains(want["number"], "9223372036854775807") || !strings.Contains(want["workspace"], "🙂") {
		t.Fatal(want["number"], want["workspace"])
	}
	schema, _, err := provider(lite).GetVersions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{chamtest.Postgres(t), "sqlite:" + filepath.Join(t.TempDir(), "back.db")} {
		loadAll(t, url, schema, want, false)
		if _, err := Open(ctx, url, nil); cham.ErrorCode(err) != cham.CodeConflict {
			t.Errorf("half of it opens: %v", err)
		}
		loadAll(t, url, schema, want, true)
		db := mustOpen(t, url)
		for table, rows := range snapshotOf(t, db) {
			if rows != want[table] {
				t.Errorf("%s of %s:\n%s\nnot\n%s", table, db.dialect, rows, want[table])
			}
		}
		if _, err := Restore(ctx, url, schema, "again"); cham.ErrorCode(err) != cham.CodeConflict {
			t.Errorf("it would be overwritten: %v", err)
		}
	}
}

func loadAll(t *testing.T, url string, schema int64, all map[string]string, commit bool) {
	t.Helper()
	r, err := Restore(t.Context(), url, schema, "id")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, table := range r.tables {
		if _, err := r.Load(t.Context(), table.name, strings.NewReader(all[table.name])); err != nil {
			t.Fatal(err)
		}
	}
	if commit {
		if err := r.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNewerBackupIsRefused(t *testing.T) {
	_, err := Restore(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), 99990101000000, "id")
	if cham.ErrorCode(err) != cham.CodeInvalid {
		t.Error(err)
	}
}

// Tables are dumped by SQLite's catalog and PostgreSQL's alike: no column that
// gives out numbers by itself, as those would have to be set right after a load.
func TestNoSequences(t *testing.T) {
	db := mustOpen(t, chamtest.Postgres(t))
	if db.dialect != sqldb.Postgres {
		t.Fatal(db.dialect)
	}
	found, err := pairs(t.Context(), db.writer,
		"SELECT relname::text, '' FROM pg_class WHERE relkind = 'S' AND relname <> 'goose_db_version_id_seq'")
	if err != nil || len(found) != 0 {
		t.Errorf("%v %v: set them in Restoring.Commit", found, err)
	}
}
