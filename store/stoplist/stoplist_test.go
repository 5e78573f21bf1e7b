package stoplist

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"cham"
)

// TestAnotherKeyIsRefused brings a list, made here or restored, to a folder with
// another key: nobody on it would be recognised.
func TestAnotherKeyIsRefused(t *testing.T) {
	from := t.TempDir()
	l, err := Open(from)
	if err != nil {
		t.Fatal(err)
	}
	phone := []cham.Key{{Kind: cham.KeyPhone, Value: "+84903118274"}}
	if err := l.Add(Erasure{ID: "e1", Workspace: "w", At: time.Now()}, phone); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{ListFile, RestoredFile} {
		to := t.TempDir()
		if _, err := Open(to); err != nil {
			t.Fatal(err)
		}
		bring(t, from, ListFile, to, name)
		if _, err := Open(to); cham.ErrorCode(err) != cham.CodeConflict {
			t.Error(name, "with another key:", err)
		}
		bring(t, from, KeyFile, to, KeyFile)
		if l, err = Open(to); err != nil || !l.Erased("w", phone, time.Unix(0, 0)) {
			t.Error(name, "with its key:", err)
		}
	}
}

func bring(t *testing.T, from, name, to, as string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(from, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to, as), b, 0o600); err != nil {
		t.Fatal(err)
	}
}
