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
	// LeadGroups are the groups of lead sources; nil means DefaultLeadGroups.
	LeadGroups LeadGroups
	// Exclusions leave touches out of every question.
	Exclusions Exclusions
	// Sights are how much of personal data roles see where that is not the
	// default, SecondStep the roles that must sign in in two steps.
	Sights     map[Role]Sight
	SecondStep []Role
	// Demo marks the simulated business, which may be thrown away.
	Demo      bool
	CreatedAt time.Time
	// ArchivedAt is when it was put away, read only; zero while it is in use.
	ArchivedAt time.Time
}

// Excluded are the workspace's excluded referrers, whether chosen or by default.
func (w Workspace) Excluded() []string {
	if w.ExcludedReferrers == nil {
		return DefaultExcludedReferrers()
	}
	return w.ExcludedReferrers
}

// Leads are the workspace's groups of lead sources, whether chosen or by default.
func (w Workspace) Leads() LeadGroups {
	if w.LeadGroups == nil {
		return DefaultLeadGroups()
	}
	return w.LeadGroups
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
	// Kind is "website", "server", "webhook", "staff", "file", "demo",
	// "messages", KindQR, KindForm or KindSegments.
	Kind string
	// WriteKey lets senders in.
	WriteKey string
	Enabled  bool
	// RequireConsent refuses touches whose sender did not state consent.
	RequireConsent bool
	// Tells is what a website tells beside page views, and Search the parameters
	// of addresses that hold what was searched for there: words, separated by spaces.
	Tells, Search string
	// OrdersFrom is the source that a website's orders are counted from, such as
	// its shop's webhooks, while that one BringsOrders; "" is the website itself.
	OrdersFrom SourceID
	CreatedAt  time.Time
	// Archived says that its workspace was put away: nothing comes in.
	Archived bool
}

// Takes reports whether touches come in from it.
func (s Source) Takes() bool { return s.Enabled && !s.Archived }

// The kinds of the sources that a workspace's printed codes and forms bring touches by.
const (
	KindQR   = "qr"
	KindForm = "form"
)

// KindSegments is the kind of the source by which live segments tell who enters and
// leaves, at most one in a workspace.
const KindSegments = "segments"

// Public reports whether anybody can send as this source: a website's write
// key stands in its pages, and pages of codes and forms are open to all.
func (s Source) Public() bool {
	return s.Kind == "website" || s.Kind == KindQR || s.Kind == KindForm
}

// BringsOrders reports whether a website's orders may be counted from this source:
// it is switched on, and only the shop's own systems send as it.
func (s Source) BringsOrders() bool {
	return s.Enabled && (s.Kind == "server" || s.Kind == "webhook" || s.Kind == "file")
}

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
