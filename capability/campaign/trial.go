package campaign

import "time"

// The groups that a campaign's people are parted into, by lot.
const (
	GroupA       = "a"
	GroupB       = "b"
	GroupHoldout = "holdout"
)

// Trial is what the people of a campaign bought after it, by group, and whether the
// message made a difference.
type Trial struct {
	From   time.Time    `json:"from"`
	Until  time.Time    `json:"until" doc:"purchases before this count; it may be still to come"`
	Groups []TrialGroup `json:"groups"`
	Lifts  []Lift       `json:"lifts" doc:"each group that was written to against the holdout, and b against a"`
}

// TrialGroup is one group: who was written to, or would have been at the same moment.
type TrialGroup struct {
	Name   string  `json:"name" enum:"a,b,holdout"`
	People int     `json:"people"`
	Buyers int     `json:"buyers" doc:"who bought within the days"`
	Value  float64 `json:"value" doc:"what they paid, in the workspace's currency"`
}

// Lift is the difference between two groups, with its 95 % interval.
type Lift struct {
	Group   string `json:"group" enum:"a,b"`
	Against string `json:"against" enum:"a,holdout"`
	// Rate is in percentage points of people who buy, Value money a person.
	Rate    LiftRange `json:"rate" doc:"of those who buy, in percentage points"`
	Value   LiftRange `json:"value" doc:"money a person, in the workspace's currency"`
	Extra   LiftRange `json:"extra" doc:"money that the group brought beyond what it would have otherwise"`
	Verdict string    `json:"verdict" enum:"helps,hurts,unknown" doc:"by the share of buyers: unknown when the interval holds 0"`
	TooFew  bool      `json:"tooFew,omitempty" doc:"fewer than 30 people in one of them: nothing can be said"`
}

// LiftRange is an estimate between its bounds.
type LiftRange struct {
	Low  float64 `json:"low"`
	Mid  float64 `json:"mid"`
	High float64 `json:"high"`
}
