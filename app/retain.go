package app

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/capability/audit"
	"cham/capability/erasure"
	"cham/capability/identity"
	"cham/capability/retention"
	"cham/store/duckdb"
)

// retainer removes what is too old, across the stores: by keys and ages, where an
// Eraser goes by what names a person.
type retainer struct{ app *App }

func (a *App) retention() *retention.Service {
	r := retainer{a}
	return &retention.Service{Store: a.Store.Retention(), Workspaces: a.Store.Access().Workspaces, Remove: r.remove, Ended: r.ended,
		Now: a.Now, NewID: a.NewID, Log: a.Log}
}

// PreviewRetention counts what rules would remove now, with some of the people.
func (a *App) PreviewRetention(ctx context.Context, ws cham.WorkspaceID, rules retention.KeepRules) (p retention.Outlook, err error) {
	if err := rules.Valid(); err != nil {
		return p, err
	}
	r := retainer{a}
	run := retention.Removal{Workspace: ws, Rules: rules, At: a.Now().UTC()}
	c, old, err := r.plan(ctx, &run)
	if err != nil {
		return p, err
	}
	rows, err := a.Store.Retention().Count(ctx, ws, c)
	if err != nil {
		return p, err
	}
	p.Tally, p.Removed = run.Report, rows.Removed
	p.CountPeople(old)
	for _, who := range old {
		p.Count(retention.Touches, who.Touches)
	}
	files, err := r.files(ctx, ws, c.Files, false)
	if err != nil {
		return p, err
	}
	p.Count(retention.Files, files)
	p.Examples, err = r.examples(ctx, ws, old)
	return p, err
}

// examples are the people who were silent for longest.
func (r retainer) examples(ctx context.Context, ws cham.WorkspaceID, old []retention.Person) ([]retention.PersonGoing, error) {
	const most = 8
	old = slices.Clone(old)
	slices.SortStableFunc(old, func(a, b retention.Person) int {
		if a.Known != b.Known {
			if a.Known {
				return -1
			}
			return 1
		}
		return a.Last.Compare(b.Last)
	})
	old = old[:min(len(old), most)]
	ids := make([]cham.CustomerID, len(old))
	for i, p := range old {
		ids[i] = p.Customer
	}
	profiles, err := r.app.Resolver.Profiles(ctx, ws, ids)
	out := []retention.PersonGoing{}
	for i, p := range profiles {
		who := old[i]
		out = append(out, retention.PersonGoing{Customer: who.Customer, Name: p.Name, Known: who.Known, Touches: who.Touches, Last: who.Last})
	}
	return out, err
}

// plan finds who is too old, and tells the first time in the run's report who
// stays and which numbers change.
func (r retainer) plan(ctx context.Context, run *retention.Removal) (c retention.Cutoffs, old []retention.Person, err error) {
	ws, err := r.app.Store.Access().Workspace(ctx, run.Workspace)
	if err != nil {
		return c, nil, err
	}
	zone, err := time.LoadLocation(ws.TimeZone)
	if err != nil {
		return c, nil, err
	}
	c = run.Rules.At(run.At, zone)
	if c.Visitors.IsZero() && c.Customers.IsZero() {
		return c, nil, nil
	}
	h, err := r.app.Workspaces.History(ctx, ws.ID)
	if err != nil {
		return c, nil, err
	}
	old, kept, err := r.old(ctx, ws.ID, h, c, run.At)
	if err != nil || run.Told {
		return c, old, err
	}
	run.Told, run.Report.Kept = true, kept
	_, east := run.At.In(zone).Zone()
	run.Report.Months, err = h.Months(ctx, retention.KeysOf(old), time.Duration(east)*time.Second, ws.Currency)
	for _, p := range old {
		if until := p.Last.Add(time.Millisecond); until.After(run.Report.Until) {
			run.Report.Until = until
		}
	}
	return c, old, err
}

// old are the people whose time is over, but for whom the law keeps.
func (r retainer) old(ctx context.Context, ws cham.WorkspaceID, h *duckdb.History, c retention.Cutoffs, at time.Time) (
	old []retention.Person, kept map[string]int, err error) {
	top, err := r.app.Store.Graph().MaxKey(ctx, ws)
	if err != nil {
		return nil, nil, err
	}
	ages := retention.NewAges(top)
	err = r.app.Store.Graph().EveryKey(ctx, ws, func(n identity.Node) { ages.Key(n.ID, n.Customer, n.Key.Kind) })
	if err != nil {
		return nil, nil, err
	}
	if err := h.KeyAges(ctx, nil, ages.Touched); err != nil {
		return nil, nil, err
	}
	held, err := r.held(ctx, ws, at)
	for k, why := range held {
		ages.Hold(k, why)
	}
	old, kept = ages.Old(c)
	return old, kept, err
}

