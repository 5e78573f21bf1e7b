package ask

import (
	"context"

	"cham"
	"cham/measure"
)

// ReadyRules are rules to begin with, of how fast and for how much this business's
// customers buy. CodeUnavailable: the engine does not tell.
func (s *Service) ReadyRules(ctx context.Context, ws cham.Workspace) (measure.Ready, error) {
	m, err := s.Moment(ws)
	if err != nil {
		return measure.Ready{}, err
	}
	observer, ok := m.r.Engine.(measure.BuyingObserver)
	if !ok {
		return measure.Ready{}, cham.Errorf(cham.CodeUnavailable, "ask.ReadyRules", "this engine does not tell how customers buy")
	}
	b, err := observer.Buying(ctx, ws.ID, m.Now())
	return measure.NewReady(measure.NewPace(b)), err
}
