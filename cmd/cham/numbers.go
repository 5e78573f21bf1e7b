package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"

	"cham"
	"cham/app"
	"cham/capability/count"
	"cham/known"
)

// numbersTaken is what became of a report of counts, or of costs.
type numbersTaken struct {
	By       string             `json:"by"`
	Counts   int                `json:"counts,omitempty"`
	Costs    int                `json:"costs,omitempty"`
	Rejected int                `json:"rejected"`
	Rejects  []app.NumberReject `json:"rejects"`
}

// numbersLocal brings the file in where it is a report of counts or costs.
func (c *importCmd) numbersLocal(ctx context.Context, a *app.App, ws cham.WorkspaceID) (bool, error) {
	n, err := a.NumbersFile(ctx, ws, c.File, count.DaySpan{From: c.From, To: c.To})
	if n == nil || err != nil {
		return false, err
	}
	c.numbers = &numbersTaken{By: n.By, Counts: n.Taken, Rejected: len(n.Rejects), Rejects: n.Rejects}
	if n.Kind == known.Costs {
		c.numbers.Counts, c.numbers.Costs = 0, n.Taken
	}
	return true, nil
}

// numbersRemote takes an uploaded report in.
func (c *importCmd) numbersRemote(ctx context.Context, id, export string) error {
	done := &numbersTaken{By: export}
	c.numbers = done
	if known.KindOf(export) == known.Costs {
		var costs struct {
			Rows, Rejected int
			Rejects        []app.NumberReject
		}
		err := c.call(ctx, http.MethodPost, "/v1/imports/"+id+"/costs", "", nil, &costs)
		done.Costs, done.Rejected, done.Rejects = costs.Rows, costs.Rejected, costs.Rejects
		return err
	}
	days := count.DaySpan{From: c.From, To: c.To}
	if days == (count.DaySpan{}) {
		days = count.DaysIn(filepath.Base(c.File))
	}
	query := url.Values{"from": {days.From}, "to": {days.To}}
	return c.call(ctx, http.MethodPost, "/v1/imports/"+id+"/counts?"+query.Encode(), "", nil, done)
}

func (n *numbersTaken) report(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(n)
	}
	for _, r := range n.Rejects {
		fmt.Fprintf(w, "line %d: %s %q\n", r.Line, cmp.Or(costReasons[r.Reason], r.Reason), r.Value)
	}
	what, taken := "counts", n.Counts
	if n.Costs > 0 {
		what, taken = "costs", n.Costs
	}
	_, err := fmt.Fprintf(w, "%s: %s %d, rejected %d\n", n.By, what, taken, n.Rejected)
	return err
}
