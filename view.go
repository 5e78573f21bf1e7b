package cham

import "time"

// View is a page with its choices, kept under a name.
type View struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Page is the page's name ("journeys"), Search its choices as they stand in
	// the address after "?".
	Page   string `json:"page"`
	Search string `json:"search"`
	// Shared with the whole workspace; otherwise only CreatedBy sees it.
	Shared bool `json:"shared"`

	CreatedAt time.Time `json:"createdAt"`
	CreatedBy UserID    `json:"createdBy,omitempty"`
}
