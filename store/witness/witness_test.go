package witness_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/capability/audit"
	"cham/store/sqlstore"
	"cham/store/witness"
)

func mac(s string) string { return "m" + strings.ReplaceAll(s, " ", "-") }

// kept is a log in a database with its witness in a folder.
type kept struct {
	*testing.T
	dir string
	db  *sqlstore.DB
	*witness.Heads
	log audit.Log
}

func newKept(t *testing.T) *kept {
	t.Helper()
	k := &kept{T: t, dir: t.TempDir()}
	db, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(k.dir, "state.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	k.db = db
	k.open()
	return k
}

// open is a start of the program.
func (k *kept) open() {
	k.Helper()
	var err error
	if k.Heads, err = witness.Open(k.Context(), k.dir, mac, k.db.Audit()); err != nil {
		k.Fatal(err)
	}
	k.log = audit.Log{Store: k.db.Audit(), Now: time.Now, Witness: k.Heads}
}

func (k *kept) record(ws cham.WorkspaceID) {
	k.Helper()
	if err := k.log.Record(cham.WithWorkspace(k.Context(), ws), audit.Event{Action: audit.SignedIn}); err != nil {
		k.Error(err)
	}
}

func (k *kept) read(file string) audit.Seen {
	k.Helper()
	seen, err := witness.Read(k.dir, file, mac)
	if err != nil {
		k.Fatal(err)
	}
	return seen
}

func (k *kept) setAside(name string) bool {
	_, err := os.Stat(filepath.Join(k.dir, name))
	return err == nil
}

func TestHeads(t *testing.T) {
	k := newKept(t)
	if _, err := witness.Read(k.dir, witness.File, mac); cham.ErrorCode(err) != cham.CodeNotFound {
		t.Error(err)
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { // heads overtake one another
			for _, ws := range []cham.WorkspaceID{"", "w_b", "w a"} {
				k.record(ws)
			}
		})
	}
	wg.Wait()
	k.open()
	k.log.Witness = nil
	k.record("w_b") // as by a program that was killed before it told
	k.log.Witness = k.Heads
	k.record("w_b")
	if seen := k.read(witness.File); len(seen.Heads) != 3 || seen.Heads[1].Workspace != "w a" || seen.Heads[1].Seq != 20 ||
		seen.Heads[2].Seq != 22 || k.setAside(witness.DamagedFile) {
		t.Errorf("%+v", seen)
	}
}

// A log that was cut off and went on, or was made anew, is not taken for the one
// that was seen: what was known of it is kept.
func TestHeadsThatDoNotFollow(t *testing.T) {
	for what, harm := range map[string]func(k *kept){
		"cut off": func(k *kept) { k.again(2) },
		"anew":    func(k *kept) { k.again(0); k.record("w"); k.record("w"); k.record("w") },
	} {
		t.Run(what, func(t *testing.T) {
			k := newKept(t)
			for range 4 {
				k.record("w")
			}
			known := k.read(witness.File)
			harm(k)
			for range 3 {
				k.record("w")
			}
			if got := k.read(witness.DamagedFile); !slices.Equal(got.Heads, known.Heads) {
				t.Errorf("%+v, want %+v", got, known)
			}
			if k.setAside(witness.DamagedFile + "-2") {
				t.Error("it is told twice")
			}
			k.again(1)
			k.record("w")
			if !k.setAside(witness.DamagedFile + "-2") {
				t.Error("a second time is not told")
			}
		})
	}
}

// again makes the log anew, in another database, with some of its entries.
func (k *kept) again(n int) {
	k.Helper()
	all, err := k.db.Audit().Entries(context.Background(), "w", audit.Filter{})
	if err != nil {
		k.Fatal(err)
	}
	slices.Reverse(all)
	db, err := sqlstore.Open(k.Context(), "sqlite:"+filepath.Join(k.TempDir(), "state.db"), time.Now)
	if err != nil {
		k.Fatal(err)
	}
	k.Cleanup(func() { db.Close() })
	for _, e := range all[:n] {
		if err := db.Audit().Append(k.Context(), "w", func(audit.Entry) audit.Entry { return e }); err != nil {
			k.Fatal(err)
		}
	}
	k.db = db
	k.open()
}

// A cut is known before it is made, with where the log began until then.
func TestCuts(t *testing.T) {
	k := newKept(t)
	one, two := audit.Head{Workspace: "w a", Seq: 3, Hash: "x"}, audit.Head{Workspace: "w a", Seq: 7, Hash: "y"}
	for _, c := range [][2]audit.Head{{{}, one}, {one, two}, {{Workspace: "w a", Seq: 5, Hash: "forged"}, two}, {one, two}} {
		if err := k.Cut(c[0], c[1]); err != nil {
			t.Fatal(err)
		}
	}
	if seen := k.read(witness.File); !slices.Equal(seen.Cuts, []audit.Head{two}) {
		t.Errorf("%+v", seen)
	}
	k.open()
	three := audit.Head{Workspace: "w a", Seq: 9, Hash: "z"}
	if err := k.Cut(two, three); err != nil {
		t.Fatal(err)
	}
	if seen := k.read(witness.File); !slices.Equal(seen.Cuts, []audit.Head{three, two}) {
		t.Errorf("%+v", seen)
	}
}

func TestChangedHeadsAreSetAside(t *testing.T) {
	k := newKept(t)
	k.record("w")
	path := filepath.Join(k.dir, witness.File)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), " 1 ", " 2 ", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := witness.Read(k.dir, witness.File, mac); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Error(err)
	}
	k.open()
	if !k.setAside(witness.DamagedFile) {
		t.Error("it is not kept")
	}
}
