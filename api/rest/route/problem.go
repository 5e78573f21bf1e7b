package route

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"cham"
	"cham/capability/access"
	"cham/locale"
)

// statuses is the one table from codes to HTTP.
var statuses = map[cham.Code]int{
	cham.CodeInvalid:      http.StatusBadRequest,
	cham.CodeUnauthorized: http.StatusUnauthorized,
	cham.CodeForbidden:    http.StatusForbidden,
	cham.CodeNotFound:     http.StatusNotFound,
	cham.CodeConflict:     http.StatusConflict,
	cham.CodeTooLarge:     http.StatusRequestEntityTooLarge,
	cham.CodeTooMany:      http.StatusTooManyRequests,
	cham.CodeUnavailable:  http.StatusServiceUnavailable,
	cham.CodeInternal:     http.StatusInternalServerError,
}

// codes is the table read backwards, for what huma refuses by itself.
var codes = map[int]cham.Code{
	http.StatusUnprocessableEntity:  cham.CodeInvalid,
	http.StatusNotAcceptable:        cham.CodeInvalid,
	http.StatusUnsupportedMediaType: cham.CodeInvalid,
	http.StatusRequestTimeout:       cham.CodeInvalid,
}

func init() {
	for c, s := range statuses {
		codes[s] = c
	}
}

// Problem is an error as RFC 9457 writes it (application/problem+json), in
// the user's language.
type Problem struct {
	Status int `json:"status" doc:"HTTP status"`
	// Code is for programs to branch on; its words are those of statuses.
	Code string `json:"code" enum:"invalid,unauthorized,forbidden,not_found,conflict,too_large,too_many,unavailable,internal"`

	Title      string     `json:"title" doc:"the code in the user's language"`
	Detail     string     `json:"detail,omitempty" doc:"what happened, in the user's language"`
	Field      string     `json:"field,omitempty" doc:"place of a bad input, e.g. stages[2].name"`
	Hint       string     `json:"hint,omitempty" doc:"what to do, in English, for programs' authors"`
	RetryAfter int        `json:"retryAfter,omitempty" doc:"seconds"`
	Request    string     `json:"request,omitempty" doc:"id of the request, to find it in the log"`
	Challenge  *Challenge `json:"challenge,omitempty" doc:"work to prove before the next try to sign in"`
	Current    any        `json:"current,omitempty" doc:"on a conflict over a map: the map as it is stored now"`
}

// Challenge asks for work before the next try.
type Challenge struct {
	Text string `json:"text" doc:"opaque; good for a few minutes and one try"`
	Bits int    `json:"bits" doc:"find a nonce such that SHA-256 of text + \":\" + nonce begins with so many zero bits"`
}

// Error makes a Problem an error.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType marks problems as RFC 9457 wants.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// Conflict is an error that shows what is stored now beside what it says.
type Conflict struct {
	Err     error
	Current any
}

func (c *Conflict) Error() string { return c.Err.Error() }

// Unwrap answers what it says.
func (c *Conflict) Unwrap() error { return c.Err }

// causeKey leads to where the cause of a problem is noted for the log.
type causeKey struct{}

// WithCause keeps the cause of a problem inside, which is not for the caller,
// where the returned pointer leads.
func WithCause(ctx huma.Context) (huma.Context, *error) {
	var cause error
	return huma.WithValue(ctx, causeKey{}, &cause), &cause
}

// NoteCause keeps why an answer is broken off.
func NoteCause(ctx huma.Context, err error) {
	if cause, ok := ctx.Context().Value(causeKey{}).(*error); ok {
		*cause = err
	}
}

// RequestHeader carries the id of a request, ours, whatever the caller sent.
const RequestHeader = "X-Request-Id"

// IsCode reports whether an error has the code.
func IsCode(err error, code cham.Code) bool { return cham.ErrorCode(err) == code }

// NewProblem turns whatever went wrong, ours or found by huma, into a Problem
// in the caller's language. ctx is nil while OpenAPI is drawn up.
func NewProblem(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
	if ctx == nil {
		return &Problem{Status: status}
	}
	e := asError(status, msg, errs)
	p := e.problem(locale.Match(ctx.Header("Accept-Language")), ctx.Header(RequestHeader))
	if p.RetryAfter > 0 {
		ctx.SetHeader("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	if cause, ok := ctx.Context().Value(causeKey{}).(*error); ok && e.err.Code == cham.CodeInternal {
		*cause = errors.Join(append(errs, e.err)...)
	}
	return p
}

// failure is an error with what the wire adds to it.
type failure struct {
	err       *cham.Error
	current   any
	challenge *Challenge
}

// asError finds the cham.Error in huma's error, or makes one of what huma
// found wrong in a request.
func asError(status int, msg string, errs []error) failure {
	f := failure{}
	for _, err := range errs {
		if c, ok := errors.AsType[*Conflict](err); ok {
			f.current = c.Current
		}
		if c, ok := errors.AsType[*access.ChallengeError](err); ok {
			f.challenge = &Challenge{Text: c.Text, Bits: c.Bits}
		}
		if e, ok := errors.AsType[*cham.Error](err); ok {
			f.err = e
			return f
		}
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			f.err = cham.Wrap(cham.CodeUnavailable, "rest", err)
			return f
		}
	}
	code, ok := codes[status]
	if !ok {
		code = cham.CodeInternal
	}
	f.err = &cham.Error{Code: code, Op: "rest", Hint: msg}
	if code == cham.CodeInvalid {
		f.err.Field, f.err.Hint = shape(msg, errs)
		f.err.Key, f.err.Args = "error.shape", map[string]any{"place": f.err.Field}
	}
	return f
}

// shape names the first wrong field of a request as the body's author knows
// it: "stages[2].name", not "body.stages[2].name".
func shape(msg string, errs []error) (field, hint string) {
	for _, err := range errs {
		if d, ok := err.(huma.ErrorDetailer); ok {
			d := d.ErrorDetail()
			place := strings.TrimPrefix(d.Location, "body.")
			return strings.TrimPrefix(strings.TrimPrefix(place, "query."), "path."), d.Message
		}
	}
	return "body", msg
}

func (f failure) problem(lang, request string) *Problem {
	e := f.err
	p := &Problem{Status: statuses[e.Code], Code: string(e.Code), Field: e.Field, Request: request, Current: f.current, Challenge: f.challenge,
		RetryAfter: int(math.Ceil(e.RetryAfter.Seconds()))}
	if p.Status == 0 {
		p.Status, p.Code = http.StatusInternalServerError, string(cham.CodeInternal)
	}
	args := map[string]any{"request": request, "seconds": p.RetryAfter}
	for k, v := range e.Args {
		args[k] = v
	}
	p.Title = locale.Text(lang, "error.code."+p.Code, nil)
	p.Detail = locale.Text(lang, e.Key, args)
	if p.Detail == "" || p.Code == string(cham.CodeInternal) {
		p.Detail = locale.Text(lang, "error.say."+p.Code, args)
	}
	if p.Code != string(cham.CodeInternal) {
		p.Hint = e.Hint
	}
	return p
}
