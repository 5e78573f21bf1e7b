package staff

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"image/draw"
	"image/png"
	"time"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"cham"
	"cham/api/rest/route"
	"cham/capability/audit"
	"cham/capability/capture"
	"cham/capability/report"
	"cham/capability/staff"
	"cham/locale"
	"cham/measure"
)

// source is where the touches come from, named in the caller's language when it is made.
func (s *server) source(ctx context.Context, v *route.RequestInfo) (cham.Source, error) {
	return s.Service.Source(ctx, route.Workspace(ctx), locale.Text(locale.Match(v.Language), "staff.title", nil))
}

func (s *server) page(ctx context.Context, _ *route.None) (StaffPage, error) {
	setup, all, err := s.tiles(ctx)
	if err != nil {
		return StaffPage{}, err
	}
	on, err := s.Service.On(ctx, route.Workspace(ctx))
	return pageOf(on, setup, all), err
}

func (s *server) tiles(ctx context.Context) (setup staff.Setup, all []staff.Tile, err error) {
	maps, err := s.Maps.Maps(ctx, route.Workspace(ctx))
	if err != nil {
		return setup, nil, err
	}
	setup, err = s.Service.Store.StaffSetup(ctx, route.Workspace(ctx))
	return setup, staff.Tiles(maps), err
}

