package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// documented are commands as the documents name them.
var documented = regexp.MustCompile("`(?:sudo -u cham )?cham ([a-z][a-z-]*)")

// Every command that a document names is there.
func TestDocumentedCommandsAreThere(t *testing.T) {
	files, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	asked := map[string]bool{} // the command line is read anew for each, which takes a while
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range documented.FindAllSubmatch(text, -1) {
			if asked[string(found[1])] {
				continue
			}
			asked[string(found[1])] = true
			var out bytes.Buffer
			if status := run(t.Context(), []string{string(found[1]), "--help"}, &out, &out); status != 0 {
				t.Errorf("%s: cham %s: %s", filepath.Base(file), found[1], out.String())
			}
		}
	}
}
