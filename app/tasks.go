package app

import (
	"context"
	"slices"

	"cham"
	"cham/capability/consent"
	"cham/capability/heard"
	"cham/capability/identity"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/capability/task"
)

// tasksOf joins what people do for customers to the gate, and to what is kept of a call.
func (a *App) tasksOf() {
	a.Tasks = task.New(task.Config{Store: a.Store.Tasks(), Gate: a.Reach, Key: a.firstKey, Message: a.mailingMessage,
		Stopped: a.mailingStopped, Tell: a.tellCall, NewID: a.NewID, Now: a.Now, Log: a.Log})
}

func (a *App) mailingMessage(ctx context.Context, ws cham.WorkspaceID, mailing string) (reach.Message, error) {
	m, err := a.Store.Outbox().Mailing(ctx, ws, mailing)
	return m.Message, err
}

func (a *App) mailingStopped(ctx context.Context, ws cham.WorkspaceID, mailing string) (bool, error) {
	m, err := a.Store.Outbox().Mailing(ctx, ws, mailing)
	return m.State == outbox.Stopped, err
}

func (a *App) firstKey(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) (cham.KeyID, error) {
	p, err := a.Resolver.Profile(ctx, ws, id)
	if err != nil {
		return 0, err
	}
	return p.Keys[0].ID, nil
}

// NumberOf is the telephone number that a call goes to: the one the gate chose, else the first.
func (a *App) NumberOf(p *identity.Profile, hash string) string {
	if to := a.addressOf(p, cham.KeyPhone, hash); to != "" || hash != "" {
		return to
	}
	for _, k := range p.Keys {
		if k.Key.Kind == cham.KeyPhone {
			return k.Key.Value
		}
	}
	return ""
}

// tellCall keeps what came of a call beside its task.
func (a *App) tellCall(ctx context.Context, t *task.Task, by *task.Doer, r *task.Result) error {
	if t.Key == 0 {
		return nil // they were erased
	}
	if r.Outcome.Reached() {
		about := map[string]any{"direction": "out", "outcome": r.Outcome, "agent": by.Name, "message": t.ID}
		if t.Mailing != "" {
			about["mailing"] = t.Mailing
		}
		if r.Note != "" {
			about["note"] = r.Note
		}
		call := heard.Called{ID: r.ID, Customer: cham.CustomerID(t.Key), At: r.At, Properties: about}
		if err := a.Heard.Call(ctx, t.Workspace, call); err != nil {
			return err
		}
	}
	if t.Mailing != "" {
		if err := a.Outbox.Came(ctx, t.Workspace, reach.Call, returnsOf(t, r)); err != nil {
			return err
		}
	}
	if r.Outcome != task.Refuses {
		return nil
	}
	return a.Consents.Say(ctx, t.Workspace, t.Key, "", refusals(by, r))
}

// returnsOf is what a campaign is told of a call.
func returnsOf(t *task.Task, r *task.Result) (all []outbox.Return) {
	add := func(kind outbox.ReturnKind, problem string) {
		all = append(all, outbox.Return{Kind: kind, Message: t.ID, At: r.At, Problem: problem})
	}
	switch {
	case r.Outcome == task.WrongNumber:
		add(outbox.Bounced, "number")
	case r.Outcome.Reached():
		add(outbox.Delivered, "")
	}
	if r.Outcome == task.Refuses {
		add(outbox.Unsubscribed, "")
	}
	return all
}

// refusals are what a customer said no to on the telephone.
func refusals(by *task.Doer, r *task.Result) (all []consent.Record) {
	var channel cham.Channel = "call"
	if r.Covers == task.Everything {
		channel = ""
	}
	for _, p := range []consent.Purpose{consent.Marketing, consent.Care} {
		if p == consent.Care && r.Covers == task.Offers {
			continue
		}
		all = append(all, consent.Record{Purpose: p, Channel: channel, State: consent.No, At: r.At, Collector: consent.ByStaff,
			By: by.User, Note: "call"})
	}
	return all
}

// recallCalls takes calls off the list that a customer has just said no to.
func (a *App) recallCalls(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) error {
	slices.Sort(keys)
	return a.Tasks.Recall(ctx, ws, slices.Compact(keys))
}
