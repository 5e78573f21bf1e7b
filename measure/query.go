// Package measure holds what can be asked about journeys: the questions as
// values, the figures that answer them, and the statistics behind the
// intervals. It computes nothing over touches itself: an Engine does, and
// every engine must give the same number to the last unit.
//
// # Definitions
//
// Touches are the records whose call type is an interaction. A customer's
// touches stand in the order of their instants (milliseconds), ties in the
// order of arrival (Record.Seq). A customer is a set of keys; merges and their
// undoing change whose touches stand together, at once.
//
// Node. With a map, a touch's node is the touchpoint its kind is bound to;
// touches bound to none are left out, as if they had not been. Without a map
// every touch has a node, its name.
//
// Journey. The touches with a node are cut after a goal touch, and where the
// silence from one to the next is G or longer (journey.Cut says it in code).
// A journey is converted when its last touch is a goal; else lost when it was
// silent for G, at Plan.Now or before the customer's next touch; else open.
// Converted and lost journeys are closed. With G = 0 silence never cuts.
//
// Period. [From, To). A touch counts by its own instant, a pair by its earlier
// touch, a journey at a node when it has a touch there in the period (its
// outcome may come later), a started journey by its first touch, a funnel by
// its first step, a conversion by its goal touch.
//
// Segment. Chooses customers, and all of a chosen customer's touches.
//
// Pairs. Two touches directly after one another in one journey. Without a map
// transitions are counted over the customer's whole sequence, uncut (G = 0);
// all other questions without a map use G = 30 days and know no goal. Touches
// in a row at one node make pairs of that node with itself; Collapse leaves
// these out.
//
// Funnel, strict: touches t1 ≤ t2 ≤ … one per step, t1 in the period, the last
// at most the window after t1. Equal instants are in order, whichever arrived
// first; one touch serves one step. Funnel, any order: a touch of every step,
// that of the first step in the period, all within the window. Funnels look
// at customers, not at journeys.
//
// Money is kept to a thousandth of its unit, so that sums do not depend on
// the order of adding. Instants before 1970 or after 2106 are taken as these.
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
	// Trend: next step and exits of one touchpoint over consecutive periods;
	// without a touchpoint, journeys started and how they ended.
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
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
	// AsOf judges as of an instant in the past: touches after it are not looked
	// at, and journeys silent for less than G then are open. Two periods judged
	// at the same age can be compared. Zero is now.
	AsOf    time.Time `json:"asOf,omitzero"`
	Segment Segment   `json:"segment,omitzero"`
	// Collapse takes touches in a row at one touchpoint for one, the pair to the
	// next touchpoint starting at the last of them: pairs of a touchpoint with
	// itself are left out.
	Collapse bool `json:"collapse,omitempty"`
	// NoSpread leaves medians and percentiles out (means stay): several times
	// faster on large histories.
	NoSpread bool `json:"noSpread,omitempty"`
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
	// called once per kind, from one goroutine. Compile leaves it nil; who
	// compiles a map's plan sets it to journey.Bind(map).
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
	// Kind is one of:
	//
	//	customers     Answer.Customers
	//	reach         touchpoint: touched it in the period (TouchpointRow.Reach; without a map, TouchCount.Customers)
	//	journeys      touchpoint: have a journey through it
	//	next          touchpoint: have a journey that took a next step (Next.K)
	//	exit          touchpoint: have a journey that ended there (Exit.K)
	//	left          touchpoint: the same without a next step before (Left)
	//	open          touchpoint: have an open journey, without a next step, whose last touch is there (OpenHere)
	//	through-open  touchpoint: have an open journey through it (Open)
	//	other         touchpoint: have a journey that moved elsewhere (Elsewhere)
	//	live          touchpoint: touched it in the five minutes before Now
	//	step          funnel: reached Step, from 0
	//	dropped       funnel: reached Step but not the one after
	//	pair          went from Touchpoint to To directly (Transition.Customers)
	//	stage-reach, stage-next, stage-left, stage-open    Stage, journeys
	//	started, converted, lost, open-journeys            journeys that started in the period
	//	new           JourneySummary.NewCustomers
	//	repeat        JourneySummary.Repeat.K
	//	goal          JourneySummary.Repeat.N: had a goal touch in the period
	//	kind          touches of the kind KindID, or of any of KindIDs when that is set
	//
	// customers, reach, live, step, dropped, pair, new, repeat, goal and kind
	// count customers: the list is as long as the figure. The others count
	// journeys, of which one customer may have several: the list holds each of
	// their customers once and is at most as long as the figure.
	Kind       string `json:"kind"`
	Touchpoint string `json:"touchpoint,omitempty"`
	To         string `json:"to,omitempty"`
	Stage      string `json:"stage,omitempty"`
	Step       int    `json:"step,omitempty"`
	KindID     int    `json:"kindId,omitempty"`
	KindIDs    []int  `json:"kindIds,omitempty"`
}

// Engine answers plans for a workspace. Answers of all engines agree to the
// last unit. Errors: CodeNotFound for an unknown workspace, CodeUnavailable
// while it is starting, CodeInvalid for a plan it cannot follow.
type Engine interface {
	Ask(ctx context.Context, ws cham.WorkspaceID, p Plan) (*Answer, error)
	// Customers lists who is behind a figure, ascending. The plan's question may
	// be any that has the figure; only its choices (map, period, segment) matter,
	// and for funnels its steps.
	Customers(ctx context.Context, ws cham.WorkspaceID, p Plan, f Figure) ([]cham.CustomerID, error)
	// Kinds lists every kind with its volume and reach in the plan's period.
	Kinds(ctx context.Context, ws cham.WorkspaceID, p Plan) ([]KindCount, error)
	// Summaries describe customers in the order given; unknown ones are zero.
	Summaries(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) ([]CustomerSummary, error)
}
