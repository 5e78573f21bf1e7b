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
// Rates. Conversion, next step and exit take time, and what is open is neither
// left out nor taken for lost: they are the value at an age of a Kaplan–Meier
// curve over whole days since an origin (stat.Waiting). A lost journey stays
// watched as long as an open one of its age, and never has the event. Day d of an
// origin counts when it has been watched to its end at Plan.Now. Where nothing is
// open they are the plain shares.
//
// Period. [From, To). A touch counts by its own instant, a pair by its earlier
// touch, a journey at a node when it has a touch there in the period (its
// outcome may come later), a started journey by its first touch, a funnel by
// its first step, a conversion by its goal touch.
//
// Where. As the period does, by the touch that counts: a touch by its own
// dimensions, a pair by its earlier touch's, a journey at a node by a touch
// there, a started journey by its first touch, a funnel by its first step, a
// conversion by its goal touch. A touch counts when it is in the period and
// every condition of Where holds.
//
// Segment. Chooses customers, and all of a chosen customer's touches.
//
// Unit. With unit "account" everything said here of a customer is said of an
// account: the customers whose latest group call (by instant, then arrival)
// names it, as of now, and all of their touches by time, ties by customer, then
// arrival. Customers without an account are left out. An account is in a saved
// segment when one of its customers is. Engine.Customers lists all customers
// with touches of the accounts behind a figure.
//
// Pairs. Two touches directly after one another in one journey. Without a map
// transitions and the graph are counted over the customer's whole sequence,
// uncut (G = 0); all other questions without a map use G = 30 days. Without a
// map only Query.Goal says what a goal is. Touches
// in a row at one node make pairs of that node with itself; Collapse leaves
// these out.
//
// Funnel, strict: touches t1 ≤ t2 ≤ … one per step, t1 in the period, the last
// at most the window after t1. Equal instants are in order, whichever arrived
// first; one touch serves one step. Funnel, any order: a touch of every step,
// that of the first step in the period, all within the window. Funnels look
// at customers, not at journeys. Without: no touch at one of these touchpoints
// is between the steps taken: after the instant of the earliest of them and
// before that of the latest. Hold: the touches taken have the same value of a
// dimension, which is not empty; then a touch of Without with another value,
// unless that is empty, does not matter. A customer is counted once, by the
// value that gets furthest.
//
// Money is kept to a thousandth of its unit, so that sums do not depend on
// the order of adding. Instants before 1970 or after 2106 are taken as these.
package measure

import (
	"context"
	"slices"
	"time"

	"cham"
)

// Query is a question with its choices, as pages, the API and the command
// line ask it. Its zero values mean: all time, everybody, no map.
type Query struct {
	Question Question `json:"question"`
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
	// Where narrows the question to some of the touches; all must hold. A
	// condition on the dimensions first-channel, first-source, first-lead, last-lead,
	// account and segment (ids) narrows it to some customers.
	Where []Is `json:"where,omitempty"`
	// By breaks the answer down by a dimension: Answer.Parts holds the same
	// answer for the Most most frequent values (8 when 0), and for the others.
	By   Dimension `json:"by,omitempty"`
	Most int       `json:"most,omitempty" minimum:"0" maximum:"100"`
	// Compare asks the same about another period, judged at the same age:
	// Answer.Before. Changed needs it.
	Compare *Period `json:"compare,omitempty"`
	// Goal is the touchpoints (touch names without a map) at which a journey
	// converts, in place of those that the map marks.
	Goal []string `json:"goal,omitempty"`
	// Unit is whose touches make a journey: "customer" (default), or "account":
	// the touches of its people interleaved.
	Unit string `json:"unit,omitempty" enum:"customer,account"`

	// Steps of a funnel, each one or several touchpoint ids (touch names
	// without a map) of which any serves.
	Steps [][]string `json:"steps,omitempty"`
	// Order of a funnel: "strict" (default; each step at or after the one
	// before) or "any".
	Order string `json:"order,omitempty" enum:"strict,any"`
	// WindowDays bounds a funnel from first to last step; 0 is unbounded.
	WindowDays float64 `json:"windowDays,omitempty" minimum:"0"`
	// Without are touchpoints that must not come between the steps of a funnel.
	Without []string `json:"without,omitempty"`
	// Hold is a dimension of touches whose value must be the same, and not
	// empty, in all steps of a funnel ("property:sku": the same product).
	Hold Dimension `json:"hold,omitempty"`

	// Start and End of paths: touchpoints; "" is where journeys start and end,
	// End "*" (AnyGoal) any goal.
	// With Start, Timing counts from the first touch there.
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
	// Depth is how many touchpoints of a path are compared, 2 to 12; 0 is 5.
	Depth int `json:"depth,omitempty" minimum:"0" maximum:"12"`
	// Width is how many touchpoints of each depth are nodes when paths are drawn,
	// up to 20; 0 is 10.
	Width int `json:"width,omitempty" minimum:"0" maximum:"20"`

	// Touchpoint and Bucket ("day", "week", "month") of a trend; Bucket also of
	// retention.
	Touchpoint string `json:"touchpoint,omitempty"`
	Bucket     string `json:"bucket,omitempty" enum:"day,week,month"`

	// Credit is the dimension that attribution credits; default "channel".
	Credit Dimension `json:"credit,omitempty"`
	// Direct says whether attribution gives credit to touches without a value of
	// Credit: "skip" gives it to those with one where a path has any, "count" to
	// all. Default is "skip" for source, medium and campaign, else "count".
	Direct string `json:"direct,omitempty" enum:"skip,count"`
	// MarkovOrder is 1 (default) to 3.
	MarkovOrder int `json:"markovOrder,omitempty" minimum:"0" maximum:"3"`
	// HalfLifeDays of time-decay attribution; 0 is 7.
	HalfLifeDays float64 `json:"halfLifeDays,omitempty" minimum:"0"`

	// Cohort is what puts a customer in a cohort: the first "touch" ever
	// (default) or the first "goal".
	Cohort string `json:"cohort,omitempty" enum:"touch,goal"`
	// Return is what counts as coming back: a "touch" (default) or a "goal".
	Return string `json:"return,omitempty" enum:"touch,goal"`
	// Rolling counts a customer as retained while any later return follows;
	// otherwise only in the bucket of the return.
	Rolling bool `json:"rolling,omitempty"`
}

