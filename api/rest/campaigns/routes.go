// Package campaigns answers what is sent to many customers, what became of it, and
// what it is sent through.
package campaigns

import (
	"context"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/audit"
	"cham/capability/campaign"
	"cham/capability/identity"
	"cham/capability/onsite"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/locale"
)

// Deps is what the area works with. All of it is required but PublicURL.
type Deps struct {
	*route.Asker
	Service *campaign.Service
	Outbox  *outbox.Service
	People  People
	// NewDKIMKey makes a key that signs e-mails, and the record of the domain that proves it.
	NewDKIMKey func() (key, record string, err error)
	Audit      audit.Recorder
	Links      Links
	// CountSMS counts a text as it would be sent.
	CountSMS func(ctx context.Context, ws cham.WorkspaceID, text string) (*SMSCount, error)
	Zalo     Zalo
	// Mailbox tells how the mailbox stands that undelivered mail comes back to, nil when there is none.
	Mailbox func(ctx context.Context, ws cham.WorkspaceID) (*MailboxShown, error)
	Sites   Sites
	// SitesSeen are websites that asked for messages.
	SitesSeen func(ctx context.Context, ws cham.WorkspaceID) ([]onsite.Seen, error)
	// Departments are who can be told to make a campaign's calls.
	Departments Departments
	PublicURL   string
	Now         func() time.Time
	NewID       func() string
}

// People finds customers; *identity.Resolver is one.
type People interface {
	Profiles(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) ([]identity.Profile, error)
}

// Links tells what a workspace's addresses are signed with.
type Links interface {
	LinkSecret(ctx context.Context, ws cham.WorkspaceID) ([]byte, error)
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/campaigns", route.Read, "Campaigns and what became of them, the newest first", s.list),
		route.Post("/v1/campaigns", route.Send, "Keep a draft", s.create),
		route.Get("/v1/campaigns/{id}", route.Read, "One campaign", s.get),
		route.Put("/v1/campaigns/{id}", route.Send, "Change a draft", s.change),
		route.Delete("/v1/campaigns/{id}", route.Send, "Remove a draft", s.remove),
		route.Post("/v1/campaigns/preview", route.Send, "Who would be written to now, who later, who never and why; nothing is kept", s.check),
		route.Post("/v1/campaigns/letter/preview", route.Send, "A letter as a customer gets it", s.preview),
		route.Post("/v1/campaigns/{id}/test", route.Send, "Send the letter to one address, now", s.test),
		route.Post("/v1/campaigns/{id}/start", route.Send, "Let a draft go", s.start),
		route.Post("/v1/campaigns/{id}/pause", route.Send, "Send nothing of it for now", s.pause),
		route.Post("/v1/campaigns/{id}/resume", route.Send, "Go on with it", s.resume),
		route.Post("/v1/campaigns/{id}/stop", route.Send, "End it for good", s.stop),
		route.Post("/v1/campaigns/{id}/again", route.Send, "Try again what failed: all of it, for one reason, or of chosen people", s.again),
		route.Get("/v1/campaigns/{id}/recipients", route.See, "Whom it is for, and what became of each message", s.recipients),
		route.Get("/v1/campaigns/{id}/recipients.csv", route.Export, "The same as a CSV file", s.recipientsCSV).With(route.AnswersCSV),
		route.Get("/v1/campaigns/{id}/recipients.xlsx", route.Export, "The same as a workbook", s.recipientsWorkbook).
			With(route.AnswersWorkbook),
		route.Get("/v1/campaigns/{id}/recipients.parquet", route.Export, "The same as a Parquet file", s.recipientsParquet).
			With(route.AnswersParquet),
		route.Post("/v1/campaigns/{id}/recipients/{message}/settle", route.Send, "Say of a message that may have left whether it did", s.settle),
		route.Get("/v1/letters/ready", route.Read, "Letters to begin with", s.ready),
		route.Get("/v1/channels", route.Read, "What messages are sent through, and how that does", s.channels),
		route.Put("/v1/channels/email", route.Sources, "Set the mail server", s.setEmail).RecordsItself(),
		route.Post("/v1/channels/email/test", route.Sources, "Send a test message, now", s.testEmail),
		route.Post("/v1/channels/email/dkim", route.Sources, "Make a key that signs e-mails", s.makeDKIM).RecordsItself(),
		route.Put("/v1/channels/sms", route.Sources, "Set who SMS leave through", s.setSMS).RecordsItself(),
		route.Post("/v1/channels/sms/test", route.Sources, "Send a test SMS, now", s.testSMS),
		route.Delete("/v1/channels/sms", route.Sources, "Send no SMS any more", s.removeSMS),
		route.Put("/v1/channels/zalo", route.Sources, "Set the Zalo official account", s.setZalo).RecordsItself(),
		route.Post("/v1/channels/zalo/connect", route.Sources, "Take the code with which Zalo leads back", s.connectZalo).RecordsItself(),
		route.Post("/v1/channels/zalo/test", route.Sources, "Send a test message to a follower, now", s.testZalo),
		route.Delete("/v1/channels/zalo", route.Sources, "Send nothing by Zalo any more", s.removeZalo),
		route.Put("/v1/channels/messenger", route.Sources, "Set the Facebook page", s.setMessenger).RecordsItself(),
		route.Post("/v1/channels/messenger/test", route.Sources, "Send a test message to who has just written to the page, now", s.testMessenger),
		route.Delete("/v1/channels/messenger", route.Sources, "Send nothing by Messenger any more", s.removeMessenger),
		route.Put("/v1/channels/own", route.Sources, "Set the business's own system", s.setOwn).RecordsItself(),
		route.Post("/v1/channels/own/test", route.Sources, "Hand a test message over to the business's own system, now", s.testOwn),
		route.Delete("/v1/channels/own", route.Sources, "Hand nothing over to the business's own system any more", s.removeOwn),
		route.Put("/v1/channels/web", route.Sources, "Set which websites show messages", s.setWeb),
		route.Delete("/v1/channels/web", route.Sources, "Show no messages on websites any more", s.removeWeb),
		route.Put("/v1/channels/call", route.Sources, "Set who makes a campaign's calls", s.setCalls).RecordsItself(),
		route.Delete("/v1/channels/call", route.Sources, "Put no calls on the list any more", s.removeCalls),
		route.Delete("/v1/channels/email", route.Sources, "Send no e-mails any more", s.removeEmail),
	}
}

