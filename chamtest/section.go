package chamtest

import (
	"os"
	"strings"
	"testing"
)

// Section holds a part of a file of docs, between the lines <!-- name --> and
// <!-- /name -->, to what it should say; with write it is written anew.
func Section(t testing.TB, path, name, want string, write bool) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	start, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->\n"
	before, rest, ok := strings.Cut(string(b), start)
	got, after, found := strings.Cut(rest, end)
	switch {
	case !ok || !found:
		t.Fatalf("%s has no section %s", path, name)
	case got == want:
	case write:
		if err := os.WriteFile(path, []byte(before+start+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s is stale between %s: run this test with -update", path, strings.TrimSpace(start))
	}
}
