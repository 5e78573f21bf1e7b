package measure

import "cham/measure/stat"

// Paths asks which ways journeys take from a start, to an end, or between two.
const Paths Question = "paths"

// Figures of it.
const (
	FigurePath     FigureKind = "path"
	FigureFlowNode FigureKind = "flow-node"
	FigureFlowLink FigureKind = "flow-link"
)

var paths = Descriptor{
	Name: Paths,
	About: Words{EN: "the commonest ways from a start, to an end, or between two",
		VI: "các đường đi nhiều nhất từ một điểm, đến một điểm, hoặc giữa hai điểm"},
	Fields: []string{"start", "end", "depth", "width"},
	Figures: []FigureDescriptor{
		{FigurePath, "have a journey on the path Steps (with More: cut there) with the outcome Outcome", countsJourneys},
		{FigureFlowNode, "have a journey at Touchpoint (Others: any but the listed ones; Outcome: that ended so) at Depth", countsJourneys},
		{FigureFlowLink, "have a journey from Touchpoint at Depth to To (Others, ToOthers, Outcome likewise)", countsJourneys},
	},
	Example: Example{"The commonest ways from an advertisement to the goal",
		Query{Map: "m_1", Start: "ad", End: "order", Depth: 6}},
	check: checkPaths,
	rows:  func(a *Answer) any { return a.Paths.Top },
	own:   func(a *Answer) any { return a.Paths },
}

// PathsAnswer is the ways journeys take. A path begins at a journey's first
// touch, or at its first touch at Query.Start; it ends at the journey's last
// touch, or at the first touch at Query.End that is not its start (which,
// without Start, may be its first touch). With Collapse touches in a row at one
// touchpoint are one. Journeys without Start or End are left out. The period
// and Where look at the first touch of the path. Only the first Depth
// touchpoints are compared (with End and without Start: the last Depth).
type PathsAnswer struct {
	// Journeys with a path, and how many different paths there are: two differ in
	// these steps, in whether there are more, or in the outcome.
	Journeys int `json:"journeys"`
	Distinct int `json:"distinct"`
	// Top paths, the most frequent first (of equal ones the lower steps, by id),
	// at most Query.Most (50 when 0); Others is how many journeys took another one.
	Top    []Path `json:"top"`
	Others int    `json:"others"`
	// Nodes and Links are the drawing (Sankey), the first of each path at depth 0;
	// with End and without Start the last of each at Depth − 1. Of each depth the
	// Width most frequent touchpoints are nodes; the rest is one node with Others.
	// From a start, journeys at a touchpoint = links in (but at depth 0) = links
	// out + More. To an end, journeys = links out = links in + More + paths that
	// begin there.
	Nodes []FlowNode `json:"nodes"`
	Links []FlowLink `json:"links"`
}

// Path is a sequence of touchpoints, with how journeys that took it ended: a
// path cut at Depth says More. The outcome is the journey's, also of a path
// that ends before it.
type Path struct {
	Steps     []string `json:"steps"`
	Outcome   string   `json:"outcome" enum:"converted,lost,open,care"`
	More      bool     `json:"more,omitempty"`
	Journeys  int      `json:"journeys"`
	Customers int      `json:"customers"`
	// Time from the path's first touch to its last, in seconds.
	Time stat.Spread `json:"time"`
}

// FlowNode is the journeys that are at a touchpoint as their Depth-th, from 0;
// or, with Outcome, whose path ended after the touchpoint before. They stand by
// depth, the most frequent first, then Others, then the outcomes converted,
// lost, open.
type FlowNode struct {
	Depth    int    `json:"depth"`
	ID       string `json:"id,omitempty"`
	Others   bool   `json:"others,omitempty"`
	Outcome  string `json:"outcome,omitempty" enum:"converted,lost,open,care"`
	Journeys int    `json:"journeys"`
	// More of these go on beyond Depth (to an end: come from before it).
	More int `json:"more,omitempty"`
}

// FlowLink is the journeys that went from one node to one of the next depth;
// From and To are places in Nodes.
type FlowLink struct {
	From     int `json:"from"`
	To       int `json:"to"`
	Journeys int `json:"journeys"`
}

// AnyGoal as Query.End is every touchpoint that is a goal.
const AnyGoal = "*"

// MaxDepth bounds how many touchpoints of a path are compared, MaxWidth those
// of one depth; TopPaths is how many paths are listed when Most is 0.
const (
	MaxDepth = 12
	MaxWidth = 20
	TopPaths = 50
)

func checkPaths(p *Plan) error {
	if p.Depth == 0 {
		p.Depth = 5
	}
	if p.Depth < 2 || p.Depth > MaxDepth {
		return Invalid("depth", "must be 2 to %d", MaxDepth)
	}
	if p.Width == 0 {
		p.Width = 10
	}
	if p.Width < 0 || p.Width > MaxWidth {
		return Invalid("width", "must be 1 to %d", MaxWidth)
	}
	if p.End == AnyGoal {
		return p.checkStart()
	}
	return p.checkEnds()
}

// checkEnds checks the touchpoints that a question starts and ends at.
func (p *Plan) checkEnds() error {
	if p.End != "" {
		if err := p.checkNode("end", p.End); err != nil {
			return err
		}
	}
	return p.checkStart()
}

func (p *Plan) checkStart() error {
	if p.Start == "" {
		return nil
	}
	return p.checkNode("start", p.Start)
}
