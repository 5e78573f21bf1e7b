package reach

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"cham"
	"cham/capability/consent"
)

// Store keeps decisions, and when customers wrote.
type Store interface {
	// Contacts are what may have gone to some keys or addresses: since a time, and the message of any time.
	Contacts(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, hashes []string, m *Message, since time.Time) ([]Went, error)
	// Wrote is when customers last wrote, by key and channel.
	Wrote(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) ([]Wrote, error)
	// Keep keeps decisions, all or none.
	Keep(ctx context.Context, ws cham.WorkspaceID, all []Entry) error
	// Kept are the decisions of one asking, in their order.
	Kept(ctx context.Context, ws cham.WorkspaceID, asked string) ([]Entry, error)
	// Entries are decisions, the latest first: of some keys, of a message, or all.
	Entries(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, message string, before time.Time, limit int) ([]Entry, error)
	// SetOutcome says what became of a message that might go: CodeNotFound.
	SetOutcome(ctx context.Context, ws cham.WorkspaceID, id, outcome string) error
}

// Documents keep a business's settings; sqlstore.Rights is one.
type Documents interface {
	PutDocument(ctx context.Context, ws cham.WorkspaceID, kind string, body []byte, by cham.UserID, at time.Time) error
	Document(ctx context.Context, ws cham.WorkspaceID, kind string) (body []byte, at time.Time, err error)
}

// Went is a contact with the key it was decided for.
type Went struct {
	Key cham.KeyID
	Contact
}

// Wrote is when a customer last wrote on a channel.
type Wrote struct {
	Key     cham.KeyID
	Channel cham.Channel
	At      time.Time
}

// What became of a message that might go.
const (
	Unknown = ""       // nobody said; it is taken for sent
	Sent    = "sent"   // it left
	Failed  = "failed" // it did not: it counts no more, and may be asked for again
)

// Entry is a decision as it is kept.
type Entry struct {
	ID       string          `json:"id"`
	Key      cham.KeyID      `json:"-"`
	Customer cham.CustomerID `json:"customer"`
	Asked    string          `json:"asked,omitempty" doc:"the asking it belongs to"`
	Message  string          `json:"message"`
	Occasion string          `json:"occasion,omitempty"`
	Class    Class           `json:"class" enum:"transaction,care,survey,marketing"`
	At       time.Time       `json:"at"`
	By       cham.UserID     `json:"by,omitempty" mask:"no"`
	Outcome  string          `json:"outcome" enum:",sent,failed" doc:"empty until it is said; taken for sent"`
	Decision GateDecision    `json:"decision"`
	Hash     string          `json:"-"`
}

// Desk decides for the customers of businesses.
type Desk struct {
	Store     Store
	Documents Documents
	// Keys are all keys of customers, with number 0 what they gave that is somebody else's key, last; a customer who
	// is not known has none.
	Keys func(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) (map[cham.CustomerID][]consent.Key, error)
	// Said and Listed are what customers agreed to, and who of hashes stands on which lists.
	Said   func(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) ([]consent.Record, error)
	Listed func(ctx context.Context, ws cham.WorkspaceID, hashes []string) (map[string][]string, error)
	Hash   func(cham.Key) string
	// Calendar is a business's zone, and its public holidays.
	Calendar func(ctx context.Context, ws cham.WorkspaceID) (*time.Location, func(day time.Time) string, error)
	Now      func() time.Time
	NewID    func() string

	deciding sync.Map // of a workspace: one decides at a time, so that no limit is passed by two
}

// MostCustomers is how many customers one asking may be about.
const MostCustomers = 1000

const settingsDocument = "reach"

// Settings are a business's, or Defaults.
func (d *Desk) Settings(ctx context.Context, ws cham.WorkspaceID) (s GateSettings, err error) {
	body, _, err := d.Documents.Document(ctx, ws, settingsDocument)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return Defaults(), nil
	}
	if err == nil {
		err = json.Unmarshal(body, &s)
	}
	return s, err
}

// PutSettings keeps a business's settings.
func (d *Desk) PutSettings(ctx context.Context, ws cham.WorkspaceID, s GateSettings, by cham.UserID) error {
	if err := s.Valid(); err != nil {
		return err
	}
	body, err := json.Marshal(s)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "reach.PutSettings", err)
	}
	return d.Documents.PutDocument(ctx, ws, settingsDocument, body, by, d.Now())
}

// Ask says of each customer whether a message may go, without keeping it: it goes by nothing that was not kept.
func (d *Desk) Ask(ctx context.Context, ws cham.WorkspaceID, m *Message, ids []cham.CustomerID) ([]Entry, error) {
	return d.decide(ctx, ws, m, ids, "", "")
}

