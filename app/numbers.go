package app

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/cost"
	"cham/capability/count"
	"cham/known"
	"cham/table"
)

// Numbers is what a report says of nobody in particular: what another system
// counted, or what advertising cost.
type Numbers struct {
	// By is the name of the export; Kind is known.Counts or known.Costs.
	By   string
	Kind known.Kind
	// Taken is how many there are, Rejects the lines that were not taken.
	Taken   int
	Rejects []NumberReject

	keep func(ctx context.Context, imp string) error
}

// NumberReject is a line of a report that was not taken; see cost.CostReject and
// count.CountReject.
type NumberReject struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
	Value  string `json:"value,omitempty"`
}

// NumbersFile brings in a report of counts or costs, as ImportFile does touches; nil
// where the file is none, and nothing was done. Days are those of a report of counts
// that names none; without them those that its name states are taken.
func (a *App) NumbersFile(ctx context.Context, ws cham.WorkspaceID, file string, days count.DaySpan) (*Numbers, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if e := exportOf(f, file); e == nil || e.Mapped() {
		return nil, nil
	}
	i, err := a.uploadedFile(ctx, ws, file)
	if err != nil {
		return nil, err
	}
	n, err := a.takeNumbers(ctx, i, days)
	if err != nil {
		_, cancelled := a.Importer.Cancel(ctx, ws, i.ID)
		return nil, errors.Join(err, cancelled)
	}
	return n, nil
}

// takeNumbers brings an uploaded file in and is done with it; nil where it is no report of numbers.
func (a *App) takeNumbers(ctx context.Context, i capture.Import, days count.DaySpan) (*Numbers, error) {
	f, err := os.Open(i.Path)
	if err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "app.takeNumbers", err)
	}
	defer f.Close()
	n, err := a.readNumbers(ctx, i.Workspace, f, i.FileName, days)
	if n == nil || err != nil {
		return nil, err
	}
	if err := n.keep(ctx, i.ID); err != nil {
		return nil, err
	}
	return n, a.Importer.Finish(ctx, i.Workspace, i.ID)
}

// readNumbers says what takeNumbers would take, and takes nothing.
func (a *App) readNumbers(ctx context.Context, id cham.WorkspaceID, f io.ReadSeeker, name string, days count.DaySpan) (*Numbers, error) {
	e := exportOf(f, name)
	if _, err := f.Seek(0, io.SeekStart); err != nil || e == nil || e.Mapped() {
		return nil, err
	}
	ws, err := a.Store.Access().Workspace(ctx, id)
	if err != nil {
		return nil, err
	}
	loc, err := time.LoadLocation(ws.TimeZone)
	if err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "app.readNumbers", err)
	}
	if e.Kind == known.Costs {
		return a.readCosts(f, name, e.Name, ws, loc)
	}
	return a.readCounts(f, name, ws, loc, days)
}

func (a *App) readCosts(f io.Reader, name, by string, ws cham.Workspace, loc *time.Location) (*Numbers, error) {
	costs, rejects, err := cost.Read(f, name, loc, ws.Money())
	if err != nil {
		return nil, err
	}
	n := &Numbers{By: by, Kind: known.Costs, Taken: len(costs), keep: func(ctx context.Context, imp string) error {
		return a.Store.Costs().SetCostsOf(ctx, ws.ID, imp, costs)
	}}
	for _, r := range rejects {
		n.Rejects = append(n.Rejects, NumberReject(r))
	}
	return n, nil
}

func (a *App) readCounts(f io.Reader, name string, ws cham.Workspace, loc *time.Location, days count.DaySpan) (*Numbers, error) {
	if days == (count.DaySpan{}) {
		days = count.DaysIn(name)
	}
	r, err := count.Read(f, name, loc, days)
	if err == nil && r.Asks {
		err = count.ErrDays()
	}
	if err != nil {
		return nil, err
	}
	n := &Numbers{By: r.By, Kind: known.Counts, Taken: len(r.Counts), keep: func(ctx context.Context, imp string) error {
		return a.Store.Counts().SetCountsOf(ctx, ws.ID, imp, r.Counts)
	}}
	for _, r := range r.Rejects {
		n.Rejects = append(n.Rejects, NumberReject(r))
	}
	return n, nil
}

// exportOf is the export that a table is known as, nil for none and for what cannot be read.
func exportOf(f io.Reader, name string) *known.Export {
	in, err := table.Open(f, name)
	if err != nil {
		return nil
	}
	rows, err := in.Table("")
	if err != nil {
		return nil
	}
	return known.Find(rows.Header)
}
