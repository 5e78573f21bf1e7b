package rest

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"cham"
	"cham/api/rest/accounts"
	"cham/api/rest/backups"
	"cham/api/rest/campaigns"
	"cham/api/rest/customers"
	"cham/api/rest/imports"
	"cham/api/rest/live"
	"cham/api/rest/pages"
	"cham/api/rest/privacy"
	"cham/api/rest/questions"
	"cham/api/rest/sources"
	"cham/capability/access"
	"cham/capability/ask"
	"cham/capability/audit"
	"cham/capability/brand"
	"cham/capability/campaign"
	"cham/capability/capture"
	"cham/capability/consent"
	"cham/capability/cost"
	"cham/capability/count"
	"cham/capability/dataquality"
	"cham/capability/exclusion"
	"cham/capability/form"
	"cham/capability/identity"
	capimports "cham/capability/imports"
	"cham/capability/library"
	"cham/capability/onsite"
	"cham/capability/outbox"
	"cham/capability/outgoing"
	"cham/capability/qr"
	"cham/capability/reach"
	"cham/capability/report"
	"cham/capability/retention"
	"cham/capability/rights"
	"cham/capability/segment"
	"cham/capability/staff"
	"cham/capability/tag"
	"cham/capability/task"
	"cham/capability/voucher"
	"cham/capability/webhook"
	"cham/journey"
)

// Deps is what the API works with. All of it is required but PublicURL,
// ClientIP and MaxUpload.
type Deps struct {
	// Version of the program.
	Version string
	// DemoLogin is filled in on the sign-in page of a demo; nil elsewhere.
	DemoLogin *accounts.SignIn
	Now       func() time.Time
	// NewID makes an id nobody can guess, of letters, digits, - and _.
	NewID func() string
	Log   *slog.Logger
	// PublicURL is where browsers reach the program, "https://cham.example.vn";
	// when empty, the address of the request is used.
	PublicURL string
	// SetupToken is the one-time code that the first run needs from beyond this
	// machine; "" refuses it from there.
	SetupToken string
	// ClientIP is the caller's address; the connection's when nil. Behind a proxy
	// it must look at what that proxy says.
	ClientIP func(*http.Request) string

	Access *access.Service
	// Wellbeing is how a workspace does, for who has several.
	Wellbeing func(ctx context.Context, ws cham.WorkspaceID) (accounts.Wellbeing, error)
	Audit     *audit.Log
	Maps      journey.Maps
	Questions *ask.Service
	Reports   *report.Service
	Segments  questions.Segments
	Views     questions.Views
	Names     questions.Names
	Costs     cost.Store
	Counts    count.Store
	People    customers.People
	Decisions customers.Decisions
	Graph     Graph
	History   History
	Touches   customers.Touches
	Sources   sources.Sources
	Refusals  sources.Refusals
	Imports   capture.Imports
	Importer  imports.Importer
	Mappings  capimports.Mappings
	Inlets    capimports.Inlets
	// InletFolder names an inlet's folder on the server's disk.
	InletFolder func(capimports.Inlet) string
	// ImportSizes tells how many touches each import brought that are there.
	ImportSizes func(ctx context.Context, ws cham.WorkspaceID) (map[string]int, error)
	Demo        accounts.Demo
	Pages       live.Pages
	PageRules   pages.Rules
	Backups     backups.Deps
	// Consents, Requests, Eraser and Links are what customers decide of their data.
	Consents *consent.Ledger
	Requests *rights.Desk
	Eraser   privacy.Eraser
	Links    privacy.Links
	// Tags are words that the business puts on customers.
	Tags *tag.Service
	// LiveSegments are watched for who enters and leaves.
	LiveSegments *segment.Service
	// Vouchers are pools of codes that campaigns hand out.
	Vouchers *voucher.Service
	// Library keeps messages that campaigns begin with.
	Library *library.Service
	// Reach decides who may be written to, Outbox sends, Campaigns say what to whom.
	Reach     *reach.Desk
	Outbox    *outbox.Service
	Campaigns *campaign.Service
	// Tasks are what people do for customers, NumberOf is where a call to one goes.
	Tasks    *task.Service
	NumberOf func(p *identity.Profile, hash string) string
	// CountSMS counts a text as it would be sent.
	CountSMS func(ctx context.Context, ws cham.WorkspaceID, text string) (*campaigns.SMSCount, error)
	// Mailbox tells how the mailbox stands that undelivered mail comes back to, nil when there is none.
	Mailbox func(ctx context.Context, ws cham.WorkspaceID) (*campaigns.MailboxShown, error)
	// Zalo connects official accounts.
	Zalo campaigns.Zalo
	// SitesSeen are websites that asked for messages.
	SitesSeen func(ctx context.Context, ws cham.WorkspaceID) ([]onsite.Seen, error)
	// NewDKIMKey makes a key that signs e-mails, and the record that proves it.
	NewDKIMKey func() (key, record string, err error)
	// Plugins are what to paste into shops, for an address and a write key.
	Plugins func(host, key string) []sources.Plugin
	// Retention, RetentionRuns and PreviewRetention keep data as long as the business says.
	Retention        privacy.Retention
	RetentionRuns    retention.Store
	PreviewRetention func(ctx context.Context, ws cham.WorkspaceID, rules retention.KeepRules) (retention.Outlook, error)
	// Exclusions count what rules leave out, Building tells how far answers are counted anew.
	Exclusions *exclusion.Service
	Building   func(ws cham.WorkspaceID) (done, total int64)
	Quality    *dataquality.Service
	BySeq      func(ctx context.Context, ws cham.WorkspaceID, seqs []int64) ([]cham.Record, error)
	// Webhooks receives what other systems call us with.
	Webhooks *webhook.Service
	// Outgoing sends touches on.
	Outgoing *outgoing.Service
	// Staff takes in what staff write down.
	Staff *staff.Service
	// Codes makes printed codes, CodeCounts are what came by each, Brands how the
	// business shows itself on their pages.
	Codes      *qr.Service
	CodeCounts func(ctx context.Context, ws cham.WorkspaceID, since time.Time) (map[string]qr.Count, error)
	Brands     brand.Store
	// Forms makes forms, FormCounts are what was sent in each.
	Forms      *form.Service
	FormCounts func(ctx context.Context, ws cham.WorkspaceID, since time.Time) (map[string]form.Count, error)
	// Backlog counts accepted touches that are not in answers yet; flow.Flow's
	// Lag is one.
	Backlog func(ctx context.Context, ws cham.WorkspaceID) (int64, error)
	// Uploads is the folder where uploaded files wait; MaxUpload bounds one, in
	// bytes, DefaultMaxUpload when 0.
	Uploads   string
	MaxUpload int64
	// Room refuses an upload when the disk must not take more; nil never does.
	Room func() error
}

// Graph is the reading half of identity.Graph that lists need.
type Graph interface {
	customers.Graph
	sources.Keys
}

// History is what lists and files read of touches.
type History interface {
	sources.History
	privacy.History
}
