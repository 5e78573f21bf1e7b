package measure

import "cham/measure/stat"

// Reality asks how journeys differ from the map as drawn.
const Reality Question = "reality"

// Figures of it.
const (
	FigureConforms FigureKind = "conforms"
	FigureBack     FigureKind = "back"
	FigureSkips    FigureKind = "skips"
	FigureLoops    FigureKind = "loops"
	FigureMove     FigureKind = "move"
	FigureUnmapped FigureKind = "unmapped"
)

var reality = Descriptor{
	Name:  Reality,
	About: Words{EN: "how journeys differ from the map as drawn", VI: "hành trình thực tế khác bản đồ đã vẽ thế nào"},
	Figures: []FigureDescriptor{
		{FigureConforms, "have a journey that keeps to the map", countsJourneys},
		{FigureBack, "have a journey that goes back", countsJourneys},
		{FigureSkips, "have a journey that passes Stage over", countsJourneys},
		{FigureLoops, "have a journey that loops at Touchpoint", countsJourneys},
		{FigureMove, "went from Touchpoint to To directly, in a journey that started in the period (Transition.Customers)", countsCustomers},
		{FigureUnmapped, "touched the unmapped name Value on the channel To (Unmapped.Reach)", countsCustomers},
	},
	Example: Example{"How journeys differ from the map, of a saved segment",
		Query{Map: "m_1", Segment: Segment{Saved: "g_1"}}},
	check: checkReality,
	rows:  func(a *Answer) any { return a.Reality.rows() },
	own:   func(a *Answer) any { return a.Reality },
}

// RealityAnswer is how the journeys that started in the period differ from the
// map as drawn. It needs a map. Touchpoints without a stage are nowhere in the
// map's order: they are passed over in it.
type RealityAnswer struct {
	Journeys int `json:"journeys"`
	// Conforms: journeys that never go back to an earlier stage and pass no
	// stage over between the earliest and the latest they touch. Stages without
	// touchpoints cannot be passed over.
	Conforms stat.Rate `json:"conforms"`
	// Back: journeys with a touch at an earlier stage than the touch before.
	Back stat.Rate `json:"back"`
	// Skipped stages, in the map's order: of the journeys that touched an earlier
	// and a later one, those without a touch there. Backs are the ten commonest
	// steps back from one touch to the next.
	Skipped []SkippedStage `json:"skipped"`
	Backs   []Transition   `json:"backs"`
	// Loops: of the journeys at a touchpoint, those that came back to it after
	// another one; the most such journeys first. Waits are, of the twenty
	// commonest steps to a later stage, the ten with the longest median.
	Loops []Loop       `json:"loops"`
	Waits []Transition `json:"waits"`
	// Unused touchpoints have no touch that counts.
	Unused []string `json:"unused"`
	// Unmapped touches by name and channel, the most touched first, at most 50.
	Unmapped []Unmapped `json:"unmapped"`
}

// How many steps back, waits, steps to look for waits among, and unmapped
// touches a RealityAnswer lists.
const (
	MostBacks    = 10
	MostWaits    = 10
	WaitsOf      = 20
	MostUnmapped = 50
)

// SkippedStage is one stage that journeys pass over.
type SkippedStage struct {
	ID   string    `json:"id"`
	Skip stat.Rate `json:"skip"`
}

// Loop is one touchpoint that journeys come back to.
type Loop struct {
	ID   string    `json:"id"`
	Name string    `json:"name"`
	Loop stat.Rate `json:"loop"`
	// Times is the mean number of returns of the journeys that loop.
	Times float64 `json:"times"`
}

// Unmapped is what the map has no place for.
type Unmapped struct {
	Name    string `json:"name"`
	Channel string `json:"channel"`
	Volume  int    `json:"volume"`
	Reach   int    `json:"reach"`
}

func checkReality(p *Plan) error {
	if p.Nodes == nil {
		return Invalid("map", "this question needs a map")
	}
	return nil
}

// finding is one thing in which journeys differ from their map.
type finding struct {
	What    string    `json:"finding"`
	At      string    `json:"at"`
	To      string    `json:"to"`
	Share   stat.Rate `json:"share"`
	Count   int       `json:"count"`
	MedianS float64   `json:"medianS"`
}

func (a *RealityAnswer) rows() []finding {
	all := []finding{{What: "conforms", Share: a.Conforms, Count: a.Conforms.K}, {What: "back", Share: a.Back, Count: a.Back.K}}
	for _, s := range a.Skipped {
		all = append(all, finding{What: "skipped stage", At: s.ID, Share: s.Skip, Count: s.Skip.K})
	}
	for _, l := range a.Loops {
		all = append(all, finding{What: "loop", At: l.ID, Share: l.Loop, Count: l.Loop.K})
	}
	for _, p := range a.Backs {
		all = append(all, finding{What: "step back", At: p.From, To: p.To, Count: p.Count, MedianS: p.MedianS})
	}
	for _, p := range a.Waits {
		all = append(all, finding{What: "wait", At: p.From, To: p.To, Count: p.Count, MedianS: p.MedianS})
	}
	for _, id := range a.Unused {
		all = append(all, finding{What: "unused", At: id})
	}
	for _, u := range a.Unmapped {
		all = append(all, finding{What: "unmapped", At: u.Name, To: u.Channel, Count: u.Volume})
	}
	return all
}
