package cham

import "time"

// Cost is money spent on bringing or keeping customers, on one day, for what
// is named: any of the fields may be empty, and a cost belongs to touches that
// have the same in all that are not.
type Cost struct {
	// Day begins at Day, UTC instant of the workspace's midnight.
	Day      time.Time `json:"day"`
	Channel  Channel   `json:"channel,omitempty"`
	Source   string    `json:"source,omitempty"`
	Medium   string    `json:"medium,omitempty"`
	Campaign string    `json:"campaign,omitempty"`
	// Amount in the workspace's currency, not negative.
	Amount float64 `json:"amount"`
}
