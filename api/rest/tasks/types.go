package tasks

import (
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/reach"
	"cham/capability/task"
)

// TaskLine is something to be done for a customer.
type TaskLine struct {
	ID       string          `json:"id"`
	Kind     task.Kind       `json:"kind" enum:"call,do"`
	Class    reach.Class     `json:"class,omitempty" enum:"transaction,care,survey,marketing" doc:"what a call is for"`
	Title    string          `json:"title,omitempty" person:"name"`
	Script   string          `json:"script,omitempty" person:"name" doc:"what to say"`
	Customer cham.CustomerID `json:"customer" doc:"0 when they were erased"`
	Name     string          `json:"name" person:"name"`
	// Phone is there for whoever has it in hand.
	Phone      *route.KeyRef `json:"phone,omitempty" doc:"where to call, for who has it in hand"`
	Dial       bool          `json:"dial,omitempty" doc:"the number may be dialled: the caller sees it whole, and it is no made-up one"`
	Campaign   string        `json:"campaign,omitempty" doc:"the id of the campaign it is of"`
	Assignee   cham.UserID   `json:"assignee,omitempty"`
	Department string        `json:"department,omitempty"`
	// ToName is the name of the assignee, or of the department.
	ToName    string       `json:"toName,omitempty" doc:"who is to do it; anybody who may when empty"`
	DueAt     time.Time    `json:"dueAt"`
	ExpiresAt time.Time    `json:"expiresAt"`
	Overdue   bool         `json:"overdue,omitempty" doc:"due for more than a day"`
	State     task.State   `json:"state" enum:"open,taken,done,dropped,expired"`
	Rule      string       `json:"rule,omitempty" doc:"why it waits or was dropped: a rule of the gate, person, stopped"`
	Mine      bool         `json:"mine,omitempty" doc:"the caller has it in hand"`
	ByName    string       `json:"byName,omitempty" doc:"who has it in hand, or did it"`
	HeldUntil time.Time    `json:"heldUntil,omitzero" doc:"until when; then others may take it"`
	Tries     int          `json:"tries,omitempty" doc:"calls that were made"`
	Outcome   task.Outcome `json:"outcome,omitempty" enum:"interested,not_interested,call_again,no_answer,wrong_number,refuses,finished"`
	Note      string       `json:"note,omitempty" person:"name"`
	ChangedAt time.Time    `json:"changedAt"`
}

// TaskCounts are how many tasks there are for the caller.
type TaskCounts struct {
	Mine    int `json:"mine" doc:"in the caller's hand, or given to them"`
	Open    int `json:"open"`
	Overdue int `json:"overdue" doc:"due for more than a day"`
	Today   int `json:"today" doc:"done in the last 24 hours"`
}

// TaskPage is a page of tasks.
type TaskPage struct {
	Tasks  []TaskLine `json:"tasks"`
	Next   string     `json:"next,omitempty" mask:"no" doc:"where the next page begins"`
	Counts TaskCounts `json:"counts"`
	// People and Departments are whom a task can be given to.
	People      []TaskChoice `json:"people"`
	Departments []TaskChoice `json:"departments"`
}

// TaskChoice is somebody, or a department, that a task can be given to.
type TaskChoice struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// NewTask is a task that a person makes.
type NewTask struct {
	Customer   cham.CustomerID `json:"customer" minimum:"1"`
	Kind       task.Kind       `json:"kind" enum:"call,do"`
	Class      reach.Class     `json:"class,omitempty" enum:"transaction,care,survey,marketing" doc:"what a call is for; care when empty"`
	Title      string          `json:"title,omitempty" maxLength:"200"`
	Script     string          `json:"script,omitempty" maxLength:"4000" doc:"what to say or to heed"`
	Assignee   cham.UserID     `json:"assignee,omitempty" maxLength:"100" doc:"with neither, anybody who may"`
	Department string          `json:"department,omitempty" maxLength:"100"`
	DueAt      time.Time       `json:"dueAt,omitzero" doc:"now when empty"`
	ExpiresAt  time.Time       `json:"expiresAt,omitzero" doc:"a week after it is due when empty"`
}

// TaskResult is what came of a task.
type TaskResult struct {
	ID      string       `json:"id" pattern:"^[A-Za-z0-9-]{8,64}$" doc:"made by the caller; sent twice it counts once"`
	Outcome task.Outcome `json:"outcome" enum:"interested,not_interested,call_again,no_answer,wrong_number,refuses,finished"`
	Note    string       `json:"note,omitempty" maxLength:"1000"`
	At      time.Time    `json:"at,omitzero" doc:"when it was done; now when empty"`
	Again   time.Time    `json:"again,omitzero" doc:"with call_again: when the customer wants to be called"`
	Covers  task.Covers  `json:"covers,omitempty" enum:"offers,calls,everything" doc:"with refuses: how much the customer refuses"`
}

// TaskTake is how many calls one wants next.
type TaskTake struct {
	Count int `json:"count" minimum:"1" maximum:"20"`
}
