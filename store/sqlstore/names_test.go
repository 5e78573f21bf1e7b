package sqlstore

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cham/store/internal/sqldb"
)

var statementName = regexp.MustCompile(`"([a-z]+\.[a-z_]+)"`)

// Every statement that the program names is written, and every one written is
// named, so that neither a misspelt nor a forgotten one waits to be found.
func TestStatementNames(t *testing.T) {
	folder, err := fs.Sub(files, "query")
	if err != nil {
		t.Fatal(err)
	}
	written, err := sqldb.Texts(folder, sqldb.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	named := namedStatements(t)
	for name := range named {
		if _, ok := written[name]; !ok {
			t.Errorf("%s is named, but not written", name)
		}
	}
	for name := range written {
		if !named[name] {
			t.Errorf("%s is written, but not named", name)
		}
	}
}

func namedStatements(t *testing.T) map[string]bool {
	t.Helper()
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, file := range sources {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range statementName.FindAllSubmatch(source, -1) {
			named[string(m[1])] = true
		}
	}
	return named
}
