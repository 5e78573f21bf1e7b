package imports

import (
	"io"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"cham"
)

// uploadIn is a multipart upload, left unread: the file goes straight to disk.
type uploadIn struct {
	Source      cham.SourceID `query:"source" doc:"which source its touches come from; the source that files share when absent"`
	contentType string
	body        io.Reader
}

// Resolve keeps the request's body for the handler.
func (u *uploadIn) Resolve(ctx huma.Context) []error {
	u.contentType, u.body = ctx.Header("Content-Type"), ctx.BodyReader()
	return nil
}

// uploads describes the file in OpenAPI and lifts the limits of ordinary
// bodies.
func uploads(op *huma.Operation, _ huma.Registry) {
	op.MaxBodyBytes, op.BodyReadTimeout = -1, -1
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		// Format keeps huma from reading and checking the body itself.
		"multipart/form-data": {Schema: &huma.Schema{
			Type: huma.TypeObject, Format: "binary",
			Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary",
				Description: ".csv, .json or .ndjson, also packed as .gz; .xlsx; .parquet"}},
			Required: []string{"file"},
		}},
	}}
}

// rejectsAnswer describes rejected rows, in either format, in OpenAPI.
func rejectsAnswer(op *huma.Operation, schemas huma.Registry) {
	op.Responses = map[string]*huma.Response{"200": {Description: http.StatusText(http.StatusOK), Content: map[string]*huma.MediaType{
		"application/json":     {Schema: schemas.Schema(reflect.TypeFor[RejectsPage](), true, "")},
		"text/csv":             {Schema: &huma.Schema{Type: huma.TypeString}},
		"application/x-ndjson": {Schema: &huma.Schema{Type: huma.TypeString}},
	}}}
}
