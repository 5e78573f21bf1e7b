package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"cham"
	"cham/api/rest"
	"cham/app"
	"cham/capability/report"
	"cham/measure"
)

type reportCmd struct {
	Home       homeReportCmd       `cmd:"" help:"The front page: how journeys stand, what to fix first, what moved."`
	Causes     causesReportCmd     `cmd:"" help:"Who is lost where, and since when: by device, branch, hour, source and campaign."`
	Map        mapReportCmd        `cmd:"" help:"A map's numbers: touchpoints, breakpoints, neglected ones, touches without a place."`
	Touchpoint touchpointReportCmd `cmd:"" help:"One touchpoint in depth: what comes before and after it, week by week."`
}

// reportFlags are common to all reports.
type reportFlags struct {
	dataFlags
	remoteFlags
	Workspace   string    `help:"Workspace id; without it, the only one." placeholder:"ID"`
	From        time.Time `help:"Period from (RFC 3339)." placeholder:"TIME"`
	To          time.Time `help:"Period to, exclusive (RFC 3339)." placeholder:"TIME"`
	CompareFrom time.Time `help:"Compare to this period, with --compare-to." placeholder:"TIME"`
	CompareTo   time.Time `help:"End of the compared period, exclusive." placeholder:"TIME"`
	Segment     []string  `help:"Only customers of a saved segment; of several: in all of them." placeholder:"ID"`
	Channel     string    `help:"Only customers whose first touch came by this channel."`
	Source      string    `help:"Only customers whose first touch had this campaign source."`
	Status      string    `help:"Only new or only returning customers." enum:",new,returning" default:""`
	JSON        bool      `name:"json" help:"Print one JSON object, as the API has it."`
}

func (f reportFlags) choice() report.Choice {
	return report.Choice{Period: measure.Period{From: f.From, To: f.To}, Compare: measure.Period{From: f.CompareFrom, To: f.CompareTo},
		Segment: measure.Segment{Channel: cham.Channel(f.Channel), Source: f.Source, Status: f.Status, Saved: strings.Join(f.Segment, ",")}}
}

// queryString is the choice as the API takes it, with what else is asked.
func (f reportFlags) queryString(more url.Values) string {
	for name, at := range map[string]time.Time{"from": f.From, "to": f.To, "compareFrom": f.CompareFrom, "compareTo": f.CompareTo} {
		if !at.IsZero() {
			more.Set(name, at.Format(time.RFC3339Nano))
		}
	}
	for name, text := range map[string]string{"channel": f.Channel, "source": f.Source, "status": f.Status,
		"segment": strings.Join(f.Segment, ",")} {
		if text != "" {
			more.Set(name, text)
		}
	}
	return "?" + more.Encode()
}

// makeReport makes a report, by the server at a path or from the data folder, and
// prints it.
func makeReport[T any](ctx context.Context, w io.Writer, f reportFlags, path string, more url.Values,
	make func(*report.Service, cham.Workspace) (T, error), text func(*tabwriter.Writer, T)) (err error) {
	var out T
	if f.Server != "" {
		err = f.call(ctx, http.MethodGet, path+f.queryString(more), "", nil, &out)
	} else {
		err = f.offline(ctx, f.Workspace, func(a *app.App, id cham.WorkspaceID) error {
			ws, err := a.Store.Access().Workspace(ctx, id)
			if err == nil {
				out, err = make(a.Reports, ws)
			}
			return err
		})
	}
	if err != nil {
		return err
	}
	if f.JSON {
		return rest.WriteJSON(w, out)
	}
	t := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	text(t, out)
	return t.Flush()
}

// anyMapFlags are of reports about the map changed last, or another one.
type anyMapFlags struct {
	reportFlags
	Map string `help:"Map it is about; without it, the one changed last." placeholder:"ID"`
}

func (f anyMapFlags) more() url.Values {
	if f.Map == "" {
		return url.Values{}
	}
	return url.Values{"map": {f.Map}}
}

type homeReportCmd struct{ anyMapFlags }

func (c *homeReportCmd) Run(ctx context.Context, w io.Writer) error {
	return makeReport(ctx, w, c.reportFlags, "/v1/home", c.more(), func(r *report.Service, ws cham.Workspace) (report.Home, error) {
		return r.Home(ctx, ws, cham.MapID(c.Map), c.choice())
	}, printHome)
}

type causesReportCmd struct{ anyMapFlags }

func (c *causesReportCmd) Run(ctx context.Context, w io.Writer) error {
	return makeReport(ctx, w, c.reportFlags, "/v1/home/causes", c.more(), func(r *report.Service, ws cham.Workspace) (report.Causes, error) {
		return r.Causes(ctx, ws, cham.MapID(c.Map), c.choice())
	}, printCauses)
}

type mapReportCmd struct {
	reportFlags
	Map string `arg:"" help:"Map id."`
}

func (c *mapReportCmd) Run(ctx context.Context, w io.Writer) error {
	path := "/v1/maps/" + url.PathEscape(c.Map) + "/overlay"
	return makeReport(ctx, w, c.reportFlags, path, url.Values{}, func(r *report.Service, ws cham.Workspace) (report.MapOverlay, error) {
		return r.Overlay(ctx, ws, cham.MapID(c.Map), c.choice())
	}, printOverlay)
}

