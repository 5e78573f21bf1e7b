// Package messages answers what campaigns take their words from: messages that are kept, and codes to hand out.
package messages

import (
	"cham/api/rest/route"
	"cham/capability/library"
	"cham/capability/voucher"
)

// Deps is what the area works with; all of it is required.
type Deps struct {
	Library  *library.Service
	Vouchers *voucher.Service
}

type server struct{ Deps }

// VoucherPath and MessagePath are parts of addresses.
type (
	VoucherPath struct {
		ID string `path:"id" maxLength:"100"`
	}
	MessagePath struct {
		ID string `path:"id" maxLength:"100"`
	}
)

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/messages", route.Read, "Messages that are kept, the last changed first", s.messages),
		route.Post("/v1/messages", route.Send, "Keep a message", s.save),
		route.Put("/v1/messages/{id}", route.Send, "Change a message", s.change),
		route.Delete("/v1/messages/{id}", route.Send, "Remove a message; campaigns that began with it stay as they are", s.remove),
		route.Get("/v1/vouchers", route.Read, "Pools of codes, and how many are left in each", s.pools),
		route.Post("/v1/vouchers", route.Send, "Make a pool of codes", s.makePool),
		route.Put("/v1/vouchers/{id}", route.Send, "Change a pool's name or end", s.changePool),
		route.Delete("/v1/vouchers/{id}", route.Send, "Remove a pool of which no code was handed out", s.removePool),
		route.Post("/v1/vouchers/{id}/codes", route.Send, "Add the codes of a file to a pool", s.addCodes).With(codesFile),
	}
}
