package measure

// Graph asks for touchpoints and the moves between them, with starts and ends.
const Graph Question = "graph"

// Figures of it.
const (
	FigureStarts FigureKind = "starts"
	FigureEnds   FigureKind = "ends"
)

var graph = Descriptor{
	Name: Graph,
	About: Words{EN: "touchpoints and the moves between them, starts and ends",
		VI: "các điểm chạm và lối đi giữa chúng, nơi bắt đầu và kết thúc"},
	Figures: []FigureDescriptor{
		{FigureStarts, "have a sequence that starts at Touchpoint", countsJourneys},
		{FigureEnds, "have a sequence that ends at Touchpoint", countsJourneys},
	},
	Example: Example{"Touchpoints and the moves between them",
		Query{Map: "m_1", Collapse: true}},
	rows: func(a *Answer) any { return a.Graph.Edges },
}

// GraphAnswer is the directly-follows graph of the journeys (W. van der Aalst,
// Process Mining, 2016, ch. 5): touchpoints and the moves between them.
type GraphAnswer struct {
	// Nodes in the order of the map; without one, the most touched first.
	Nodes []GraphNode `json:"nodes"`
	// Edges are the answer to Transitions.
	Edges []Transition `json:"edges"`
}

// GraphNode is one touchpoint; without a map, one that was touched in the
// period, or led to from there. Starts and Ends are sequences whose first or
// last touch is here and counts: journeys with a map or a goal, customers without.
type GraphNode struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Stage  string `json:"stage,omitempty"`
	Goal   bool   `json:"goal,omitempty"`
	Volume int    `json:"volume"`
	Reach  int    `json:"reach"`
	Starts int    `json:"starts"`
	Ends   int    `json:"ends"`
}
