// Package messages answers what campaigns take their words from: codes that they hand out.
package messages

import (
	"cham/api/rest/route"
	"cham/capability/voucher"
)

// Deps is what the area works with; all of it is required.
type Deps struct {
	Vouchers *voucher.Service
}

type server struct{ Deps }

// VoucherPath is part of an address.
type VoucherPath struct {
	ID string `path:"id" maxLength:"100"`
}

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/vouchers", route.Read, "Pools of codes, and how many are left in each", s.pools),
		route.Post("/v1/vouchers", route.Send, "Make a pool of codes", s.makePool),
		route.Put("/v1/vouchers/{id}", route.Send, "Change a pool's name or end", s.changePool),
		route.Delete("/v1/vouchers/{id}", route.Send, "Remove a pool of which no code was handed out", s.removePool),
		route.Post("/v1/vouchers/{id}/codes", route.Send, "Add the codes of a file to a pool", s.addCodes).With(codesFile),
	}
}
