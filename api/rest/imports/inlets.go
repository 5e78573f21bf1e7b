package imports

import (
	"context"
	"strings"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/imports"
)

// InletInfo is a place that files come in from by themselves.
type InletInfo struct {
	ID        string        `json:"id"`
	Source    cham.SourceID `json:"source"`
	Kind      string        `json:"kind" enum:"folder,url"`
	Place     string        `json:"place" doc:"the folder on the server's disk, or the address"`
	Minutes   int           `json:"minutes,omitempty" doc:"how often an address is asked"`
	NextAt    time.Time     `json:"nextAt,omitzero"`
	CheckedAt time.Time     `json:"checkedAt,omitzero" doc:"when something last came of it"`
	ErrorKey  string        `json:"errorKey,omitempty" doc:"what went wrong last, as a key of the sentences in locale/"`
	Detail    string        `json:"detail,omitempty"`
	LastFile  string        `json:"lastFile,omitempty" doc:"the import that came last"`
}

// NewInlet is a place to watch.
type NewInlet struct {
	Source  cham.SourceID `json:"source,omitempty" doc:"the source that files share when absent"`
	Kind    string        `json:"kind" enum:"folder,url"`
	Place   string        `json:"place" minLength:"1" maxLength:"1000" doc:"a folder's name under the operator's, or an https address"`
	Minutes int           `json:"minutes,omitempty" minimum:"5" maximum:"44640" doc:"how often an address is asked; 60 by default"`
}

func (s *server) inletInfo(i imports.Inlet) InletInfo {
	out := InletInfo{ID: i.ID, Source: i.Source, Kind: i.Kind, Place: i.Place, Minutes: int(i.Every / time.Minute), NextAt: i.NextAt,
		CheckedAt: i.CheckedAt, ErrorKey: i.Error, Detail: i.Detail, LastFile: i.LastFile}
	if i.Kind == imports.InletFolder && s.InletFolder != nil {
		out.Place = s.InletFolder(i)
	}
	return out
}

func (s *server) inlets(ctx context.Context, _ *route.None) ([]InletInfo, error) {
	all, err := s.Inlets.Inlets(ctx, route.Workspace(ctx))
	out := []InletInfo{}
	for _, i := range all {
		out = append(out, s.inletInfo(i))
	}
	return out, err
}

// addInlet begins to watch a place.
func (s *server) addInlet(ctx context.Context, in *inletIn) (InletInfo, error) {
	b := in.Body
	i := imports.Inlet{ID: "w_" + s.NewID(), Workspace: route.Workspace(ctx), Kind: b.Kind, Place: strings.TrimSpace(b.Place),
		CreatedAt: s.Now().UTC(), CreatedBy: cham.ActorFrom(ctx).User}
	if i.Every = time.Duration(b.Minutes) * time.Minute; i.Kind == imports.InletURL && i.Every == 0 {
		i.Every = time.Hour
	}
	if err := i.Check(); err != nil {
		return InletInfo{}, err
	}
	src, isNew, err := s.uploadSource(ctx, b.Source)
	if err != nil {
		return InletInfo{}, err
	}
	if isNew {
		src.Name = i.Place[:min(len(i.Place), 80)]
		if err := s.Sources.CreateSource(ctx, src); err != nil {
			return InletInfo{}, err
		}
	}
	i.Source = src.ID
	return s.inletInfo(i), s.Inlets.CreateInlet(ctx, i)
}

func (s *server) deleteInlet(ctx context.Context, in *InletPath) (route.None, error) {
	return route.None{}, s.Inlets.DeleteInlet(ctx, route.Workspace(ctx), in.ID)
}

type (
	inletIn   struct{ Body NewInlet }
	InletPath struct {
		ID string `path:"id"`
	}
)
