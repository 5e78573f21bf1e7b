// Package tags answers what words the business puts on its customers, one by one,
// on a segment at once, or on those of a file.
package tags

import (
	"bytes"
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cham"
	"cham/api/rest/route"
	"cham/capability/audit"
	"cham/capability/identity"
	"cham/capability/tag"
	"cham/measure"
)

// Deps is what the area works with; all of it is required.
type Deps struct {
	*route.Asker
	Tags     *tag.Service
	People   People
	Keys     Keys
	Segments Segments
	Members  route.Members
	Audit    audit.Recorder
}

// People finds a customer; *identity.Resolver is one.
type People interface {
	Profile(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) (identity.Profile, error)
}

// Keys finds keys; an identity.Graph does.
type Keys interface {
	NodesByKey(ctx context.Context, ws cham.WorkspaceID, keys []cham.Key) ([]identity.Node, error)
}

// Segments finds a saved segment.
type Segments interface {
	Segment(ctx context.Context, ws cham.WorkspaceID, id string) (measure.SavedSegment, error)
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/tags", route.Read, "Tags, with how many customers have each", s.tags),
		route.Delete("/v1/tags", route.Customers, "Take a tag off everybody and forget it", s.remove),
		route.Post("/v1/tags/list", route.Customers, "Put a tag on the customers of a file", s.list).With(listFile).RecordsItself(),
		route.Get("/v1/customers/{id}/tags", route.See, "A customer's tags, with who put them there and when", s.of),
		route.Post("/v1/customers/{id}/tags", route.Customers, "Put a tag on a customer", s.put),
		route.Delete("/v1/customers/{id}/tags", route.Customers, "Take a tag off a customer", s.take),
		route.Post("/v1/segments/{id}/tags", route.Customers, "Put a tag on everybody who is in a segment now", s.putSegment).RecordsItself(),
	}
}

// CustomerPath and SegmentPath are parts of an address.
type (
	CustomerPath struct {
		ID cham.CustomerID `path:"id" doc:"any key id of the customer leads to it"`
	}
	SegmentPath struct {
		ID string `path:"id"`
	}
)

type (
	named struct {
		Name string `query:"name" maxLength:"200" doc:"the tag; upper and lower case are the same"`
	}
	putIn struct {
		CustomerPath
		Body NewTag
	}
	takeIn struct {
		CustomerPath
		Name string `query:"name" maxLength:"200"`
	}
	segmentIn struct {
		SegmentPath
		Body NewTag
	}
	listIn struct {
		Name    string `query:"name" maxLength:"200" doc:"the tag"`
		File    string `query:"file" maxLength:"300" doc:"what the file is called, where its content could be two things"`
		RawBody []byte `contentType:"application/octet-stream"`
	}
)

// NewTag names a tag.
type NewTag struct {
	Name string `json:"name" minLength:"1" maxLength:"200" example:"Khách sỉ"`
}

// CustomerTag is a tag on a customer.
type CustomerTag struct {
	Name   string    `json:"name"`
	At     time.Time `json:"at"`
	ByName string    `json:"byName,omitempty" doc:"name of who put it there, while still a member"`
	// Segment is the live segment that put it there.
	Segment string `json:"segment,omitempty" doc:"name of the live segment that put it there, and takes it off"`
}

// SegmentTagged is what became of a tag put on a segment.
type SegmentTagged struct {
	Customers int `json:"customers" doc:"in the segment now"`
	Tagged    int `json:"tagged" doc:"of them, those who had the tag not before"`
}

func (s *server) tags(ctx context.Context, _ *route.None) ([]tag.Tag, error) {
	return s.Tags.Tags(ctx, route.Workspace(ctx))
}

func (s *server) remove(ctx context.Context, in *named) (route.None, error) {
	return route.None{}, s.Tags.Remove(ctx, route.Workspace(ctx), in.Name)
}

