package privacy

import (
	"context"

	"cham"
	"cham/api/rest/route"
	"cham/capability/capture"
	"cham/capability/consent"
)

func (s *server) consent(ctx context.Context, in *customerIn) (out CustomerConsent, err error) {
	_, keys, err := s.customer(ctx, in.ID)
	if err != nil {
		return out, err
	}
	out.Said, err = s.Ledger.Said(ctx, route.Workspace(ctx), keys)
	out.Standings = consent.All(out.Said)
	return out, err
}

func (s *server) say(ctx context.Context, in *sayIn) (out CustomerConsent, err error) {
	p, _, err := s.customer(ctx, in.ID)
	if err != nil {
		return out, err
	}
	said := consent.Record{Purpose: in.Body.Purpose, Channel: in.Body.Channel, State: in.Body.State, At: in.Body.At, Note: in.Body.Note,
		Collector: consent.ByStaff, By: cham.ActorFrom(ctx).User}
	if err := s.Ledger.Say(ctx, route.Workspace(ctx), p.Keys[0].ID, in.Body.Text, []consent.Record{said}); err != nil {
		return out, err
	}
	return s.consent(ctx, &customerIn{in.ID})
}

func (s *server) may(ctx context.Context, in *mayIn) (consent.Verdict, error) {
	_, keys, err := s.customer(ctx, in.ID)
	if err != nil {
		return consent.Verdict{}, err
	}
	return s.Ledger.May(ctx, route.Workspace(ctx), keys, in.Purpose, in.Channel)
}

// link signs the customer's strongest key, which leads to them also after merges.
func (s *server) link(ctx context.Context, in *linkIn) (out PreferenceLink, err error) {
	p, _, err := s.customer(ctx, in.ID)
	if err != nil {
		return out, err
	}
	secret, err := s.Links.LinkSecret(ctx, route.Workspace(ctx))
	if err != nil {
		return out, err
	}
	base := s.PublicURL
	if base == "" {
		base = map[bool]string{true: "https://", false: "http://"}[in.Secure("")] + in.Host
	}
	out.ExpiresAt = s.Now().Add(consent.LinkFor).UTC()
	out.URL = base + "/p/" + consent.Sign(secret, consent.Link{Workspace: route.Workspace(ctx), Key: p.Keys[0].ID, Expires: out.ExpiresAt})
	return out, nil
}

func (s *server) rotate(ctx context.Context, _ *route.None) (route.None, error) {
	_, err := s.Links.RotateLinks(ctx, route.Workspace(ctx), cham.ActorFrom(ctx).User)
	return route.None{}, err
}

func (s *server) lists(ctx context.Context, _ *route.None) (RefuserLists, error) {
	lists, err := s.Ledger.Store.Lists(ctx, route.Workspace(ctx))
	return RefuserLists{lists}, err
}

func (s *server) putList(ctx context.Context, in *route.In[RefuserList]) (out RefuserListTaken, err error) {
	out.Entries, out.Unread, err = s.Ledger.PutList(ctx, route.Workspace(ctx), in.Body.List, in.Body.Text, contactOf)
	return out, err
}

// contactOf reads a cell of a list: a phone number or an e-mail address.
func contactOf(cell string) (cham.Key, bool) {
	if k, ok := capture.NormalizeKey(cham.KeyPhone, cell); ok {
		return k, true
	}
	return capture.NormalizeKey(cham.KeyEmail, cell)
}
