package measure

// Transitions asks which touchpoint directly follows which, how often, after how
// long.
const Transitions Question = "transitions"

// Figures of it.
const (
	FigurePair FigureKind = "pair"
)

var transitions = Descriptor{
	Name: Transitions,
	About: Words{EN: "which touchpoint directly follows which, how often, after how long",
		VI: "điểm chạm nào đến ngay sau điểm nào, bao nhiêu lần, sau bao lâu"},
	Figures: []FigureDescriptor{
		{FigurePair, "went from Touchpoint to To directly (Transition.Customers)", countsCustomers},
	},
	Example: Example{"Which touchpoint directly follows which, told apart by device",
		Query{Map: "m_1", Collapse: true, By: ByDevice, Most: 3}},
	rows: func(a *Answer) any { return a.Transitions },
}

// Transition is a pair of touchpoints directly after one another.
type Transition struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Count     int    `json:"count"`
	Customers int    `json:"customers"`
	// Seconds from the earlier touch to the later one.
	MeanS   float64 `json:"meanS"`
	MedianS float64 `json:"medianS"`
	P90S    float64 `json:"p90S"`
	// Back: To is of an earlier stage than From.
	Back bool `json:"back,omitempty"`
}
