// Package measure holds what can be asked about journeys: the questions as
// values, the figures that answer them, and the statistics behind the
// intervals. It computes nothing over touches itself: an Engine does, and
// every engine must give the same number to the last unit.
package measure

import (
	"context"
	"time"

	"cham"
)

// Question names what is asked.
type Question string

// The questions.
const (
	// Touches: volume and reach of every touch name.
	Touches Question = "touches"
	// Touchpoints: the table behind a map: volume, reach, next step, exits,
	// dwell and time to next of every touchpoint and stage.
	Touchpoints Question = "touchpoints"
	// Transitions: which touchpoint directly follows which, how often, after how long.
	Transitions Question = "transitions"
	// Funnel: how many customers take the steps.
	Funnel Question = "funnel"
	// Exits: journeys through each touchpoint, and those that ended there.
	Exits Question = "exits"
	// Journeys: started, converted, lost, open; time to goal; repeat.
	Journeys Question = "journeys"
	// Trend: next step and exits of one touchpoint over consecutive periods.
	Trend Question = "trend"
)

// Query is a question with its choices, as pages, the API and the command
// line ask it. Its zero values mean: all time, everybody, no map.
type Query struct {
	Question Question `json:"question" enum:"touches,touchpoints,transitions,funnel,exits,journeys,trend"`
	// Map binds touches to touchpoints; without one a touch's name stands for
	// its touchpoint.
	Map cham.MapID `json:"map,omitempty"`
	// From (inclusive) and To (exclusive), RFC 3339; zero is open.
	From    time.Time `json:"from,omitzero"`
	To      time.Time `json:"to,omitzero"`
	Segment Segment   `json:"segment,omitzero"`
	// Collapse counts touches in a row at one touchpoint once.
	Collapse bool `json:"collapse,omitempty"`
	// Steps of a funnel: touchpoint ids, or touch names without a map.
	Steps []string `json:"steps,omitempty"`
	// Order of a funnel: "strict" (default; each step at or after the one
	// before) or "any".
	Order string `json:"order,omitempty" enum:"strict,any"`
	// WindowDays bounds a funnel from first to last step; 0 is unbounded.
	WindowDays float64 `json:"windowDays,omitempty"`
	// Touchpoint and Bucket ("day", "week", "month") of a trend.
	Touchpoint string `json:"touchpoint,omitempty"`
	Bucket     string `json:"bucket,omitempty" enum:"day,week,month"`
}

// Segment narrows a question to some customers. Every field that is set must
// hold; the zero Segment is everybody.
type Segment struct {
	// Channel and Source of the customer's first touch ever (lead source).
	Channel cham.Channel `json:"channel,omitempty"`
	Source  string       `json:"source,omitempty"`
	// Status is "new" (first touch ever inside the period) or "returning"
	// (a touch in the period, the first one before it).
	Status string `json:"status,omitempty" enum:"new,returning"`
}

// Plan is a Query made ready for an Engine: names resolved, rules compiled.
type Plan struct {
	Query
	Now      time.Time
	Location *time.Location
	// Nodes are the touchpoints, in map order. Empty with a nil Bind: the
	// engine makes a node of every touch name.
	Nodes []Node
	// Bind gives the index in Nodes of a kind's touchpoint, −1 for none. It is
	// called once per kind.
	Bind func(cham.Kind) int
	// Stages are the map's stage ids in designed order; Node.Stage indexes them.
	Stages []string
	// Silence is G and Window is W of domain.md; Silence 0 never cuts.
	Silence, Window time.Duration
	// Bounds are the bucket limits of a trend, ascending, computed in the
	// workspace's zone: bucket i is [Bounds[i], Bounds[i+1]).
	Bounds []time.Time
}

// Node is a touchpoint as an engine sees it.
type Node struct {
	ID, Name string
	Stage    int // index of its stage, −1 without a map
	Goal     bool
}

// Figure points at one number of an answer, to list the customers behind it.
type Figure struct {
	// Kind is one of: reach, next, exit, open (journeys still open whose last
	// touch is there), other (touched it, moved elsewhere without a next step
	// and did not leave there), step (funnel, Step), dropped (reached Step but
	// not the next), pair (Touchpoint → To), stage-reach, stage-next,
	// stage-left, stage-open (Stage), started, converted, lost, open-journeys,
	// repeat, kind (touches of an unmapped kind: KindID), live (touch in the
	// last five minutes).
	Kind       string `json:"kind"`
	Touchpoint string `json:"touchpoint,omitempty"`
	To         string `json:"to,omitempty"`
	Stage      string `json:"stage,omitempty"`
	Step       int    `json:"step,omitempty"`
	KindID     int    `json:"kindId,omitempty"`
}

// Engine answers plans for a workspace. Answers of all engines agree to the
// last unit. Errors: CodeNotFound for an unknown workspace, CodeUnavailable
// while it is starting, CodeInvalid for a plan it cannot follow.
type Engine interface {
	Ask(ctx context.Context, ws cham.WorkspaceID, p Plan) (*Answer, error)
	// Customers lists who is behind a figure, ascending; its length is the figure.
	Customers(ctx context.Context, ws cham.WorkspaceID, p Plan, f Figure) ([]cham.CustomerID, error)
	// Kinds lists every kind with its volume and reach in the plan's period.
	Kinds(ctx context.Context, ws cham.WorkspaceID, p Plan) ([]KindCount, error)
	// Summaries describe customers in the order given; unknown ones are zero.
	Summaries(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) ([]CustomerSummary, error)
}
