package measure

// GraphAnswer is the directly-follows graph of the journeys (W. van der Aalst,
// Process Mining, 2016, ch. 5): touchpoints and the moves between them.
type GraphAnswer struct {
	Nodes []GraphNode  `json:"nodes"`
	Edges []Transition `json:"edges"`
}

// GraphNode is one touchpoint. Starts and Ends are sequences (journeys with a
// map, customers without) whose first or last touch in it counts.
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
