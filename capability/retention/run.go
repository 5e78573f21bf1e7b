package retention

import (
	"context"
	"time"

	"cham"
)

// Places that data goes from, as Tally.Removed counts them.
const (
	Touches   = "touches"
	Visitors  = "visitors"
	Customers = "customers"
	Calls     = "calls"
	Refusals  = "refusals"
	Rows      = "rows" // of imports, refused
	Files     = "files"
	Audit     = "audit"
	Consents  = "consents"
)

// Tally is what goes, or went, and the counts that stay of it.
type Tally struct {
	Removed map[string]int `json:"removed" doc:"how many of what"`
	// Kept are people whom a rule names and the law keeps.
	Kept map[string]int `json:"kept,omitempty" doc:"people who stay though a rule names them: consent, of this year; request, still open"`
	// Months are the touches by the month they happened in.
	Months []MonthGoing `json:"months,omitempty" doc:"which numbers change: by month, what goes of what there is"`
	// Until is before when numbers change, zero when none do.
	Until time.Time `json:"until,omitzero" doc:"numbers of periods from here on do not change"`
}

// MonthGoing is a month's touches that go, and all of it before.
type MonthGoing struct {
	Month   string  `json:"month" example:"2024-03"`
	Touches int     `json:"touches" doc:"that go"`
	Of      int     `json:"of" doc:"that there are"`
	Value   float64 `json:"value" doc:"money of those that go, in the business's currency"`
	OfValue float64 `json:"ofValue"`
}

// Count adds to what was removed, or takes off again.
func (r *Tally) Count(what string, n int) {
	if n == 0 {
		return
	}
	if r.Removed == nil {
		r.Removed = map[string]int{}
	}
	if r.Removed[what] += n; r.Removed[what] == 0 {
		delete(r.Removed, what)
	}
}

// CountPeople adds people by what they are.
func (r *Tally) CountPeople(people []Person) {
	for _, p := range people {
		if p.Known {
			r.Count(Customers, 1)
		} else {
			r.Count(Visitors, 1)
		}
	}
}

// PersonGoing is somebody who would go.
type PersonGoing struct {
	Customer cham.CustomerID `json:"customer"`
	Name     string          `json:"name,omitempty" person:"name"`
	Known    bool            `json:"known" doc:"a customer, not only a visitor"`
	Touches  int             `json:"touches"`
	Last     time.Time       `json:"last" doc:"the latest touch"`
}

// Outlook is what rules would remove now.
type Outlook struct {
	Tally
	Examples []PersonGoing `json:"examples" doc:"some of the people"`
}

// States of a run.
const (
	Running   = "running"
	Done      = "done"
	Cancelled = "cancelled"
)

// Removal is one removing, under way or ended.
type Removal struct {
	ID        string           `json:"id"`
	Workspace cham.WorkspaceID `json:"-"`
	Rules     KeepRules        `json:"rules"`
	At        time.Time        `json:"at" doc:"what is too old is told from here"`
	DoneAt    time.Time        `json:"doneAt,omitzero"`
	State     string           `json:"state" enum:"running,done,cancelled"`
	By        cham.UserID      `json:"by,omitempty" mask:"no" doc:"who asked for it; empty when the night did"`
	People    int              `json:"people" doc:"how many there are to remove"`
	Gone      int              `json:"gone" doc:"how many of them are gone"`
	Error     string           `json:"error,omitempty" doc:"why it is not done yet; it goes on by itself"`
	Report    Tally            `json:"report"`
	// Told says that who stays and which numbers change stands in the report.
	Told bool `json:"told,omitempty"`
	// Part are people who are being removed, so that a run that was killed ends
	// them. Of their touches, those up to Upto are being removed and are counted.
	Part []Person `json:"going,omitempty" mask:"no"`
	Upto int64    `json:"upto,omitempty" mask:"no"`
	// Stop says that somebody wants it to end.
	Stop bool `json:"stop,omitempty"`
}

// ForReaders is a run without what only itself needs to go on.
func (r Removal) ForReaders() Removal {
	r.Part, r.Upto, r.Told = nil, 0, false
	return r
}

// Store keeps runs.
type Store interface {
	// PutRun keeps a run; one that somebody wants to Stop stays so.
	PutRun(ctx context.Context, r Removal) error
	// Runs are a workspace's, the newest first.
	Runs(ctx context.Context, ws cham.WorkspaceID) ([]Removal, error)
	PutRules(ctx context.Context, ws cham.WorkspaceID, r KeepRules, by cham.UserID, at time.Time) error
	// Rules are those last put, and when; nothing is removed where none are.
	Rules(ctx context.Context, ws cham.WorkspaceID) (KeepRules, time.Time, error)
}
