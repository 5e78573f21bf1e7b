package accounts

import (
	"context"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
)

func member(m access.Member) Member {
	out := Member{ID: m.ID, Name: m.Name, Email: m.Email, Role: m.Role, Limit: limit(m.Limit), Sees: m.Sight,
		SecondStep: m.SecondStep, Invited: m.Invited, CreatedAt: m.CreatedAt}
	if m.Department.ID != "" {
		out.Department = &DepartmentRef{m.Department.ID, m.Department.Name}
	}
	return out
}

func (s *server) users(ctx context.Context, in *usersIn) (out []Member, err error) {
	ms, err := s.Access.Members(ctx, route.Workspace(ctx))
	for _, m := range ms {
		if in.Department == "" || in.Department == m.Department.ID || in.Department == "none" && m.Department.ID == "" {
			out = append(out, member(m))
		}
	}
	return out, err
}

func (s *server) invite(ctx context.Context, in *route.In[NewMember]) (Invited, error) {
	m, token, expires, err := s.Access.InviteTo(ctx, route.Workspace(ctx), in.Body.Department, in.Body.Name, in.Body.Email,
		in.Body.Role)
	return Invited{Member: member(m), InviteURL: s.PublicURL + "/invitations/" + token, ExpiresAt: expires}, err
}

func (s *server) setRole(ctx context.Context, in *roleIn) (Member, error) {
	var m access.Member
	var err error
	b, places := in.Body, in.Body.Department != nil || in.Body.Limit != nil
	if places {
		m, err = s.Access.SetPlace(ctx, route.Workspace(ctx), in.ID, b.Department, b.Limit)
	}
	if err == nil && (b.Role != "" || !places) {
		m, err = s.Access.SetRole(ctx, route.Workspace(ctx), in.ID, b.Role)
	}
	return member(m), err
}

func (s *server) removeUser(ctx context.Context, in *UserPath) (route.None, error) {
	return route.None{}, s.Access.Remove(ctx, route.Workspace(ctx), in.ID)
}

func (s *server) workspace(ctx context.Context, _ *route.None) (WorkspaceInfo, error) {
	ws, err := s.Access.Workspace(ctx, route.Workspace(ctx))
	return *workspaceInfo(ws), err
}

func (s *server) changeWorkspace(ctx context.Context, in *route.In[WorkspaceChange]) (WorkspaceInfo, error) {
	b := in.Body
	ws, err := s.Access.ChangeWorkspace(ctx, route.Workspace(ctx), access.WorkspaceChange{
		Name: b.Name, TimeZone: b.TimeZone, Currency: b.Currency, Properties: b.Properties})
	return *workspaceInfo(ws), err
}

func referrers(ws cham.Workspace, err error) (Referrers, error) {
	return Referrers{Excluded: ws.Excluded(), Default: cham.DefaultExcludedReferrers()}, err
}

func (s *server) referrers(ctx context.Context, _ *route.None) (Referrers, error) {
	return referrers(s.Access.Workspace(ctx, route.Workspace(ctx)))
}

func (s *server) setReferrers(ctx context.Context, in *route.In[ReferrersChange]) (Referrers, error) {
	return referrers(s.Access.ChangeWorkspace(ctx, route.Workspace(ctx), access.WorkspaceChange{ExcludedReferrers: &in.Body.Excluded}))
}

func (s *server) rates(ctx context.Context, _ *route.None) (Rates, error) {
	ws, err := s.Access.Workspace(ctx, route.Workspace(ctx))
	if err != nil {
		return Rates{}, err
	}
	return s.ratesOf(ctx, ws)
}

func (s *server) setRates(ctx context.Context, in *route.In[RatesChange]) (Rates, error) {
	ws, err := s.Access.ChangeWorkspace(ctx, route.Workspace(ctx), access.WorkspaceChange{Rates: &in.Body.Rates})
	if err != nil {
		return Rates{}, err
	}
	return s.ratesOf(ctx, ws)
}

func (s *server) ratesOf(ctx context.Context, ws cham.Workspace) (Rates, error) {
	seen, err := s.Reports.Currencies(ctx, ws.ID)
	return Rates{Currency: ws.Currency, Rates: ws.Rates, Seen: seen}, err
}

func apiKey(k access.APIKey, now time.Time) APIKeyInfo {
	out := APIKeyInfo{ID: k.ID, Name: k.Name, Prefix: k.Prefix, Role: k.Role, Maker: k.MakerName, May: k.Actor().Mays(),
		Scopes: k.Scopes, Lessened: !k.MakerRole.Covers(k.Role), CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt, LastUsed: k.LastUsed}
	switch {
	case k.Expired(now):
		out.May, out.Ended = nil, "expired"
	case k.MakerRole == "":
		out.May, out.Lessened, out.Ended = nil, false, "maker"
	}
	return out
}

func (s *server) apiKeys(ctx context.Context, _ *route.None) ([]APIKeyInfo, error) {
	ks, err := s.Access.APIKeys(ctx, route.Workspace(ctx))
	var out []APIKeyInfo
	for _, k := range ks {
		out = append(out, apiKey(k, s.Now()))
	}
	return out, err
}

func (s *server) newAPIKey(ctx context.Context, in *route.In[NewAPIKey]) (CreatedAPIKey, error) {
	k, key, err := s.Access.NewAPIKey(ctx, route.Workspace(ctx), cham.ActorFrom(ctx),
		access.NewKey{Name: in.Body.Name, Role: in.Body.Role, Scopes: in.Body.Scopes, ExpiresAt: in.Body.ExpiresAt})
	return CreatedAPIKey{APIKeyInfo: apiKey(k, s.Now()), Key: key}, err
}

func (s *server) deleteAPIKey(ctx context.Context, in *KeyPath) (route.None, error) {
	return route.None{}, s.Access.DeleteAPIKey(ctx, route.Workspace(ctx), in.ID)
}

func (s *server) demo(ctx context.Context, _ *route.None) (DemoProgress, error) {
	return s.Demo.Progress(ctx)
}

func (s *server) startDemo(ctx context.Context, _ *route.None) (DemoProgress, error) {
	if err := s.Demo.Start(ctx, cham.ActorFrom(ctx).User); err != nil {
		return DemoProgress{}, err
	}
	return s.Demo.Progress(ctx)
}
