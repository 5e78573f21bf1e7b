package cham

import "time"

// MapID names a journey map.
type MapID string

// JourneyMap is stages × touchpoints for one persona and one goal. It is kept
// and versioned whole, as one JSON document.
type JourneyMap struct {
	ID   MapID  `json:"id"`
	Name string `json:"name"`
	// Version grows by one with every saved change.
	Version int     `json:"version"`
	Persona Persona `json:"persona"`
	Stages  []Stage `json:"stages"`
	// Touchpoints in display order within their stage.
	Touchpoints []Touchpoint `json:"touchpoints"`
	// SilenceDays is G: a journey silent for so long is closed. Default 30.
	SilenceDays int `json:"silenceDays"`
	// WindowDays is W: how long after a touch a next step still counts. Default 30.
	WindowDays int `json:"windowDays"`
	// ReturnDays is R: how long after a touch behind the goal coming back still counts. Default 60.
	ReturnDays int       `json:"returnDays,omitempty"`
	Template   string    `json:"template,omitempty"`
	UpdatedAt  time.Time `json:"updatedAt"`
	UpdatedBy  UserID    `json:"updatedBy,omitempty"`
}

// Persona is an assumed customer.
type Persona struct {
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	Goals       []string `json:"goals,omitempty"`
	Pains       []string `json:"pains,omitempty"`
	// Segment is the id of the saved segment of the real customers like this.
	Segment string `json:"segment,omitempty"`
}

// Stage is a column of the map, in designed order; journeys need not follow it.
type Stage struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// The lanes under the touchpoints, one sentence each.
	Does   string `json:"does,omitempty"`
	Thinks string `json:"thinks,omitempty"`
	Pains  string `json:"pains,omitempty"`
	Ideas  string `json:"ideas,omitempty"`
	KPI    string `json:"kpi,omitempty"`
}

// Touchpoint is a place where touches happen, as drawn on a map.
type Touchpoint struct {
	ID      string  `json:"id"`
	Stage   string  `json:"stage"`
	Name    string  `json:"name"`
	Channel Channel `json:"channel"`
	Rule    Rule    `json:"rule"`
	// Goal marks the touchpoints at which a journey converts.
	Goal bool `json:"goal,omitempty"`
	// MomentOfTruth marks touchpoints of high importance for the goal.
	MomentOfTruth bool `json:"momentOfTruth,omitempty"`
	// Emotion as designed, −2…+2.
	Emotion float64 `json:"emotion"`
	Owner   string  `json:"owner,omitempty"`
	Does    string  `json:"does,omitempty"`
	Thinks  string  `json:"thinks,omitempty"`
	Pain    string  `json:"pain,omitempty"`
	Idea    string  `json:"idea,omitempty"`
	// Ease of fixing what is wrong here, 1 (hard) to 5, as the team judges it;
	// 0 is not judged yet.
	Ease int `json:"ease,omitempty"`
}

// Rule binds touches to a touchpoint: a touch belongs when any of the matches
// holds. When rules of several touchpoints hold, the one with the most
// conditions wins, then the one that stands first on the map.
type Rule struct {
	Any []Match `json:"any"`
}

// Match is a set of conditions that must all hold; an empty field is no
// condition. Text compares exactly; Path may end in "*" and may hold ":id".
type Match struct {
	Event    string  `json:"event,omitempty"`
	Channel  Channel `json:"channel,omitempty"`
	Path     string  `json:"path,omitempty"`
	Source   string  `json:"source,omitempty"`
	Medium   string  `json:"medium,omitempty"`
	Campaign string  `json:"campaign,omitempty"`
	Device   string  `json:"device,omitempty"`
	Branch   string  `json:"branch,omitempty"`
	// Property conditions, name → value, on declared properties.
	Property map[string]string `json:"property,omitempty"`
}
