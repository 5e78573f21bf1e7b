package staff

import (
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/capture"
	"cham/capability/staff"
	"cham/capability/task"
)

// StaffPage is what the staff page offers.
type StaffPage struct {
	Enabled  bool        `json:"enabled" doc:"false: its source is switched off, nothing is taken in"`
	Tiles    []StaffTile `json:"tiles" doc:"touchpoints to write a touch of, in order"`
	Calls    []StaffTile `json:"calls" doc:"touchpoints that a call may be written down for"`
	Branches []string    `json:"branches" doc:"none: it is not asked where"`
}

// StaffTile is a touchpoint that staff may write a touch of.
type StaffTile struct {
	ID       string       `json:"id"`
	Label    string       `json:"label"`
	Map      string       `json:"map" doc:"name of the map it is on"`
	Event    string       `json:"event" doc:"what is written down"`
	Channel  cham.Channel `json:"channel"`
	Outcomes []string     `json:"outcomes" doc:"that are offered, none is fine"`
}

// StaffSetup is the page as its owner sets it up.
type StaffSetup struct {
	StaffPage
	Chosen     bool        `json:"chosen" doc:"false: tiles are those proposed"`
	Candidates []StaffTile `json:"candidates" doc:"every touchpoint that can be a tile"`
	Seen       []string    `json:"seen" doc:"branches that touches named, most first"`
	URL        string      `json:"url" doc:"where the page is"`
	Picture    string      `json:"picture" doc:"its QR code, a data: address of a PNG"`
}

// StaffSetupChange is what the owner chooses.
type StaffSetupChange struct {
	Tiles    []StaffChosen `json:"tiles" maxItems:"12" doc:"in order"`
	Branches []string      `json:"branches" maxItems:"100"`
}

// StaffChosen is a tile that was chosen.
type StaffChosen struct {
	ID       string   `json:"id" maxLength:"200"`
	Outcomes []string `json:"outcomes,omitempty" maxItems:"6"`
}

// StaffCustomer is a customer to be found again; phones as the caller may see them.
type StaffCustomer struct {
	ID     cham.CustomerID `json:"id"`
	Name   string          `json:"name,omitempty" person:"name"`
	Keys   []route.KeyRef  `json:"keys" doc:"telephones and membership cards"`
	LastAt time.Time       `json:"lastAt,omitzero"`
}

// StaffCustomers are the customers of a branch, for a phone to find them without a line.
type StaffCustomers struct {
	Customers []StaffCustomer `json:"customers" doc:"who came last comes first"`
	Total     int             `json:"total" doc:"of the branch; the list ends at 2,000"`
}

// StaffTouches are touches that a phone sends, in its order.
type StaffTouches struct {
	User    cham.UserID  `json:"user" maxLength:"100" doc:"who wrote them down; must be who sends, empty for an API key"`
	SentAt  time.Time    `json:"sentAt" doc:"by the phone's clock, which it corrects"`
	Touches []StaffTouch `json:"touches" minItems:"1" maxItems:"50" doc:"each is judged by itself: a refused one fails no other"`
	// Workspace keeps what was written for one business out of another.
	Workspace cham.WorkspaceID `json:"workspace" maxLength:"100" doc:"must be the one signed in to"`
}

// StaffTouch is one touch that staff wrote down.
type StaffTouch struct {
	ID       string          `json:"id" pattern:"^[A-Za-z0-9-]{8,64}$" doc:"made on the phone; sent twice it counts once"`
	At       time.Time       `json:"at" doc:"when it happened, by the phone's clock"`
	Customer cham.CustomerID `json:"customer,omitempty" minimum:"0"`
	Phone    string          `json:"phone,omitempty" maxLength:"40" doc:"in place of customer; with neither it was somebody unknown"`
	Name     string          `json:"name,omitempty" maxLength:"200" doc:"of a new customer"`
	Event    string          `json:"event,omitempty" maxLength:"200" doc:"the tile's; of a call absent for how it ended"`
	Channel  cham.Channel    `json:"channel,omitempty" maxLength:"40"`
	Branch   string          `json:"branch,omitempty" maxLength:"255"`
	Outcome  string          `json:"outcome,omitempty" maxLength:"60"`
	Note     string          `json:"note,omitempty" maxLength:"1000"`
	Value    float64         `json:"value,omitempty" doc:"money gained, in the business's currency"`
	Call     *StaffCall      `json:"call,omitempty"`
	Task     *StaffTask      `json:"task,omitempty" doc:"what came of a call of the list; of the rest only the note counts"`
}

// StaffCall is what is said of a telephone call.
type StaffCall struct {
	Direction string            `json:"direction" enum:"in,out"`
	Outcome   staff.CallOutcome `json:"outcome" enum:"answered,missed,voicemail,wrong_number,call_back"`
	Minutes   float64           `json:"minutes,omitempty" minimum:"0" maximum:"1440"`
}

// StaffTask is what came of a call of the list.
type StaffTask struct {
	ID      string       `json:"id" maxLength:"100"`
	Outcome task.Outcome `json:"outcome" enum:"interested,not_interested,call_again,no_answer,wrong_number,refuses,finished"`
	Again   time.Time    `json:"again,omitzero" doc:"with call_again: when the customer wants to be called"`
	Covers  task.Covers  `json:"covers,omitempty" enum:"offers,calls,everything" doc:"with refuses: how much the customer refuses"`
}

// StaffResult says what became of one touch.
type StaffResult struct {
	ID     string         `json:"id"`
	State  staff.State    `json:"state" enum:"taken,refused,undone"`
	Reason capture.Reason `json:"reason,omitempty" doc:"why refused: of the debugger, or no_customer, minutes, too_long, entry, task_gone"`
}

// StaffUndo takes a touch back.
type StaffUndo struct {
	User      cham.UserID      `json:"user" maxLength:"100" doc:"who wrote it down; must be who sends"`
	Workspace cham.WorkspaceID `json:"workspace" maxLength:"100"`
	Why       staff.Why        `json:"why" enum:"customer,touchpoint,twice,not-happened,other"`
}

// StaffUndone says whether there was something to take back.
type StaffUndone struct {
	Found bool `json:"found" doc:"false: it had not come in, and will not"`
}
