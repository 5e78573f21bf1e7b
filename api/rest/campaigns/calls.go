package campaigns

import (
	"context"
	"encoding/json"
	"slices"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
	"cham/capability/audit"
	"cham/capability/reach"
)

// Departments are the parts of a business; *access.Service knows them.
type Departments interface {
	Departments(ctx context.Context, ws cham.WorkspaceID) ([]access.Department, error)
}

// CallSettings say who makes a campaign's calls.
type CallSettings struct {
	Department string `json:"department,omitempty" maxLength:"100" mask:"no" doc:"the id of who calls; anybody who may when empty"`
	Days       int    `json:"days" minimum:"1" maximum:"60" doc:"how long a line stands on the list"`
}

// callsPerMinute is how many lines are put on the list in a minute: as many as the gate decides at once.
const callsPerMinute = 2400

func (s *server) calls(ctx context.Context) (Channel, error) {
	out, settings, _, err := s.channel(ctx, reach.Call)
	if err != nil || !out.Set {
		return out, err
	}
	out.Call = &CallSettings{}
	if err := json.Unmarshal(settings, out.Call); err != nil {
		return out, cham.Wrap(cham.CodeInternal, "campaigns.calls", err)
	}
	return out, nil
}

func (s *server) setCalls(ctx context.Context, in *route.In[CallSettings]) (out Channel, err error) {
	if d := in.Body.Department; d != "" {
		all, err := s.Departments.Departments(ctx, route.Workspace(ctx))
		if err != nil {
			return out, err
		}
		if !slices.ContainsFunc(all, func(x access.Department) bool { return x.ID == d }) {
			return out, &cham.Error{Code: cham.CodeInvalid, Op: "campaigns.setCalls", Field: "department", Key: "error.department"}
		}
	}
	was, err := s.calls(ctx)
	if err != nil {
		return out, err
	}
	if err := s.put(ctx, reach.Call, &in.Body, map[string]string{}, callsPerMinute); err != nil {
		return out, err
	}
	if e, differs := audit.Changed("putChannelsCall", "channels/call", saidOfCalls(was.Call), saidOfCalls(&in.Body)); differs {
		if err := s.Audit.Record(ctx, e); err != nil {
			return out, err
		}
	}
	return s.calls(ctx)
}

func saidOfCalls(c *CallSettings) map[string]any {
	if c == nil {
		return nil
	}
	return map[string]any{"department": c.Department, "days": c.Days}
}

func (s *server) removeCalls(ctx context.Context, _ *route.None) (route.None, error) {
	return route.None{}, s.Outbox.Store.DeleteAccount(ctx, route.Workspace(ctx), reach.Call)
}
