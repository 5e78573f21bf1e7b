// Package storetest holds the suites that every store must pass, whichever
// engine it stands on. Only tests import it.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"cham"
	"cham/capability/access"
	"cham/capability/ask"
	"cham/capability/audit"
	"cham/capability/campaign"
	"cham/capability/capture"
	"cham/capability/consent"
	"cham/capability/cost"
	"cham/capability/count"
	"cham/capability/dataquality"
	"cham/capability/form"
	"cham/capability/identity"
	"cham/capability/imports"
	"cham/capability/library"
	"cham/capability/onsite"
	"cham/capability/outbox"
	"cham/capability/pages"
	"cham/capability/segment"
	"cham/capability/staff"
	"cham/capability/tag"
	"cham/capability/task"
	"cham/capability/voucher"
	"cham/capability/webhook"
	"cham/journey"
)

// Stores are the operational state, a store for each capability over one
// database.
type Stores struct {
	Access   access.Store
	Graph    identity.Graph
	Maps     journey.Maps
	Sources  capture.Sources
	Refusals capture.RefusalStore
	Imports  capture.Imports
	Segments Segments
	Views    Views
	Names    Names
	Costs    cost.Store
	Counts   count.Store
	Mappings imports.Mappings
	Inlets   imports.Inlets
	Pages    pages.Store
	Erasures Erasures
	Audit    audit.Store
	Webhooks webhook.Store
	Outgoing Outgoing
	Staff    staff.Store
	Codes    Codes
	Quality  dataquality.Store
	// Traits is Graph's EveryTrait.
	Traits func(ctx context.Context, ws cham.WorkspaceID, f func(identity.Traits)) error
	Forms  form.Store

	People    ask.People
	Consents  consent.Store
	Tags      tag.Store
	Live      segment.Store
	Reach     Reach
	Outbox    outbox.Store
	Tasks     task.Store
	Campaigns campaign.Store
	Web       onsite.Store
	Vouchers  voucher.Store
	Library   library.Store
	// UseVouchers notes codes that orders named.
	UseVouchers func(ctx context.Context, ws cham.WorkspaceID, uses []voucher.Use) error
}

// State tests the stores of operational state. open returns empty ones each
// time, and sees to their closing.
func State(t *testing.T, open func(t *testing.T) Stores) {
	for name, test := range map[string]func(*testing.T, Stores){
		"First":             testFirst,
		"FirstRace":         testFirstRace,
		"Workspaces":        testWorkspaces,
		"Users":             testUsers,
		"Members":           testMembers,
		"Departments":       testDepartments,
		"LastOwner":         testLastOwner,
		"OwnersRace":        testOwnersRace,
		"Sessions":          testSessions,
		"Invitations":       testInvitations,
		"ResetLinks":        testResetLinks,
		"SecondStep":        testSecondStep,
		"Passkeys":          testPasskeys,
		"Providers":         testProviders,
		"Agencies":          testAgencies,
		"InvitedAndRemoved": testInvitedAndRemoved,
		"APIKeys":           testAPIKeys,
		"Keep":              testKeep,
		"Audit":             testAudit,
		"AuditRace":         testAuditRace,
		"Maps":              testMaps,
		"MapsRace":          testMapsRace,
		"Segments":          testSegments,
		"Views":             testViews,
		"ShownNames":        testShownNames,
		"Costs":             testCosts,
		"Counts":            testCounts,
		"PageRules":         testPageRules,
		"Sources":           testSources,
		"Refusals":          testRefusals,
		"RefusalsRace":      testRefusalsRace,
		"Imports":           testImports,
		"Rejects":           testRejects,
		"Mappings":          testMappings,
		"Inlets":            testInlets,
		"GraphModel":        testGraphModel,
		"GraphApart":        testGraphApart,
		"GraphReplay":       testGraphReplay,
		"GraphWhole":        testGraphWhole,
		"GraphMany":         testGraphMany,
		"GraphRace":         testGraphRace,
		"Erasures":          testErasures,
		"Search":            testSearch,
		"Reach":             testReach,
		"Outbox":            testOutbox,
		"Returns":           testReturns,
		"ReturnsErased":     testReturnsErased,
		"ReturnsByTime":     testReturnsByTime,
		"Web":               testWeb,
		"WebEnds":           testWebEnds,
		"SecretsRenewed":    testSecretsRenewed,
		"Campaigns":         testCampaigns,
		"Tasks":             testTasks,
		"TasksOfMailing":    testTasksOfMailing,
		"WebLeftBehind":     testWebLeftBehind,
		"TasksLeftOver":     testTasksLeftOver,
		"Library":           testLibrary,
		"ShortLinks":        testShorts,
		"Vouchers":          testVouchers,
		"VouchersRace":      testVouchersRace,
		"Webhooks":          testWebhooks,
		"Outgoing":          testOutgoing,
		"Staff":             testStaff,
		"Codes":             testCodes,
		"Quality":           testQuality,
		"EveryTrait":        testEveryTrait,
		"People":            testPeople,
		"Tags":              testTags,
		"Live":              testLive,
		"Forms":             testForms,
		"SearchPages":       testSearchPages,
		"ForeignText":       testForeignText,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

var ctx = context.Background()

// day is a time with milliseconds, some days after another.
func day(n int) time.Time {
	return time.Date(2026, 11, 1+n, 9, 30, 15, 123_000_000, time.UTC)
}

func workspace(id string) cham.Workspace {
	return cham.Workspace{ID: cham.WorkspaceID(id), Name: "Tiệm " + id, TimeZone: cham.DefaultTimeZone, Currency: "VND",
		Properties: []string{"size", "màu"}, CreatedAt: day(0)}
}

func user(id string) access.User {
	return access.User{ID: cham.UserID(id), Email: id + "@example.vn", Name: "Nguyễn " + id, PasswordHash: "$argon2id$" + id,
		Language: "vi", Theme: "system", CreatedAt: day(1)}
}

// with makes workspaces a and b with an owner each.
func with(t *testing.T, s access.Store) {
	t.Helper()
	ok(t, s.CreateFirst(ctx, workspace("a"), user("an")))
	ok(t, s.PutMember(ctx, access.Member{User: user("binh"), Workspace: "a", Role: cham.RoleViewer}))
	ok(t, s.CreateWorkspace(ctx, workspace("b"), "binh"))
}

func ok(t fatal, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// code checks an error's code and that it is one of ours.
func code(t fatal, err error, want cham.Code) {
	t.Helper()
	if _, is := errors.AsType[*cham.Error](err); !is || cham.ErrorCode(err) != want {
		t.Fatalf("error %v, want code %q", err, want)
	}
}

// same checks an answer; err must be nil.
func same[T any](t fatal, got T, err error, want T) {
	t.Helper()
	ok(t, err)
	if !equal(got, want) {
		t.Fatalf("got  %s\nwant %s", show(got), show(want))
	}
}

func equal(a, b any) bool {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	if x.Kind() == reflect.Slice && x.Len() == 0 && y.Len() == 0 {
		return true // none is none, nil or not
	}
	return reflect.DeepEqual(a, b)
}

func show(v any) string { return fmt.Sprintf("%+v", v) }

// race runs f n times at once and returns the errors by code.
func race(n int, f func(i int) error) map[cham.Code]int {
	errs := make(chan error, n)
	for i := range n {
		go func() { errs <- f(i) }()
	}
	codes := map[cham.Code]int{}
	for range n {
		codes[cham.ErrorCode(<-errs)]++
	}
	return codes
}

// fatal is what testing and rapid have in common.
type fatal interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}
