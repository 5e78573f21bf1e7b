package privacy

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/erasure"
	"cham/capability/identity"
	"cham/capability/rights"
	"cham/locale"
)

func (s *server) requests(ctx context.Context, _ *route.None) (out DataRequests, err error) {
	out.Requests, err = s.Desk.Requests(ctx, route.Workspace(ctx))
	var n rights.Standing
	for i := range out.Requests {
		n.Count(&out.Requests[i])
	}
	out.Late, out.Soon, out.Open = n.Late, n.Soon, n.Open
	return out, err
}

func (s *server) take(ctx context.Context, in *route.In[NewDataRequest]) (rights.Request, error) {
	r := rights.Request{Workspace: route.Workspace(ctx), Kind: in.Body.Kind, Via: "staff", Message: in.Body.Message, Others: in.Body.Others,
		At: in.Body.At}
	if in.Body.Customer != 0 {
		p, _, err := s.customer(ctx, in.Body.Customer)
		if err != nil {
			return r, err
		}
		r.Customer = p.ID
	}
	return s.Desk.Take(ctx, r)
}

func (s *server) step(ctx context.Context, in *stepIn) (rights.Request, error) {
	return s.Desk.Do(ctx, route.Workspace(ctx), in.ID, in.Body, cham.ActorFrom(ctx).User)
}

// erase begins to erase a customer; a request it answers is ended.
func (s *server) erase(ctx context.Context, in *eraseIn) (out erasure.Erasure, err error) {
	p, _, err := s.customer(ctx, in.ID)
	if err != nil {
		return out, err
	}
	if in.Body.Confirm != in.ID && in.Body.Confirm != p.ID {
		return out, &cham.Error{Code: cham.CodeInvalid, Op: "rest.erase", Field: "confirm",
			Hint: "repeat the customer's id: this cannot be undone"}
	}
	ws, by := route.Workspace(ctx), cham.ActorFrom(ctx).User
	// Requests are ended first: erasing takes the customer out of them.
	if err := s.endRequests(ctx, ws, p, in.Body.Request, by); err != nil {
		return out, err
	}
	return s.Eraser.Start(ctx, ws, p.ID, in.Body.Mode, in.Body.Request, by)
}

