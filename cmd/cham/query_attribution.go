package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"cham"
	"cham/capability/ask"
	"cham/measure"
)

type attributionCmd struct {
	askFlags
	Paths    string  `help:"Credit aggregated paths instead: a CSV file (also gzipped) with path;total_conversions;total_conversion_value;total_null, a path's steps joined by \" > \"." type:"existingfile" placeholder:"F"`
	Credit   string  `help:"What to credit: channel, source, medium, campaign, touchpoint, device, branch, property:NAME." default:"channel"`
	HalfLife float64 `help:"Half-life of time decay: in touches with --paths (1 when not given), else in days (7)." placeholder:"N"`
	Order    int     `help:"Order of the Markov chain, 1 to 3." default:"1"`
}

func (c *attributionCmd) Run(ctx context.Context, w io.Writer) error {
	if err := c.check(); err != nil {
		return err
	}
	answer, err := c.attribution(ctx)
	if err != nil {
		return err
	}
	return c.print(w, byModel(answer), func(t *tabwriter.Writer) {
		fmt.Fprintf(t, "VALUE\tFIRST\tLAST\tLINEAR\tTIME DECAY\tPOSITION\tMARKOV\tSHAPLEY\n")
		for _, r := range answer.Rows {
			fmt.Fprintf(t, "%s", r.Value)
			for _, m := range creditModels {
				fmt.Fprintf(t, "\t%.1f", m.of(r.Credits).Conversions)
			}
			fmt.Fprintln(t)
		}
		fmt.Fprintf(t, "conversions\t%d\nlost\t%d\n", answer.Conversions, answer.Null)
	})
}

func (c *attributionCmd) check() error {
	e := cham.Errorf(cham.CodeInvalid, "cham.query", "")
	switch {
	case c.Order < 1 || c.Order > 3:
		e.Field, e.Hint = "--order", "must be 1 to 3"
	case c.HalfLife < 0:
		e.Field, e.Hint = "--half-life", "must be over 0"
	default:
		return nil
	}
	return e
}

func (c *attributionCmd) attribution(ctx context.Context) (*measure.AttributionAnswer, error) {
	if c.Paths != "" {
		return c.fromFile()
	}
	q, err := c.query(measure.Attribution)
	if err != nil {
		return nil, err
	}
	q.Credit, q.HalfLifeDays, q.MarkovOrder = measure.Dimension(c.Credit), c.HalfLife, c.Order
	a, err := c.ask(ctx, q)
	if err != nil {
		return nil, err
	}
	return a.Attribution, nil
}

func (c *attributionCmd) fromFile() (*measure.AttributionAnswer, error) {
	f, err := os.Open(c.Paths)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	values, paths, err := ask.ReadPaths(f)
	if err != nil {
		return nil, err
	}
	if c.HalfLife == 0 {
		c.HalfLife = 1
	}
	return measure.Attribute(values, paths, measure.PathModels{HalfLife: c.HalfLife, Order: c.Order, Collapse: c.Collapse}), nil
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