type touchpointReportCmd struct {
	reportFlags
	Map        string `arg:"" help:"Map id."`
	Touchpoint string `arg:"" help:"Touchpoint id."`
}

func (c *touchpointReportCmd) Run(ctx context.Context, w io.Writer) error {
	path := "/v1/maps/" + url.PathEscape(c.Map) + "/touchpoints/" + url.PathEscape(c.Touchpoint)
	return makeReport(ctx, w, c.reportFlags, path, url.Values{}, func(r *report.Service, ws cham.Workspace) (report.TouchpointDetail, error) {
		return r.Touchpoint(ctx, ws, cham.MapID(c.Map), c.Touchpoint, c.choice())
	}, printTouchpoint)
}

// row writes a line of a table.
func row(t *tabwriter.Writer, cells ...any) {
	for _, c := range cells {
		fmt.Fprintf(t, "%s\t", readable("", c))
	}
	fmt.Fprintln(t)
}

// section writes a table with its heading, nothing when it has no rows.
func section[T any](t *tabwriter.Writer, heading string, rows []T, cells func(T) []any) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintln(t)
	fmt.Fprintln(t, heading)
	for _, r := range rows {
		row(t, cells(r)...)
	}
}

func printJourneys(t *tabwriter.Writer, j measure.JourneySummary) {
	row(t, "journeys started", j.Started)
	row(t, "converted", j.Converted)
	row(t, "lost", j.Lost)
	row(t, "open", j.Open)
	row(t, "care visits", j.Care)
}

func printCauses(t *tabwriter.Writer, all report.Causes) {
	section(t, "WHERE	BY	WHO	MEASURE	LOST	OTHERS	MORE	SINCE", all.Causes, func(c report.Cause) []any {
		return []any{c.Name, c.By, strings.Join(c.Values, " "), c.Measure, c.Rate, c.Rest, math.Round(c.Extra), c.Since}
	})
}

func printHome(t *tabwriter.Writer, h report.Home) {
	row(t, "map", h.MapName)
	row(t, "touches ever", h.TotalEver)
	printJourneys(t, h.Journeys)
	row(t, "touches without a place", h.Unmapped)
	row(t, "neglected touchpoints", h.Neglected)
	row(t, "merge suggestions", h.Suggestions)
	if s := h.Silence; s != nil {
		row(t, "conversions apart", fmt.Sprintf("%d of %d alone or after %d days of silence; %d days fit",
			s.Apart.K, s.Apart.N, s.Days, s.Proposed))
	}
	for _, m := range h.LeftOut {
		row(t, "in no sum, no rate", fmt.Sprintf("%.2f %s (%d touches)", m.Amount, m.Currency, m.Touches))
	}
	section(t, "FIX FIRST\tLOST\tPRIORITY", h.Breakpoints, func(b report.WorstTouchpoint) []any {
		return []any{b.Touchpoint.Name, b.Touchpoint.Leaving(), b.Priority.Score}
	})
	section(t, "MOVED\tRATE\tNOW\tBEFORE", h.Changes, func(c report.TouchpointChange) []any {
		return []any{c.Name, c.Measure, c.Now, c.Before}
	})
	section(t, "WEEK FROM\tSTARTED\tCONVERTED\tOPEN", h.Weekly, func(p report.WeekPoint) []any {
		return []any{p.From, p.Started, p.Converted, p.Open}
	})
}

func printOverlay(t *tabwriter.Writer, o report.MapOverlay) {
	printJourneys(t, o.Journeys)
	section(t, "TOUCHPOINT\tVOLUME\tREACH\tNEXT\tLOST", o.Answer.Touchpoints, func(r measure.TouchpointRow) []any {
		return []any{r.Name, r.Volume, r.Reach, r.Next, r.Leaving()}
	})
	section(t, "BREAKPOINT\tKIND\tLOST\tNORM\tMORE LEFT", o.Breakpoints, func(b report.Breakpoint) []any {
		return []any{b.Touchpoint, b.Kind, b.Rate, b.Norm, math.Round(b.Extra)}
	})
	section(t, "NEGLECTED\tWHY\tLAST", o.Neglected, func(n report.NeglectedTouchpoint) []any {
		return []any{n.Touchpoint, n.Reason, n.LastAt}
	})
	section(t, "WITHOUT A PLACE\tCHANNEL\tVOLUME\tREACH", o.Unmapped, func(g report.KindGroup) []any {
		return []any{strings.TrimSpace(g.Name + " " + g.Path), g.Channel, g.Volume, g.Reach}
	})
}

func printTouchpoint(t *tabwriter.Writer, d report.TouchpointDetail) {
	section(t, "BEFORE IT\tTIMES\tCUSTOMERS", d.Predecessors, func(x measure.Transition) []any { return []any{x.From, x.Count, x.Customers} })
	section(t, "AFTER IT\tTIMES\tCUSTOMERS", d.Successors, func(x measure.Transition) []any { return []any{x.To, x.Count, x.Customers} })
	section(t, "WEEK FROM\tVOLUME\tREACH", d.Trend, func(p measure.TrendPoint) []any { return []any{p.From, p.Volume, p.Reach} })
	section(t, "KIND\tCHANNEL\tVOLUME", d.Kinds, func(k measure.KindCount) []any {
		return []any{strings.TrimSpace(k.Name + " " + k.Path), k.Channel, k.Volume}
	})
}
