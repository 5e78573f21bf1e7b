// Package route is what every area of the API shares: the lines of its table
// with their permission, who asks, periods and segments, pages, files for
// spreadsheets, and how a refusal is answered.
package route

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/sse"

	"cham"
)

// Permission is what a caller needs to use a route.
type Permission string

// The permissions: those of who asks, and those of cham's table of roles.
// Person routes act on the signed-in person, so an API key may not use them.
const (
	Public    Permission = "public"
	SignedIn  Permission = "signed-in"
	Person    Permission = "person"
	Read      Permission = Permission(cham.MayRead)
	See       Permission = Permission(cham.MaySee)
	Ask       Permission = Permission(cham.MayAsk)
	Export    Permission = Permission(cham.MayExport)
	Touch     Permission = Permission(cham.MayTouch)
	Customers Permission = Permission(cham.MayCustomers)
	Send      Permission = Permission(cham.MaySend)
	Maps      Permission = Permission(cham.MayMaps)
	Follow    Permission = Permission(cham.MayFollow)
	Import    Permission = Permission(cham.MayImport)
	Sources   Permission = Permission(cham.MaySources)
	Settings  Permission = Permission(cham.MaySettings)
	Audit     Permission = Permission(cham.MayAudit)
	People    Permission = Permission(cham.MayPeople)
	Own       Permission = Permission(cham.MayOwn)
	// PeoplePerson lets others in for longer than an API key lasts.
	PeoplePerson Permission = "people-person"
)

// Allows reports whether a caller may pass; the zero Actor is nobody.
func (p Permission) Allows(a cham.Actor) bool {
	switch p {
	case Public:
		return true
	case SignedIn:
		return a.Role != ""
	case Person:
		return a.User != ""
	case PeoplePerson:
		return a.User != "" && a.May(cham.MayPeople)
	}
	return a.May(cham.May(p))
}

// AboutCaller reports whether answers are about the caller alone.
func (p Permission) AboutCaller() bool { return p == Public || p == SignedIn || p == Person }

// Route is one line of the table.
type Route struct {
	Method, Path string
	Need         Permission
	// Recorded says that what the route does is written to the audit log where it
	// is done, not by the API.
	Recorded bool
	// Archived says that it may be used in a workspace that was put away, though it changes something.
	Archived bool
	summary  string
	register func(huma.API, huma.Operation)
	change   func(*huma.Operation, huma.Registry)
}

// permissionKey is where OpenAPI says what a route needs.
const permissionKey = "x-permission"

// In is an input that is only a JSON body.
type In[T any] struct{ Body T }

// body is a JSON answer.
type body[T any] struct{ Body T }

// None is the input of routes that take none, and the output of those that
// answer 204.
type None struct{}

// Get makes a route of GET.
func Get[I, O any](path string, need Permission, summary string, h func(context.Context, *I) (O, error)) Route {
	return line(http.MethodGet, path, need, summary, h)
}

// Post makes a route of POST.
func Post[I, O any](path string, need Permission, summary string, h func(context.Context, *I) (O, error)) Route {
	return line(http.MethodPost, path, need, summary, h)
}

// Put makes a route of PUT.
func Put[I, O any](path string, need Permission, summary string, h func(context.Context, *I) (O, error)) Route {
	return line(http.MethodPut, path, need, summary, h)
}

// Patch makes a route of PATCH.
func Patch[I, O any](path string, need Permission, summary string, h func(context.Context, *I) (O, error)) Route {
	return line(http.MethodPatch, path, need, summary, h)
}

// Delete makes a route of DELETE.
func Delete[I, O any](path string, need Permission, summary string, h func(context.Context, *I) (O, error)) Route {
	return line(http.MethodDelete, path, need, summary, h)
}

// With changes the operation of a route, for what its types cannot say.
func (r Route) With(change func(*huma.Operation, huma.Registry)) Route { r.change = change; return r }

