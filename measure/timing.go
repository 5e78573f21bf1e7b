package measure

// TimingAnswer is how long the goal takes, of the journeys that started in the
// period (with Query.Start: from their first touch there, in the period). A
// converted journey has its event at the goal; the others are censored when
// they were last known not to have converted: an open one now, a lost one when
// its silence closed it (its last touch + G, or the customer's next touch).
type TimingAnswer struct {
	N        int `json:"n"`
	Events   int `json:"events"`
	Censored int `json:"censored"`
	// Curve is the share still without the goal (Kaplan & Meier 1958) with its
	// 95 % interval (Greenwood's variance on the log(−log) scale), at most 200
	// points; exact at each of them.
	Curve []SurvivalPoint `json:"curve"`
	// MedianS is when the curve first is at most one half; 0 when it never is
	// (Reached false).
	MedianS float64 `json:"medianS"`
	Reached bool    `json:"reached"`
	// Times of the converted; Bins count them, FromS ascending.
	Times Spread    `json:"times"`
	Bins  []TimeBin `json:"bins"`
	// Stages say how long journeys stay in each stage: from a touch there to the
	// next touch of another stage (the journey's end counts at its last touch),
	// added up over a journey.
	Stages []StageTime `json:"stages,omitempty"`
}

// SurvivalPoint is the estimate from S seconds on.
type SurvivalPoint struct {
	S        float64 `json:"s"`
	AtRisk   int     `json:"atRisk"`
	Events   int     `json:"events"`
	Censored int     `json:"censored"`
	Survival float64 `json:"survival"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// TimeBin counts values in [FromS, ToS) seconds; the last ToS is 0: open.
type TimeBin struct {
	FromS float64 `json:"fromS"`
	ToS   float64 `json:"toS"`
	N     int     `json:"n"`
}

// StageTime is the time of journeys in one stage.
type StageTime struct {
	ID   string    `json:"id"`
	Time Spread    `json:"time"`
	Bins []TimeBin `json:"bins"`
}

func checkTiming(p *Plan) error { return p.checkEnds() }
