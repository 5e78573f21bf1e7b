package main

import (
	"context"
	"strings"
	"time"

	"cham"
	"cham/app"
	"cham/measure"
)

// askFlags are common to all questions.
type askFlags struct {
	dataFlags
	remoteFlags
	Workspace   string    `help:"Workspace id; without it, the only one." placeholder:"ID"`
	Map         string    `help:"Map whose touchpoints to use; without it a touch's name stands for its touchpoint." placeholder:"ID"`
	From        time.Time `help:"Period from (RFC 3339)." placeholder:"TIME"`
	To          time.Time `help:"Period to, exclusive (RFC 3339)." placeholder:"TIME"`
	AsOf        time.Time `help:"Judge as of an instant in the past (RFC 3339)." placeholder:"TIME"`
	CompareFrom time.Time `help:"Ask about this period too, with --compare-to." placeholder:"TIME"`
	CompareTo   time.Time `help:"End of the compared period, exclusive." placeholder:"TIME"`
	Segment     []string  `help:"Only customers of a saved segment; of several: in all of them." placeholder:"ID"`
	Channel     string    `help:"Only customers whose first touch came by this channel."`
	Source      string    `help:"Only customers whose first touch had this campaign source."`
	Status      string    `help:"Only new or only returning customers." enum:",new,returning" default:""`
	Where       []string  `help:"Only touches of which this holds: DIMENSION=VALUE or DIMENSION!=VALUE, several values with | between them. All must hold." sep:"none" placeholder:"BY=VALUE"`
	By          string    `help:"Break the answer down: touchpoint, stage, name, channel, source, medium, campaign, page, device, branch, hour, weekday, property:NAME, first-channel, first-source, status, segment, persona, account." placeholder:"DIMENSION"`
	Most        int       `help:"How many values a breakdown tells apart (8), or how many paths are listed (50)." placeholder:"N"`
	Goal        []string  `help:"Touchpoints (touch names without --map) at which a journey converts, in place of the map's." placeholder:"NAME"`
	Unit        string    `help:"Whose touches make a journey: customer or account." enum:",customer,account" default:""`
	Collapse    bool      `help:"Count touches in a row at one touchpoint once."`
	NoSpread    bool      `help:"No medians and percentiles: faster on long histories."`
	JSON        bool      `name:"json" help:"Print one JSON object."`
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
	is.By, is.Any = measure.Dimension(by), strings.Split(values, "|")
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
