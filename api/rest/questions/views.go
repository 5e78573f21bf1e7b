package questions

import (
	"context"
	"slices"

	"cham/api/rest/route"

	"cham"
)

// views lists the saved views that the caller may see: shared ones, and their own.
func (s *server) views(ctx context.Context, in *viewsIn) ([]cham.View, error) {
	all, err := s.Views.Views(ctx, route.Workspace(ctx))
	return slices.DeleteFunc(all, func(v cham.View) bool {
		return !mayView(ctx, v) || in.Page != "" && in.Page != v.Page
	}), err
}

func mayView(ctx context.Context, v cham.View) bool {
	me := cham.ActorFrom(ctx).User
	return v.Shared || me != "" && v.CreatedBy == me
}

// newView saves a view. A program with a key is no user, so its views are
// shared.
func (s *server) newView(ctx context.Context, in *route.In[NewView]) (v cham.View, err error) {
	b, me := in.Body, cham.ActorFrom(ctx).User
	if v.Name, err = route.TrimmedName(b.Name); err != nil {
		return v, err
	}
	v.ID, v.Page, v.Search, v.Shared = "v_"+s.NewID(), b.Page, b.Search, b.Shared || me == ""
	v.CreatedAt, v.CreatedBy = s.Now().UTC(), me
	return v, s.Views.CreateView(ctx, route.Workspace(ctx), v)
}

// visibleView is a view that the caller may see; another one is not found.
func (s *server) visibleView(ctx context.Context, id string) (cham.View, error) {
	v, err := s.Views.View(ctx, route.Workspace(ctx), id)
	if err == nil && !mayView(ctx, v) {
		err = &cham.Error{Code: cham.CodeNotFound, Op: "rest.view"}
	}
	return v, err
}

func (s *server) changeView(ctx context.Context, in *viewIn) (cham.View, error) {
	v, err := s.visibleView(ctx, in.ID)
	if err != nil {
		return v, err
	}
	if in.Body.Name != nil {
		if v.Name, err = route.TrimmedName(*in.Body.Name); err != nil {
			return v, err
		}
	}
	if in.Body.Search != nil {
		v.Search = *in.Body.Search
	}
	if in.Body.Shared != nil {
		v.Shared = *in.Body.Shared || v.CreatedBy == ""
	}
	return v, s.Views.UpdateView(ctx, route.Workspace(ctx), v)
}

func (s *server) deleteView(ctx context.Context, in *ViewPath) (route.None, error) {
	if _, err := s.visibleView(ctx, in.ID); err != nil {
		return route.None{}, err
	}
	return route.None{}, s.Views.DeleteView(ctx, route.Workspace(ctx), in.ID)
}
