package main

import (
	"context"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"cham"
	"cham/app"
	"cham/measure"
)

// askFlags are common to all questions; measure explains them (explained).
type askFlags struct {
	dataFlags
	remoteFlags
	Workspace   string    `help:"Workspace id; without it, the only one." placeholder:"ID"`
	Map         string    `help:"${query_map}" placeholder:"ID"`
	From        time.Time `help:"${query_from}" placeholder:"TIME"`
	To          time.Time `help:"${query_to}" placeholder:"TIME"`
	AsOf        time.Time `help:"${query_asOf}" placeholder:"TIME"`
	CompareFrom time.Time `help:"${query_compare} With --compare-to." placeholder:"TIME"`
	CompareTo   time.Time `help:"End of the compared period, exclusive." placeholder:"TIME"`
	Segment     []string  `help:"Only customers of a saved segment; of several: in all of them." placeholder:"ID"`
	Channel     string    `help:"${segment_channel}"`
	Source      string    `help:"${segment_source}"`
	Status      string    `help:"${segment_status}" enum:",new,returning" default:""`
	Where       []string  `help:"${query_where} BY=VALUE or BY!=VALUE; | between several values." sep:"none" placeholder:"BY=VALUE"`
	By          string    `help:"${query_by}" placeholder:"DIMENSION"`
	Most        int       `help:"${query_most}" placeholder:"N"`
	Goal        []string  `help:"${query_goal}" placeholder:"NAME"`
	Unit        string    `help:"${query_unit}" enum:",customer,account" default:""`
	Collapse    bool      `help:"${query_collapse}"`
	NoSpread    bool      `help:"${query_noSpread}"`
	JSON        bool      `name:"json" help:"Print one JSON object."`
}

// explained puts the words of measure about a query's fields where flags name
// them, as in ${query_by}: kong itself would read all of them again for each flag.
func explained() kong.Option {
	var words []string
	for prefix, fields := range map[string][]measure.Field{"query_": measure.QueryFields, "segment_": measure.SegmentFields} {
		for _, f := range fields {
			words = append(words, "${"+prefix+f.Name+"}", f.About)
		}
	}
	fill := strings.NewReplacer(words...)
	return kong.PostBuild(func(k *kong.Kong) error {
		return kong.Visit(k.Model.Node, func(node kong.Visitable, next kong.Next) error {
			if v, ok := node.(*kong.Value); ok {
				v.Help = fill.Replace(v.Help)
			}
			return next(nil)
		})
	})
}

// query makes the query of the flags.
func (f askFlags) query(q measure.Question) (measure.Query, error) {
	out := measure.Query{Question: q, Map: cham.MapID(f.Map), From: f.From, To: f.To, AsOf: f.AsOf, Collapse: f.Collapse, NoSpread: f.NoSpread,
		Segment: measure.Segment{Channel: cham.Channel(f.Channel), Source: f.Source, Status: f.Status, Saved: strings.Join(f.Segment, ",")},
		By:      measure.Dimension(f.By), Most: f.Most, Goal: f.Goal, Unit: f.Unit}
	if !f.CompareFrom.IsZero() || !f.CompareTo.IsZero() {
		out.Compare = &measure.Period{From: f.CompareFrom, To: f.CompareTo}
	}
	for _, w := range f.Where {
		is, err := condition(w)
		if err != nil {
			return out, err
		}
		out.Where = append(out.Where, is)
	}
	return out, nil
}

// condition reads "device=mobile|tablet" or "device!=mobile".
func condition(s string) (is measure.Is, err error) {
	by, values, ok := strings.Cut(s, "=")
	if !ok || by == "" {
		e := cham.Errorf(cham.CodeInvalid, "cham.query", "write it like device=mobile or device!=mobile, not %q", s)
		e.Field = "--where"
		return is, e
	}
	by, is.Not = strings.CutSuffix(by, "!")
	is.By, is.Any = measure.Dimension(by), splitList(values, "|")
	return is, nil
}

// ask answers a query, by the server or from the data folder.
func (f askFlags) ask(ctx context.Context, q measure.Query) (answer *measure.Answer, err error) {
	if f.Server != "" {
		answer = new(measure.Answer)
		return answer, f.post(ctx, "/v1/query", q, answer)
	}
	err = f.offline(ctx, f.Workspace, func(a *app.App, ws cham.WorkspaceID) error {
		answer, err = a.Ask(ctx, ws, q)
		return err
	})
	return answer, err
}
