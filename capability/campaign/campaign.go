// Package campaign is one letter to one segment: who it is for and who not, what
// it says, when it goes, and what became of it. What it tells goes through the
// outbox, and the gate decides for each person.
package campaign

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"cham"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/capability/voucher"
	"cham/measure"
)

// Draft is what people say of a campaign.
type Draft struct {
	Name    string        `json:"name" maxLength:"200"`
	Class   reach.Class   `json:"class" enum:"transaction,care,survey,marketing"`
	Segment string        `json:"segment" maxLength:"100" doc:"who it is for: the id of a saved segment"`
	Exclude []string      `json:"exclude,omitempty" maxItems:"20" doc:"segments whose customers are left out"`
	Lang    string        `json:"lang" enum:"vi,en" doc:"the language of the letter"`
	Ways    []reach.Way   `json:"ways,omitempty" maxItems:"8" enum:"zns,zalo,messenger,sms,own,email,web,call" doc:"in order of preference"`
	Letter  letter.Letter `json:"letter" doc:"what it says by e-mail"`
	// Texts are what it says by other ways.
	Texts map[reach.Way]letter.Note `json:"texts,omitempty" doc:"what it says by other ways: zns, zalo, messenger, sms, own, web, call"`
	// B is a second version, which half of the people get; Holdout how many in a hundred get none, to compare with.
	B        *Version `json:"b,omitempty" doc:"a second version: half of the people get it"`
	Holdout  int      `json:"holdout,omitempty" minimum:"0" maximum:"50" doc:"how many in a hundred get none, to compare with"`
	GoalDays int      `json:"goalDays,omitempty" minimum:"1" maximum:"60" doc:"days in which reaching the goal counts; 7 when empty"`
	Purpose
	// BestHour and PerHour spread it over the day.
	BestHour bool `json:"bestHour,omitempty" doc:"each gets it at the hour at which they are mostly there"`
	PerHour  int  `json:"perHour,omitempty" minimum:"1" maximum:"1000000" doc:"so many become due each hour; all at once when empty"`
	// Voucher is the pool of codes that its messages hand out.
	Voucher string    `json:"voucher,omitempty" maxLength:"100" doc:"the pool whose codes it hands out, where its texts show them"`
	StartAt time.Time `json:"startAt,omitzero" doc:"when it goes; at once when it is started, if empty or past"`
	// Revision counts its changes.
	Revision int64 `json:"revision,omitempty" doc:"as it was read: one that was changed since is not changed; without it, it is"`
}

// Version is what a campaign says, once more and otherwise.
type Version struct {
	Letter letter.Letter             `json:"letter" doc:"by e-mail"`
	Texts  map[reach.Way]letter.Note `json:"texts,omitempty" doc:"by other ways"`
}

// Campaign is a draft that has an id.
type Campaign struct {
	ID string `json:"id"`
	Draft
	CreatedAt time.Time   `json:"createdAt"`
	CreatedBy cham.UserID `json:"createdBy,omitempty"`
}

// Store keeps campaigns. Lookups that find nothing return CodeNotFound.
type Store interface {
	// Campaigns are a business's, the newest first.
	Campaigns(ctx context.Context, ws cham.WorkspaceID) ([]Campaign, error)
	Campaign(ctx context.Context, ws cham.WorkspaceID, id string) (Campaign, error)
	CreateCampaign(ctx context.Context, ws cham.WorkspaceID, c Campaign) error
	// UpdateCampaign and DeleteCampaign find only a campaign that was not started, UpdateCampaign only one that still has the
	// revision; it has the next one then.
	UpdateCampaign(ctx context.Context, ws cham.WorkspaceID, c Campaign) error
	// StartCampaign keeps a campaign's mailing, unless the campaign has another revision by now. CodeConflict: it has one.
	StartCampaign(ctx context.Context, c Campaign, m outbox.Mailing) (started bool, err error)
	DeleteCampaign(ctx context.Context, ws cham.WorkspaceID, id string) error
}

// Config is what a Service works with.
type Config struct {
	Store  Store
	Outbox *outbox.Service
	// Ask asks the gate without keeping its answers; a *reach.Desk's is one.
	Ask func(ctx context.Context, ws cham.WorkspaceID, m *reach.Message, ids []cham.CustomerID) ([]reach.Entry, error)
	// Members are the customers of a saved segment, ascending; CodeNotFound.
	Members func(ctx context.Context, ws cham.WorkspaceID, segment string) ([]cham.CustomerID, error)
	// Fields are what is known of customers, each in its place.
	Fields func(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID, lang string) ([]letter.Fields, error)
	// From is who writes: a business's name, and how it is reached.
	From func(ctx context.Context, ws cham.WorkspaceID) (business, contact string, err error)
	// Current are the customers that keys lead to now.
	Current func(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) (map[cham.KeyID]cham.CustomerID, error)
	// Reached tells how often customers reached a goal, each in their span; the zero goal is a purchase. CodeInvalid and
	// CodeNotFound: it is none.
	Reached func(ctx context.Context, ws cham.WorkspaceID, g measure.Goal, spans []measure.BuySpan) ([]measure.Bought, error)
	// BestHours are the hours of the day at which customers are mostly there, each in its place, by the clocks of zone.
	BestHours func(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) (hours []int, zone *time.Location, err error)
	// Vouchers are the pools of codes.
	Vouchers *voucher.Service
	NewID    func() string
	Now      func() time.Time
}

