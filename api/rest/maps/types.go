package maps

import (
	"time"

	"cham"
)

// MapCard is a map in the list of maps.
type MapCard struct {
	ID          cham.MapID `json:"id"`
	Name        string     `json:"name"`
	Version     int        `json:"version"`
	Persona     string     `json:"persona" doc:"name of the persona"`
	Stages      int        `json:"stages"`
	Touchpoints int        `json:"touchpoints"`
	Template    string     `json:"template,omitempty"`
	UpdatedAt   time.Time  `json:"updatedAt"`
}

// MapTemplate is a map one can start from: an industry with everything on it,
// or a stage model without touchpoints.
type MapTemplate struct {
	ID          string   `json:"id"`
	Kind        string   `json:"kind" enum:"industry,stages"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Persona     string   `json:"persona,omitempty"`
	Stages      []string `json:"stages"`
	Touchpoints int      `json:"touchpoints"`
}

// NewMap makes a map. Template "" gives an empty map with the five-stage model.
type NewMap struct {
	Name     string `json:"name" minLength:"1" maxLength:"200"`
	Template string `json:"template,omitempty"`
}

// MapVersion is one saved state of a map.
type MapVersion struct {
	Version     int         `json:"version"`
	Name        string      `json:"name"`
	Touchpoints int         `json:"touchpoints"`
	UpdatedAt   time.Time   `json:"updatedAt"`
	UpdatedBy   cham.UserID `json:"updatedBy,omitempty"`
	UpdatedName string      `json:"updatedName,omitempty" doc:"name of who saved it, while still a member"`
}

// MatchRule asks what a rule would bind.
type MatchRule struct {
	Rule cham.Rule `json:"rule"`
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
}
