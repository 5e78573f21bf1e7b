// Package staff answers what the staff page asks: what may be written down, whose
// touch it may be, and takes in and back what was.
package staff

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cham"
	"cham/api/rest/route"
	"cham/capability/audit"
	"cham/capability/identity"
	"cham/capability/staff"
	"cham/capability/task"
	"cham/journey"
)

// Deps is what the area works with. All of it is required but PublicURL.
type Deps struct {
	*route.Asker
	Service *staff.Service
	Maps    journey.Maps
	People  People
	Audit   audit.Recorder
	// Tasks takes what came of calls of the list, Members are who works in the business.
	Tasks   Tasks
	Members route.Members
	Now     func() time.Time
	// PublicURL is where browsers reach the program; when empty, the address of the
	// request is used.
	PublicURL string
}

// Tasks takes what came of a task; *task.Service does.
type Tasks interface {
	Finish(ctx context.Context, ws cham.WorkspaceID, id string, by task.Doer, r task.Result) (task.Task, error)
}

// People tells who customers are; *identity.Resolver does.
type People interface {
	Profiles(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) ([]identity.Profile, error)
}

type server struct {
	Deps
	lists route.Lookups
}

// listsPerMinute bounds how often one person takes the list of customers: once each
// time a page is opened where none is kept.
const listsPerMinute = 20

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{Deps: d, lists: route.Lookups{PerMinute: listsPerMinute}}
	return []route.Route{
		route.Get("/v1/staff", route.Touch, "What staff may write down", s.page),
		route.Get("/v1/staff/customers", route.Touch, "Customers of a branch, for a phone to find them offline", s.customers).RecordsItself(),
		route.Post("/v1/staff/touches", route.Touch, "Write touches down", s.record).With(eachByItself),
		route.Post("/v1/staff/touches/{id}/undo", route.Touch, "Take back a touch that one wrote down", s.undo).RecordsItself(),
		route.Get("/v1/maps/{id}/tiles", route.Read, "Touchpoints of a map that can be written down by hand", s.ofMap),
		route.Get("/v1/staff/setup", route.Sources, "The staff page as its owner sets it up", s.setup),
		route.Put("/v1/staff/setup", route.Sources, "Choose the tiles and branches of the staff page", s.putSetup),
	}
}

// eachByItself leaves it to the capability to look at the touches: one that is not
// as it should be is refused alone, and said so, else it would keep all others of
// its phone from coming in for ever.
func eachByItself(op *huma.Operation, _ huma.Registry) { op.SkipValidateBody = true }

// MessagePath is part of an address, exported because huma looks into embedded
// structs only then.
type MessagePath struct {
	ID string `path:"id" pattern:"^[A-Za-z0-9-]{8,64}$"`
}

type (
	ofMapIn struct {
		ID cham.MapID `path:"id"`
	}
	pageIn      struct{ route.RequestInfo }
	customersIn struct {
		Branch string `query:"branch" maxLength:"255" doc:"absent: of all branches"`
	}
	recordIn struct {
		route.RequestInfo
		Body StaffTouches
	}
	undoIn struct {
		MessagePath
		Body StaffUndo
	}
	setupIn struct {
		route.RequestInfo
		Body StaffSetupChange
	}
)

// sameSender refuses what one person, or one business, wrote down and another would
// send: a phone is handed on, a browser is signed in to something else meanwhile.
func sameSender(ctx context.Context, user cham.UserID, ws cham.WorkspaceID) error {
	if user == cham.ActorFrom(ctx).User && ws == route.Workspace(ctx) {
		return nil
	}
	return &cham.Error{Code: cham.CodeConflict, Op: "rest.staff", Key: "error.staff.otherSender"}
}
