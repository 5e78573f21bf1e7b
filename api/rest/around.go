package rest

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

func (s *server) around(next http.Handler) http.Handler { return next }

func (s *server) guard(need permission) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) { next(ctx) }
}
