package rest

import (
	"slices"

	"cham"
	"cham/api/rest/accounts"
	"cham/api/rest/backups"
	"cham/api/rest/campaigns"
	"cham/api/rest/codes"
	"cham/api/rest/customers"
	"cham/api/rest/destinations"
	"cham/api/rest/imports"
	"cham/api/rest/live"
	"cham/api/rest/maps"
	"cham/api/rest/messages"
	"cham/api/rest/pages"
	"cham/api/rest/privacy"
	"cham/api/rest/quality"
	"cham/api/rest/questions"
	"cham/api/rest/reach"
	"cham/api/rest/route"
	"cham/api/rest/sources"
	"cham/api/rest/staff"
	"cham/api/rest/tags"
	"cham/api/rest/tasks"
	"cham/api/rest/webhooks"
)

// routes joins the areas' lines to the table of the API: who may do what, where.
func routes(d Deps) []route.Route {
	asker := &route.Asker{Workspaces: d.Access, Questions: d.Questions, Reports: d.Reports}
	saved := func(ws cham.WorkspaceID, m cham.JourneyMap, by string) {
		d.Pages.Map(ws, live.LiveMap{ID: m.ID, Version: m.Version, By: by})
	}
	return slices.Concat(
		accounts.Routes(accounts.Deps{Access: d.Access, Audit: d.Audit, Wellbeing: d.Wellbeing,
			Demo: d.Demo, Version: d.Version, DemoLogin: d.DemoLogin, PublicURL: d.PublicURL,
			Reports: d.Reports, SetupToken: d.SetupToken, Now: d.Now, Log: d.Log}),
		maps.Routes(maps.Deps{Asker: asker, Maps: d.Maps, Counts: d.Counts, Members: d.Access, Now: d.Now, NewID: d.NewID, Saved: saved}),
		questions.Routes(questions.Deps{Asker: asker, Maps: d.Maps, Segments: d.Segments, Views: d.Views, Names: d.Names, Costs: d.Costs,
			Counts: d.Counts, Live: d.LiveSegments, Tags: d.Tags, People: d.People,
			Members: d.Access, Now: d.Now, NewID: d.NewID}),
		customers.Routes(customers.Deps{Asker: asker, Touches: d.Touches, People: d.People, Decisions: d.Decisions, Graph: d.Graph,
			Sources: d.Sources, Segments: d.Segments, Tags: d.Tags}),
		sources.Routes(sources.Deps{Sources: d.Sources, History: d.History, Refusals: d.Refusals, Keys: d.Graph,
			Now: d.Now, NewID: d.NewID, Plugins: d.Plugins, PublicURL: d.PublicURL}),
		imports.Routes(imports.Deps{Imports: d.Imports, Mappings: d.Mappings, Graph: d.Graph, Inlets: d.Inlets, InletFolder: d.InletFolder,
			Importer: d.Importer, Sources: d.Sources, Workspaces: d.Access, Costs: d.Costs, Counts: d.Counts,
			Now: d.Now, NewID: d.NewID, Uploads: d.Uploads, MaxUpload: d.MaxUpload, Room: d.Room, Sizes: d.ImportSizes}),
		privacy.Routes(privacy.Deps{Workspaces: d.Access, People: d.People, History: d.History, Sources: d.Sources, Ledger: d.Consents,
			Desk: d.Requests, Eraser: d.Eraser, Links: d.Links, Retention: d.Retention, Runs: d.RetentionRuns, Preview: d.PreviewRetention,
			Tags: d.Tags, Now: d.Now, PublicURL: d.PublicURL}),
		reach.Routes(reach.Deps{Asker: asker, Desk: d.Reach, People: d.People, Segments: d.Segments}),
		tags.Routes(tags.Deps{Asker: asker, Tags: d.Tags, People: d.People, Keys: d.Graph, Segments: d.Segments, Members: d.Access,
			Audit: d.Audit}),
		campaigns.Routes(campaigns.Deps{Asker: asker, Service: d.Campaigns, Outbox: d.Outbox, People: d.People, NewDKIMKey: d.NewDKIMKey,
			Audit: d.Audit, Links: d.Links, CountSMS: d.CountSMS, Zalo: d.Zalo, Mailbox: d.Mailbox, Sites: d.Sources, SitesSeen: d.SitesSeen,
			Departments: d.Access, PublicURL: d.PublicURL, Now: d.Now, NewID: d.NewID}),
		tasks.Routes(tasks.Deps{Asker: asker, Service: d.Tasks, People: d.People, Members: d.Access, Campaigns: d.Campaigns,
			Number: d.NumberOf, Now: d.Now}),
		messages.Routes(messages.Deps{Library: d.Library, Vouchers: d.Vouchers}),
		webhooks.Routes(webhooks.Deps{Service: d.Webhooks, Sources: d.Sources}),
		destinations.Routes(destinations.Deps{Service: d.Outgoing, Audit: d.Audit}),
		staff.Routes(staff.Deps{Asker: asker, Service: d.Staff, Maps: d.Maps, People: d.People, Audit: d.Audit, Tasks: d.Tasks, Members: d.Access,
			Now: d.Now, PublicURL: d.PublicURL}),
		codes.Routes(codes.Deps{Asker: asker, Service: d.Codes, Brands: d.Brands, Counts: d.CodeCounts, Members: d.Access, Saved: saved,
			Forms: d.Forms, FormCounts: d.FormCounts, Now: d.Now, PublicURL: d.PublicURL}),
		quality.Routes(quality.Deps{Access: d.Access, Exclusions: d.Exclusions, Building: d.Building, Quality: d.Quality, BySeq: d.BySeq,
			People: d.Graph, Audit: d.Audit, Now: d.Now, NewID: d.NewID}),
		pages.Routes(pages.Deps{Rules: d.PageRules}),
		backups.Routes(d.Backups),
		live.Routes(live.Deps{Asker: asker, Callers: d.Access, Pages: d.Pages, Backlog: d.Backlog, Now: d.Now, Log: d.Log}),
	)
}