// Decide is Ask that keeps what it says: who may be written to now counts as
// written to. asked names the asking: the same again answers what was kept, so that
// who never heard the answer may ask again; "" names none. CodeConflict: it was about another message.
func (d *Desk) Decide(ctx context.Context, ws cham.WorkspaceID, m *Message, ids []cham.CustomerID, asked string,
	by cham.UserID) ([]Entry, error) {
	lock, _ := d.deciding.LoadOrStore(ws, &sync.Mutex{})
	lock.(*sync.Mutex).Lock()
	defer lock.(*sync.Mutex).Unlock()
	if asked != "" {
		kept, err := d.Store.Kept(ctx, ws, asked)
		if len(kept) > 0 && (kept[0].Message != m.ID || kept[0].Occasion != m.Occasion || kept[0].Class != m.Class) {
			return nil, &cham.Error{Code: cham.CodeConflict, Op: "reach.Decide", Field: "id", Key: "error.reach.asked"}
		}
		if err != nil || len(kept) > 0 {
			return kept, err
		}
	}
	all, err := d.decide(ctx, ws, m, ids, asked, by)
	if err != nil {
		return nil, err
	}
	known := slices.DeleteFunc(slices.Clone(all), func(e Entry) bool { return e.Key == 0 })
	return all, d.Store.Keep(ctx, ws, known)
}

func (d *Desk) decide(ctx context.Context, ws cham.WorkspaceID, m *Message, ids []cham.CustomerID, asked string,
	by cham.UserID) ([]Entry, error) {
	now := d.Now().UTC().Truncate(time.Millisecond)
	gate, err := d.gate(ctx, ws)
	if err != nil {
		return nil, err
	}
	f, err := d.facts(ctx, ws, m, ids, now)
	if err != nil {
		return nil, err
	}
	all := make([]Entry, len(ids))
	for i, id := range ids {
		e := &all[i]
		*e = Entry{ID: d.NewID(), Customer: id, Asked: asked, Message: m.ID, Occasion: m.Occasion, Class: m.Class, At: now, By: by}
		keys := f.keys[id]
		if len(keys) == 0 {
			e.Decision = GateDecision{Verdict: Never, Ways: []Judged{{Way: m.Ways[0], Verdict: Never, Reasons: []GateReason{{Rule: RuleUnknown}}}}}
			continue
		}
		e.Key = keys[0].ID
		e.Decision = gate.Decide(m, f.person(keys), now)
		if e.Decision.Verdict == Now {
			e.Hash = e.Decision.Ways[len(e.Decision.Ways)-1].address.Hash
			// Whoever of the same asking shares the address is the next who hears of it.
			f.went = append(f.went, Went{e.Key, Contact{At: now, Class: m.Class, Way: e.Decision.Way, Message: m.ID,
				Occasion: m.Occasion, Hash: e.Hash}})
		}
	}
	return all, nil
}

func (d *Desk) gate(ctx context.Context, ws cham.WorkspaceID) (*Gate, error) {
	settings, err := d.Settings(ctx, ws)
	if err != nil {
		return nil, err
	}
	zone, holiday, err := d.Calendar(ctx, ws)
	return &Gate{Settings: settings, Zone: zone, Holiday: holiday}, err
}

// ClassWays is what of a class may go to a customer, by each way.
type ClassWays struct {
	Class Class    `json:"class" enum:"transaction,care,survey,marketing"`
	Ways  []Judged `json:"ways"`
}

// Ways says what a customer may be sent now: every class by every way.
func (d *Desk) Ways(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) (all []ClassWays, err error) {
	now := d.Now().UTC().Truncate(time.Millisecond)
	gate, err := d.gate(ctx, ws)
	if err != nil {
		return nil, err
	}
	f, err := d.facts(ctx, ws, &Message{}, []cham.CustomerID{id}, now)
	if err != nil {
		return nil, err
	}
	p := f.person(f.keys[id])
	for _, class := range Classes {
		of := ClassWays{Class: class}
		for _, way := range Ways {
			of.Ways = append(of.Ways, gate.Decide(&Message{Class: class, Ways: []Way{way}}, p, now).Ways...)
		}
		all = append(all, of)
	}
	return all, nil
}

// Valid says what is wrong with a message.
func (m *Message) Valid() error {
	wrong := func(field string) error {
		return &cham.Error{Code: cham.CodeInvalid, Op: "reach.Message", Field: field, Key: "error.reach." + field}
	}
	switch {
	case m.ID == "" || len(m.ID) > 100:
		return wrong("id")
	case len(m.Occasion) > 100:
		return wrong("occasion")
	case !slices.Contains(Classes, m.Class):
		return wrong("class")
	case len(m.Ways) == 0 || len(m.Ways) > len(Ways):
		return wrong("ways")
	}
	for i, w := range m.Ways {
		if !slices.Contains(Ways, w) || slices.Contains(m.Ways[:i], w) {
			return wrong("ways")
		}
	}
	return nil
}
