package reach

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/erasure"
)

// Store keeps decisions, and when customers wrote.
type Store interface {
	// Contacts are what may have gone to some keys or addresses: since a time, and the message of any time.
	Contacts(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, hashes []string, m *Message, since time.Time) ([]Went, error)
	// Wrote is when customers last wrote, by key and channel.
	Wrote(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) ([]Wrote, error)
	// Bad says of addresses, by their hashes, why they lead nowhere.
	Bad(ctx context.Context, ws cham.WorkspaceID, hashes []string) (map[string]string, error)
	// WorksAgain forgets of addresses that nobody is there, and answers of how many that was known.
	WorksAgain(ctx context.Context, ws cham.WorkspaceID, hashes []string) (int, error)
	// Keep keeps decisions, all or none.
	Keep(ctx context.Context, ws cham.WorkspaceID, all []Entry) error
	// Kept are the decisions of one asking, in their order.
	Kept(ctx context.Context, ws cham.WorkspaceID, asked string) ([]Entry, error)
	// Entries are decisions, the latest first: of some keys, of a message, or all, after the entry of another page.
	Entries(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, message string, after After, limit int) ([]Entry, error)
	// SetOutcome says what became of a message that might go; what failed stays so. CodeNotFound.
	SetOutcome(ctx context.Context, ws cham.WorkspaceID, id, outcome string) error
	erasure.Place
}

// Documents keep a business's settings; sqlstore.Rights is one.
type Documents interface {
	PutDocument(ctx context.Context, ws cham.WorkspaceID, kind string, body []byte, by cham.UserID, at time.Time) error
	Document(ctx context.Context, ws cham.WorkspaceID, kind string) (body []byte, at time.Time, err error)
}

// After is the last entry of the page before; the zero After is none.
type After struct {
	At time.Time
	ID string
}

// Went is a contact with its decision: the key it was for, and the asking it belongs to.
type Went struct {
	ID, Asked string
	Key       cham.KeyID
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
	Laid    = "laid"   // it lies ready on the website: it counts when it is shown, by a decision of its own
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
	Outcome  string          `json:"outcome" enum:",sent,failed,laid" doc:"empty until it is said; taken for sent"`
	Decision GateDecision    `json:"decision"`
	Hash     string          `json:"-"`
}

// Key is a key of a customer; with number 0 it is what they gave that is somebody else's, Owner by all their keys.
type Key struct {
	ID cham.KeyID
	cham.Key
	Owner []cham.KeyID
}

// Desk decides for the customers of businesses.
type Desk struct {
	Store     Store
	Documents Documents
	// Keys are all keys of customers, last what they gave that is somebody else's; a customer who is not known has none.
	Keys func(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) (map[cham.CustomerID][]Key, error)
	// Said and Listed are what customers agreed to, and who of hashes stands on which lists.
	Said   func(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) ([]consent.Record, error)
	Listed func(ctx context.Context, ws cham.WorkspaceID, hashes []string) (map[string][]string, error)
	Hash   func(cham.Key) string
	// Reached is how often customers reached a goal; who did not is not among them.
	Reached func(ctx context.Context, ws cham.WorkspaceID, g *MessageGoal, ids []cham.CustomerID) (map[cham.CustomerID]Reached, error)
	// Calendar is a business's zone, and its public holidays.
	Calendar func(ctx context.Context, ws cham.WorkspaceID) (*time.Location, func(day time.Time) string, error)
	// Own is what a business's own system stands for.
	Own   func(ctx context.Context, ws cham.WorkspaceID) (OwnWay, error)
	Now   func() time.Time
	NewID func() string

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
	if s.Hours == nil {
		s.Hours = map[Way]SendingHours{}
	}
	body, err := json.Marshal(s)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "reach.PutSettings", err)
	}
	return d.Documents.PutDocument(ctx, ws, settingsDocument, body, by, d.Now())
}

// Ask says of each customer whether a message may go, without keeping it: it goes by nothing that was not kept.
func (d *Desk) Ask(ctx context.Context, ws cham.WorkspaceID, m *Message, ids []cham.CustomerID) ([]Entry, error) {
	return d.decide(ctx, ws, m, ids, asking{at: d.Now()})
}

// AskAgain is Ask of what was decided before, as if the decisions in was had never been.
func (d *Desk) AskAgain(ctx context.Context, ws cham.WorkspaceID, m *Message, ids []cham.CustomerID, was []Entry) ([]Entry, error) {
	return d.decide(ctx, ws, m, ids, asking{at: d.Now(), without: of(was)})
}

// Decide is Ask that keeps what it says: who may be written to now counts as
// written to. asked names the asking; "" names none. Who never heard the answer may ask the same again for a
// while and hears it again, but for who may not be written to any more meanwhile. CodeConflict: an asking of
// that name was another one, or is over.
func (d *Desk) Decide(ctx context.Context, ws cham.WorkspaceID, m *Message, ids []cham.CustomerID, asked string,
	by cham.UserID) ([]Entry, error) {
	defer d.lock(ws)()
	if asked != "" {
		if !isName(asked) {
			return nil, &cham.Error{Code: cham.CodeInvalid, Op: "reach.Decide", Field: "id", Key: "error.reach.id"}
		}
		kept, err := d.Store.Kept(ctx, ws, asked)
		if err != nil {
			return nil, err
		}
		if len(kept) > 0 {
			return d.again(ctx, ws, m, ids, kept, by)
		}
	}
	all, err := d.decide(ctx, ws, m, ids, asking{at: d.Now(), name: asked, by: by})
	if err != nil {
		return nil, err
	}
	return all, d.Store.Keep(ctx, ws, all)
}

