package privacy

import (
	"context"

	"cham"
	"cham/api/rest/route"
	"cham/capability/retention"
)

// Retention removes what is too old; *retention.Service with app.App's preview.
type Retention interface {
	SetRules(ctx context.Context, ws cham.WorkspaceID, r retention.KeepRules, by cham.UserID) error
	Start(ctx context.Context, ws cham.WorkspaceID, by cham.UserID) (retention.Removal, error)
	Cancel(ctx context.Context, ws cham.WorkspaceID) error
}

// RetentionInfo is how long what is kept, and what was removed for it.
type RetentionInfo struct {
	Rules retention.KeepRules `json:"rules"`
	Runs  []retention.Removal `json:"runs" doc:"the newest first, at most thirty"`
	// The least that the law asks for.
	LeastAudit    int `json:"leastAudit" doc:"months that the law wants the activity log kept"`
	LeastConsents int `json:"leastConsents" doc:"months that the law wants agreeing and refusing kept"`
}

const mostRuns = 30

func (s *server) retention(ctx context.Context, _ *route.None) (out RetentionInfo, err error) {
	ws := route.Workspace(ctx)
	out = RetentionInfo{Runs: []retention.Removal{}, LeastAudit: retention.LeastAudit, LeastConsents: retention.LeastConsents}
	if out.Rules, _, err = s.Runs.Rules(ctx, ws); err != nil {
		return out, err
	}
	all, err := s.Runs.Runs(ctx, ws)
	for _, r := range all[:min(len(all), mostRuns)] {
		out.Runs = append(out.Runs, r.ForReaders())
	}
	return out, err
}

func (s *server) setRetention(ctx context.Context, in *route.In[retention.KeepRules]) (RetentionInfo, error) {
	if err := s.Retention.SetRules(ctx, route.Workspace(ctx), in.Body, cham.ActorFrom(ctx).User); err != nil {
		return RetentionInfo{}, err
	}
	return s.retention(ctx, nil)
}

func (s *server) previewRetention(ctx context.Context, in *route.In[retention.KeepRules]) (retention.Outlook, error) {
	return s.Preview(ctx, route.Workspace(ctx), in.Body)
}

func (s *server) startRetention(ctx context.Context, _ *route.None) (RetentionInfo, error) {
	if _, err := s.Retention.Start(ctx, route.Workspace(ctx), cham.ActorFrom(ctx).User); err != nil {
		return RetentionInfo{}, err
	}
	return s.retention(ctx, nil)
}

func (s *server) stopRetention(ctx context.Context, _ *route.None) (RetentionInfo, error) {
	if err := s.Retention.Cancel(ctx, route.Workspace(ctx)); err != nil {
		return RetentionInfo{}, err
	}
	return s.retention(ctx, nil)
}
