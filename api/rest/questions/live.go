package questions

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/identity"
	"cham/capability/segment"
)

// People finds customers.
type People interface {
	Profiles(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) ([]identity.Profile, error)
}

// SegmentLive is a live segment: since when, what tag it puts on, and how many entered and left.
type SegmentLive struct {
	Since time.Time      `json:"since"`
	Tag   string         `json:"tag,omitempty" doc:"put on who enters, taken off who leaves"`
	Day   segment.Counts `json:"day" doc:"in the last 24 hours"`
	Week  segment.Counts `json:"week" doc:"in the last 7 days"`
	// LookedAt is when everybody was last looked at: whoever time moved until then is told.
	LookedAt time.Time `json:"lookedAt,omitzero" doc:"when everybody was last looked at; who fell silent since is not told yet"`
}

// LiveChange makes a segment live.
type LiveChange struct {
	Tag string `json:"tag,omitempty" maxLength:"200" example:"Khách thân" doc:"for who is in it; taken off who leaves, unless put on by hand"`
}

// SegmentMove is somebody entering or leaving a live segment.
type SegmentMove struct {
	Customer cham.CustomerID `json:"customer"`
	Name     string          `json:"name,omitempty" person:"name" doc:"absent when no name is known"`
	Entered  bool            `json:"entered" doc:"false: left"`
	At       time.Time       `json:"at"`
}

type liveIn struct {
	SegmentPath
	Body LiveChange
}

// addLive says which of the segments are live.
func (s *server) addLive(ctx context.Context, all []SegmentInfo) error {
	ws := route.Workspace(ctx)
	lives, err := s.Live.Live(ctx, ws)
	if err != nil || len(lives) == 0 {
		return err
	}
	day, err := s.Live.Counts(ctx, ws, s.Now().Add(-24*time.Hour))
	if err != nil {
		return err
	}
	week, err := s.Live.Counts(ctx, ws, s.Now().Add(-7*24*time.Hour))
	looked := s.Live.LookedAt(ws)
	for _, l := range lives {
		if i := slices.IndexFunc(all, func(g SegmentInfo) bool { return g.ID == l.Segment }); i >= 0 {
			all[i].Live = &SegmentLive{l.Since, l.Tag, day[l.Segment], week[l.Segment], looked[l.Segment]}
		}
	}
	return err
}

// setLive makes a segment live, or has a live one put on another tag.
func (s *server) setLive(ctx context.Context, in *liveIn) (out SegmentLive, err error) {
	ws := route.Workspace(ctx)
	g, err := s.Segments.Segment(ctx, ws, in.ID)
	if err != nil {
		return out, err
	}
	if _, err := s.SegmentCustomers(ctx, g); err != nil {
		return out, err // what cannot be asked cannot be watched
	}
	name, err := s.usableTag(ctx, in)
	if err != nil {
		return out, err
	}
	l := segment.Live{Segment: g.ID, Since: s.Now().UTC().Truncate(time.Millisecond), By: cham.ActorFrom(ctx).User, Tag: name}
	err = s.Live.Start(ctx, ws, l)
	if route.IsCode(err, cham.CodeConflict) {
		err = s.Live.SetTag(ctx, ws, g.ID, name)
	}
	if err != nil {
		return out, err
	}
	s.Live.Changed(ws)
	infos := []SegmentInfo{{SavedSegment: g}}
	if err := s.addLive(ctx, infos); err != nil || infos[0].Live == nil {
		return out, err
	}
	return *infos[0].Live, nil
}

// usableTag is the tag as the segment can put it on.
func (s *server) usableTag(ctx context.Context, in *liveIn) (string, error) {
	if in.Body.Tag == "" {
		return "", nil
	}
	ws := route.Workspace(ctx)
	name, err := s.Tags.Usable(ctx, ws, in.Body.Tag)
	if err != nil {
		return "", err
	}
	saved, err := s.Segments.Segments(ctx, ws)
	if err != nil {
		return "", err
	}
	lives, err := s.Live.Live(ctx, ws)
	if err != nil {
		return "", err
	}
	return name, segment.WatchTag(saved, lives, in.ID, name)
}

func (s *server) stopLive(ctx context.Context, in *SegmentPath) (route.None, error) {
	err := s.Live.Stop(ctx, route.Workspace(ctx), in.ID)
	s.Live.Changed(route.Workspace(ctx))
	return route.None{}, err
}

// mostMoves bounds the moves of one answer.
const mostMoves = 50

// moves are the latest who entered a segment and left it. Who is not known any more is left out.
func (s *server) moves(ctx context.Context, in *SegmentPath) ([]SegmentMove, error) {
	ws := route.Workspace(ctx)
	if _, err := s.Segments.Segment(ctx, ws, in.ID); err != nil {
		return nil, err
	}
	moves, err := s.Live.Moves(ctx, ws, in.ID, mostMoves)
	if err != nil {
		return nil, err
	}
	ids := make([]cham.CustomerID, len(moves))
	for i, m := range moves {
		ids[i] = cham.CustomerID(m.Key)
	}
	people, err := s.People.Profiles(ctx, ws, ids)
	out := []SegmentMove{}
	for i, p := range people {
		if len(p.Keys) > 0 {
			out = append(out, SegmentMove{p.ID, p.Name, moves[i].Entered, moves[i].At})
		}
	}
	return out, err
}
