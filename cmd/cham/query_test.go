package main

import (
	"bytes"
	"flag"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"cham/chamtest"
	"cham/measure"
)

var update = flag.Bool("update", false, "write the questions of docs/cli.md anew")

// docs/cli.md lists every question with the flags that not all have.
func TestQueryDocs(t *testing.T) {
	var b strings.Builder
	b.WriteString("| question | answers | its own flags |\n|---|---|---|\n")
	for _, d := range measure.Questions {
		var flags []string
		for _, f := range d.Fields {
			flags = append(flags, "`--"+measure.QueryField(f).FlagName()+"`")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", d.Name, d.About.EN, strings.Join(flags, ", "))
	}
	chamtest.Section(t, "../../docs/cli.md", "questions", b.String(), *update)
}

// Every question is a command with its own flags beside those of all.
func TestQueryHelp(t *testing.T) {
	for _, d := range measure.Questions {
		var out, errs bytes.Buffer
		if status := run(t.Context(), []string{"query", string(d.Name), "--help"}, &out, &errs); status != 0 {
			t.Fatal(d.Name, status, errs.String())
		}
		for _, flag := range append([]string{"where", "as-of", "json"}, flagsOf(d)...) {
			if !strings.Contains(out.String(), "--"+flag) {
				t.Errorf("%s has no --%s", d.Name, flag)
			}
		}
		if !strings.Contains(strings.Join(strings.Fields(out.String()), " "), sentence(d.About.EN)) {
			t.Errorf("%s does not say what it answers: %s", d.Name, out.String())
		}
	}
}

func flagsOf(d *measure.Descriptor) (flags []string) {
	for _, f := range d.Fields {
		flags = append(flags, measure.QueryField(f).FlagName())
	}
	return flags
}

// Names that hold the separators of a list can be written all the same.
func TestListsOfNames(t *testing.T) {
	for flag, want := range map[string][][]string{
		"A,B|C": {{"A"}, {"B", "C"}}, "Xem, rồi hỏi": {{"Xem"}, {"rồi hỏi"}}, "A,": {{"A"}, {""}}, `\,\,`: {{",,"}},
		`Xem\, rồi hỏi,Mua\|Thuê|Trả`: {{"Xem, rồi hỏi"}, {"Mua|Thuê", "Trả"}},
	} {
		if got := stepsOf(flag); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q", flag, got)
		}
	}
	is, err := condition(`name!=Mua\|Thuê|`)
	if err != nil || !reflect.DeepEqual(is, measure.Is{By: measure.ByName, Any: []string{"Mua|Thuê", ""}, Not: true}) {
		t.Errorf("%+v %v", is, err)
	}
}
