package measure

// DriversAnswer is what goes with reaching the goal: of the closed journeys
// that started in the period, for each factor, how those with it fared against
// those without, at the same length and lead channel. It is association, not
// proof of a cause.
type DriversAnswer struct {
	// Journeys closed; Conversion of all of them.
	Journeys   int      `json:"journeys"`
	Conversion Rate     `json:"conversion"`
	Factors    []Driver `json:"factors"`
}

// Driver is one factor: a touchpoint touched before the journey's end (goals
// are left out), or a value of a dimension of the journey's first touch.
type Driver struct {
	By    Dimension `json:"by"`
	Value string    `json:"value"`
	Name  string    `json:"name"`
	// With and Without: conversion of the journeys with and without it.
	With    Rate `json:"with"`
	Without Rate `json:"without"`
	// Lift is With / Without.
	Lift float64 `json:"lift"`
	// Odds is the odds ratio adjusted for the journey's number of touchpoints
	// and first channel (Mantel & Haenszel 1959), with its 95 % interval (Robins,
	// Breslow & Greenland 1986); 0 when it is not defined.
	Odds float64 `json:"odds"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// P is the two-sided p-value of the Mantel–Haenszel test without continuity
	// correction, after S. Holm's correction for all factors looked at.
	P float64 `json:"p"`
	// Sure: P below 5 %.
	Sure bool `json:"sure"`
}
