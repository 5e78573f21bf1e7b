package reach

import (
	"time"

	"cham/measure"
)

// MessageGoal is what a message is to bring about: who has reached it since an instant has no use for it any more.
type MessageGoal struct {
	measure.Goal
	Since time.Time `json:"since" doc:"what was done before does not count"`
}

// Reached is how often somebody reached the goal of a message, and when first.
type Reached struct {
	Count int
	First time.Time
}

// reached is who did already what the message is to bring about.
func reached(a *asked) *GateReason {
	if a.m.Goal == nil || a.p.Reached.Count == 0 {
		return nil
	}
	return &GateReason{Rule: RuleReached, Since: a.p.Reached.First, Count: a.p.Reached.Count}
}
