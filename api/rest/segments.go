package rest

import (
	"context"
	"errors"
	"strings"

	"cham"
	"cham/measure"
)

// segments lists the saved segments with how many customers each has now. One
// that leads to what is no longer there says so and the others stay.
func (s *server) segments(ctx context.Context, _ *none) ([]SegmentInfo, error) {
	all, err := s.Segments.Segments(ctx, workspace(ctx))
	if err != nil {
		return nil, err
	}
	names, err := s.memberNames(ctx)
	if err != nil {
		return nil, err
	}
	var out []SegmentInfo
	for _, g := range all {
		info := SegmentInfo{SavedSegment: g, CreatedName: names[g.CreatedBy]}
		ids, err := s.belong(ctx, g)
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

func (s *server) belong(ctx context.Context, g measure.SavedSegment) ([]cham.CustomerID, error) {
	ws, err := s.Gate.Workspace(ctx, workspace(ctx))
	if err != nil {
		return nil, err
	}
	return s.Desk.Belong(ctx, ws, g)
}

// newSegment keeps the customers behind a figure. A segment is never changed
// but for its name, and may be narrowed only by those that are there already:
// so none leads to itself.
func (s *server) newSegment(ctx context.Context, in *in[NewSegment]) (out SegmentInfo, err error) {
	b := in.Body
	if out.Name, err = named(b.Name); err != nil {
		return out, err
	}
	out.ID, out.Query, out.Figure = "g_"+s.NewID(), b.Query, b.Figure
	out.Query.By, out.Query.Most, out.Query.Compare = "", 0, nil // one figure of one answer
	out.CreatedAt, out.CreatedBy = s.Now().UTC(), cham.ActorFrom(ctx).User
	ids, err := s.belong(ctx, out.SavedSegment)
	if err != nil {
		return out, err
	}
	out.Customers = len(ids)
	return out, taken(s.Segments.CreateSegment(ctx, workspace(ctx), out.SavedSegment))
}

// named is a name without the blanks around it; it must not be empty.
func named(s string) (string, error) {
	if s = strings.TrimSpace(s); s == "" {
		return s, &cham.Error{Code: cham.CodeInvalid, Op: "rest.named", Field: "name", Key: "error.name"}
	}
	return s, nil
}

// taken words the conflict of two names.
func taken(err error) error {
	if isCode(err, cham.CodeConflict) {
		return &cham.Error{Code: cham.CodeConflict, Op: "rest.segment", Field: "name", Key: "error.segment.taken", Err: err}
	}
	return err
}

func (s *server) renameSegment(ctx context.Context, in *segmentIn) (measure.SavedSegment, error) {
	name, err := named(in.Body.Name)
	if err != nil {
		return measure.SavedSegment{}, err
	}
	if err := s.Segments.RenameSegment(ctx, workspace(ctx), in.ID, name); err != nil {
		return measure.SavedSegment{}, taken(err)
	}
	return s.Segments.Segment(ctx, workspace(ctx), in.ID)
}

// deleteSegment forgets a segment that no other one and no persona leads to.
func (s *server) deleteSegment(ctx context.Context, in *SegmentPath) (none, error) {
	user, err := s.usesSegment(ctx, in.ID)
	if err != nil {
		return none{}, err
	}
	if user != "" {
		return none{}, &cham.Error{Code: cham.CodeConflict, Op: "rest.deleteSegment", Key: "error.segment.used", Args: map[string]any{"by": user}}
	}
	return none{}, s.Segments.DeleteSegment(ctx, workspace(ctx), in.ID)
}

// usesSegment names a segment or a map that leads to the segment, "" when none does.
func (s *server) usesSegment(ctx context.Context, id string) (string, error) {
	segments, err := s.Segments.Segments(ctx, workspace(ctx))
	if err != nil {
		return "", err
	}
	for _, g := range segments {
		if g.Uses(id) {
			return g.Name, nil
		}
	}
	maps, err := s.Maps.Maps(ctx, workspace(ctx))
	for _, m := range maps {
		if m.Persona.Segment == id {
			return m.Name, nil
		}
	}
	return "", err
}

func (s *server) segmentCustomers(ctx context.Context, in *segmentCustomersIn) (CustomerPage, error) {
	g, err := s.Segments.Segment(ctx, workspace(ctx), in.ID)
	if err != nil {
		return CustomerPage{}, err
	}
	ids, err := s.belong(ctx, g)
	if err != nil {
		return CustomerPage{}, err
	}
	return s.page(ctx, ids, in.After, pageSize(in.Limit))
}
