package measure

// RealityAnswer is how the journeys that started in the period differ from the
// map as drawn. It needs a map.
type RealityAnswer struct {
	Journeys int `json:"journeys"`
	// Conforms: journeys that never go back to an earlier stage and pass no
	// stage over between the first and the last they touch.
	Conforms Rate `json:"conforms"`
	// Back: journeys with a touch at an earlier stage than the touch before.
	Back Rate `json:"back"`
	// Skipped stages: of the journeys that touched an earlier and a later one,
	// those without a touch there. Backs are the commonest steps back.
	Skipped []SkippedStage `json:"skipped"`
	Backs   []Transition   `json:"backs"`
	// Loops: of the journeys at a touchpoint, those that came back to it after
	// another one. Waits are the longest medians of a step onward.
	Loops []Loop       `json:"loops"`
	Waits []Transition `json:"waits"`
	// Unused touchpoints have no touch in the period.
	Unused []string `json:"unused"`
	// Unmapped touches by name and channel, the most touched first, at most 50.
	Unmapped []Unmapped `json:"unmapped"`
}

// SkippedStage is one stage that journeys pass over.
type SkippedStage struct {
	ID   string `json:"id"`
	Skip Rate   `json:"skip"`
}

// Loop is one touchpoint that journeys come back to.
type Loop struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Loop Rate   `json:"loop"`
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
		return invalid("map", "this question needs a map")
	}
	return nil
}