// held are keys of people whom the law keeps at an instant, by why.
func (r retainer) held(ctx context.Context, ws cham.WorkspaceID, at time.Time) (map[cham.KeyID]string, error) {
	held := map[cham.KeyID]string{}
	agreed, err := r.app.Store.Retention().AgreedSince(ctx, ws, at.AddDate(0, -retention.LeastConsents, 0))
	if err != nil {
		return nil, err
	}
	for _, k := range agreed {
		held[k] = "consent"
	}
	requests, err := r.app.Store.Rights().Requests(ctx, ws)
	for _, q := range requests {
		if q.DoneAt.IsZero() {
			held[cham.KeyID(q.Customer)] = "request"
		}
	}
	return held, err
}

// remove implements retention.Service.Remove. A run that was killed, or is to
// stop, first ends with the people it was removing; whatever ends it, what is
// derived from history is brought up to date.
func (r retainer) remove(ctx context.Context, run *retention.Removal, save func() (bool, error)) error {
	h, err := r.app.Workspaces.History(ctx, run.Workspace)
	if err != nil {
		return err
	}
	if err := r.removePart(ctx, run, h, save); err != nil {
		return err
	}
	stop, err := save()
	if err == nil && !stop {
		err = r.removeOld(ctx, run, h, save)
	}
	if err != nil {
		return err
	}
	return r.settle(ctx, run, h)
}

func (r retainer) removeOld(ctx context.Context, run *retention.Removal, h *duckdb.History, save func() (bool, error)) error {
	c, old, err := r.plan(ctx, run)
	if err != nil {
		return err
	}
	run.People = run.Gone + len(old)
	if stop, err := save(); err != nil || stop {
		return err
	}
	if err := r.removeRows(ctx, run, c); err != nil {
		return err
	}
	files, err := r.files(ctx, run.Workspace, c.Files, true)
	run.Report.Count(retention.Files, files)
	if err != nil {
		return err
	}
	for _, part := range retention.Parts(old, keysAtOnce) {
		if stop, err := save(); err != nil || stop {
			return err
		}
		run.Part = part
		if err := r.removePart(ctx, run, h, save); err != nil {
			return err
		}
	}
	return nil
}

// removeRows removes what goes by its age alone; that the program cuts the activity
// log is sealed before.
func (r retainer) removeRows(ctx context.Context, run *retention.Removal, c retention.Cutoffs) error {
	last, now, err := r.app.Store.Retention().AuditCut(ctx, run.Workspace, c.Audit)
	if err == nil && last.Seq > 0 {
		err = r.app.heads.Cut(now, last)
	}
	if err != nil {
		return err
	}
	return r.app.Store.Retention().Remove(ctx, run, c, last)
}

// settle brings up to date what is derived from history, and leaves no byte of
// what went in the files.
func (r retainer) settle(ctx context.Context, run *retention.Removal, h *duckdb.History) error {
	if run.Gone > 0 || run.Report.Removed[retention.Touches] > 0 {
		if err := r.app.Workspaces.Rebuild(ctx, run.Workspace); err != nil {
			return err
		}
		if err := h.Rewrite(ctx, nil, nil); err != nil {
			return err
		}
		if err := r.app.Eraser.eraseJournal(ctx, &erasure.Erasure{Workspace: run.Workspace}); err != nil {
			return err
		}
	}
	_, err := r.app.Store.Erasures().Scrub(ctx)
	return err
}

// ended writes into the activity log what a night removed; what a person asked
// for stands there already, and its end is added. Told twice it writes once.
func (r retainer) ended(ctx context.Context, run retention.Removal) error {
	n := 0
	for _, removed := range run.Report.Removed {
		n += removed
	}
	if n == 0 && run.By == "" {
		return nil
	}
	since := audit.Filter{Action: audit.OldRemoved, Period: cham.Period{From: run.At}}
	told, err := r.app.Audit.Entries(ctx, run.Workspace, since)
	if err != nil || slices.ContainsFunc(told, func(e audit.Entry) bool { return e.Object == run.ID }) {
		return err
	}
	ctx = cham.WithWorkspace(ctx, run.Workspace)
	return r.app.Audit.Record(ctx, audit.Event{Action: audit.OldRemoved, Object: run.ID, After: map[string]any{
		"state": run.State, "removed": run.Report.Removed, "kept": run.Report.Kept}})
}