// CampaignPath is part of an address, exported because huma looks into embedded
// structs only then.
type CampaignPath struct {
	ID string `path:"id" maxLength:"100"`
}

// CampaignList are campaigns.
type CampaignList struct {
	Campaigns []campaign.Shown `json:"campaigns"`
}

func (s *server) list(ctx context.Context, _ *route.None) (out CampaignList, err error) {
	out.Campaigns, err = s.Service.List(ctx, route.Workspace(ctx))
	return out, err
}

func (s *server) create(ctx context.Context, in *route.In[campaign.Draft]) (campaign.Shown, error) {
	return s.Service.Create(ctx, route.Workspace(ctx), in.Body, cham.ActorFrom(ctx).By())
}

func (s *server) get(ctx context.Context, in *CampaignPath) (campaign.Shown, error) {
	return s.Service.Get(ctx, route.Workspace(ctx), in.ID)
}

func (s *server) change(ctx context.Context, in *struct {
	CampaignPath
	Body campaign.Draft
}) (campaign.Shown, error) {
	return s.Service.Update(ctx, route.Workspace(ctx), in.ID, in.Body)
}

func (s *server) remove(ctx context.Context, in *CampaignPath) (route.None, error) {
	return route.None{}, s.Service.Delete(ctx, route.Workspace(ctx), in.ID)
}

type checkIn struct {
	route.RequestInfo
	Body campaign.Draft
}

func (s *server) check(ctx context.Context, in *checkIn) (campaign.Check, error) {
	out, err := s.Service.Check(ctx, route.Workspace(ctx), in.Body)
	out.Local = route.LocalURL(s.base(in.RequestInfo))
	for i := range out.Problems {
		p := &out.Problems[i]
		out.Mend = append(out.Mend, campaign.CheckProblem{Field: p.Field, Text: locale.Text(locale.Match(in.Language), p.Key, p.Args)})
	}
	return out, err
}

// SeenDraft is a draft as it was looked at.
type SeenDraft struct {
	Revision int64 `json:"revision,omitempty" doc:"of the draft as it was seen: another one is not started; without it, whatever it is"`
}

type startIn struct {
	route.RequestInfo
	CampaignPath
	Body *SeenDraft `required:"false"`
}

func (s *server) start(ctx context.Context, in *startIn) (campaign.Shown, error) {
	var seen SeenDraft
	if in.Body != nil {
		seen = *in.Body
	}
	return s.Service.Start(ctx, route.Workspace(ctx), in.ID, seen.Revision, s.base(in.RequestInfo), cham.ActorFrom(ctx).By())
}

