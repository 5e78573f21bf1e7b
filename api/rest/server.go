// Package rest is Chạm's own HTTP API: what the pages and programs of others
// ask and change. Each area of it is a package beside this one: its routes.go
// says who may do what, the structs in its types.go what goes over the wire, and
// OpenAPI comes from them. This package joins the areas and lets callers in. It
// knows no store: what an area needs it declares.
package rest

import (
	"io"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"cham/api/rest/route"
	"cham/capability/access"
)

type server struct {
	Deps
	api huma.API
	as  *access.Caller // who everybody is; nil: whoever shows a key or a session
}

// New returns the handler of every route in the table, and of
// GET /v1/openapi.json.
func New(d Deps) http.Handler {
	s, mux := assemble(d)
	return s.middleware(mux)
}

// NewFor is New for one caller who is known already, as on the machine that
// holds the data: nobody is asked who they are.
func NewFor(d Deps, c access.Caller) http.Handler {
	s, mux := assemble(d)
	s.as = &c
	return s.middleware(mux)
}

// OpenAPI returns the description of the API, OpenAPI 3.1 in JSON.
func OpenAPI() ([]byte, error) {
	s, _ := assemble(Deps{})
	doc, err := json.Marshal(s.api.OpenAPI(), json.Deterministic(true), jsontext.WithIndent(" "))
	return append(doc, '\n'), err
}

func assemble(d Deps) (*server, *http.ServeMux) {
	teachHuma()
	s, mux := &server{Deps: d}, http.NewServeMux()
	s.api = humago.New(mux, config(d.Version))
	for _, r := range routes(d) {
		r.Register(s.api, s.authorize(r), s.record(r))
	}
	describe(s.api.OpenAPI().Components.Schemas)
	return s, mux
}

func config(version string) huma.Config {
	c := huma.DefaultConfig("Chạm", version)
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "/v1/openapi", "", ""
	c.CreateHooks = nil // no $schema in answers
	c.Transformers = []huma.Transformer{route.MaskAnswer}
	c.Formats = map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: route.CookieName},
		"apiKey":  {Type: "http", Scheme: "bearer"},
	}
	return c
}

// jsonFormat writes a nil list as [] and a nil object as {}, so that pages
// need not ask; all else is as encoding/json has it.
var jsonFormat = huma.Format{
	Marshal:   WriteJSON,
	Unmarshal: func(b []byte, v any) error { return json.Unmarshal(b, v, jsonv1.DefaultOptionsV1()) },
}

// WriteJSON writes a value as the API answers it.
func WriteJSON(w io.Writer, v any) error {
	return json.MarshalWrite(w, v, jsonv1.DefaultOptionsV1(), json.FormatNilSliceAsNull(false), json.FormatNilMapAsNull(false))
}

// teachHuma sets the two hooks that huma keeps in package variables: the
// shape of errors, and that lists are never null.
var teachHuma = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false
	huma.NewErrorWithContext = route.NewProblem
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return route.NewProblem(nil, status, msg, errs...)
	}
})
