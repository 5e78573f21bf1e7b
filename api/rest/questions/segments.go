package questions

import (
	"context"
	"errors"
	"slices"

	"cham"
	"cham/api/rest/route"
	"cham/capability/segment"
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
	return out, s.addLive(ctx, out)
}

// ready are the rules to begin with; those that who sees customers masked may not ask are left out.
func (s *server) ready(ctx context.Context, _ *route.None) (out measure.Ready, err error) {
	ws, err := s.Workspace(ctx)
	if err != nil {
		return out, err
	}
	out, err = s.Questions.ReadyRules(ctx, ws)
	out.Rules = slices.DeleteFunc(out.Rules, func(r measure.ReadyRule) bool { return route.RuleSeen(ctx, &r.Rule) != nil })
	return out, err
}

// newSegment saves the customers who meet a rule, or those behind a figure.
func (s *server) newSegment(ctx context.Context, in *route.In[NewSegment]) (out SegmentInfo, err error) {
	b := in.Body
	if out.Name, err = route.TrimmedName(b.Name); err != nil {
		return out, err
	}
	if b.Rule != nil && (b.Query.Question != "" || b.Figure.Kind != "") {
		return out, &cham.Error{Code: cham.CodeInvalid, Op: "rest.newSegment", Field: "rule", Key: "error.segment.both"}
	}
	out.ID, out.Rule, out.Query, out.Figure = "g_"+s.NewID(), b.Rule, b.Query, b.Figure
	out.Relative = b.Relative
	out.Query.By, out.Query.Most, out.Query.Compare = "", 0, nil // one figure of one answer
	out.CreatedAt, out.CreatedBy = s.Now().UTC(), cham.ActorFrom(ctx).User
	if out.Customers, err = s.count(ctx, out.SavedSegment); err != nil {
		return out, err
	}
	return out, nameTaken(s.Segments.CreateSegment(ctx, route.Workspace(ctx), out.SavedSegment))
}

// count is how many a segment has: what cannot be asked is not kept, nor what
// would be narrowed by itself, which is nested without an end.
func (s *server) count(ctx context.Context, g measure.SavedSegment) (int, error) {
	if err := route.RuleSeen(ctx, g.Rule); err != nil {
		return 0, err
	}
	ids, err := s.SegmentCustomers(ctx, g)
	return len(ids), err
}

// nameTaken words the conflict of two names.
func nameTaken(err error) error {
	if route.IsCode(err, cham.CodeConflict) {
		return &cham.Error{Code: cham.CodeConflict, Op: "rest.segment", Field: "name", Key: "error.segment.taken", Err: err}
	}
	return err
}

func (s *server) changeSegment(ctx context.Context, in *segmentIn) (g measure.SavedSegment, err error) {
	ws := route.Workspace(ctx)
	if g, err = s.Segments.Segment(ctx, ws, in.ID); err != nil {
		return g, err
	}
	if in.Body.Name != nil {
		if g.Name, err = route.TrimmedName(*in.Body.Name); err != nil {
			return g, err
		}
	}
	if in.Body.Rule != nil {
		if err := s.checkRule(ctx, g, in.Body.Rule); err != nil {
			return g, err
		}
		g.Rule = in.Body.Rule
		if _, err := s.count(ctx, g); err != nil {
			return g, err
		}
	}
	return g, nameTaken(s.Segments.UpdateSegment(ctx, ws, g))
}

// checkRule refuses a rule in place of a figure, and one that leads back to the
// segment itself.
func (s *server) checkRule(ctx context.Context, g measure.SavedSegment, rule *measure.SegmentRule) error {
	if g.Rule == nil {
		return &cham.Error{Code: cham.CodeConflict, Op: "rest.segment", Field: "rule", Key: "error.segment.figure"}
	}
	all, err := s.Segments.Segments(ctx, route.Workspace(ctx))
	if err != nil {
		return err
	}
	if err := s.checkTags(ctx, all, g.ID, rule); err != nil {
		return err
	}
	if leadsTo(all, measure.SavedSegment{Rule: rule}, g.ID, map[string]bool{}) {
		return &cham.Error{Code: cham.CodeConflict, Op: "rest.segment", Field: "rule", Key: "error.segment.itself"}
	}
	return nil
}

// checkTags refuses a rule that asks for a tag which a live segment puts on by it.
func (s *server) checkTags(ctx context.Context, all []measure.SavedSegment, id string, rule *measure.SegmentRule) error {
	lives, err := s.Live.Live(ctx, route.Workspace(ctx))
	if err != nil {
		return err
	}
	then := slices.Clone(all)
	for i := range then {
		if then[i].ID == id {
			then[i].Rule = rule
		}
	}
	return segment.Loops(then, lives)
}

// leadsTo reports whether a segment is narrowed, by whatever way, by the one of an id.
func leadsTo(all []measure.SavedSegment, from measure.SavedSegment, id string, seen map[string]bool) bool {
	if from.Uses(id) {
		return true
	}
	for _, next := range all {
		if from.Uses(next.ID) && !seen[next.ID] {
			seen[next.ID] = true
			if leadsTo(all, next, id, seen) {
				return true
			}
		}
	}
	return false
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
	if err := s.Live.Stop(ctx, route.Workspace(ctx), in.ID); err != nil && !route.IsCode(err, cham.CodeNotFound) {
		return route.None{}, err
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