// base is the address under which customers reach us.
func (s *server) base(in route.RequestInfo) string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	return map[bool]string{true: "https://", false: "http://"}[in.Secure("")] + in.Host
}

func (s *server) pause(ctx context.Context, in *CampaignPath) (campaign.Shown, error) {
	return s.Service.Pause(ctx, route.Workspace(ctx), in.ID)
}

func (s *server) resume(ctx context.Context, in *CampaignPath) (campaign.Shown, error) {
	return s.Service.Resume(ctx, route.Workspace(ctx), in.ID)
}

func (s *server) stop(ctx context.Context, in *CampaignPath) (campaign.Shown, error) {
	return s.Service.Stop(ctx, route.Workspace(ctx), in.ID)
}

func (s *server) again(ctx context.Context, in *struct {
	CampaignPath
	Body *outbox.Failures `required:"false"`
}) (campaign.Shown, error) {
	var which outbox.Failures
	if in.Body != nil {
		which = *in.Body
	}
	return s.Service.Again(ctx, route.Workspace(ctx), in.ID, which)
}

// Recipient is whom a message is for, and what became of it.
type Recipient struct {
	ID       string          `json:"id"`
	Customer cham.CustomerID `json:"customer" doc:"0 when the person was erased"`
	Name     string          `json:"name" person:"name"`
	Way      reach.Way       `json:"way,omitempty" enum:"zns,zalo,messenger,sms,own,email,web,call" doc:"by which it goes, once decided"`
	State    outbox.State    `json:"state" enum:"waiting,ready,sending,sent,failed,unknown,held,stopped"`
	Rule     string          `json:"rule,omitempty" doc:"why it waits or is held back"`
	Until    time.Time       `json:"until,omitzero" doc:"when it is looked at again"`
	Problem  string          `json:"problem,omitempty" doc:"why it failed, as the end of a key error.sending.…"`
	Words    string          `json:"words,omitempty" mask:"hide" doc:"of the provider"`
	Missing  string          `json:"missing,omitempty" doc:"what of the customer is not known and the letter needs"`
	At       time.Time       `json:"at"`
}

type recipientsIn struct {
	CampaignPath
	State outbox.State `query:"state" enum:"waiting,ready,sending,sent,failed,unknown,held,stopped"`
	Rule  string       `query:"rule" maxLength:"100" doc:"or problem"`
	After string       `query:"after" maxLength:"100" doc:"the next of the page before"`
	Limit int          `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

// RecipientPage is a page of them.
type RecipientPage struct {
	Recipients []Recipient `json:"recipients"`
	Next       string      `json:"next,omitempty"`
}

func (s *server) recipients(ctx context.Context, in *recipientsIn) (out RecipientPage, err error) {
	if _, err := s.Service.Store.Campaign(ctx, route.Workspace(ctx), in.ID); err != nil {
		return out, err
	}
	items, err := s.Outbox.Store.Items(ctx, route.Workspace(ctx), in.ID, in.State, in.Rule, in.After, in.Limit)
	if err != nil {
		return out, err
	}
	if len(items) == in.Limit {
		out.Next = items[len(items)-1].ID
	}
	out.Recipients, err = s.named(ctx, items)
	return out, err
}

func (s *server) named(ctx context.Context, items []outbox.Item) ([]Recipient, error) {
	ids := make([]cham.CustomerID, len(items))
	for i, it := range items {
		ids[i] = it.Customer
	}
	found, err := s.People.Profiles(ctx, route.Workspace(ctx), ids)
	if err != nil {
		return nil, err
	}
	all := make([]Recipient, len(items))
	for i, it := range items {
		all[i] = Recipient{ID: it.ID, Customer: it.Customer, Name: found[i].Name, Way: it.Way, State: it.State, Rule: it.Rule,
			Problem: it.Problem, Words: it.Words, At: it.ChangedAt}
		if it.State == outbox.Waiting {
			all[i].Until = it.DueAt
		} else if it.State != outbox.Held {
			all[i].Rule = ""
		}
		if it.Rule == outbox.RuleMissing {
			all[i].Missing, all[i].Words = it.Words, ""
		}
	}
	return all, nil
}

// Settled is a person's word on a message that may have left.
type Settled struct {
	As string `json:"as" enum:"sent,again" doc:"it was sent, or is to be sent again"`
}

func (s *server) settle(ctx context.Context, in *struct {
	CampaignPath
	Message string `path:"message" maxLength:"100"`
	Body    Settled
}) (route.None, error) {
	return route.None{}, s.Service.Settle(ctx, route.Workspace(ctx), in.ID, in.Message, in.Body.As == "sent")
}
