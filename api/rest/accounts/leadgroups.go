package accounts

import (
	"context"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
	"cham/capability/report"
)

// LeadGroups are the groups of lead sources, in order: the first that takes a
// lead source has it. The last one, "other", takes the rest.
type LeadGroups struct {
	Groups  []cham.LeadGroup `json:"groups"`
	Default []cham.LeadGroup `json:"default" doc:"what stands there when nobody changed it"`
}

// LeadGroupsChange takes the place of the list.
type LeadGroupsChange struct {
	Groups []cham.LeadGroup `json:"groups" maxItems:"61" doc:"all of them, in order; built-in ones that are absent are gone"`
}

func leadGroups(ws cham.Workspace, err error) (LeadGroups, error) {
	return LeadGroups{Groups: ws.Leads(), Default: cham.DefaultLeadGroups()}, err
}

func (s *server) leadGroups(ctx context.Context, _ *route.None) (LeadGroups, error) {
	return leadGroups(s.Access.Workspace(ctx, route.Workspace(ctx)))
}

func (s *server) setLeadGroups(ctx context.Context, in *route.In[LeadGroupsChange]) (LeadGroups, error) {
	groups := cham.LeadGroups(in.Body.Groups)
	return leadGroups(s.Access.ChangeWorkspace(ctx, route.Workspace(ctx), access.WorkspaceChange{LeadGroups: &groups}))
}

func (s *server) previewLeadGroups(ctx context.Context, in *route.In[LeadGroupsChange]) (report.LeadPreview, error) {
	groups, err := access.CleanLeadGroups(in.Body.Groups)
	if err != nil {
		return report.LeadPreview{}, err
	}
	ws, err := s.Access.Workspace(ctx, route.Workspace(ctx))
	if err != nil {
		return report.LeadPreview{}, err
	}
	return s.Reports.LeadPreview(ctx, ws, groups)
}