// Period is [From, To).
type Period struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Segment narrows a question to some customers. Every field that is set must
// hold; the zero Segment is everybody.
type Segment struct {
	// Channel and Source of the customer's first touch ever (lead source).
	Channel cham.Channel `json:"channel,omitempty"`
	Source  string       `json:"source,omitempty"`
	// FirstLead is the group of lead sources of the customer's first touch ever;
	// LastLead that of the latest touch that says by what link they came (else the first's).
	FirstLead string `json:"firstLead,omitempty"`
	LastLead  string `json:"lastLead,omitempty"`
	// Status is "new" (first touch ever inside the period) or "returning"
	// (a touch in the period, the first one before it).
	Status string `json:"status,omitempty" enum:"new,returning"`
	// Saved is the id of a saved segment, or several with commas between them,
	// all of which must hold.
	Saved string `json:"saved,omitempty"`
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
	// Leads are the workspace's groups of lead sources, nil for the built-in ones. Who
	// compiles the plan sets it.
	Leads cham.LeadGroups
	// Stages are the map's stage ids in designed order; Node.Stage indexes them.
	Stages []string
	// Members are the customers of the saved segment, ascending; nil is
	// everybody, empty is nobody. Who compiles the plan sets it.
	Members []cham.CustomerID
	// Silence is G, Window is W and Comeback is R of domain.md; Silence 0 never cuts.
	Silence, Window, Comeback time.Duration
	// Bounds are the bucket limits of a trend or of retention, ascending, computed in the
	// workspace's zone: bucket i is [Bounds[i], Bounds[i+1]).
	Bounds []time.Time
}

// StepDays is the age, in whole days, at which conversion and next step are
// told, ExitDays that of exits: domain.md's W and G.
func (p *Plan) StepDays() int { return wholeDays(p.Window, defaultWindow) }

// ExitDays is the age of exits; see StepDays.
func (p *Plan) ExitDays() int { return wholeDays(p.Silence, defaultSilence) }

// BackDays is the age of coming back: domain.md's R.
func (p *Plan) BackDays() int { return wholeDays(p.Comeback, defaultComeback) }

func wholeDays(d, otherwise time.Duration) int {
	if d <= 0 {
		d = otherwise
	}
	return int((d + day - 1) / day)
}

// Has reports whether a customer is among the plan's Members.
func (p *Plan) Has(id cham.CustomerID) bool {
	_, found := slices.BinarySearch(p.Members, id)
	return found || p.Members == nil
}

// Node is a touchpoint as an engine sees it.
type Node struct {
	ID, Name string
	Stage    int // index of its stage, −1 without a map
	Goal     bool
}

// Behind tells which nodes are of stages behind the last one that holds a goal:
// what is touched there comes after it. Where no goal is, none are.
func Behind(nodes []Node) []bool {
	last, behind := -1, make([]bool, len(nodes))
	for _, n := range nodes {
		if n.Goal {
			last = max(last, n.Stage)
		}
	}
	for i, n := range nodes {
		behind[i] = last >= 0 && n.Stage > last
	}
	return behind
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

// SteadyEngine is an Engine that can answer several plans from one state.
type SteadyEngine interface {
	Engine
	// At returns an engine that answers about the workspace as it is now,
	// whatever comes in meanwhile; it is for one report, not to be kept.
	At(ws cham.WorkspaceID) (Engine, error)
}
