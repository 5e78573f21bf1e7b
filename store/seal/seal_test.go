package seal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cham"
)

func mustOpen(t *testing.T, dir string) *Box {
	t.Helper()
	b, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What is sealed opens again for its purpose, with its key, unharmed, and not
// otherwise.
func TestSealOpens(t *testing.T) {
	dir := t.TempDir()
	b, other := mustOpen(t, dir), mustOpen(t, t.TempDir())
	rapid.Check(t, func(t *rapid.T) {
		secret, purpose := rapid.SliceOf(rapid.Byte()).Draw(t, "secret"), rapid.String().Draw(t, "purpose")
		sealed := b.Seal(purpose, secret)
		if got, err := b.Open(purpose, sealed); err != nil || string(got) != string(secret) {
			t.Fatalf("%q %v", got, err)
		}
		if _, err := b.Open(purpose+"x", sealed); cham.ErrorCode(err) != cham.CodeConflict {
			t.Fatalf("for another purpose: %v", err)
		}
		if _, err := other.Open(purpose, sealed); cham.ErrorCode(err) != cham.CodeConflict {
			t.Fatalf("with another key: %v", err)
		}
		at := rapid.IntRange(0, len(sealed)-2).Draw(t, "at") // the last letter holds bits that say nothing
		harmed := sealed[:at] + string(sealed[at]^1) + sealed[at+1:]
		if _, err := b.Open(purpose, harmed); err == nil {
			t.Fatalf("harmed at %d it opens", at)
		}
	})
	secret := []byte("JBSWY3DPEHPK3PXP")
	if s := b.Seal("p", secret); s == b.Seal("p", secret) || strings.Contains(s, "JBSWY") || !b.Sealed(s) {
		t.Error(s)
	}
	if got, err := mustOpen(t, dir).Open("p", b.Seal("p", []byte("x"))); err != nil || string(got) != "x" {
		t.Error("after a start anew: ", err)
	}
}

func TestKeyFile(t *testing.T) {
	dir := t.TempDir()
	mustOpen(t, dir)
	path := filepath.Join(dir, KeyFile)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	if err := os.WriteFile(path, []byte("torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); cham.ErrorCode(err) != cham.CodeConflict {
		t.Error(err)
	}
}
