package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"cham"
	"cham/app"
	"cham/capability/cost"
)

type costsCmd struct {
	dataFlags
	remoteFlags

	File      string `help:"File with day, amount; channel, source, medium, campaign." required:"" type:"existingfile" placeholder:"F"`
	Workspace string `help:"Workspace id; without it, the only one." placeholder:"ID"`
	JSON      bool   `name:"json" help:"Print one JSON object."`
}

// costsTaken is what became of a file of costs.
type costsTaken struct {
	Taken    int               `json:"taken"`
	Rejected int               `json:"rejected"`
	Rejects  []cost.CostReject `json:"rejects"`
}

func (c *costsCmd) Run(ctx context.Context, w io.Writer) error {
	file, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	var done costsTaken
	if c.Server != "" {
		err = c.call(ctx, http.MethodPost, "/v1/costs", "text/csv", bytes.NewReader(file), &done)
	} else {
		err = c.offline(ctx, c.Workspace, func(a *app.App, ws cham.WorkspaceID) error {
			done, err = setCosts(ctx, a, ws, file)
			return err
		})
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w).Encode(done)
	}
	for _, r := range done.Rejects {
		fmt.Fprintf(w, "line %d: %s %q\n", r.Line, costReasons[r.Reason], r.Value)
	}
	_, err = fmt.Fprintf(w, "taken %d, rejected %d\n", done.Taken, done.Rejected)
	return err
}

var costReasons = map[string]string{"columns": "too few fields, or a stray quote:", "day": "not a day like 2026-03-01:",
	"amount": "not an amount of 0 or more:", "text": "not a text that can be kept:",
	"currency": "a currency without a rate (Settings, Currencies):", "total": "a line of totals:"}

func setCosts(ctx context.Context, a *app.App, id cham.WorkspaceID, file []byte) (done costsTaken, err error) {
	ws, err := a.Store.Access().Workspace(ctx, id)
	if err != nil {
		return done, err
	}
	loc, err := time.LoadLocation(ws.TimeZone)
	if err != nil {
		return done, err
	}
	costs, rejects, err := cost.Read(bytes.NewReader(file), "", loc, ws.Money())
	if err != nil {
		return done, err
	}
	return costsTaken{Taken: len(costs), Rejected: len(rejects), Rejects: rejects}, a.Store.Costs().SetCosts(ctx, id, costs)
}
