package measure

import "cham/measure/stat"

// Timing asks for the time to the goal as a survival curve, and the time in each
// stage.
const Timing Question = "timing"

// Figures of it.
const (
	FigureTimed  FigureKind = "timed"
	FigureStaged FigureKind = "staged"
)

var timing = Descriptor{
	Name: Timing,
	About: Words{EN: "time to the goal as a survival curve; time in each stage",
		VI: "bao lâu thì đạt mục tiêu, tính cả hành trình còn mở; thời gian ở từng giai đoạn"},
	Fields: []string{"start"},
	Figures: []FigureDescriptor{
		{FigureTimed, "have a journey whose time is in [FromS, ToS) seconds (ToS 0: open): " +
			"Outcome converted those with the goal then, open those censored then, absent both", countsJourneys},
		{FigureStaged, "have a closed journey whose time in Stage is in [FromS, ToS)", countsJourneys},
	},
	Example: Example{"How long the goal takes, by branch",
		Query{Map: "m_1", By: ByBranch}},
	check: checkTiming,
	rows:  func(a *Answer) any { return a.Timing.Curve },
	own:   func(a *Answer) any { return a.Timing },
}

// TimingAnswer is how long the goal takes, of the journeys that started in the
// period: counted from their first touch, or, with Query.Start, from their
// first touch there, which must then be in the period. A converted journey has
// its event at the goal. All others are censored now (or at their last touch,
// when that is later): until then they are known to be without the goal. That
// holds for lost ones, too, as what the customer does later is another journey;
// were they taken out when they fell silent, as if they might have gone on like
// the others, the goal would seem likelier than it is. So the curve comes down
// to the share of journeys that never reach the goal.
type TimingAnswer struct {
	N        int `json:"n"`
	Events   int `json:"events"`
	Censored int `json:"censored"`
	// Curve is the share still without the goal (Kaplan & Meier 1958) with its
	// 95 % interval (Greenwood's variance on the log(−log) scale), at most 200
	// points, ascending from 0; exact at each of them. Query.NoSpread leaves out
	// the curve, medians and bins.
	Curve []stat.SurvivalPoint `json:"curve"`
	// MedianS is when the curve first is at most one half; 0 when it never is
	// (Reached false).
	MedianS float64 `json:"medianS"`
	Reached bool    `json:"reached"`
	// Times of the converted; Bins count them, all of one width, FromS ascending.
	Times stat.Spread    `json:"times"`
	Bins  []stat.TimeBin `json:"bins"`
	// Stages say how long these journeys, as far as they are closed, stay in each
	// stage they touch: from a touch there to the next touch of another stage or
	// of none (the journey ends at its last touch), added up over the journey.
	Stages []StageTime `json:"stages,omitempty"`
}

// StageTime is the time of journeys in one stage.
type StageTime struct {
	ID   string         `json:"id"`
	Time stat.Spread    `json:"time"`
	Bins []stat.TimeBin `json:"bins"`
}

func checkTiming(p *Plan) error { return p.checkEnds() }

// NewTiming describes times in milliseconds, both ascending: of those who
// reached the goal, and of those who were last seen without it.
func NewTiming(events, censored []int64) TimingAnswer {
	a := TimingAnswer{N: len(events) + len(censored), Events: len(events), Censored: len(censored),
		Times: stat.SpreadOfSorted(events), Bins: stat.NewBins(events)}
	a.Curve, a.MedianS, a.Reached = stat.SurvivalCurve(events, censored)
	return a
}
