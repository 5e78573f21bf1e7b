package cham

import "time"

// Count is what another system counted on whole days, such as sessions of a
// source in Google Analytics: a number beside the touches, of nobody in
// particular. It is never a customer, and never part of a rate.
type Count struct {
	// From is the workspace's midnight that its days begin with, To that after the
	// last of them, both in UTC.
	From, To time.Time
	// By is who counted: the name of the export, "google-analytics".
	By string
	// Kind is what the value is of: "source" (as "google / cpc"), "group" (as "Paid
	// Search"), "campaign", "page", "keyword", or "site" for all of it, whose value is "".
	Kind, Value string
	// Measure is "sessions", "users", "views", "clicks", "impressions" or "position".
	Measure string
	// Number is not negative, and whole but for a position.
	Number float64
}
