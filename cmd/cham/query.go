package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"cham"
	"cham/measure"
)

type queryCmd struct {
	Touches     touchesCmd     `cmd:"" help:"Customers, and touches by name."`
	Transitions transitionsCmd `cmd:"" help:"Which touch directly follows which, how often and how fast."`
	Funnel      funnelCmd      `cmd:"" help:"How many customers take the steps."`
	Exits       exitsCmd       `cmd:"" help:"Where journeys end."`
	Attribution attributionCmd `cmd:"" help:"What each channel has to do with the goals, by seven models."`
}

// askFlags are common to all questions.
type askFlags struct {
	dataFlags
	remoteFlags
	Workspace string    `help:"Workspace id; without it, the only one." placeholder:"ID"`
	Map       string    `help:"Map whose touchpoints to use; without it a touch's name stands for its touchpoint." placeholder:"ID"`
	From      time.Time `help:"Period from (RFC 3339)." placeholder:"TIME"`
	To        time.Time `help:"Period to, exclusive (RFC 3339)." placeholder:"TIME"`
	Collapse  bool      `help:"Count touches in a row at one touchpoint once."`
	JSON      bool      `name:"json" help:"Print one JSON object."`
}

func (f askFlags) query(q measure.Question) measure.Query {
	return measure.Query{Question: q, Map: cham.MapID(f.Map), From: f.From, To: f.To, Collapse: f.Collapse}
}

func (f askFlags) ask(ctx context.Context, q measure.Query) (answer *measure.Answer, err error) {
	if f.Server != "" {
		answer = new(measure.Answer)
		return answer, f.post(ctx, "/v1/query", q, answer)
	}
	err = f.offline(ctx, f.Workspace, func(a *app, ws cham.WorkspaceID) error {
		answer, err = a.ask(ctx, ws, q)
		return err
	})
	return answer, err
}

func (f askFlags) print(w io.Writer, object any, table func(*tabwriter.Writer)) error {
	if f.JSON {
		return json.NewEncoder(w).Encode(object)
	}
	t := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	table(t)
	return t.Flush()
}

type touchesCmd struct{ askFlags }

func (c *touchesCmd) Run(ctx context.Context, w io.Writer) error {
	a, err := c.ask(ctx, c.query(measure.Touches))
	if err != nil {
		return err
	}
	counts := map[string]int{}
	for _, t := range a.Touches {
		counts[t.Name] = t.Volume
	}
	object := map[string]any{"customers": a.Customers, "touches": counts}
	return c.print(w, object, func(t *tabwriter.Writer) {
		fmt.Fprintf(t, "TOUCH\tVOLUME\tCUSTOMERS\n")
		for _, r := range a.Touches {
			fmt.Fprintf(t, "%s\t%d\t%d\n", r.Name, r.Volume, r.Customers)
		}
		fmt.Fprintf(t, "all\t%d\t%d\n", a.Volume, a.Customers)
	})
}

type transitionsCmd struct{ askFlags }

// pair is one transition in the words of the scripting contract.
type pair struct {
	From      string  `json:"from"`
	To        string  `json:"to"`
	Count     int     `json:"count"`
	Customers int     `json:"customers"`
	MedianS   float64 `json:"median_s"`
}

func (c *transitionsCmd) Run(ctx context.Context, w io.Writer) error {
	a, err := c.ask(ctx, c.query(measure.Transitions))
	if err != nil {
		return err
	}
	pairs, total := make([]pair, 0, len(a.Transitions)), 0
	for _, t := range a.Transitions {
		pairs = append(pairs, pair{t.From, t.To, t.Count, t.Customers, t.MedianS})
		total += t.Count
	}
	return c.print(w, map[string]any{"pairs": pairs, "total": total}, func(t *tabwriter.Writer) {
		fmt.Fprintf(t, "FROM\tTO\tCOUNT\tCUSTOMERS\tMEDIAN\n")
		for _, p := range pairs {
			fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%s\n", p.From, p.To, p.Count, p.Customers, seconds(p.MedianS))
		}
		fmt.Fprintf(t, "total\t\t%d\n", total)
	})
}

func seconds(s float64) string {
	return time.Duration(s * float64(time.Second)).Round(time.Millisecond).String()
}

type funnelCmd struct {
	askFlags
	Steps  string `help:"Steps, separated by commas; a step of several touchpoints of which any serves with | between them." required:"" placeholder:"A,B,C"`
	Order  string `help:"strict: each step at or after the one before; any: all steps, whatever their order." default:"strict" enum:"strict,any"`
	Window string `help:"From first to last step at most, e.g. 30d or 12h; without it, unbounded." placeholder:"30d"`
}

func (c *funnelCmd) Run(ctx context.Context, w io.Writer) error {
	q := c.query(measure.Funnel)
	q.Order = c.Order
	for s := range strings.SplitSeq(c.Steps, ",") {
		var any []string
		for name := range strings.SplitSeq(s, "|") {
			any = append(any, strings.TrimSpace(name))
		}
		q.Steps = append(q.Steps, any)
	}
	days, err := parseDays(c.Window)
	if err != nil {
		return err
	}
	q.WindowDays = days
	a, err := c.ask(ctx, q)
	if err != nil {
		return err
	}
	steps := make([]int, 0, len(a.Funnel))
	for _, s := range a.Funnel {
		steps = append(steps, s.Customers)
	}
	return c.print(w, map[string]any{"steps": steps}, func(t *tabwriter.Writer) {
		fmt.Fprintf(t, "STEP\tCUSTOMERS\tOF THE STEP BEFORE\n")
		for _, s := range a.Funnel {
			fmt.Fprintf(t, "%s\t%d\t%.1f %%\n", strings.Join(s.Step, " | "), s.Customers, 100*s.Rate.Value)
		}
	})
}

// parseDays reads "30d" or a Go duration as days; "" is 0.
func parseDays(s string) (float64, error) {
	if s == "" {
		return 0, nil
	}
	if d, ok := strings.CutSuffix(s, "d"); ok {
		if days, err := strconv.ParseFloat(d, 64); err == nil && days > 0 {
			return days, nil
		}
	} else if d, err := time.ParseDuration(s); err == nil && d > 0 {
		return d.Hours() / 24, nil
	}
	e := cham.Errorf(cham.CodeInvalid, "cham.query", "write it like 30d or 12h, not %q", s)
	e.Field = "--window"
	return 0, e
}

type exitsCmd struct{ askFlags }

func (c *exitsCmd) Run(ctx context.Context, w io.Writer) error {
	a, err := c.ask(ctx, c.query(measure.Exits))
	if err != nil {
		return err
	}
	type row struct {
		Name     string `json:"name"`
		Journeys int    `json:"journeys"`
		Exits    int    `json:"exits"`
		Open     int    `json:"open"`
	}
	rows := make([]row, 0, len(a.Exits))
	for _, e := range a.Exits {
		rows = append(rows, row{e.Name, e.Journeys, e.Exits, e.Open})
	}
	return c.print(w, map[string]any{"touchpoints": rows}, func(t *tabwriter.Writer) {
		fmt.Fprintf(t, "TOUCHPOINT\tJOURNEYS\tEXITS\tOPEN\n")
		for _, r := range rows {
			fmt.Fprintf(t, "%s\t%d\t%d\t%d\n", r.Name, r.Journeys, r.Exits, r.Open)
		}
	})
}
