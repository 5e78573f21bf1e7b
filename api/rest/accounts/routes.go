// Package accounts has the routes about who is signed in and who may sign in:
// sessions, invitations, users, API keys, the workspace and the demo.
package accounts

import (
	"context"
	"log/slog"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
	"cham/capability/audit"
	"cham/capability/report"
)

// Deps is what the area works with. All of it is required but DemoLogin and
// PublicURL.
type Deps struct {
	Access *access.Service
	Audit  *audit.Log
	Demo   Demo
	// Reports know the money that touches state.
	Reports *report.Service
	// Wellbeing is how a workspace does.
	Wellbeing func(ctx context.Context, ws cham.WorkspaceID) (Wellbeing, error)
	// Version of the program.
	Version string
	// DemoLogin is filled in on the sign-in page of a demo; nil elsewhere.
	DemoLogin *SignIn
	// PublicURL is where browsers reach the program.
	PublicURL string
	// SetupToken is the one-time code that the first run needs from beyond this
	// machine; "" refuses it from there.
	SetupToken string
	Now        func() time.Time
	Log        *slog.Logger
}

// Demo makes and fills the simulated business.
type Demo interface {
	// Start makes the demo workspace with user as its owner and begins to fill
	// it; while it exists already it changes nothing but the user's membership.
	// Start makes it, its map in the user's language.
	Start(ctx context.Context, user cham.UserID) error
	Progress(ctx context.Context) (DemoProgress, error)
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/session", route.Public, "Who is here", s.session),
		route.Post("/v1/setup", route.Public, "Make the first workspace and its owner; only while no user exists", s.setup),
		route.Post("/v1/session", route.Public, "Sign in", s.signIn),
		route.Delete("/v1/session", route.Public, "Sign out", s.signOut),
		route.Put("/v1/session/workspace", route.Person, "Look at another workspace", s.chooseWorkspace),
		route.Patch("/v1/me", route.Person, "Change my name, language, theme or password", s.changeMe),
		route.Get("/v1/me/second-step", route.Person, "Whether I sign in in two steps", s.secondStep),
		route.Post("/v1/me/second-step", route.Person, "Begin: a secret for an app that makes codes", s.beginSecondStep),
		route.Post("/v1/me/second-step/confirm", route.Person, "Turn it on with a code; answers recovery codes, once", s.confirmSecondStep),
		route.Post("/v1/me/second-step/end", route.Person, "Turn it off", s.endSecondStep),
		route.Get("/v1/me/passkeys", route.Person, "My passkeys", s.passkeys),
		route.Post("/v1/me/passkeys/begin", route.Person, "Begin to add a passkey: what the device is asked", s.beginPasskey),
		route.Post("/v1/me/passkeys", route.Person, "Add the passkey that the device made", s.addPasskey),
		route.Patch("/v1/me/passkeys/{id}", route.Person, "Call a passkey something else", s.renamePasskey),
		route.Post("/v1/me/passkeys/{id}/end", route.Person, "Remove a passkey; ends every other session", s.endPasskey),
		route.Post("/v1/session/passkey/begin", route.Public, "Begin to sign in with a passkey", s.beginPasskeySignIn),
		route.Post("/v1/session/passkey", route.Public, "Sign in with what the passkey signed", s.passkeySignIn),
		route.Get("/v1/workspace/security", route.People, "Who sees what, and who signs in in two steps", s.security),
		route.Put("/v1/workspace/security", route.Own, "Say who sees what, and who must sign in in two steps", s.setSecurity).RecordsItself(),
		route.Get("/v1/workspaces", route.Person, "My workspaces, and how each does", s.overview),
		route.Post("/v1/workspaces", route.Person, "Make a workspace for a client, and look at it", s.newWorkspace),
		route.Post("/v1/workspace/archive", route.Own, "Put the workspace away: read only, nothing comes in", s.archive).RecordsItself(),
		route.Post("/v1/workspace/restore", route.Own, "Take it back into use", s.restore).RecordsItself().WhenArchived(),
		route.Get("/v1/workspace/handover", route.Person, "Whom the workspace is being handed to", s.handover),
		route.Post("/v1/workspace/handover", route.Own, "Hand the workspace to another member, who has yet to take it",
			s.offerHandover).RecordsItself(),
		route.Delete("/v1/workspace/handover", route.Own, "Take that back", s.withdrawHandover).RecordsItself(),
		route.Post("/v1/workspace/handover/answer", route.Person, "Take the workspace, or say no", s.answerHandover),
		route.Get("/v1/workspace/provider", route.People, "Where else people sign in (OpenID Connect)", s.provider),
		route.Put("/v1/workspace/provider", route.Own, "Say where else people sign in", s.setProvider).RecordsItself(),
		route.Post("/v1/workspace/provider/test", route.Own, "Check a provider as far as it shows without a person; keeps nothing",
			s.testProvider),
		route.Delete("/v1/workspace/provider", route.Own, "End signing in elsewhere", s.removeProvider).RecordsItself(),
		route.Post("/v1/session/provider/find", route.Public, "Where people of an e-mail’s domain sign in", s.findProvider),
		route.Post("/v1/session/provider/begin", route.Public, "Begin to sign in elsewhere: where the browser goes", s.beginProvider),
		route.Post("/v1/session/provider", route.Public, "Sign in with what the browser came back with", s.endProvider),
		route.Post("/v1/session/provider/account", route.Public, "Prove once whose account it is, and sign in", s.proveAccount),
		route.Get("/v1/sessions", route.Person, "Where I am signed in", s.sessions),
		route.Delete("/v1/sessions/{id}", route.Person, "Sign out there", s.endSession),
		route.Post("/v1/sessions/end-others", route.Person, "Sign out everywhere else", s.endOthers),
		route.Get("/v1/resets/{token}", route.Public, "Whose password a link sets", s.reset),
		route.Post("/v1/resets/{token}", route.Public, "Set a new password with a link; ends every session", s.setPassword),
		route.Post("/v1/users/{id}/reset-link", route.PeoplePerson, "A link to a new password, for a member", s.newResetLink).RecordsItself(),
		route.Get("/v1/invitations/{token}", route.Public, "Who is invited where", s.invitation),
		route.Post("/v1/invitations/{token}", route.Public, "Accept an invitation", s.acceptInvitation),
		route.Get("/v1/users", route.People, "Users of the workspace", s.users),
		route.Post("/v1/users", route.PeoplePerson, "Invite a user", s.invite).RecordsItself(),
		route.Patch("/v1/users/{id}", route.PeoplePerson, "Change a user's role, department or what they see", s.setRole).RecordsItself(),
		route.Delete("/v1/users/{id}", route.People, "Remove a user from the workspace",
			s.removeUser).RecordsItself().WhenArchived(),
		route.Get("/v1/departments", route.People, "Departments of the business", s.departments),
		route.Post("/v1/departments", route.PeoplePerson, "Make a department", s.newDepartment).RecordsItself(),
		route.Patch("/v1/departments/{id}", route.PeoplePerson, "Change a department's name, or what its people see",
			s.changeDepartment).RecordsItself(),
		route.Delete("/v1/departments/{id}", route.PeoplePerson, "Remove a department, or merge it into another; its people stay",
			s.removeDepartment).RecordsItself(),
		route.Get("/v1/workspace", route.Read, "The workspace", s.workspace),
		route.Patch("/v1/workspace", route.Settings, "Change the workspace", s.changeWorkspace).RecordsItself(),
		route.Get("/v1/workspace/referrers", route.Read, "Sites that bring nobody", s.referrers),
		route.Put("/v1/workspace/referrers", route.Settings, "Say which sites bring nobody; past touches are counted anew",
			s.setReferrers).RecordsItself(),
		route.Get("/v1/lead-groups", route.Read, "Groups of lead sources, in order", s.leadGroups),
		route.Put("/v1/lead-groups", route.Settings, "Say what each group of lead sources takes; all of the past is counted by it",
			s.setLeadGroups).RecordsItself(),
		route.Post("/v1/lead-groups/preview", route.Settings, "Which customers other groups would move; changes nothing", s.previewLeadGroups),
		route.Get("/v1/workspace/rates", route.Read, "What other currencies are worth, and which were met", s.rates),
		route.Put("/v1/workspace/rates", route.Settings, "Say what other currencies are worth; past touches are counted anew",
			s.setRates).RecordsItself(),
		route.Get("/v1/api-keys", route.People, "API keys", s.apiKeys),
		route.Post("/v1/api-keys", route.People, "Make an API key", s.newAPIKey).RecordsItself(),
		route.Delete("/v1/api-keys/{id}", route.People, "Delete an API key", s.deleteAPIKey).RecordsItself().WhenArchived(),
		route.Get("/v1/audit", route.Audit, "Who did what, newest first", s.audit),
		route.Get("/v1/audit.csv", route.Audit, "The same for a spreadsheet", s.auditCSV).With(route.AnswersCSV),
		route.Get("/v1/demo", route.SignedIn, "How far the demo is filled", s.demo),
		route.Post("/v1/demo", route.People, "Make the simulated business beside this one", s.startDemo),
	}
}

// Parts of an address. They are exported because huma looks into embedded
// structs only then.
type (
	TokenPath struct {
		Token string `path:"token"`
	}
	UserPath struct {
		ID cham.UserID `path:"id"`
	}
	KeyPath struct {
		ID string `path:"id"`
	}
)

type (
	roleIn struct {
		UserPath
		Body RoleChange
	}
)
