package reach

import (
	"bufio"
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"cham"
	"cham/api/rest/route"
	"cham/capability/reach"
	"cham/measure"
)

// Segments finds a saved segment.
type Segments interface {
	Segment(ctx context.Context, ws cham.WorkspaceID, id string) (measure.SavedSegment, error)
}

type audienceIn struct {
	ID  string         `path:"id" doc:"of the segment"`
	For reach.Platform `query:"for" default:"meta" enum:"meta,google,tiktok" doc:"the platform the list is made for"`
}

// members are the customers of the segment. A hash of a telephone number is as good as the number to who tries
// all of them, so who sees customers masked gets no list.
func (s *server) members(ctx context.Context, in *audienceIn) ([]cham.CustomerID, error) {
	if route.Masks(ctx) {
		return nil, &cham.Error{Code: cham.CodeForbidden, Op: "rest.audience", Key: "error.reach.audience"}
	}
	g, err := s.Segments.Segment(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return s.SegmentCustomers(ctx, g)
}

func (s *server) audience(ctx context.Context, in *audienceIn) (reach.Audience, error) {
	ids, err := s.members(ctx, in)
	if err != nil {
		return reach.Audience{}, err
	}
	return s.Desk.Audience(ctx, route.Workspace(ctx), in.For, ids, func(string, string) error { return nil })
}

// audienceFile is plain: platforms know their headings by the letter, without the mark that Excel wants.
func (s *server) audienceFile(ctx context.Context, in *audienceIn) (route.File, error) {
	ids, err := s.members(ctx, in)
	return route.File{ContentType: "text/csv; charset=utf-8", Disposition: `attachment; filename="cham-` + string(in.For) + `.csv"`,
		Body: func(h huma.Context) {
			out := bufio.NewWriter(h.BodyWriter())
			line := func(email, phone string) error {
				_, err := out.WriteString(email + "," + phone + "\n")
				return err
			}
			_, err := out.WriteString(strings.Join(in.For.Columns(), ",") + "\n")
			if err == nil {
				_, err = s.Desk.Audience(ctx, route.Workspace(ctx), in.For, ids, line)
			}
			if err == nil {
				err = out.Flush()
			}
			if err != nil {
				route.NoteCause(h, err)
				panic(http.ErrAbortHandler) // what was sent is no whole file, and the platform must see that
			}
		}}, err
}
