package quality

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/audit"
	"cham/capability/dataquality"
)

// FindingPath is part of an address, exported because huma looks into embedded
// structs only then.
type FindingPath struct {
	ID string `path:"id"`
}

// DismissalNote says why a case is meant so.
type DismissalNote struct {
	Note string `json:"note,omitempty" maxLength:"300" doc:"why, for colleagues"`
}

type dismissIn struct {
	FindingPath
	Body DismissalNote
}

// FindingExamples are touches that a finding is about.
type FindingExamples struct {
	Touches []FindingTouch `json:"touches"`
}

// FindingTouch is one of them.
type FindingTouch struct {
	Customer   cham.CustomerID `json:"customer"`
	At         time.Time       `json:"at" doc:"when it says it happened"`
	ReceivedAt time.Time       `json:"receivedAt"`
	Name       string          `json:"name"`
	Source     cham.SourceID   `json:"source"`
	Page       string          `json:"page,omitempty" mask:"url"`
	Campaign   string          `json:"campaign,omitempty" doc:"source / medium / campaign of the link"`
}

func (s *server) findings(ctx context.Context, _ *route.None) (dataquality.State, error) {
	state, err := s.Quality.Store.State(ctx, route.Workspace(ctx))
	return shown(state), err
}

// shown has lists where there are none.
func shown(s dataquality.State) dataquality.State {
	if s.Findings == nil {
		s.Findings = []dataquality.Finding{}
	}
	if s.Covered == nil {
		s.Covered = []dataquality.Coverage{}
	}
	return s
}

func (s *server) checkNow(ctx context.Context, _ *route.None) (dataquality.State, error) {
	ws, err := s.workspace(ctx)
	if err != nil {
		return dataquality.State{}, err
	}
	state, err := s.Quality.Check(ctx, ws)
	return shown(state), err
}

func (s *server) examples(ctx context.Context, in *FindingPath) (FindingExamples, error) {
	out := FindingExamples{Touches: []FindingTouch{}}
	ws := route.Workspace(ctx)
	f, err := s.finding(ctx, ws, in.ID)
	if err != nil {
		return out, err
	}
	records, err := s.BySeq(ctx, ws, f.Seqs)
	if err != nil {
		return out, err
	}
	slices.SortFunc(records, func(a, b cham.Record) int { return cmp.Compare(b.Seq, a.Seq) })
	for _, r := range records {
		nodes, err := s.People.NodesByID(ctx, ws, []cham.KeyID{r.Key})
		if err != nil {
			return out, err
		}
		t := FindingTouch{Customer: cham.CustomerID(r.Key), At: r.At, ReceivedAt: r.ReceivedAt, Name: r.Name, Source: r.Source,
			Page: cmp.Or(r.Page.URL, r.Page.Path)}
		if len(nodes) > 0 {
			t.Customer = nodes[0].Customer
		}
		if c := r.Campaign; c.Source+c.Medium+c.Name != "" {
			t.Campaign = c.Source + " / " + c.Medium + " / " + c.Name
		}
		out.Touches = append(out.Touches, t)
	}
	return out, nil
}

func (s *server) finding(ctx context.Context, ws cham.WorkspaceID, id string) (dataquality.Finding, error) {
	state, err := s.Quality.Store.State(ctx, ws)
	if err != nil {
		return dataquality.Finding{}, err
	}
	i := slices.IndexFunc(state.Findings, func(f dataquality.Finding) bool { return f.ID == id })
	if i < 0 {
		return dataquality.Finding{}, cham.Errorf(cham.CodeNotFound, "quality.finding", "there is no such finding")
	}
	return state.Findings[i], nil
}

func (s *server) dismiss(ctx context.Context, in *dismissIn) (dataquality.State, error) {
	by := cham.ActorFrom(ctx)
	return s.say(ctx, in.ID, &dataquality.Dismissal{By: by.User, Name: by.Name, At: s.Now().UTC(), Note: in.Body.Note}, in.Body)
}

func (s *server) restore(ctx context.Context, in *FindingPath) (dataquality.State, error) {
	return s.say(ctx, in.ID, nil, nil)
}

// say keeps what somebody says of a case, and that they did.
func (s *server) say(ctx context.Context, id string, d *dataquality.Dismissal, after any) (dataquality.State, error) {
	ws := route.Workspace(ctx)
	f, err := s.finding(ctx, ws, id)
	if err != nil {
		return dataquality.State{}, err
	}
	state, err := s.Quality.Dismiss(ctx, ws, id, d)
	if err != nil {
		return state, err
	}
	action := audit.FindingDismissed
	if d == nil {
		action = audit.FindingRestored
	}
	return shown(state), s.Audit.Record(ctx, audit.Event{Action: action, Object: string(f.Check) + " " + f.Subject, After: after})
}
