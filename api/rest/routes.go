package rest

import (
	"context"

	"cham"
	"cham/measure"
)

func pending[I, O any](context.Context, *I) (out O, err error) {
	return out, cham.Errorf(cham.CodeUnavailable, "rest", "not built yet")
}

// routes is the table of the REST API: who may do what, where.
func (s *server) routes() []route {
	return []route{
		get("/v1/session", public, "Who is here", pending[none, SessionInfo]),
		post("/v1/setup", public, "Make the first workspace and its owner; only while no user exists", pending[in[Setup], signedInAs]),
		post("/v1/session", public, "Sign in", pending[in[SignIn], signedInAs]),
		del("/v1/session", public, "Sign out", pending[none, signedOut]),
		put("/v1/session/workspace", keyless, "Look at another workspace", pending[in[WorkspaceChoice], SessionInfo]),
		patch("/v1/me", keyless, "Change my name, language, theme or password", pending[in[MeChange], SessionInfo]),
		get("/v1/invitations/{token}", public, "Who is invited where", pending[TokenPath, InvitationInfo]),
		post("/v1/invitations/{token}", public, "Accept an invitation", pending[acceptIn, signedInAs]),

		get("/v1/users", owner, "Users of the workspace", pending[none, []Member]),
		post("/v1/users", owner, "Invite a user", pending[in[NewMember], Invited]),
		patch("/v1/users/{id}", owner, "Change a user's role", pending[roleIn, Member]),
		del("/v1/users/{id}", owner, "Remove a user from the workspace", pending[UserPath, none]),
		get("/v1/workspace", viewer, "The workspace", pending[none, WorkspaceInfo]),
		patch("/v1/workspace", manager, "Change the workspace", pending[in[WorkspaceChange], WorkspaceInfo]),
		get("/v1/api-keys", owner, "API keys", pending[none, []APIKeyInfo]),
		post("/v1/api-keys", owner, "Make an API key", pending[in[NewAPIKey], CreatedAPIKey]),
		del("/v1/api-keys/{id}", owner, "Delete an API key", pending[KeyPath, none]),
		get("/v1/demo", signedIn, "How far the demo is filled", pending[none, DemoProgress]),
		post("/v1/demo", owner, "Make the simulated business beside this one", pending[none, DemoProgress]),

		get("/v1/map-templates", viewer, "Maps to start from", pending[none, []MapTemplate]),
		get("/v1/maps", viewer, "Maps, the one changed last first", pending[none, []MapCard]),
		post("/v1/maps", editor, "Make a map", pending[in[NewMap], cham.JourneyMap]),
		get("/v1/maps/{id}", viewer, "A map", pending[MapPath, cham.JourneyMap]),
		put("/v1/maps/{id}", editor, "Save a map; its version is the one that was read", pending[saveMapIn, cham.JourneyMap]),
		del("/v1/maps/{id}", editor, "Delete a map", pending[MapPath, none]),
		get("/v1/maps/{id}/versions", viewer, "Saved versions, newest first", pending[MapPath, []MapVersion]),
		get("/v1/maps/{id}/overlay", viewer, "A map's numbers", pending[overlayIn, MapOverlay]),
		get("/v1/maps/{id}/touchpoints/{touchpoint}", viewer, "One touchpoint in depth", pending[touchpointIn, TouchpointDetail]),
		post("/v1/maps/{id}/match", viewer, "What a rule would bind", pending[matchIn, MatchPreview]),
		get("/v1/dimensions", viewer, "Values to choose from in rules and filters", pending[Period, Dimensions]),
		get("/v1/home", viewer, "The front page", pending[homeIn, Home]),
		post("/v1/query", viewer, "Ask any question", pending[in[measure.Query], measure.Answer]),

		get("/v1/customers", viewer, "Search customers, the one seen last first", pending[searchIn, CustomerPage]),
		post("/v1/customers/list", viewer, "Customers behind a figure", pending[in[CustomersBehind], CustomerPage]),
		get("/v1/customers/{id}", viewer, "A customer", pending[profileIn, CustomerProfile]),
		get("/v1/customers/{id}/timeline", viewer, "A customer's touches, newest first", pending[timelineIn, TimelinePage]),
		post("/v1/customers/{id}/split", manager, "Make some keys a customer of their own", pending[splitIn, CustomersChanged]),
		post("/v1/customers/{id}/merge", manager, "Make two customers one", pending[mergeIn, CustomersChanged]),
		post("/v1/merges/{id}/undo", manager, "Undo a merge", pending[NumberPath, CustomersChanged]),
		get("/v1/merge-suggestions", viewer, "Merges that wait for a person", pending[none, []SuggestionInfo]),
		post("/v1/merge-suggestions/{id}", manager, "Decide a merge suggestion", pending[decideIn, CustomersChanged]),

		get("/v1/sources", viewer, "Sources with their health", pending[none, []SourceInfo]),
		post("/v1/sources", manager, "Make a source", pending[in[NewSource], SourceInfo]),
		patch("/v1/sources/{id}", manager, "Change a source", pending[sourceIn, SourceInfo]),
		del("/v1/sources/{id}", manager, "Delete a source; its touches stay", pending[SourcePath, none]),
		post("/v1/sources/{id}/rotate-key", manager, "Give a source a new write key; the old one stops at once", pending[SourcePath, SourceInfo]),
		get("/v1/sources/{id}/debugger", viewer, "What came in lately", pending[debuggerIn, DebuggerPage]),
		get("/v1/sources/{id}/snippet", viewer, "What goes into a website", pending[SourcePath, Snippet]),
		get("/v1/imports", viewer, "Imports, newest first", pending[none, []ImportInfo]),
		post("/v1/imports", manager, "Upload a file", pending[uploadIn, ImportInfo]).with(uploads),
		get("/v1/imports/{id}", viewer, "An import and its progress", pending[ImportPath, ImportInfo]),
		post("/v1/imports/{id}/preview", manager, "Try a mapping", pending[previewIn, ImportInfo]),
		post("/v1/imports/{id}/start", manager, "Start an import", pending[previewIn, ImportInfo]),
		del("/v1/imports/{id}", manager, "Cancel an import; what came in stays", pending[ImportPath, ImportInfo]),
		get("/v1/imports/{id}/rejects", manager, "Rejected rows, as JSON or as a CSV file", pending[rejectsIn, rejectsOut]).with(rejectsAnswer(s)),
		stream("/v1/live", viewer, "What happens now, as server-sent events", s.live),
	}
}