// RecordsItself is for a route whose capability writes to the audit log, with
// more than the API knows.
func (r Route) RecordsItself() Route { r.Recorded = true; return r }

// WhenArchived is for a route that changes something also in a workspace that was
// put away.
func (r Route) WhenArchived() Route { r.Archived = true; return r }

// Reads reports whether a workspace that was put away lets the route be used:
// what reads, and what is about the caller alone.
func (r Route) Reads() bool {
	return r.Archived || r.Method == http.MethodGet || r.Need.AboutCaller() || r.Need == Read || r.Need == See || r.Need == Export
}

// Stream makes a route of server-sent events; events are the kinds it sends, by
// their names.
func Stream[I any](path string, need Permission, summary string, events map[string]any, h func(context.Context, *I, sse.Sender)) Route {
	r := Route{Method: http.MethodGet, Path: path, Need: need, summary: summary}
	r.register = func(api huma.API, op huma.Operation) {
		sse.Register(api, op, events, func(ctx context.Context, in *I, send sse.Sender) { h(ctx, in, maskedSender(ctx, send)) })
	}
	return r
}

// line makes a route of a handler. A handler that returns a struct with a Body
// or header fields of its own answers with it; any other value is the body.
func line[I, O any](method, path string, need Permission, summary string, h func(context.Context, *I) (O, error)) Route {
	r := Route{Method: method, Path: path, Need: need, summary: summary}
	r.register = func(api huma.API, op huma.Operation) {
		switch t := reflect.TypeFor[O](); {
		case t == reflect.TypeFor[None]():
			huma.Register(api, op, func(ctx context.Context, in *I) (*None, error) {
				_, err := h(ctx, in)
				return nil, err
			})
		case t.Kind() == reflect.Struct && raw(t):
			huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
				out, err := h(ctx, in)
				return &out, err
			})
		default:
			huma.Register(api, op, func(ctx context.Context, in *I) (*body[O], error) {
				out, err := h(ctx, in)
				return &body[O]{out}, err
			})
		}
	}
	return r
}

// raw reports whether a type is an answer with headers, not a body.
func raw(t reflect.Type) bool {
	if f, ok := t.FieldByName("Body"); ok && f.Tag.Get("json") == "" {
		return true
	}
	_, ok := t.FieldByName("SetCookie")
	return ok
}

// ID is the id of the route's operation, "getMapsIdOverlay" for GET /v1/maps/{id}/overlay.
func (r Route) ID() string { return operationID(r.Method, r.Path) }

// Register adds the route to the API, behind the middlewares given.
func (r Route) Register(api huma.API, behind ...func(huma.Context, func(huma.Context))) {
	op := r.operation(api.OpenAPI().Components.Schemas)
	op.Middlewares = behind
	r.register(api, op)
}

// operation is what OpenAPI says of a route.
func (r Route) operation(schemas huma.Registry) huma.Operation {
	op := huma.Operation{
		Method: r.Method, Path: r.Path, Summary: r.summary,
		OperationID:  operationID(r.Method, r.Path),
		Tags:         []string{strings.Split(strings.TrimPrefix(r.Path, "/v1/"), "/")[0]},
		MaxBodyBytes: 4 << 20, BodyReadTimeout: 30 * time.Second,
		Extensions: map[string]any{permissionKey: string(r.Need)},
		Errors:     []int{},
	}
	if r.Need != Public {
		op.Security = []map[string][]string{{"session": {}}, {"apiKey": {}}}
	}
	if r.change != nil {
		r.change(&op, schemas)
	}
	return op
}

// operationID is "getMapsIdOverlay" for GET /v1/maps/{id}/overlay.
func operationID(method, path string) string {
	id := strings.ToLower(method)
	for part := range strings.FieldsFuncSeq(strings.TrimPrefix(path, "/v1"), func(c rune) bool {
		return strings.ContainsRune("/{}-.", c)
	}) {
		id += strings.ToUpper(part[:1]) + part[1:]
	}
	return id
}
