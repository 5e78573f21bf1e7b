package cham_test

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// What a package of ours may import. Capabilities stand alone; stores serve
// one or more capabilities; only flow and the program see many of both.
var (
	capabilities = []string{"capability/access", "capability/capture", "capability/identity", "capability/privacy", "journey", "measure"}
	// joins lists who may import several capabilities, stores or both.
	joins = []string{"app", "cmd/", "flow", "capability/imports", "api/", "chamtest", "crash", "bench/", "store/", "demo"}
	// drivers and net/http stay out of the capabilities.
	foreign = []string{"net/http", "database/sql", "github.com/duckdb/", "github.com/mattn/go-sqlite3", "github.com/jackc/"}
)

type goPackage struct {
	ImportPath  string
	Imports     []string
	TestImports []string
	Standard    bool
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []goPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := d.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestImportRules(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "cham/")
		for _, imp := range p.Imports {
			if why := forbidden(name, imp); why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, imp, why)
			}
		}
	}
}

func forbidden(name, imp string) string {
	own, isOurs := strings.CutPrefix(imp, "cham/")
	switch {
	case name == "cham":
		if strings.Contains(imp, ".") || isOurs {
			return "the root package imports the standard library only"
		}
	case slices.Contains(capabilities, name):
		if isOurs {
			return "a capability imports the root package and no other of ours"
		}
		for _, f := range foreign {
			if strings.HasPrefix(imp, f) {
				return "a capability knows no driver and no HTTP"
			}
		}
	case strings.HasPrefix(name, "api/") || name == "web":
		if strings.HasPrefix(own, "store/") {
			return "api and web speak to capabilities, never to a store"
		}
	}
	if isOurs && strings.HasPrefix(own, "cmd/") {
		return "nothing imports the program"
	}
	if isOurs && (own == "chamtest" || own == "store/storetest") && name != "chamtest" && name != "store/storetest" {
		return "test kits are imported from tests only"
	}
	if isOurs && !slices.Contains(capabilities, name) && !joinsMany(name) && name != "cham" {
		if slices.Contains(capabilities, own) {
			return "only flow, the program and adapters see capabilities; add it to the list if it must"
		}
	}
	return ""
}

func joinsMany(name string) bool {
	return slices.ContainsFunc(joins, func(j string) bool { return strings.HasPrefix(name, j) })
}
