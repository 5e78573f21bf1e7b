package measure

import "cham/measure/stat"

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
// touches a RealityAnswer tells.
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
