package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/sse"
)

// stream makes a route of server-sent events.
func stream(path string, need permission, summary string, h func(context.Context, *liveIn, sse.Sender)) route {
	r := route{method: "GET", path: path, need: need, summary: summary}
	r.register = func(api huma.API, op huma.Operation) {
		sse.Register(api, op, map[string]any{
			"tick": LiveTick{}, "touch": LiveTouch{}, "import": ImportInfo{}, "demo": DemoProgress{},
		}, h)
	}
	return r
}

func (s *server) live(ctx context.Context, in *liveIn, send sse.Sender) {}
