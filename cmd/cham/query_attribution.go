package main

import (
	"fmt"
	"io"
	"os"
	"reflect"
	"text/tabwriter"

	"cham"
	"cham/capability/ask"
	"cham/measure"
)

// pathsFlag of attribution credits a file in place of the data.
var pathsFlag = reflect.StructField{Name: "Paths", Type: reflect.TypeFor[string](),
	Tag: tag("name", "paths", "type", "existingfile", "placeholder", "F",
		"help", "Credit aggregated paths instead: a CSV file (also gzipped) with path;total_conversions;total_conversion_value;total_null, "+
			"a path's steps joined by \" > \"; --half-life is then in touches (1).")}

// creditPaths credits the paths of a file by the query's choices.
func (f askFlags) creditPaths(w io.Writer, file string, q measure.Query) error {
	models := measure.PathModels{HalfLife: q.HalfLifeDays, Order: max(q.MarkovOrder, 1), Collapse: q.Collapse}
	if q.MarkovOrder < 0 || q.MarkovOrder > 3 {
		e := cham.Errorf(cham.CodeInvalid, "cham.query", "must be 1 to 3")
		e.Field = "--order"
		return e
	}
	if models.HalfLife == 0 {
		models.HalfLife = 1
	}
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	values, paths, err := ask.ReadPaths(in)
	if err != nil {
		return err
	}
	a := measure.Attribute(values, paths, models)
	return f.print(w, byModel(a), func(t *tabwriter.Writer) { printCredits(t, a) })
}

func printCredits(t *tabwriter.Writer, a *measure.AttributionAnswer) {
	fmt.Fprintf(t, "VALUE\tFIRST\tLAST\tLINEAR\tTIME DECAY\tPOSITION\tMARKOV\tSHAPLEY\n")
	for _, r := range a.Rows {
		fmt.Fprintf(t, "%s", r.Value)
		for _, m := range creditModels {
			fmt.Fprintf(t, "\t%.1f", m.of(r.Credits).Conversions)
		}
		fmt.Fprintln(t)
	}
	fmt.Fprintf(t, "conversions\t%d\nlost\t%d\n", a.Conversions, a.Null)
}

// creditModels are the models in the words of the scripting contract.
var creditModels = []struct {
	name string
	of   func(measure.Credits) measure.Credit
}{
	{"first", func(c measure.Credits) measure.Credit { return c.First }},
	{"last", func(c measure.Credits) measure.Credit { return c.Last }},
	{"linear", func(c measure.Credits) measure.Credit { return c.Linear }},
	{"time_decay", func(c measure.Credits) measure.Credit { return c.TimeDecay }},
	{"position", func(c measure.Credits) measure.Credit { return c.Position }},
	{"markov", func(c measure.Credits) measure.Credit { return c.Markov }},
	{"shapley", func(c measure.Credits) measure.Credit { return c.Shapley }},
}

func byModel(a *measure.AttributionAnswer) map[string]map[string]float64 {
	out := map[string]map[string]float64{}
	for _, m := range creditModels {
		out[m.name] = map[string]float64{}
		for _, r := range a.Rows {
			out[m.name][r.Value] = m.of(r.Credits).Conversions
		}
	}
	return out
}
