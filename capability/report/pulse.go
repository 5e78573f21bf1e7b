package report

import (
	"context"
	"time"

	"cham"
	"cham/measure"
)

// Pulse is how busy a workspace is.
type Pulse struct {
	Touches int            // of all time
	Live    map[string]int // touchpoint → customers who are there now, of the map
}

// Pulse counts it; id "" is the map changed last.
func (s *Service) Pulse(ctx context.Context, ws cham.Workspace, id cham.MapID) (out Pulse, err error) {
	p, err := s.openAny(ctx, ws, id, Choice{})
	if err != nil {
		return out, err
	}
	out.Live = map[string]int{}
	ever, err := p.Ask(ctx, measure.Query{Question: measure.Touches})
	if err != nil {
		return out, err
	}
	out.Touches = ever.Volume
	if p.m == nil {
		return out, nil
	}
	a, err := p.Ask(ctx, measure.Query{Question: measure.Touchpoints, Map: p.m.ID, From: p.Now().Add(-5 * time.Minute)})
	if err != nil {
		return out, err
	}
	for _, r := range a.Touchpoints {
		if r.Live > 0 {
			out.Live[r.ID] = r.Live
		}
	}
	return out, nil
}
