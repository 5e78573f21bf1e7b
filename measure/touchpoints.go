package measure

import (
	"time"

	"cham/measure/stat"
)

// Touchpoints asks for the table behind a map: volume, reach, next step, exits,
// dwell and time to next of every touchpoint and stage.
const Touchpoints Question = "touchpoints"

// Figures of it.
const (
	FigureReach       FigureKind = "reach"
	FigureJourneys    FigureKind = "journeys"
	FigureNext        FigureKind = "next"
	FigureExit        FigureKind = "exit"
	FigureLeft        FigureKind = "left"
	FigureOpen        FigureKind = "open"
	FigureThroughOpen FigureKind = "through-open"
	FigureOther       FigureKind = "other"
	FigureLive        FigureKind = "live"
	FigureCameBack    FigureKind = "came-back"
	FigureOnward      FigureKind = "onward"
	FigureDwelt       FigureKind = "dwelt"
	FigureStageReach  FigureKind = "stage-reach"
	FigureStageNext   FigureKind = "stage-next"
	FigureStageLeft   FigureKind = "stage-left"
	FigureStageOpen   FigureKind = "stage-open"
	FigureStageBack   FigureKind = "stage-back"
)

var touchpoints = Descriptor{
	Name: Touchpoints,
	About: Words{EN: "a map's numbers: volume, reach, next step, exits, dwell, time to next",
		VI: "các con số của bản đồ: lượt chạm, khách, đi tiếp, rời, thời lượng và thời gian đến bước sau"},
	Figures: []FigureDescriptor{
		{FigureReach, "touched Touchpoint in the period (TouchpointRow.Reach; without a map, TouchCount.Customers)", countsCustomers},
		{FigureJourneys, "have a journey through Touchpoint", countsJourneys},
		{FigureNext, "have a journey that took a next step there (Next.K)", countsJourneys},
		{FigureExit, "had a visit to Touchpoint without a next touch (Exit.K)", countsJourneys},
		{FigureLeft, "have a journey that ended at Touchpoint without a next step before (Left)", countsJourneys},
		{FigureOpen, "have an open journey, without a next step, whose last touch is at Touchpoint (OpenHere)", countsJourneys},
		{FigureThroughOpen, "have an open journey through Touchpoint (Open)", countsJourneys},
		{FigureOther, "have a journey that moved on elsewhere (Elsewhere)", countsJourneys},
		{FigureLive, "touched Touchpoint in the five minutes before AsOf", countsCustomers},
		{FigureCameBack, "have a journey through Touchpoint, behind the goal, and came back (Back.K)", countsJourneys},
		{FigureOnward, "have a touch at Touchpoint with one of another touchpoint directly after it (TimeToNext.N touches)", countsJourneys},
		{FigureDwelt, "have a touch at Touchpoint that says how long it took (Dwell.N touches)", countsJourneys},
		{FigureStageReach, "have a journey that touched Stage", countsJourneys},
		{FigureStageNext, "have a journey that went on from Stage", countsJourneys},
		{FigureStageLeft, "have a journey that ended in Stage", countsJourneys},
		{FigureStageOpen, "have a journey still open in Stage", countsJourneys},
		{FigureStageBack, "have a journey in Stage, behind the goal, and came back (Back.K)", countsJourneys},
	},
	Example: Example{"The numbers of a map, of new customers",
		Query{Map: "m_1", From: november, Segment: Segment{Status: "new"}}},
	rows: func(a *Answer) any { return a.Touchpoints },
}

// TouchpointRow is one touchpoint in the period. Rates are over journeys.
type TouchpointRow struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Stage is the id of its stage, "" without a map.
	Stage  string `json:"stage,omitempty"`
	Goal   bool   `json:"goal,omitempty"`
	Volume int    `json:"volume"`
	Reach  int    `json:"reach"`
	// Share is journeys through it / journeys with any mapped touch in the period.
	Share stat.Rate `json:"share"`
	// Next: of its journeys, those that within W days of their first touch here in
	// the period touched a later stage or converted. A goal converts by itself.
	Next stat.Rate `json:"next"`
	// Exit: of the visits that end in the period (touches here in a row, each less
	// than a day after the one before), those without a next touch of the journey,
	// wherever, within G days. A visit counts by the conditions on its first touch.
	// Goals have no exits, and touchpoints behind the goal's stage neither.
	Exit stat.Rate `json:"exit"`
	// Behind says that it is of a stage behind the goal's. Back: of its journeys,
	// those whose customer came back to a stage up to the goal's, in this or a later
	// journey, within R days of their first touch here in the period.
	Behind bool      `json:"behind,omitempty"`
	Back   stat.Rate `json:"back"`
	// Open journeys through it.
	Open int `json:"open"`
	// Journeys = Went (took a next step: Next.K) + Left (lost, last touch
	// here, no next step before) + OpenHere (open, last touch
	// so far here) + Elsewhere (moved on to another touchpoint, no next step):
	// each journey in the first of these that holds.
	Journeys  int `json:"journeys"`
	Went      int `json:"went"`
	Left      int `json:"left"`
	OpenHere  int `json:"openHere"`
	Elsewhere int `json:"elsewhere"`
	// Dwell is the duration of its touches, where they say one; TimeToNext the
	// time from a touch here to the directly following touch of the same journey,
	// where that is at another touchpoint.
	Dwell      stat.Spread `json:"dwell"`
	TimeToNext stat.Spread `json:"timeToNext"`
	// LastAt is the latest touch here before To, also when before From.
	LastAt time.Time `json:"lastAt,omitzero"`
	// Live customers touched it in the five minutes before AsOf.
	Live int `json:"live"`
}

// StageRow is one stage; journeys that touched it in the period:
// Reach = Went + Left + Open, and the bought or care ones that stay in a stage
// behind the goal's.
type StageRow struct {
	ID string `json:"id"`
	// Reach counts journeys with a touch in this stage in the period.
	Reach int `json:"reach"`
	// Went on, whenever later in the journey, to a later stage or the goal;
	// Left: closed without; Open: neither yet.
	Went int       `json:"went"`
	Left int       `json:"left"`
	Open int       `json:"open"`
	Next stat.Rate `json:"next"`
	// Behind and Back say of a stage behind the goal's what they do of a touchpoint.
	Behind bool      `json:"behind,omitempty"`
	Back   stat.Rate `json:"back"`
}