// DecideWith is Decide for who keeps the decisions together with what hangs on them: keep does, while nobody else
// decides.
func (d *Desk) DecideWith(ctx context.Context, ws cham.WorkspaceID, m *Message, ids []cham.CustomerID, by cham.UserID,
	keep func([]Entry) error) ([]Entry, error) {
	defer d.lock(ws)()
	all, err := d.decide(ctx, ws, m, ids, asking{at: d.Now(), by: by})
	if err != nil {
		return nil, err
	}
	return all, keep(all)
}

// of tells what went by one of some decisions.
func of(was []Entry) func(Went) bool {
	return func(w Went) bool {
		return slices.ContainsFunc(was, func(e Entry) bool { return e.Key == w.Key && e.At.Equal(w.At) && e.Message == w.Message })
	}
}

// askAgain is how long an answer that was lost is given again.
const askAgain = 10 * time.Minute

// again answers an asking that was answered before: what was kept, where it still stands.
func (d *Desk) again(ctx context.Context, ws cham.WorkspaceID, m *Message, ids []cham.CustomerID, kept []Entry, by cham.UserID) ([]Entry,
	error) {
	same := len(kept) == len(ids) && d.Now().Before(kept[0].At.Add(askAgain))
	for i, e := range kept {
		same = same && e.Customer == ids[i] && e.Message == m.ID && e.Occasion == m.Occasion && e.Class == m.Class && e.By == by &&
			e.Outcome == Unknown
	}
	if !same {
		return nil, &cham.Error{Code: cham.CodeConflict, Op: "reach.Decide", Field: "id", Key: "error.reach.asked"}
	}
	now, err := d.decide(ctx, ws, m, ids, asking{at: d.Now(), without: of(kept), name: kept[0].Asked, by: by})
	if err != nil {
		return nil, err
	}
	for i := range kept {
		if kept[i].Decision.Verdict == Now && now[i].Decision.Verdict != Now {
			kept[i].Decision = now[i].Decision
		}
	}
	return kept, nil
}

// asking is who asks, and of which instant.
type asking struct {
	at time.Time
	// without are contacts that are looked at as if they had never been; nil is none.
	without func(Went) bool
	// tried are contacts that are looked at as Contact.Tried; nil is none.
	tried func(Went) bool
	name  string
	by    cham.UserID
}

func (d *Desk) decide(ctx context.Context, ws cham.WorkspaceID, m *Message, ids []cham.CustomerID, how asking) ([]Entry, error) {
	now := how.at.UTC().Truncate(time.Millisecond)
	gate, err := d.gate(ctx, ws)
	if err != nil {
		return nil, err
	}
	f, err := d.facts(ctx, ws, m, ids, gate.Own, now)
	if err != nil {
		return nil, err
	}
	if how.without != nil {
		f.went = slices.DeleteFunc(f.went, how.without)
	}
	for i := range f.went {
		f.went[i].Tried = how.tried != nil && how.tried(f.went[i])
	}
	all := make([]Entry, len(ids))
	for i, id := range ids {
		e := &all[i]
		*e = Entry{ID: d.NewID(), Customer: id, Asked: how.name, Message: m.ID, Occasion: m.Occasion, Class: m.Class, At: now, By: how.by}
		keys := f.keys[id]
		if len(keys) == 0 {
			e.Decision = GateDecision{Verdict: Never, Ways: []Judged{{Way: m.Ways[0], Verdict: Never, Reasons: []GateReason{{Rule: RuleUnknown}}}}}
			continue
		}
		e.Key = keys[0].ID
		p := f.person(keys)
		p.Reached = f.reached[id]
		e.Decision = gate.Decide(m, p, now)
		if e.Decision.Verdict == Now {
			e.Hash = e.Decision.Ways[len(e.Decision.Ways)-1].address.Hash
			// Whoever of the same asking shares the address is the next who hears of it.
			f.went = append(f.went, Went{ID: e.ID, Asked: e.Asked, Key: e.Key, Contact: Contact{At: now, Class: m.Class,
				Way: e.Decision.Way, Message: m.ID, Occasion: m.Occasion, Hash: e.Hash}})
		}
	}
	return all, nil
}

func (d *Desk) gate(ctx context.Context, ws cham.WorkspaceID) (*Gate, error) {
	settings, err := d.Settings(ctx, ws)
	if err != nil {
		return nil, err
	}
	own, err := d.Own(ctx, ws)
	if err != nil {
		return nil, err
	}
	zone, holiday, err := d.Calendar(ctx, ws)
	return &Gate{Settings: settings, Own: own, Zone: zone, Holiday: holiday}, err
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
	f, err := d.facts(ctx, ws, &Message{}, []cham.CustomerID{id}, gate.Own, now)
	if err != nil {
		return nil, err
	}
	p := f.person(f.keys[id])
	for _, class := range Classes {
		of := ClassWays{Class: class}
		for _, way := range Ways {
			if way == Own && gate.Own == (OwnWay{}) {
				continue // there is none
			}
			of.Ways = append(of.Ways, gate.Decide(&Message{Class: class, Ways: []Way{way}, Showing: true}, p, now).Ways...)
		}
		all = append(all, of)
	}
	return all, nil
}

// Erase makes what was decided of somebody nobody's; it is an erasure.Place. Nobody decides meanwhile: they
// would keep the person again.
func (d *Desk) Erase(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (map[string]int, error) {
	defer d.lock(ws)()
	return d.Store.Erase(ctx, ws, m)
}

func (d *Desk) lock(ws cham.WorkspaceID) (unlock func()) {
	lock, _ := d.deciding.LoadOrStore(ws, &sync.Mutex{})
	lock.(*sync.Mutex).Lock()
	return lock.(*sync.Mutex).Unlock
}