func (s *server) of(ctx context.Context, in *CustomerPath) (out []CustomerTag, err error) {
	p, err := s.People.Profile(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	all, err := s.Tags.Of(ctx, route.Workspace(ctx), []cham.CustomerID{p.ID})
	if err != nil {
		return nil, err
	}
	names, err := route.MemberNames(ctx, s.Members)
	for _, m := range all[p.ID] {
		c := CustomerTag{Name: m.Name, At: m.At, ByName: names[m.By]}
		if g, err := s.Segments.Segment(ctx, route.Workspace(ctx), m.Segment); m.Segment != "" && err == nil {
			c.Segment = g.Name
		}
		out = append(out, c)
	}
	return out, err
}

func (s *server) put(ctx context.Context, in *putIn) ([]CustomerTag, error) {
	p, err := s.People.Profile(ctx, route.Workspace(ctx), in.ID)
	if err == nil {
		_, err = s.Tags.Put(ctx, route.Workspace(ctx), in.Body.Name, []cham.CustomerID{p.ID}, cham.ActorFrom(ctx).User)
	}
	if err != nil {
		return nil, err
	}
	return s.of(ctx, &in.CustomerPath)
}

func (s *server) take(ctx context.Context, in *takeIn) ([]CustomerTag, error) {
	p, err := s.People.Profile(ctx, route.Workspace(ctx), in.ID)
	if err == nil {
		_, err = s.Tags.Take(ctx, route.Workspace(ctx), in.Name, []cham.CustomerID{p.ID})
	}
	if err != nil {
		return nil, err
	}
	return s.of(ctx, &in.CustomerPath)
}

func (s *server) putSegment(ctx context.Context, in *segmentIn) (out SegmentTagged, err error) {
	g, err := s.Segments.Segment(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return out, err
	}
	ids, err := s.SegmentCustomers(ctx, g)
	if err != nil {
		return out, err
	}
	out.Customers = len(ids)
	if out.Tagged, err = s.Tags.Put(ctx, route.Workspace(ctx), in.Body.Name, ids, cham.ActorFrom(ctx).User); err != nil {
		return out, err
	}
	return out, s.record(ctx, "postSegmentsIdTags", g.ID, in.Body.Name, out.Tagged)
}

// record writes down which tag was put on how many.
func (s *server) record(ctx context.Context, action audit.Action, object, name string, tagged int) error {
	return s.Audit.Record(ctx, audit.Event{Action: action, Object: object, After: map[string]any{"tag": name, "tagged": tagged}})
}

// listFile describes the file in OpenAPI.
func listFile(op *huma.Operation, _ huma.Registry) {
	op.MaxBodyBytes = 32 << 20
	op.Description = "The body is the file: CSV, XLSX, JSON or Parquet, with a column of phones, e-mails, customer codes or other keys."
}

func (s *server) list(ctx context.Context, in *listIn) (out tag.ListTaken, err error) {
	lines, err := tag.ReadList(bytes.NewReader(in.RawBody), in.File, keysOf)
	if err != nil {
		return out, err
	}
	out, err = s.Tags.PutList(ctx, route.Workspace(ctx), in.Name, lines, cham.ActorFrom(ctx).User,
		func(keys []cham.Key) (map[cham.Key]cham.CustomerID, error) { return s.owners(ctx, keys) })
	if err != nil {
		return out, err
	}
	return out, s.record(ctx, "postTagsList", "list", in.Name, out.Tagged)
}

// owners says whose keys are. One that several people share is nobody's.
func (s *server) owners(ctx context.Context, keys []cham.Key) (map[cham.Key]cham.CustomerID, error) {
	nodes, err := s.Keys.NodesByKey(ctx, route.Workspace(ctx), keys)
	of := map[cham.Key]cham.CustomerID{}
	for _, n := range nodes {
		if !n.Shared {
			of[n.Key] = n.Customer
		}
	}
	return of, err
}
