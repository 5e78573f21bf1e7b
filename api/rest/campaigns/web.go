package campaigns

import (
	"context"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/capture"
	"cham/capability/onsite"
	"cham/capability/reach"
)

// Sites are a business's sources.
type Sites interface {
	Sources(ctx context.Context, ws cham.WorkspaceID) ([]cham.Source, error)
	UpdateSource(ctx context.Context, s cham.Source) error
}

// WebSite is a website that can show messages.
type WebSite struct {
	ID     cham.SourceID `json:"id"`
	Name   string        `json:"name" mask:"no"`
	On     bool          `json:"on" doc:"it shows messages"`
	SeenAt time.Time     `json:"seenAt,omitzero" doc:"when a page of it last asked for messages"`
}

// WebChange says which websites show messages.
type WebChange struct {
	Sites []cham.SourceID `json:"sites" minItems:"1" maxItems:"100" doc:"sources of kind website"`
}

// webPerMinute is the pace at which messages are laid ready: nobody else's server is asked.
const webPerMinute = 60_000

func (s *server) web(ctx context.Context) (Channel, error) {
	out, _, _, err := s.channel(ctx, reach.Web)
	if err != nil {
		return out, err
	}
	sites, err := s.websites(ctx)
	if err != nil {
		return out, err
	}
	seen, err := s.SitesSeen(ctx, route.Workspace(ctx))
	if err != nil {
		return out, err
	}
	out.LastOK = time.Time{} // it works when a page asks, not when a message was laid ready
	for _, src := range sites {
		one := WebSite{ID: src.ID, Name: src.Name, On: shows(&src)}
		if i := slices.IndexFunc(seen, func(o onsite.Seen) bool { return o.Source == src.ID }); i >= 0 && one.On {
			one.SeenAt = seen[i].At
		}
		if one.SeenAt.After(out.LastOK) {
			out.LastOK = one.SeenAt
		}
		out.Web = append(out.Web, one)
	}
	return out, nil
}

func (s *server) websites(ctx context.Context) ([]cham.Source, error) {
	all, err := s.Sites.Sources(ctx, route.Workspace(ctx))
	return slices.DeleteFunc(slices.Clone(all), func(src cham.Source) bool { return src.Kind != "website" }), err
}

func shows(src *cham.Source) bool { return slices.Contains(strings.Fields(src.Tells), onsite.Tells) }

func (s *server) setWeb(ctx context.Context, in *route.In[WebChange]) (Channel, error) {
	sites, err := s.websites(ctx)
	if err != nil {
		return Channel{}, err
	}
	for _, id := range in.Body.Sites {
		if !slices.ContainsFunc(sites, func(src cham.Source) bool { return src.ID == id }) {
			return Channel{}, &cham.Error{Code: cham.CodeInvalid, Op: "campaigns.setWeb", Field: "sites", Key: "error.sending.webSite"}
		}
	}
	if err := s.put(ctx, reach.Web, struct{}{}, map[string]string{}, webPerMinute); err != nil {
		return Channel{}, err
	}
	if err := s.showOn(ctx, sites, in.Body.Sites); err != nil {
		return Channel{}, err
	}
	return s.web(ctx)
}

// showOn lets some websites show messages, and the others none.
func (s *server) showOn(ctx context.Context, sites []cham.Source, on []cham.SourceID) error {
	for _, src := range sites {
		if shows(&src) == slices.Contains(on, src.ID) {
			continue
		}
		tells := slices.DeleteFunc(strings.Fields(src.Tells), func(t string) bool { return t == onsite.Tells })
		if slices.Contains(on, src.ID) {
			tells = append(tells, onsite.Tells)
		}
		var err error
		if src.Tells, err = capture.Words(tells); err != nil {
			return err
		}
		if err := s.Sites.UpdateSource(ctx, capture.Keep(src)); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) removeWeb(ctx context.Context, _ *route.None) (route.None, error) {
	sites, err := s.websites(ctx)
	if err == nil {
		err = s.showOn(ctx, sites, nil)
	}
	if err != nil {
		return route.None{}, err
	}
	return route.None{}, s.Outbox.Store.DeleteAccount(ctx, route.Workspace(ctx), reach.Web)
}
