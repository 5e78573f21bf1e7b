package measure

import "cham/measure/stat"

// Exits asks for the journeys through each touchpoint, and those that ended there.
const Exits Question = "exits"

// Figures of it.
const (
	FigureBeforeExit FigureKind = "before-exit"
)

var exits = Descriptor{
	Name: Exits,
	About: Words{EN: "where and after how long journeys end without the goal, and what came before",
		VI: "hành trình dừng ở đâu, sau bao lâu, và trước đó là gì"},
	Figures: []FigureDescriptor{
		{FigureBeforeExit, "have a journey that ended at Touchpoint, To being the touchpoint before", countsJourneys},
	},
	Example: Example{"Where journeys end on mobile phones",
		Query{Map: "m_1", Where: []Is{{By: ByDevice, Any: []string{"mobile"}}}}},
	rows: func(a *Answer) any { return a.Exits },
}

// ExitRow counts journeys through a touchpoint, Open ones too, and says of its visits
// what TouchpointRow.Exit does: Exits is Exit.K. Of one behind the goal, where
// nobody exits, it says who came back.
type ExitRow struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Journeys int       `json:"journeys"`
	Exits    int       `json:"exits"`
	Open     int       `json:"open"`
	Exit     stat.Rate `json:"exit"`
	Behind   bool      `json:"behind,omitempty"`
	Back     stat.Rate `json:"back"`
	// After is the time from the start of the journeys that ended here without
	// the goal to their end.
	After stat.Spread `json:"after"`
	// Before is the last other touchpoint before the end of the journeys that
	// ended here, "" when there was none: the five most frequent.
	Before []BeforeExit `json:"before,omitempty"`
}

// BeforeExit is how many of the exits at a touchpoint came from another one.
type BeforeExit struct {
	ID    string `json:"id"`
	Exits int    `json:"exits"`
}
