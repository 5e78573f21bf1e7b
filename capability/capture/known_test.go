package capture

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cham/known"
)

var update = flag.Bool("update", false, "write the golden files")

// What becomes of the rows of each export that is known by its look.
func TestKnownExports(t *testing.T) {
	files, err := filepath.Glob("../../known/testdata/*.csv")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var shown []string
	for _, name := range files {
		export := strings.TrimSuffix(filepath.Base(name), ".csv")
		shown = append(shown, export)
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, calls := readAll(t, string(content), "a.csv", nil)
		if e := known.Find(f.Columns); e == nil || e.Name != export {
			t.Errorf("%s is taken for %+v", export, e)
		}
		touches, refused := judged(calls)
		var out strings.Builder
		for _, x := range touches {
			fmt.Fprintf(&out, "%s %q %s %s %v %s branch=%q traits=%s properties=%s\n", x.At.Format("2006-01-02T15:04:05Z"), x.Name, x.Channel,
				x.Keys, x.Value, x.Currency, x.Branch, x.Traits, x.Properties)
		}
		for _, r := range refused {
			fmt.Fprintln(&out, "refused", r.Line, r.Reason, r.Detail)
		}
		golden := strings.TrimSuffix(name, ".csv") + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(golden); err != nil || string(want) != out.String() {
			t.Errorf("%s:\n%s\nwant\n%s%v", export, out.String(), want, err)
		}
	}
	for _, e := range known.All() {
		if e.Mapped() && !slices.Contains(shown, e.Name) {
			t.Errorf("no file shows %s", e.Name)
		}
	}
}

// Every field of a known export is one that a file can have.
func TestKnownFields(t *testing.T) {
	for _, e := range known.All() {
		for _, c := range e.Columns {
			if e.Mapped() && !knownField(c.Field) {
				t.Errorf("%s: %q is no field", e.Name, c.Field)
			}
		}
		if e.Mapped() && e.Channel != "" && !e.Channel.Valid() {
			t.Errorf("%s: channel %q", e.Name, e.Channel)
		}
	}
}
