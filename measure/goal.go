package measure

import (
	"context"

	"cham"
)

// Goal is what a message is to bring about: a purchase, or, with any field set, a touch that meets any of Match or is at
// any of the Touchpoints of Map.
type Goal struct {
	Match       []cham.Match `json:"match,omitempty" maxItems:"20"`
	Map         cham.MapID   `json:"map,omitempty" maxLength:"100"`
	Touchpoints []string     `json:"touchpoints,omitempty" maxItems:"50"`
}

// IsPurchase reports whether it is a purchase.
func (g *Goal) IsPurchase() bool { return len(g.Match) == 0 && g.Map == "" && len(g.Touchpoints) == 0 }

// Valid reports whether it can be a goal: by Match or by touchpoints of a map.
func (g *Goal) Valid() bool {
	byMap := g.Map != "" && len(g.Touchpoints) > 0
	return g.IsPurchase() || byMap != (len(g.Match) > 0) && byMap == (g.Map != "" || len(g.Touchpoints) > 0)
}

// Rule is a goal that is a touch, as segments have it.
func (g *Goal) Rule() SegmentRule {
	return SegmentRule{Touch: &TouchRule{Match: g.Match, Map: g.Map, Touchpoints: g.Touchpoints}}
}

// GoalFinder finds what customers did, each in a span of their own.
type GoalFinder interface {
	// Bought answers their purchases.
	Bought(ctx context.Context, ws cham.WorkspaceID, spans []BuySpan) ([]Bought, error)
	// Touched answers their touches of some kinds; they are worth nothing.
	Touched(ctx context.Context, ws cham.WorkspaceID, spans []BuySpan, is func(cham.Kind) bool) ([]Bought, error)
}
