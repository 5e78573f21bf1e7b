package rest

import (
	"github.com/danielgtaylor/huma/v2"
)

// Error makes a Problem an error.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType marks problems as RFC 9457 wants.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func newProblem(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
	return &Problem{Status: status, Detail: msg}
}
