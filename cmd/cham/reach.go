package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"cham"
	"cham/api/rest"
	"cham/app"
	"cham/capability/reach"
)

type reachCmd struct {
	Explain reachExplainCmd `cmd:"" help:"May a message go to a customer, by which way, when and why; nothing is kept."`
}

type reachExplainCmd struct {
	dataFlags
	remoteFlags
	Workspace string          `help:"Workspace id; without it, the only one." placeholder:"ID"`
	Customer  cham.CustomerID `required:"" help:"Number of the customer; any of their key numbers leads to them." placeholder:"K"`
	Message   string          `required:"" help:"File of the message, as JSON; - reads it from standard input." placeholder:"FILE"`
	JSON      bool            `name:"json" help:"Print one JSON object."`
}

func (c *reachExplainCmd) Run(ctx context.Context, w io.Writer) error {
	m, err := readMessage(c.Message)
	if err != nil {
		return err
	}
	out, err := c.decide(ctx, &m)
	if err != nil {
		return err
	}
	if c.JSON {
		return rest.WriteJSON(w, out)
	}
	return printDecision(w, &out.Decision)
}

func (c *reachExplainCmd) decide(ctx context.Context, m *reach.Message) (reach.Entry, error) {
	var all []reach.Entry
	if c.Server != "" {
		var out struct{ Decisions []reach.Entry }
		err := c.post(ctx, "/v1/reach/preview", map[string]any{"message": m, "customers": []cham.CustomerID{c.Customer}}, &out)
		if err != nil || len(out.Decisions) != 1 {
			return reach.Entry{}, err
		}
		return out.Decisions[0], nil
	}
	err := c.offline(ctx, c.Workspace, func(a *app.App, ws cham.WorkspaceID) (err error) {
		all, err = a.Reach.Ask(ctx, ws, m, []cham.CustomerID{c.Customer})
		return err
	})
	if err != nil {
		return reach.Entry{}, err
	}
	return all[0], nil
}

// readMessage reads a message from a file; what it does not know is refused.
func readMessage(path string) (m reach.Message, err error) {
	raw, err := readInput(path)
	if err != nil {
		return m, cham.Wrap(cham.CodeInvalid, "cham.reach", err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		e := cham.Errorf(cham.CodeInvalid, "cham.reach", "write a message as docs/reach.md shows")
		e.Field, e.Err = "--message", err
		return m, e
	}
	return m, m.Valid()
}

func printDecision(w io.Writer, d *reach.GateDecision) error {
	t := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	fmt.Fprintf(t, "%s\t%s\t%s\n", d.Verdict, d.Way, when(d.At))
	for _, j := range d.Ways {
		var rules []string
		for _, r := range j.Reasons {
			rules = append(rules, reasonLine(r))
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\n", j.Way, j.Verdict, strings.Join(rules, "; "))
	}
	return t.Flush()
}

// reasonLine is a rule with its numbers.
func reasonLine(r reach.GateReason) string {
	line := r.Rule
	if r.From != "" {
		line += " " + r.From + "-" + r.To
	}
	if r.Limit > 0 {
		line += fmt.Sprintf(" %d of %d", r.Count, r.Limit)
	}
	if !r.Until.IsZero() {
		line += " until " + when(r.Until)
	}
	return line
}

func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
