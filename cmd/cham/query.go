package main

import (
	"context"
	"io"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/measure"
)

type queryCmd struct {
	Touches     touchesCmd     `cmd:"" help:"Customers, and touches by name."`
	Touchpoints touchpointsCmd `cmd:"" help:"The table behind a map: volume, reach, next step, exits."`
	Transitions transitionsCmd `cmd:"" help:"Which touch directly follows which, how often and how fast."`
	Funnel      funnelCmd      `cmd:"" help:"How many customers take the steps."`
	Exits       exitsCmd       `cmd:"" help:"Where journeys end."`
	Journeys    journeysCmd    `cmd:"" help:"Journeys started, converted, lost, open."`
	Trend       trendCmd       `cmd:"" help:"A touchpoint, or all journeys, over consecutive periods."`
	Paths       pathsCmd       `cmd:"" help:"The commonest ways from a start, to an end, or between two."`
	Graph       graphCmd       `cmd:"" help:"Touchpoints and the moves between them."`
	Timing      timingCmd      `cmd:"" help:"How long the goal takes."`
	Attribution attributionCmd `cmd:"" help:"What each channel has to do with the goals, by seven models."`
	Retention   retentionCmd   `cmd:"" help:"Who comes back, by cohort."`
	Reality     realityCmd     `cmd:"" help:"How journeys differ from the map as drawn."`
	Drivers     driversCmd     `cmd:"" help:"What goes with reaching the goal."`
	Changed     changedCmd     `cmd:"" help:"What moved the conversion between two periods; needs --compare-from and --compare-to."`
}

// answer asks a question of the flags and prints the answer. choose sets what
// only this question has; contract, when there is one, words the JSON.
func (f askFlags) answer(ctx context.Context, w io.Writer, question measure.Question, choose func(*measure.Query) error, contract func(*measure.Answer) any) error {
	q, err := f.query(question)
	if err != nil {
		return err
	}
	if choose != nil {
		if err := choose(&q); err != nil {
			return err
		}
	}
	a, err := f.ask(ctx, q)
	if err != nil {
		return err
	}
	if contract == nil {
		return f.show(w, a, nil)
	}
	return f.show(w, a, contract(a))
}

type touchesCmd struct{ askFlags }

func (c *touchesCmd) Run(ctx context.Context, w io.Writer) error {
	return c.answer(ctx, w, measure.Touches, nil, func(a *measure.Answer) any {
		counts := map[string]int{}
		for _, t := range a.Touches {
			counts[t.Name] = t.Volume
		}
		return map[string]any{"customers": a.Customers, "touches": counts}
	})
}

type touchpointsCmd struct{ askFlags }

func (c *touchpointsCmd) Run(ctx context.Context, w io.Writer) error {
	return c.answer(ctx, w, measure.Touchpoints, nil, nil)
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
	return c.answer(ctx, w, measure.Transitions, nil, func(a *measure.Answer) any {
		pairs, total := make([]pair, 0, len(a.Transitions)), 0
		for _, t := range a.Transitions {
			pairs = append(pairs, pair{t.From, t.To, t.Count, t.Customers, t.MedianS})
			total += t.Count
		}
		return map[string]any{"pairs": pairs, "total": total}
	})
}

type funnelCmd struct {
	askFlags
	Steps   string   `help:"Steps, separated by commas; a step of several touchpoints of which any serves with | between them." required:"" placeholder:"A,B,C"`
	Order   string   `help:"strict: each step at or after the one before; any: all steps, whatever their order." default:"strict" enum:"strict,any"`
	Window  string   `help:"From first to last step at most, e.g. 30d or 12h; without it, unbounded." placeholder:"30d"`
	Without []string `help:"Touchpoints that must not come between the steps." placeholder:"NAME"`
	Hold    string   `help:"Dimension whose value must be the same in all steps, e.g. property:sku." placeholder:"DIMENSION"`
}

func (c *funnelCmd) Run(ctx context.Context, w io.Writer) error {
	return c.answer(ctx, w, measure.Funnel, c.choose, func(a *measure.Answer) any {
		steps := make([]int, 0, len(a.Funnel))
		for _, s := range a.Funnel {
			steps = append(steps, s.Customers)
		}
		return map[string]any{"steps": steps}
	})
}