// ofMap are the touchpoints of one map, for lists on paper.
func (s *server) ofMap(ctx context.Context, in *ofMapIn) ([]StaffTile, error) {
	m, err := s.Maps.Map(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return append([]StaffTile{}, shown(staff.Tiles([]cham.JourneyMap{m}))...), nil
}

func pageOf(on bool, setup staff.Setup, all []staff.Tile) StaffPage {
	return StaffPage{Enabled: on, Tiles: shown(setup.Shown(all)), Calls: shown(staff.Calls(all)), Branches: setup.Branches}
}

func shown(tiles []staff.Tile) (out []StaffTile) {
	for _, t := range tiles {
		out = append(out, StaffTile(t))
	}
	return out
}

func (s *server) setup(ctx context.Context, in *pageIn) (StaffSetup, error) {
	setup, all, err := s.tiles(ctx)
	if err != nil {
		return StaffSetup{}, err
	}
	on, err := s.Service.On(ctx, route.Workspace(ctx))
	if err != nil {
		return StaffSetup{}, err
	}
	ws, err := s.Workspace(ctx)
	if err != nil {
		return StaffSetup{}, err
	}
	values, err := s.Reports.Dimensions(ctx, ws, measure.Period{From: s.Now().AddDate(-1, 0, 0)})
	if err != nil {
		return StaffSetup{}, err
	}
	out := StaffSetup{StaffPage: pageOf(on, setup, all), Chosen: setup.Tiles != nil, Candidates: shown(all),
		URL: in.Base(s.PublicURL) + "/staff/"}
	for _, b := range values.Branches {
		out.Seen = append(out.Seen, b.Value)
	}
	out.Picture, err = picture(out.URL)
	return out, err
}

// quietZone is the white that a reader of codes needs around one, in pixels.
const quietZone = 32

// picture is the QR code of an address, as a data: address.
func picture(of string) (string, error) {
	code, err := qr.Encode(of, qr.M, qr.Auto)
	if err == nil {
		code, err = barcode.Scale(code, 264, 264)
	}
	if err != nil {
		return "", cham.Wrap(cham.CodeInternal, "rest.staff", err)
	}
	paper := image.NewGray(image.Rect(0, 0, quietZone+264+quietZone, quietZone+264+quietZone))
	draw.Draw(paper, paper.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(paper, code.Bounds().Add(image.Pt(quietZone, quietZone)), code, image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := png.Encode(&b, paper); err != nil {
		return "", cham.Wrap(cham.CodeInternal, "rest.staff", err)
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes()), nil
}

func (s *server) putSetup(ctx context.Context, in *setupIn) (StaffSetup, error) {
	_, all, err := s.tiles(ctx)
	if err != nil {
		return StaffSetup{}, err
	}
	next := staff.Setup{Tiles: []staff.Chosen{}, Branches: in.Body.Branches}
	for _, t := range in.Body.Tiles {
		next.Tiles = append(next.Tiles, staff.Chosen(t))
	}
	if err := next.Check(all); err != nil {
		return StaffSetup{}, err
	}
	if err := s.Service.Store.PutStaffSetup(ctx, route.Workspace(ctx), next); err != nil {
		return StaffSetup{}, err
	}
	return s.setup(ctx, &pageIn{in.RequestInfo})
}

// mostTouches are sent at once.
const mostTouches = 50

func (s *server) record(ctx context.Context, in *recordIn) (out []StaffResult, err error) {
	if err := sameSender(ctx, in.Body.User, in.Body.Workspace); err != nil {
		return nil, err
	}
	if n := len(in.Body.Touches); n == 0 || n > mostTouches {
		return nil, &cham.Error{Code: cham.CodeInvalid, Op: "rest.staff", Field: "touches", Key: "error.staff.many",
			Args: map[string]any{"n": mostTouches}}
	}
	ws, err := s.Workspace(ctx)
	if err != nil {
		return nil, err
	}
	src, err := s.source(ctx, &in.RequestInfo)
	if err != nil {
		return nil, err
	}
	out, err = s.results(ctx, in.Body.Touches)
	if err != nil {
		return nil, err
	}
	entries := []staff.Entry{}
	for _, t := range in.Body.Touches {
		if t.Task == nil {
			entries = append(entries, entry(t))
		}
	}
	done, err := s.Service.Record(ctx, src, staff.Phone{By: cham.ActorFrom(ctx), SentAt: in.Body.SentAt, Currency: ws.Currency,
		Meta: capture.Meta{ReceivedAt: s.Now()}}, entries)
	for _, r := range done {
		out = append(out, StaffResult(r))
	}
	return out, err
}

func entry(t StaffTouch) staff.Entry {
	e := staff.Entry{ID: t.ID, At: t.At, Customer: t.Customer, Phone: t.Phone, Name: t.Name, Event: t.Event, Channel: t.Channel,
		Branch: t.Branch, Outcome: t.Outcome, Note: t.Note, Value: t.Value}
	if t.Call == nil {
		return e
	}
	e.Call = &staff.Call{Out: t.Call.Direction == "out", Outcome: t.Call.Outcome, Minutes: t.Call.Minutes}
	if !e.Call.Out && t.Call.Direction != "in" {
		e.Call.Outcome = "" // which is none
	}
	return e
}

func (s *server) undo(ctx context.Context, in *undoIn) (StaffUndone, error) {
	if err := sameSender(ctx, in.Body.User, in.Body.Workspace); err != nil {
		return StaffUndone{}, err
	}
	gone, err := s.Service.Undo(ctx, route.Workspace(ctx), cham.ActorFrom(ctx), in.ID, in.Body.Why)
	return StaffUndone{Found: gone != nil}, err
}

// mostListed and listedFor bound the list of customers that a phone keeps.
const (
	mostListed = 2000
	listedFor  = 365 * 24 * time.Hour
)

// customers are those who came in the last year, to the branch where one is named.
// Taking the list along is written to the audit log.
func (s *server) customers(ctx context.Context, in *customersIn) (out StaffCustomers, err error) {
	if by := cham.ActorFrom(ctx); !by.May(cham.MaySee) || by.Sees() == cham.SightHidden {
		return out, &cham.Error{Code: cham.CodeForbidden, Op: "rest.staff", Key: "error.asksMasked"}
	}
	if err := s.lists.Take(ctx, s.Now()); err != nil {
		return out, err
	}
	ws, err := s.Workspace(ctx)
	if err != nil {
		return out, err
	}
	q := measure.Query{Question: measure.Touches, From: s.Now().Add(-listedFor)}
	if in.Branch != "" {
		q.Where = []measure.Is{{By: measure.ByBranch, Any: []string{in.Branch}}}
	}
	list, err := s.Reports.Behind(ctx, ws, q, measure.Figure{Kind: measure.FigureCustomers}, report.Page{Limit: mostListed})
	if err != nil {
		return out, err
	}
	out.Total = list.Total
	if out.Customers, err = s.describe(ctx, list.Customers); err != nil {
		return out, err
	}
	return out, s.Audit.Record(ctx, audit.Event{Action: "getStaffCustomers", Object: "staff/customers",
		After: map[string]any{"customers": len(out.Customers)}})
}

func (s *server) describe(ctx context.Context, sums []measure.CustomerSummary) (out []StaffCustomer, err error) {
	ids := make([]cham.CustomerID, len(sums))
	for i := range sums {
		ids[i] = sums[i].ID
	}
	people, err := s.People.Profiles(ctx, route.Workspace(ctx), ids)
	for i, p := range people {
		c := StaffCustomer{ID: sums[i].ID, Name: p.Name, LastAt: sums[i].LastAt}
		for _, n := range p.Keys {
			if k := n.Key; (k.Kind == cham.KeyPhone || k.Kind == cham.KeyMember) && len(c.Keys) < 3 {
				c.Keys = append(c.Keys, route.KeyRef(k))
			}
		}
		if c.Name != "" || len(c.Keys) > 0 {
			out = append(out, c)
		}
	}
	return out, err
}
