package questions

import (
	"encoding/json"
	"flag"
	"fmt"
	"strings"
	"testing"

	"cham/chamtest"
	"cham/measure"
)

var update = flag.Bool("update", false, "write the questions of docs/api.md anew")

// docs/api.md lists every question as its descriptor says it.
func TestDocs(t *testing.T) {
	var b strings.Builder
	b.WriteString("| question | answers | its own fields | example |\n|---|---|---|---|\n")
	for _, d := range measure.Questions {
		example, err := json.Marshal(d.Query())
		if err != nil {
			t.Fatal(err)
		}
		var fields []string
		for _, f := range d.Fields {
			fields = append(fields, "`"+f+"`")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | `%s` |\n", d.Name, d.About.EN, strings.Join(fields, ", "), example)
	}
	chamtest.Section(t, "../../../docs/api.md", "questions", b.String(), *update)
}

// An example as OpenAPI shows it is the query, and nothing else.
func TestExamplesAreQueries(t *testing.T) {
	for _, d := range measure.Questions {
		b, err := json.Marshal(document(d.Query()))
		if err != nil {
			t.Fatal(err)
		}
		var back measure.Query
		if err := json.Unmarshal(b, &back); err != nil || back.Question != d.Name || len(document(back)) != len(document(d.Query())) {
			t.Errorf("%s: %v %s", d.Name, err, b)
		}
	}
}
