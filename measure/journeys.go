package measure

import "cham/measure/stat"

// Journeys asks how many started, converted, were lost, are open; time to goal;
// repeat.
const Journeys Question = "journeys"

// Figures of it.
const (
	FigureStarted      FigureKind = "started"
	FigureConverted    FigureKind = "converted"
	FigureLost         FigureKind = "lost"
	FigureOpenJourneys FigureKind = "open-journeys"
	FigureNew          FigureKind = "new"
	FigureRepeat       FigureKind = "repeat"
	FigureGoal         FigureKind = "goal"
	FigureCare         FigureKind = "care"
	FigureWonBack      FigureKind = "won-back"
)

var journeys = Descriptor{
	Name: Journeys,
	About: Words{EN: "started, converted, lost, still open; time to goal; repeat",
		VI: "bắt đầu, đạt mục tiêu, rời đi, còn mở; thời gian đến mục tiêu; mua lại"},
	Figures: []FigureDescriptor{
		{FigureStarted, "have a journey that started in the period", countsJourneys},
		{FigureConverted, "of these: that converted", countsJourneys},
		{FigureLost, "of these: that was lost", countsJourneys},
		{FigureOpenJourneys, "of these: that is open", countsJourneys},
		{FigureCare, "have a care visit that started in the period (Care)", countsJourneys},
		{FigureWonBack, "had a goal touch in the period and came back (Back.K)", countsJourneys},
		{FigureNew, "had their first touch ever in the period (NewCustomers)", countsCustomers},
		{FigureRepeat, "had another goal touch before the period ended (Repeat.K)", countsCustomers},
		{FigureGoal, "had a goal touch in the period (Repeat.N)", countsCustomers},
	},
	Example: Example{"Journeys started in November and how they stand, compared to October",
		Query{Map: "m_1", From: november, To: december, Compare: &Period{From: october, To: november}}},
	rows: func(a *Answer) any { return listed(a.Journeys) },
}

// JourneySummary is about the journeys that started in the period.
type JourneySummary struct {
	Started   int `json:"started"`
	Converted int `json:"converted"`
	Lost      int `json:"lost"`
	Open      int `json:"open"`
	// Care visits are counted apart: all of their touches are of stages behind the
	// goal's, and none is a goal.
	Care int `json:"care"`
	// Conversion: of the journeys whose first touch in a stage up to the goal's
	// (without a map: first touch) is in the period, those that reach the goal
	// within W days of it.
	Conversion stat.Rate `json:"conversion"`
	// NewCustomers had their first touch ever in the period.
	NewCustomers int `json:"newCustomers"`
	// Repeat: of the customers with a conversion that counts, those who had
	// another one before the period's end.
	Repeat stat.Rate `json:"repeat"`
	// Back: of the goal touches in the period, those whose customer came back to a
	// stage up to the goal's within R days.
	Back stat.Rate `json:"back"`
	// Value of the goal touches in the period, in the workspace's currency, each
	// less what was given back (values below zero) before the customer's next goal.
	Value float64 `json:"value"`
	// TimeToGoal of the converted, from first touch to goal.
	TimeToGoal stat.Spread `json:"timeToGoal"`
}
