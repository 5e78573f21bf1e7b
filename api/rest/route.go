package rest

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cham"
)

// permission is what a caller needs to use a route.
type permission string

// The permissions. A role includes the ones below it. keyless routes act on
// the signed-in person, so an API key, which is nobody, may not use them.
const (
	public   permission = "public"
	signedIn permission = "signed-in"
	keyless  permission = "person"
	viewer   permission = permission(cham.RoleViewer)
	editor   permission = permission(cham.RoleEditor)
	manager  permission = permission(cham.RoleManager)
	owner    permission = permission(cham.RoleOwner)
)

// allows reports whether a caller may pass; the zero Actor is nobody.
func (p permission) allows(a cham.Actor) bool {
	switch p {
	case public:
		return true
	case signedIn:
		return a.Role != ""
	case keyless:
		return a.User != ""
	}
	return a.Role.Allows(cham.Role(p))
}

// route is one line of the table.
type route struct {
	method, path string
	need         permission
	summary      string
	register     func(huma.API, huma.Operation)
	change       func(*huma.Operation)
}

// body is a JSON answer.
type body[T any] struct{ Body T }

// none is the input of routes that take none, and the output of those that
// answer 204.
type none struct{}

func get[I, O any](path string, need permission, summary string, h func(context.Context, *I) (O, error)) route {
	return line(http.MethodGet, path, need, summary, h)
}

func post[I, O any](path string, need permission, summary string, h func(context.Context, *I) (O, error)) route {
	return line(http.MethodPost, path, need, summary, h)
}

func put[I, O any](path string, need permission, summary string, h func(context.Context, *I) (O, error)) route {
	return line(http.MethodPut, path, need, summary, h)
}

func patch[I, O any](path string, need permission, summary string, h func(context.Context, *I) (O, error)) route {
	return line(http.MethodPatch, path, need, summary, h)
}

func del[I, O any](path string, need permission, summary string, h func(context.Context, *I) (O, error)) route {
	return line(http.MethodDelete, path, need, summary, h)
}

// with changes the operation of a route, for what its types cannot say.
func (r route) with(change func(*huma.Operation)) route { r.change = change; return r }

// line makes a route of a handler. A handler that returns a struct with a Body
// or header fields of its own answers with it; any other value is the body.
func line[I, O any](method, path string, need permission, summary string, h func(context.Context, *I) (O, error)) route {
	r := route{method: method, path: path, need: need, summary: summary}
	r.register = func(api huma.API, op huma.Operation) {
		switch t := reflect.TypeFor[O](); {
		case t == reflect.TypeFor[none]():
			huma.Register(api, op, func(ctx context.Context, in *I) (*none, error) {
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

// operation is what OpenAPI says of a route.
func (r route) operation() huma.Operation {
	op := huma.Operation{
		Method: r.method, Path: r.path, Summary: r.summary,
		OperationID:  operationID(r.method, r.path),
		Tags:         []string{strings.Split(strings.TrimPrefix(r.path, "/v1/"), "/")[0]},
		MaxBodyBytes: 4 << 20, BodyReadTimeout: 30 * time.Second,
		Extensions: map[string]any{"x-permission": string(r.need)},
		Errors:     []int{},
	}
	if r.need != public {
		op.Security = []map[string][]string{{"session": {}}, {"apiKey": {}}}
	}
	if r.change != nil {
		r.change(&op)
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
