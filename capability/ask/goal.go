package ask

import (
	"context"

	"cham"
	"cham/measure"
)

// Reached answers how often customers reached a goal, each in a span of their own. A wrong goal is CodeInvalid.
func (s *Service) Reached(ctx context.Context, ws cham.Workspace, g measure.Goal, spans []measure.BuySpan) ([]measure.Bought, error) {
	finder, ok := s.Engine.(measure.GoalFinder)
	if !ok {
		return nil, cham.Errorf(cham.CodeUnavailable, "ask.Reached", "this engine finds no goals")
	}
	if g.IsPurchase() {
		return finder.Bought(ctx, ws.ID, spans)
	}
	r := &request{Service: s, ws: ws, now: s.Now()}
	plan, err := measure.CompileRule(g.Rule(), r.now, r.ruleNames(ctx, 0))
	if err != nil {
		return nil, err
	}
	return finder.Touched(ctx, ws.ID, spans, plan.Conditions[0].Touch.Is)
}
