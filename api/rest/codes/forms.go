package codes

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/form"
	"cham/capability/qr/sheet"
	"cham/locale"
)

// month is the span that what was sent is counted over.
const month = 30 * 24 * time.Hour

func (s *server) forms(ctx context.Context, in *listIn) ([]FormInfo, error) {
	all, err := s.Forms.Store.Forms(ctx, route.Workspace(ctx))
	if err != nil {
		return nil, err
	}
	return s.counted(ctx, &in.RequestInfo, all)
}

// counted are forms with what was sent in them.
func (s *server) counted(ctx context.Context, in *route.RequestInfo, all []form.Form) ([]FormInfo, error) {
	counts, err := s.FormCounts(ctx, route.Workspace(ctx), s.Now().Add(-month))
	if err != nil {
		return nil, err
	}
	out := []FormInfo{}
	for _, f := range all {
		token, err := s.Forms.Preview(ctx, f)
		if err != nil {
			return nil, err
		}
		url := s.base(in) + "/f/" + f.ID
		out = append(out, FormInfo{ID: f.ID, URL: url, Preview: url + "?preview=" + token, Embed: snippet(url, f),
			Name: f.Name, Branch: f.Branch, Page: formPageOf(f.Page), CreatedAt: f.CreatedAt, ClosedAt: f.ClosedAt,
			Sent: counts[f.ID].Sent, LastAt: counts[f.ID].Last})
	}
	return out, nil
}

func (s *server) one(ctx context.Context, in *route.RequestInfo, f form.Form) (FormInfo, error) {
	all, err := s.counted(ctx, in, []form.Form{f})
	if err != nil {
		return FormInfo{}, err
	}
	return all[0], nil
}

// snippet shows a form in a page of a website, and tells it the page's address, where
// the campaign stands, and where the visitor came from. Without scripts the
// form is there all the same.
func snippet(url string, f form.Form) string {
	height := 320 + 96*len(f.Page.Fields)
	title, _ := json.Marshal(f.Page.Title) // of a text, which cannot fail; < and > are escaped in it
	return fmt.Sprintf(`<script>(function(s){var f=document.createElement("iframe");f.title=%s;`+
		`f.style.cssText="width:100%%;height:%dpx;border:0";`+
		`f.src="%s?embed=1&page="+encodeURIComponent(location.href.slice(0,1500))+"&from="+encodeURIComponent(document.referrer.slice(0,500));`+
		`s.parentNode.insertBefore(f,s)})(document.currentScript)</script>`+
		`<noscript><iframe src="%s?embed=1" title="%s" style="width:100%%;height:%dpx;border:0"></iframe></noscript>`,
		title, height, url, url, html.EscapeString(f.Page.Title), height)
}

type makeFormIn struct {
	route.RequestInfo
	Body NewForm
}

func (s *server) makeForm(ctx context.Context, in *makeFormIn) (FormInfo, error) {
	made := form.Form{Workspace: route.Workspace(ctx), Name: in.Body.Name, Branch: in.Body.Branch, Page: in.Body.Page.page()}
	f, err := s.Forms.Make(ctx, made, locale.Text(locale.Match(in.Language), "sources.kind.form", nil))
	if err != nil {
		return FormInfo{}, err
	}
	return s.one(ctx, &in.RequestInfo, f)
}

type changeFormIn struct {
	CodePath
	route.RequestInfo
	Body FormChange
}

func (s *server) changeForm(ctx context.Context, in *changeFormIn) (FormInfo, error) {
	change := form.Change{Name: in.Body.Name, Branch: in.Body.Branch, Closed: in.Body.Closed}
	if in.Body.Page != nil {
		p := in.Body.Page.page()
		change.Page = &p
	}
	f, err := s.Forms.Change(ctx, route.Workspace(ctx), in.ID, change)
	if err != nil {
		return FormInfo{}, err
	}
	return s.one(ctx, &in.RequestInfo, f)
}

func (s *server) deleteForm(ctx context.Context, in *CodePath) (route.None, error) {
	return route.None{}, s.Forms.Store.DeleteForm(ctx, route.Workspace(ctx), in.ID)
}

type formSheetIn struct {
	CodePath
	route.RequestInfo
	Paper
}

func (s *server) formSheet(ctx context.Context, in *formSheetIn) (route.File, error) {
	ws, err := s.Asker.Workspace(ctx)
	if err != nil {
		return route.File{}, err
	}
	f, err := s.Forms.Store.Form(ctx, in.ID)
	if err == nil && f.Workspace != ws.ID {
		err = cham.Errorf(cham.CodeNotFound, "codes.formSheet", "no such form")
	}
	if err != nil {
		return route.File{}, err
	}
	look, err := s.Brands.Brand(ctx, ws.ID)
	if err != nil {
		return route.File{}, err
	}
	return in.drawn([]sheet.Label{{Address: s.base(&in.RequestInfo) + "/f/" + f.ID, Business: ws.Name, Title: f.Page.Title, Where: f.Branch}},
		look.Colour)
}
