package sources

import (
	"context"

	"cham"
	"cham/api/rest/route"
	"cham/capability/capture"
)

// most is how many errors and search terms of a website are listed.
const most = 50

func (s *server) website(ctx context.Context, in *SourcePath) (WebsiteTold, error) {
	src, err := s.Sources.Source(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return WebsiteTold{}, err
	}
	w, err := s.History.Website(ctx, src.Workspace, src.ID, s.Now().AddDate(0, 0, -capture.WebsiteDays), most)
	out := WebsiteTold{Days: capture.WebsiteDays, Events: w.Events, Errors: []PageError{}, Searches: []Search{}}
	for _, e := range w.Errors {
		out.Errors = append(out.Errors, PageError(e))
	}
	for _, t := range w.Searches {
		out.Searches = append(out.Searches, Search(t))
	}
	return out, err
}

// changeWebsite changes what only websites have.
func (s *server) changeWebsite(ctx context.Context, src *cham.Source, b SourceChange) (err error) {
	if (b.Tells != nil || b.SearchParams != nil || b.OrdersFrom != nil) && src.Kind != "website" {
		return &cham.Error{Code: cham.CodeInvalid, Op: "rest.changeSource", Key: "error.onlyWebsites", Hint: "only a website has this"}
	}
	if b.Tells != nil {
		if src.Tells, err = capture.Words(*b.Tells); err != nil {
			return err
		}
	}
	if b.SearchParams != nil {
		if src.Search, err = capture.SearchParams(*b.SearchParams); err != nil {
			return err
		}
	}
	if b.OrdersFrom != nil {
		src.OrdersFrom = *b.OrdersFrom
		return s.checkOrders(ctx, src)
	}
	return nil
}

// checkOrders refuses what does not bring a website's orders: no source of the
// workspace, one that is switched off, or one as which anybody can send.
func (s *server) checkOrders(ctx context.Context, src *cham.Source) error {
	if src.OrdersFrom == "" {
		return nil
	}
	from, err := s.Sources.Source(ctx, src.Workspace, src.OrdersFrom)
	if err == nil && !from.BringsOrders() {
		err = &cham.Error{Code: cham.CodeInvalid, Op: "rest.changeSource", Key: "error.ordersFromWebsite",
			Hint: "orders are counted from a webhook, a server or a file that is switched on"}
	}
	return err
}
