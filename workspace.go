package cham

import "time"

// Workspace is one business: its customers, maps, sources and users.
type Workspace struct {
	ID   WorkspaceID
	Name string
	// TimeZone is an IANA name; days, weeks and hours are the workspace's.
	TimeZone string
	// Currency is the ISO 4217 code money is shown in, Rates what one unit of
	// another currency is worth in it.
	Currency string
	Rates    map[string]float64
	// Properties are the event properties that binding rules and breakdowns
	// may look at, at most 8.
	Properties []string
	// ExcludedReferrers are the sites that bring nobody: payment and sign-in
	// pages, the business's other domains. nil means DefaultExcludedReferrers.
	ExcludedReferrers []string
	// Sights are how much of personal data roles see where that is not the
	// default, SecondStep the roles that must sign in in two steps.
	Sights     map[Role]Sight
	SecondStep []Role
	// Demo marks the simulated business, which may be thrown away.
	Demo      bool
	CreatedAt time.Time
}

// Excluded are the workspace's excluded referrers, whether chosen or by default.
func (w Workspace) Excluded() []string {
	if w.ExcludedReferrers == nil {
		return DefaultExcludedReferrers()
	}
	return w.ExcludedReferrers
}

// Money is how the workspace's money is counted.
func (w Workspace) Money() MoneyRules { return MoneyRules{Own: w.Currency, Rates: w.Rates} }

// DefaultTimeZone is where most of our users are.
const DefaultTimeZone = "Asia/Ho_Chi_Minh"

// Source is a place that touches come from.
type Source struct {
	ID        SourceID
	Workspace WorkspaceID
	Name      string
	// Kind is "website", "server", "webhook", "file" or "demo".
	Kind string
	// WriteKey lets senders in.
	WriteKey string
	Enabled  bool
	// RequireConsent refuses touches whose sender did not state consent.
	RequireConsent bool
	CreatedAt      time.Time
}

// Public reports whether anybody can send as this source: a website's write
// key stands in its pages.
func (s Source) Public() bool { return s.Kind == "website" }

// UserID names a person who signs in.
type UserID string

// Period is a half-open span of time, [From, To), in UTC. A zero end is open.
type Period struct {
	From, To time.Time
}

// Contains reports whether t lies in p.
func (p Period) Contains(t time.Time) bool {
	return (p.From.IsZero() || !t.Before(p.From)) && (p.To.IsZero() || t.Before(p.To))
}

// Before returns the period of equal length that ends where p starts. It is
// only meaningful when both ends of p are set.
func (p Period) Before() Period {
	return Period{From: p.From.Add(-p.To.Sub(p.From)), To: p.From}
}