// Service is what is done with campaigns.
type Service struct {
	Config
	filling chan struct{}

	mu      sync.Mutex
	counted map[string]tallied
	trials  map[string]shownTrial
}

// New returns a Service; Run writes down whom campaigns are for.
func New(c Config) *Service {
	return &Service{Config: c, filling: make(chan struct{}, 1), counted: map[string]tallied{}, trials: map[string]shownTrial{}}
}

// Valid says what is wrong with a draft that is to be kept: it may lack much.
func (d *Draft) Valid() error {
	d.Name = strings.TrimSpace(d.Name)
	switch n := utf8.RuneCountInString(d.Name); {
	case n == 0 || n > 200:
		return invalid("name", "error.name", nil)
	case !slices.Contains(reach.Classes, d.Class):
		return invalid("class", "error.reach.class", nil)
	case d.Lang != "vi" && d.Lang != "en":
		return invalid("lang", "error.campaign.lang", nil)
	case d.Holdout < 0 || d.Holdout > 50:
		return invalid("holdout", "error.campaign.holdout", nil)
	case d.PerHour < 0 || d.PerHour > 1_000_000:
		return invalid("perHour", "error.campaign.perHour", nil)
	case d.PerHour > 0 && d.BestHour: // each at their hour, and some hours later
		return invalid("perHour", "error.campaign.spread", nil)
	case d.GoalDays < 0 || d.GoalDays > 60:
		return invalid("goalDays", "error.campaign.goalDays", nil)
	case len(d.Exclude) > 20:
		return invalid("exclude", "error.campaign.exclude", nil)
	}
	if err := cmp.Or(d.validWays(), d.validPurpose()); err != nil {
		return err
	}
	body, err := json.Marshal(d)
	if err != nil || len(body) > 256<<10 {
		return invalid("letter", "error.campaign.big", nil)
	}
	return nil
}

func invalid(field, key string, args map[string]any) *cham.Error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "campaign", Field: field, Key: key, Args: args}
}

// message is a campaign that goes from an instant on, as the gate knows it.
func (c *Campaign) message(start time.Time) reach.Message {
	m := reach.Message{ID: c.ID, Class: c.Class, Ways: c.AllWays(), Template: c.templated(), Before: c.EndAt,
		Goal: c.goalSince(start)}
	if m.ID == "" {
		m.ID = "draft" // of which nobody has heard
	}
	return m
}

// Create keeps a new draft.
func (s *Service) Create(ctx context.Context, ws cham.WorkspaceID, d Draft, by cham.UserID) (Shown, error) {
	if err := d.Valid(); err != nil {
		return Shown{}, err
	}
	c := Campaign{ID: s.NewID(), Draft: d, CreatedAt: s.Now().UTC().Truncate(time.Millisecond), CreatedBy: by}
	if err := s.Store.CreateCampaign(ctx, ws, c); err != nil {
		return Shown{}, err
	}
	return s.Get(ctx, ws, c.ID)
}

// Update keeps a changed draft. CodeConflict: it was started, or is another one by now than was read.
func (s *Service) Update(ctx context.Context, ws cham.WorkspaceID, id string, d Draft) (Shown, error) {
	if err := d.Valid(); err != nil {
		return Shown{}, err
	}
	c, err := s.Store.Campaign(ctx, ws, id)
	if err != nil {
		return Shown{}, err
	}
	was := c.Revision
	c.Draft = d
	if c.Revision = cmp.Or(d.Revision, was); c.Revision != was {
		return Shown{}, changed()
	}
	if err := s.Store.UpdateCampaign(ctx, ws, c); err != nil {
		if _, none := s.Outbox.Store.Mailing(ctx, ws, id); cham.ErrorCode(err) == cham.CodeNotFound && none != nil {
			return Shown{}, changed() // meanwhile
		}
		return Shown{}, started(err)
	}
	return s.Get(ctx, ws, id)
}

func changed() error {
	return &cham.Error{Code: cham.CodeConflict, Op: "campaign", Key: "error.campaign.changed"}
}

// Delete removes a draft. CodeConflict: it was started.
func (s *Service) Delete(ctx context.Context, ws cham.WorkspaceID, id string) error {
	if _, err := s.Store.Campaign(ctx, ws, id); err != nil {
		return err
	}
	return started(s.Store.DeleteCampaign(ctx, ws, id))
}

// started says of a campaign that was found and not changed why.
func started(err error) error {
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return &cham.Error{Code: cham.CodeConflict, Op: "campaign", Key: "error.campaign.started"}
	}
	return err
}