// endRequests ends the request that is named, and the customer's own to be erased.
func (s *server) endRequests(ctx context.Context, ws cham.WorkspaceID, p identity.Profile, named string, by cham.UserID) error {
	if named != "" {
		if _, err := s.Desk.Store.Request(ctx, ws, named); err != nil {
			return err
		}
	}
	all, err := s.Desk.Requests(ctx, ws)
	if err != nil {
		return err
	}
	for _, r := range all {
		theirs := r.Kind == rights.Erase && slices.ContainsFunc(p.Keys, func(k identity.Node) bool { return k.ID == cham.KeyID(r.Customer) })
		if !r.DoneAt.IsZero() || r.ID != named && !theirs {
			continue
		}
		if _, err := s.Desk.Do(ctx, ws, r.ID, rights.Step{Outcome: "done"}, by); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) erasures(ctx context.Context, _ *route.None) (Erasures, error) {
	all, err := s.Eraser.List(ctx, route.Workspace(ctx))
	return Erasures{all}, err
}

// mostTouches bounds a file of one person's data.
const mostTouches = 20_000

func (s *server) data(ctx context.Context, in *dataIn) (out CustomerData, err error) {
	p, keys, err := s.customer(ctx, in.ID)
	if err != nil {
		return out, err
	}
	wsID := route.Workspace(ctx)
	ws, err := s.Workspaces.Workspace(ctx, wsID)
	if err != nil {
		return out, err
	}
	out = CustomerData{MadeAt: s.Now().UTC(), Business: ws.Name, Customer: p.ID, Name: p.Name, Traits: p.Traits}
	ids := make([]cham.KeyID, len(p.Keys))
	for i, k := range p.Keys {
		ids[i] = k.ID
		out.Keys = append(out.Keys, DataKey{Kind: k.Key.Kind, Value: k.Key.Value, Since: k.CreatedAt})
	}
	if out.Consents, err = s.Ledger.Said(ctx, wsID, keys); err != nil {
		return out, err
	}
	tags, err := s.Tags.Of(ctx, wsID, []cham.CustomerID{p.ID})
	if err != nil {
		return out, err
	}
	out.Tags = tags[p.ID]
	all, err := s.Desk.Requests(ctx, wsID)
	if err != nil {
		return out, err
	}
	for _, r := range all {
		for _, id := range ids {
			if cham.KeyID(r.Customer) == id {
				out.Requests = append(out.Requests, r)
			}
		}
	}
	return out, s.touches(ctx, ids, in, &out)
}

func (s *server) touches(ctx context.Context, ids []cham.KeyID, in *dataIn, out *CustomerData) error {
	records, err := s.History.Timeline(ctx, route.Workspace(ctx), ids, "", in.Before, in.BeforeSeq, mostTouches+1)
	if err != nil {
		return err
	}
	if out.Cut = len(records) > mostTouches; out.Cut {
		records = records[:mostTouches]
	}
	sources, err := s.Sources.Sources(ctx, route.Workspace(ctx))
	if err != nil {
		return err
	}
	names := map[cham.SourceID]string{}
	for _, src := range sources {
		names[src.ID] = src.Name
	}
	for i := range records {
		out.Touches = append(out.Touches, dataTouch(&records[i], names))
	}
	return nil
}

func dataTouch(r *cham.Record, names map[cham.SourceID]string) DataTouch {
	t := DataTouch{Seq: r.Seq, At: r.At, Type: r.Type, Name: r.Name, Channel: r.Channel, Source: names[r.Source], URL: r.Page.URL,
		Title: r.Page.Title, Referrer: r.Page.Referrer, Device: r.Device, Branch: r.Branch, Value: r.Value, Currency: r.Currency,
		Properties: r.Properties, Traits: r.Traits, Context: r.Context}
	for _, part := range []string{r.Campaign.Source, r.Campaign.Medium, r.Campaign.Name} {
		if part != "" && t.Campaign != "" {
			t.Campaign += " / "
		}
		t.Campaign += part
	}
	return t
}

type processingIn struct {
	route.RequestInfo
}

// processing is the register; while nobody has touched it, what Chạm itself does.
func (s *server) processing(ctx context.Context, in *processingIn) (rights.Processing, error) {
	ws, err := s.Workspaces.Workspace(ctx, route.Workspace(ctx))
	if err != nil {
		return rights.Processing{}, err
	}
	return s.Desk.Processing(ctx, ws.ID, func() rights.Processing { return firstProcessing(ws.Name, in.Language) })
}

// firstActivities are what the program does with data, by their words in locale/.
var firstActivities = []string{"touches", "customers", "orders", "messages", "consent", "files"}

func firstProcessing(business, lang string) rights.Processing {
	p := rights.Processing{Controller: business}
	for _, name := range firstActivities {
		word := func(field string) string { return locale.Text(lang, "processing."+name+"."+field, nil) }
		p.Activities = append(p.Activities, rights.Activity{Name: word("name"), Data: word("data"), Purpose: word("purpose"),
			Basis: word("basis"), Recipients: word("recipients"), Retention: word("retention")})
	}
	return p
}

func (s *server) setProcessing(ctx context.Context, in *route.In[rights.Processing]) (rights.Processing, error) {
	in.Body.At = time.Time{}
	if err := s.Desk.SetProcessing(ctx, route.Workspace(ctx), in.Body, cham.ActorFrom(ctx).User); err != nil {
		return rights.Processing{}, err
	}
	in.Body.At = s.Now().UTC()
	return in.Body, nil
}
