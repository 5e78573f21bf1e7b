package app

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/reach"
	"cham/capability/rights"
	"cham/feed"
	"cham/measure"
)

// reachOf joins the gate to what is known of customers.
func (a *App) reachOf() {
	a.Reach = &reach.Desk{Store: a.Store.Reach(), Documents: a.Store.Rights(), Own: a.ownWay, Keys: a.addressed, Said: a.Store.Consents().Said,
		Listed: a.Store.Consents().Listed, Hash: a.erased.Hash, Reached: a.reachedGoal, Calendar: a.calendar, Now: a.Now, NewID: a.NewID}
	a.Readers = append([]Reader{a.wroteReader()}, a.Readers...)
}

// addressed are all keys of customers, and the phone and the e-mail they gave that
// are another customer's key: families share them.
func (a *App) addressed(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) (map[cham.CustomerID][]reach.Key, error) {
	found, err := a.Resolver.Profiles(ctx, ws, ids)
	if err != nil {
		return nil, err
	}
	all := make(map[cham.CustomerID][]reach.Key, len(ids))
	var shared []cham.Key
	for i, p := range found {
		if all[ids[i]] != nil {
			continue // asked for twice
		}
		for _, k := range p.Keys {
			all[ids[i]] = append(all[ids[i]], reach.Key{ID: k.ID, Key: k.Key})
		}
		for _, kind := range []cham.KeyKind{cham.KeyPhone, cham.KeyEmail} {
			var said string
			if json.Unmarshal(p.Traits[string(kind)], &said) != nil {
				continue
			}
			k, ok := capture.NormalizeKey(kind, said)
			if ok && !slices.ContainsFunc(all[ids[i]], func(has reach.Key) bool { return has.Key == k }) {
				all[ids[i]], shared = append(all[ids[i]], reach.Key{Key: k}), append(shared, k)
			}
		}
	}
	return all, a.owned(ctx, ws, all, shared)
}

// owned says of keys that are another customer's who that is, by all their keys.
func (a *App) owned(ctx context.Context, ws cham.WorkspaceID, all map[cham.CustomerID][]reach.Key, shared []cham.Key) error {
	if len(shared) == 0 {
		return nil
	}
	nodes, err := a.Store.Graph().NodesByKey(ctx, ws, shared)
	if err != nil {
		return err
	}
	of, owners := map[cham.Key]cham.CustomerID{}, []cham.CustomerID{}
	for _, n := range nodes {
		of[n.Key] = n.Customer
		owners = append(owners, n.Customer)
	}
	theirs, err := a.Store.Graph().NodesByCustomer(ctx, ws, owners)
	keys := map[cham.CustomerID][]cham.KeyID{}
	for _, n := range theirs {
		keys[n.Customer] = append(keys[n.Customer], n.ID)
	}
	for _, mine := range all {
		for i := range mine {
			if mine[i].ID == 0 {
				mine[i].Owner = keys[of[mine[i].Key]]
			}
		}
	}
	return err
}

// reached answers how often customers reached a goal, each in a span of their own.
func (a *App) reached(ctx context.Context, ws cham.WorkspaceID, g measure.Goal, spans []measure.BuySpan) ([]measure.Bought, error) {
	w, err := a.Store.Access().Workspace(ctx, ws)
	if err != nil {
		return nil, err
	}
	return a.Questions.Reached(ctx, w, g, spans)
}

// reachedGoal is who of customers reached a message's goal. One that cannot be asked any more, because its map or
// touchpoint is gone, is reached by nobody.
func (a *App) reachedGoal(ctx context.Context, ws cham.WorkspaceID, g *reach.MessageGoal,
	ids []cham.CustomerID) (map[cham.CustomerID]reach.Reached, error) {
	keys := make([]cham.KeyID, len(ids))
	for i, id := range ids {
		keys[i] = cham.KeyID(id)
	}
	now, err := a.currentCustomers(ctx, ws, keys) // since they were asked about they may have been merged, or be known by another key
	if err != nil {
		return nil, err
	}
	spans := make([]measure.BuySpan, len(ids))
	for i, id := range ids {
		spans[i] = measure.BuySpan{Customer: cmp.Or(now[cham.KeyID(id)], id), From: g.Since, To: a.Now()}
	}
	did, err := a.reached(ctx, ws, g.Goal, spans)
	if code := cham.ErrorCode(err); code == cham.CodeInvalid || code == cham.CodeNotFound {
		return nil, nil
	}
	all := map[cham.CustomerID]reach.Reached{}
	for i := range did {
		if did[i].Times > 0 {
			all[ids[i]] = reach.Reached{Count: did[i].Times, First: did[i].First}
		}
	}
	return all, err
}

// calendar is a business's zone and its holidays: public ones, and days it added.
func (a *App) calendar(ctx context.Context, ws cham.WorkspaceID) (*time.Location, func(time.Time) string, error) {
	zone, err := a.zone(ctx, ws)
	if err != nil {
		return nil, nil, err
	}
	own, err := a.Requests.DaysOff(ctx, ws)
	days := rights.NewCalendar(zone, own)
	return zone, func(day time.Time) string {
		// Its own day counts on a weekend, too, when offices are closed anyhow but shops are not.
		if slices.ContainsFunc(own, func(d rights.DayOff) bool { return d.Day == day.Format(time.DateOnly) }) {
			return rights.Own
		}
		if off, is := days.Off(day); is && off.Why != rights.Weekend && off.Why != rights.Instead {
			return off.Why
		}
		return ""
	}, err
}

// wroteReader notes when customers last wrote on channels whose platforms allow
// answers for some time only. What anybody can send from a web page proves no word.
func (a *App) wroteReader() Reader {
	return Reader{Name: "reach", From: feed.Beginning(),
		Handle: func(ctx context.Context, b feed.Batch) (func(context.Context, Tx) error, error) {
			type place struct {
				key     cham.KeyID
				channel cham.Channel
			}
			last := map[place]time.Time{}
			for i := range b.Records {
				r := &b.Records[i]
				at := place{r.Key, r.Channel}
				if !reach.IsWord(&r.Touch) || !r.At.After(last[at]) {
					continue
				}
				public, err := a.Sources.Public(ctx, b.Workspace, r.Source)
				if err != nil {
					return nil, err
				}
				if !public {
					last[at] = r.At
				}
			}
			if len(last) == 0 {
				return nil, nil
			}
			all := make([]reach.Wrote, 0, len(last))
			for at, when := range last {
				all = append(all, reach.Wrote{Key: at.key, Channel: at.channel, At: when})
			}
			return func(ctx context.Context, tx Tx) error { return a.Store.Reach().PutWroteIn(ctx, tx, b.Workspace, all) }, nil
		}}
}
