package questions

import (
	"context"
	"errors"

	"cham"
	"cham/api/rest/route"
	"cham/measure"
)

// segments lists the saved segments with how many customers each has now. One
// that leads to what is no longer there says so and the others stay.
func (s *server) segments(ctx context.Context, _ *route.None) ([]SegmentInfo, error) {
	all, err := s.Segments.Segments(ctx, route.Workspace(ctx))
	if err != nil {
		return nil, err
	}
	names, err := route.MemberNames(ctx, s.Members)
	if err != nil {
		return nil, err
	}
	var out []SegmentInfo
	for _, g := range all {
		info := SegmentInfo{SavedSegment: g, CreatedName: names[g.CreatedBy]}
		ids, err := s.SegmentCustomers(ctx, g)
		if e, ok := errors.AsType[*cham.Error](err); ok && (e.Code == cham.CodeNotFound || e.Code == cham.CodeInvalid) {
			info.Broken = true
		} else if err != nil {
			return nil, err
		}
		info.Customers = len(ids)
		out = append(out, info)
	}
	return out, nil
}

// newSegment saves the customers behind a figure. Only a segment's name can
// change, and it can use only segments that exist already, so no segment uses
// itself.
func (s *server) newSegment(ctx context.Context, in *route.In[NewSegment]) (out SegmentInfo, err error) {
	b := in.Body
	if out.Name, err = route.TrimmedName(b.Name); err != nil {
		return out, err
	}
	out.ID, out.Query, out.Figure = "g_"+s.NewID(), b.Query, b.Figure
	out.Relative = b.Relative
	out.Query.By, out.Query.Most, out.Query.Compare = "", 0, nil // one figure of one answer
	out.CreatedAt, out.CreatedBy = s.Now().UTC(), cham.ActorFrom(ctx).User
	ids, err := s.SegmentCustomers(ctx, out.SavedSegment)
	if err != nil {
		return out, err
	}
	out.Customers = len(ids)
	return out, nameTaken(s.Segments.CreateSegment(ctx, route.Workspace(ctx), out.SavedSegment))
}

// nameTaken words the conflict of two names.
func nameTaken(err error) error {
	if route.IsCode(err, cham.CodeConflict) {
		return &cham.Error{Code: cham.CodeConflict, Op: "rest.segment", Field: "name", Key: "error.segment.taken", Err: err}
	}
	return err
}

func (s *server) renameSegment(ctx context.Context, in *segmentIn) (measure.SavedSegment, error) {
	name, err := route.TrimmedName(in.Body.Name)
	if err != nil {
		return measure.SavedSegment{}, err
	}
	if err := s.Segments.RenameSegment(ctx, route.Workspace(ctx), in.ID, name); err != nil {
		return measure.SavedSegment{}, nameTaken(err)
	}
	return s.Segments.Segment(ctx, route.Workspace(ctx), in.ID)
}

// deleteSegment forgets a segment that no other one and no persona leads to.
func (s *server) deleteSegment(ctx context.Context, in *SegmentPath) (route.None, error) {
	user, err := s.usesSegment(ctx, in.ID)
	if err != nil {
		return route.None{}, err
	}
	if user != "" {
		return route.None{}, &cham.Error{Code: cham.CodeConflict, Op: "rest.deleteSegment", Key: "error.segment.used",
			Args: map[string]any{"by": user}}
	}
	return route.None{}, s.Segments.DeleteSegment(ctx, route.Workspace(ctx), in.ID)
}

// usesSegment names a segment or a map that leads to the segment, "" when none does.
func (s *server) usesSegment(ctx context.Context, id string) (string, error) {
	segments, err := s.Segments.Segments(ctx, route.Workspace(ctx))
	if err != nil {
		return "", err
	}
	for _, g := range segments {
		if g.Uses(id) {
			return g.Name, nil
		}
	}
	maps, err := s.Maps.Maps(ctx, route.Workspace(ctx))
	for _, m := range maps {
		if m.Persona.Segment == id {
			return m.Name, nil
		}
	}
	return "", err
}
