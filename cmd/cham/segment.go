package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"cham"
	"cham/api/rest"
	"cham/app"
	"cham/measure"
)

type segmentCmd struct {
	Count segmentCountCmd `cmd:"" help:"How many customers meet a rule."`
}

type segmentCountCmd struct {
	dataFlags
	remoteFlags
	Workspace string `help:"Workspace id; without it, the only one." placeholder:"ID"`
	Rule      string `required:"" help:"File of the rule, as JSON; - reads it from standard input." placeholder:"FILE"`
	JSON      bool   `name:"json" help:"Print one JSON object."`
}

// segmentCount is what the command prints.
type segmentCount struct {
	Customers int `json:"customers"`
}

func (c *segmentCountCmd) Run(ctx context.Context, w io.Writer) error {
	rule, err := readRule(c.Rule)
	if err != nil {
		return err
	}
	out, err := c.count(ctx, rule)
	if err != nil {
		return err
	}
	if c.JSON {
		return rest.WriteJSON(w, out)
	}
	t := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	fmt.Fprintf(t, "customers\t%d\n", out.Customers)
	return t.Flush()
}

func (c *segmentCountCmd) count(ctx context.Context, rule measure.SegmentRule) (out segmentCount, err error) {
	if c.Server != "" {
		var page struct{ Total int }
		err = c.post(ctx, "/v1/segments/preview?limit=1", map[string]any{"rule": rule}, &page)
		return segmentCount{page.Total}, err
	}
	err = c.offline(ctx, c.Workspace, func(a *app.App, id cham.WorkspaceID) error {
		ws, err := a.Store.Access().Workspace(ctx, id)
		if err != nil {
			return err
		}
		ids, err := a.Questions.RuleMembers(ctx, ws, rule)
		out.Customers = len(ids)
		return err
	})
	return out, err
}

// readInput reads a file, or standard input for "-".
func readInput(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(path)
}

// readRule reads a rule from a file; what it does not know is refused.
func readRule(path string) (rule measure.SegmentRule, err error) {
	raw, err := readInput(path)
	if err != nil {
		return rule, cham.Wrap(cham.CodeInvalid, "cham.segment", err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&rule); err != nil {
		e := cham.Errorf(cham.CodeInvalid, "cham.segment", "write one condition or group, as docs/segments.md shows")
		e.Field, e.Err = "--rule", err
		return rule, e
	}
	return rule, nil
}