func (c *funnelCmd) choose(q *measure.Query) (err error) {
	q.Order, q.Without, q.Hold = c.Order, c.Without, measure.Dimension(c.Hold)
	for s := range strings.SplitSeq(c.Steps, ",") {
		var any []string
		for name := range strings.SplitSeq(s, "|") {
			any = append(any, strings.TrimSpace(name))
		}
		q.Steps = append(q.Steps, any)
	}
	q.WindowDays, err = parseDays(c.Window)
	return err
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
	type row struct {
		Name     string `json:"name"`
		Journeys int    `json:"journeys"`
		Exits    int    `json:"exits"`
		Open     int    `json:"open"`
	}
	return c.answer(ctx, w, measure.Exits, nil, func(a *measure.Answer) any {
		rows := make([]row, 0, len(a.Exits))
		for _, e := range a.Exits {
			rows = append(rows, row{e.Name, e.Journeys, e.Exits, e.Open})
		}
		return map[string]any{"touchpoints": rows}
	})
}

type journeysCmd struct{ askFlags }

func (c *journeysCmd) Run(ctx context.Context, w io.Writer) error {
	return c.answer(ctx, w, measure.Journeys, nil, nil)
}

type trendCmd struct {
	askFlags
	bucketFlag
	Touchpoint string `help:"Touchpoint (touch name without --map); without it, all journeys." placeholder:"NAME"`
}

type bucketFlag struct {
	Bucket string `help:"day, week or month." default:"week" enum:"day,week,month"`
}

func (c *trendCmd) Run(ctx context.Context, w io.Writer) error {
	return c.answer(ctx, w, measure.Trend, func(q *measure.Query) error {
		q.Touchpoint, q.Bucket = c.Touchpoint, c.Bucket
		return nil
	}, nil)
}

type pathsCmd struct {
	askFlags
	Start string `help:"Touchpoint that paths start at; without it, where journeys start." placeholder:"NAME"`
	End   string `help:"Touchpoint that paths end at; without it, where journeys end." placeholder:"NAME"`
	Depth int    `help:"How many touchpoints of a path are told apart, 2 to 12." default:"5"`
}

func (c *pathsCmd) Run(ctx context.Context, w io.Writer) error {
	return c.answer(ctx, w, measure.Paths, func(q *measure.Query) error {
		q.Start, q.End, q.Depth = c.Start, c.End, c.Depth
		return nil
	}, nil)
}

type graphCmd struct{ askFlags }

func (c *graphCmd) Run(ctx context.Context, w io.Writer) error {
	return c.answer(ctx, w, measure.Graph, nil, nil)
}

type timingCmd struct {
	askFlags
	Start string `help:"Touchpoint that time counts from; without it, the start of the journey." placeholder:"NAME"`
}

func (c *timingCmd) Run(ctx context.Context, w io.Writer) error {
	return c.answer(ctx, w, measure.Timing, func(q *measure.Query) error { q.Start = c.Start; return nil }, nil)
}

type retentionCmd struct {
	askFlags
	bucketFlag
	Cohort  string `help:"What puts a customer in a cohort: the first touch ever, or the first goal." default:"touch" enum:"touch,goal"`
	Return  string `help:"What counts as coming back: a touch or a goal." default:"touch" enum:"touch,goal"`
	Rolling bool   `help:"Count a customer as long as any later return follows."`
}

func (c *retentionCmd) Run(ctx context.Context, w io.Writer) error {
	return c.answer(ctx, w, measure.Retention, func(q *measure.Query) error {
		q.Bucket, q.Cohort, q.Return, q.Rolling = c.Bucket, c.Cohort, c.Return, c.Rolling
		return nil
	}, nil)
}

type realityCmd struct{ askFlags }

func (c *realityCmd) Run(ctx context.Context, w io.Writer) error {
	return c.answer(ctx, w, measure.Reality, nil, nil)
}

type driversCmd struct{ askFlags }

func (c *driversCmd) Run(ctx context.Context, w io.Writer) error {
	return c.answer(ctx, w, measure.Drivers, nil, nil)
}

type changedCmd struct{ askFlags }

func (c *changedCmd) Run(ctx context.Context, w io.Writer) error {
	return c.answer(ctx, w, measure.Changed, nil, nil)
}
