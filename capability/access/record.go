package access

import (
	"context"

	"cham"
	"cham/capability/audit"
)

// record writes what was done to the audit log, when there is one.
func (s *Service) record(ctx context.Context, e audit.Event) error {
	if s.Audit == nil {
		return nil
	}
	return s.Audit.Record(ctx, e)
}

// recordChange is record for values of which some changed; none is no event.
func (s *Service) recordChange(ctx context.Context, a audit.Action, object string, before, after map[string]any) error {
	e, any := audit.Changed(a, object, before, after)
	if !any {
		return nil
	}
	return s.record(ctx, e)
}

// recordAs is record for somebody who is not signed in yet.
func (s *Service) recordAs(ctx context.Context, u User, ws cham.WorkspaceID, address string, e audit.Event) error {
	by := cham.Actor{User: u.ID, Name: u.Name, Address: address}
	return s.record(cham.WithActor(cham.WithWorkspace(ctx, ws), by), e)
}

// recordRefused writes a refused sign-in: of a known account where it would
// have come in, of an unknown one in the installation's own log, so that both
// take as long and neither tells the caller whether the account exists. For the
// same reason a failure to write is none of theirs.
func (s *Service) recordRefused(ctx context.Context, u User, t Try) {
	ws, err := s.home(ctx, u.ID)
	if err != nil {
		ws = ""
	}
	_ = s.recordAs(ctx, u, ws, t.Address, audit.Event{Action: audit.SignInRefused, Object: string(u.ID)})
}

// settings is what of a workspace people change, for the log; no excluded sites
// are the built-in ones.
func settings(ws cham.Workspace) map[string]any {
	return map[string]any{"name": ws.Name, "timeZone": ws.TimeZone, "currency": ws.Currency, "properties": ws.Properties,
		"excluded": ws.ExcludedReferrers, "rates": ws.Rates, "sights": ws.Sights, "secondStep": ws.SecondStep,
		"leadGroups": ws.LeadGroups, "exclusions": ws.Exclusions}
}
