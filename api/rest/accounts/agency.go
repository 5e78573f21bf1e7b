package accounts

import (
	"context"
	"errors"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
)

// Wellbeing is how a workspace does, as seen from outside.
type Wellbeing struct {
	LastTouch time.Time // of any source, by arrival; zero for none
	Findings  int       // open ones of its data quality
}

// WorkspaceOverview is one workspace among those of a person.
type WorkspaceOverview struct {
	WorkspaceRef
	LastTouch  time.Time `json:"lastTouch,omitzero" doc:"when the latest touch came in; absent: none did"`
	Findings   int       `json:"findings" doc:"open findings of data quality"`
	ArchivedAt time.Time `json:"archivedAt,omitzero" doc:"put away, read only; absent: in use"`
	Offered    bool      `json:"offered,omitempty" doc:"its owner hands it to the caller, who has not answered yet"`
}

// WorkspacesOverview are all of a person's workspaces.
type WorkspacesOverview struct {
	Workspaces []WorkspaceOverview `json:"workspaces"`
	MayMake    bool                `json:"mayMake" doc:"the caller may make another"`
}

// NewWorkspace makes a workspace for a client.
type NewWorkspace struct {
	Name string `json:"name" minLength:"1" maxLength:"200"`
}

// Handover is a workspace that its owner hands to another member.
type Handover struct {
	From      string      `json:"from,omitempty" doc:"name of the owner; absent: nothing is offered"`
	To        string      `json:"to,omitempty" doc:"name of who it is offered to"`
	ToMe      bool        `json:"toMe,omitempty" doc:"that is the caller"`
	ToUser    cham.UserID `json:"toUser,omitempty"`
	After     cham.Role   `json:"after,omitempty" doc:"role of the owner then; absent: leaves"`
	ExpiresAt time.Time   `json:"expiresAt,omitzero"`
}

// HandoverOffer hands the workspace to another member.
type HandoverOffer struct {
	To       cham.UserID `json:"to" doc:"a member"`
	After    cham.Role   `json:"after,omitempty" enum:"admin,editor,agent,analyst,viewer" doc:"role of who hands it over then; absent: leaves"`
	Password string      `json:"password,omitempty" maxLength:"1024" doc:"of who hands it over, where there is one"`
}

// HandoverAnswer takes a workspace that is handed over, or says no.
type HandoverAnswer struct {
	Take bool `json:"take"`
}

type (
	newWorkspaceIn struct {
		route.RequestInfo
		Body NewWorkspace
	}
	offerIn struct {
		route.RequestInfo
		Body HandoverOffer
	}
	answerIn struct {
		route.RequestInfo
		Body HandoverAnswer
	}
)

func (s *server) overview(ctx context.Context, in *route.RequestInfo) (out WorkspacesOverview, err error) {
	c, err := s.Access.BySession(ctx, in.Session)
	if err != nil {
		return out, err
	}
	all, roles, err := s.Access.Workspaces(ctx, c)
	if err != nil {
		return out, err
	}
	for i, ws := range all {
		one := WorkspaceOverview{WorkspaceRef: WorkspaceRef{ID: ws.ID, Name: ws.Name, Demo: ws.Demo, Role: roles[i]}, ArchivedAt: ws.ArchivedAt}
		w, err1 := s.Wellbeing(ctx, ws.ID)
		h, err2 := s.Access.Handover(ctx, ws.ID)
		if route.IsCode(err2, cham.CodeNotFound) {
			err2 = nil
		}
		if err := errors.Join(err1, err2); err != nil {
			return out, err
		}
		one.LastTouch, one.Findings, one.Offered = w.LastTouch, w.Findings, h.To == c.User.ID
		out.Workspaces = append(out.Workspaces, one)
	}
	out.MayMake, err = s.Access.MayMakeClients(ctx, c.User.ID)
	return out, err
}

func (s *server) newWorkspace(ctx context.Context, in *newWorkspaceIn) (SessionInfo, error) {
	c, err := s.Access.BySession(ctx, in.Session)
	if err != nil {
		return SessionInfo{}, err
	}
	ws, err := s.Access.NewClient(ctx, c, in.Body.Name)
	if err != nil {
		return SessionInfo{}, err
	}
	if c, err = s.Access.Enter(ctx, c, ws.ID); err != nil {
		return SessionInfo{}, err
	}
	return s.info(ctx, c)
}

func (s *server) archive(ctx context.Context, _ *route.None) (route.None, error) {
	return route.None{}, s.Access.Archive(ctx, route.Workspace(ctx))
}

func (s *server) restore(ctx context.Context, _ *route.None) (route.None, error) {
	return route.None{}, s.Access.Restore(ctx, route.Workspace(ctx))
}

func (s *server) handover(ctx context.Context, in *route.RequestInfo) (out Handover, err error) {
	c, err := s.Access.BySession(ctx, in.Session)
	if err != nil {
		return out, err
	}
	h, err := s.Access.Handover(ctx, c.Workspace)
	if route.IsCode(err, cham.CodeNotFound) || err == nil && h.To != c.User.ID && !c.Actor.May(cham.MayOwn) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	return s.handoverInfo(ctx, c, h)
}

func (s *server) handoverInfo(ctx context.Context, c access.Caller, h access.Handover) (Handover, error) {
	out := Handover{ToUser: h.To, ToMe: h.To == c.User.ID, After: h.After, ExpiresAt: h.ExpiresAt}
	ms, err := s.Access.Members(ctx, h.Workspace)
	for _, m := range ms {
		if m.ID == h.From {
			out.From = m.Name
		}
		if m.ID == h.To {
			out.To = m.Name
		}
	}
	return out, err
}

func (s *server) offerHandover(ctx context.Context, in *offerIn) (Handover, error) {
	if cham.ActorFrom(ctx).User == "" {
		return Handover{}, &cham.Error{Code: cham.CodeForbidden, Op: "rest.handover", Key: "error.needsPerson"}
	}
	c, err := s.Access.BySession(ctx, in.Session)
	if err != nil {
		return Handover{}, err
	}
	h, err := s.Access.OfferHandover(ctx, c, in.Body.To, in.Body.After, in.Body.Password)
	if err != nil {
		return Handover{}, err
	}
	return s.handoverInfo(ctx, c, h)
}

func (s *server) withdrawHandover(ctx context.Context, _ *route.None) (route.None, error) {
	return route.None{}, s.Access.WithdrawHandover(ctx, route.Workspace(ctx))
}

func (s *server) answerHandover(ctx context.Context, in *answerIn) (route.None, error) {
	return s.asMe(ctx, in.Session, func(c access.Caller) error { return s.Access.AnswerHandover(ctx, c, in.Body.Take) })
}
