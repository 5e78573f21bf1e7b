package codes

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cham"
	"cham/api/rest/route"
	"cham/capability/brand"
	"cham/capability/qr"
	"cham/capability/qr/sheet"
	"cham/locale"
)

// week is the span that scans are counted over.
const week = 7 * 24 * time.Hour

type listIn struct{ route.RequestInfo }

func (s *server) list(ctx context.Context, in *listIn) ([]QRCode, error) {
	all, err := s.Service.Store.Codes(ctx, route.Workspace(ctx))
	if err != nil {
		return nil, err
	}
	counts, err := s.Counts(ctx, route.Workspace(ctx), s.Now().Add(-week))
	out := []QRCode{}
	for _, c := range all {
		out = append(out, s.shown(&in.RequestInfo, c, counts[c.ID]))
	}
	return out, err
}

func (s *server) shown(in *route.RequestInfo, c qr.Code, n qr.Count) QRCode {
	return QRCode{ID: c.ID, URL: s.base(in) + "/q/" + c.ID, Map: c.Map, Touchpoint: c.Touchpoint, Name: c.Name, Channel: c.Channel,
		Branch: c.Branch, Place: c.Place, Page: pageOf(c.Page), CreatedAt: c.CreatedAt, RevokedAt: c.RevokedAt,
		Scans: n.Scans, Answers: n.Answers, LastAt: n.Last}
}

// base is where browsers reach the program.
func (s *server) base(in *route.RequestInfo) string {
	if s.PublicURL != "" {
		return strings.TrimSuffix(s.PublicURL, "/")
	}
	return map[bool]string{true: "https://", false: "http://"}[in.Secure("")] + in.Host
}

type makeIn struct {
	route.RequestInfo
	Body NewQRCodes
}

func (s *server) make(ctx context.Context, in *makeIn) ([]QRCode, error) {
	b := in.Body
	made, changed, err := s.Service.Make(ctx, route.Workspace(ctx), qr.NewCodes{Map: b.Map, Touchpoint: b.Touchpoint, Branches: b.Branches,
		Places: b.Places, Page: b.Page.page(), Source: locale.Text(locale.Match(in.Language), "sources.kind.qr", nil),
		By: cham.ActorFrom(ctx).User})
	if changed != nil {
		names, unknown := route.MemberNames(ctx, s.Members)
		if unknown != nil {
			names = nil // the map is saved; who did it is a courtesy
		}
		s.Saved(route.Workspace(ctx), *changed, names[changed.UpdatedBy])
	}
	out := []QRCode{}
	for _, c := range made {
		out = append(out, s.shown(&in.RequestInfo, c, qr.Count{}))
	}
	return out, err
}

type changeIn struct {
	CodePath
	route.RequestInfo
	Body QRCodeChange
}

func (s *server) change(ctx context.Context, in *changeIn) (QRCode, error) {
	var page *qr.Page
	if in.Body.Page != nil {
		p := in.Body.Page.page()
		page = &p
	}
	c, err := s.Service.Change(ctx, route.Workspace(ctx), in.ID, in.Body.Branch, in.Body.Place, page)
	if err != nil {
		return QRCode{}, err
	}
	counts, err := s.Counts(ctx, route.Workspace(ctx), s.Now().Add(-week))
	return s.shown(&in.RequestInfo, c, counts[c.ID]), err
}

func (s *server) revoke(ctx context.Context, in *CodePath) (route.None, error) {
	return route.None{}, s.Service.Revoke(ctx, route.Workspace(ctx), in.ID)
}

// Paper is what a sheet is drawn on; exported because huma looks into embedded structs only then.
type Paper struct {
	Size   sheet.Size   `query:"size" enum:"a4,tent,sticker" doc:"a4, the default: twelve to a page; tent: A6; sticker: 60 × 80 mm"`
	Format sheet.Format `query:"format" enum:"pdf,svg,png" doc:"pdf is the default; a picture has one page"`
}

type sheetIn struct {
	route.RequestInfo
	Paper
	IDs string `path:"id" maxLength:"3000" doc:"one, or several with commas between: at most 200"`
}

// sheet draws codes in the order they were asked for. It is drawn before anything
// is sent, so that what is wrong is still said.
func (s *server) sheet(ctx context.Context, in *sheetIn) (route.File, error) {
	labels, colour, err := s.labels(ctx, in)
	if err != nil {
		return route.File{}, err
	}
	return in.drawn(labels, colour)
}

func (p Paper) drawn(labels []sheet.Label, colour string) (route.File, error) {
	format := cmp.Or(p.Format, sheet.PDF)
	var file bytes.Buffer
	if err := sheet.Draw(&file, format, cmp.Or(p.Size, sheet.A4), labels, colour); err != nil {
		return route.File{}, err
	}
	return route.File{ContentType: format.MediaType(), Disposition: `attachment; filename="cham-qr.` + string(format) + `"`,
		Body: func(ctx huma.Context) { ctx.BodyWriter().Write(file.Bytes()) }}, nil
}

func (s *server) labels(ctx context.Context, in *sheetIn) (labels []sheet.Label, colour string, err error) {
	ws, err := s.Asker.Workspace(ctx)
	if err != nil {
		return nil, "", err
	}
	look, err := s.Brands.Brand(ctx, ws.ID)
	if err != nil {
		return nil, "", err
	}
	all, err := s.Service.Store.Codes(ctx, ws.ID)
	if err != nil {
		return nil, "", err
	}
	for id := range strings.SplitSeq(in.IDs, ",") {
		i := slices.IndexFunc(all, func(c qr.Code) bool { return c.ID == id && c.RevokedAt.IsZero() })
		if i < 0 {
			return nil, "", cham.Errorf(cham.CodeNotFound, "codes.sheet", "one of these codes is not there, or was revoked")
		}
		c := all[i]
		where := strings.Join(slices.DeleteFunc([]string{c.Branch, c.Place}, func(s string) bool { return s == "" }), " · ")
		labels = append(labels, sheet.Label{Address: s.base(&in.RequestInfo) + "/q/" + c.ID, Business: ws.Name, Title: c.Name, Where: where,
			Line: c.Page.Line})
	}
	return labels, look.Colour, nil
}

func sheetAnswer(op *huma.Operation, _ huma.Registry) {
	content := map[string]*huma.MediaType{}
	for _, f := range []sheet.Format{sheet.PDF, sheet.SVG, sheet.PNG} {
		content[f.MediaType()] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	op.Responses = map[string]*huma.Response{"200": {Description: http.StatusText(http.StatusOK), Content: content}}
}

func (s *server) brand(ctx context.Context, _ *route.None) (BrandInfo, error) {
	b, err := s.Brands.Brand(ctx, route.Workspace(ctx))
	return BrandInfo(b), err
}

func (s *server) putBrand(ctx context.Context, in *route.In[BrandInfo]) (BrandInfo, error) {
	b := brand.Brand{Colour: strings.ToLower(in.Body.Colour)}
	if !b.Valid() {
		return BrandInfo{}, &cham.Error{Code: cham.CodeInvalid, Op: "codes.putBrand", Field: "colour", Key: "error.colour"}
	}
	if len(in.Body.Logo) > 0 {
		var err error
		if b.Logo, err = brand.Logo(in.Body.Logo); err != nil {
			return BrandInfo{}, err
		}
	}
	return BrandInfo(b), s.Brands.PutBrand(ctx, route.Workspace(ctx), b)
}
