package onsite

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// Tells is the word by which a website says that it shows messages, in Source.Tells.
const Tells = "messages"

// Gate decides; *reach.Desk is one.
type Gate interface {
	outbox.Gate
	AskAgain(ctx context.Context, ws cham.WorkspaceID, m *reach.Message, ids []cham.CustomerID, was []reach.Entry) ([]reach.Entry, error)
}

// Config is what a Service works with; all of it is required.
type Config struct {
	Store Store
	Gate  Gate
	// Who is the customer of a browser, by all their keys; none when it is not known.
	Who func(ctx context.Context, ws cham.WorkspaceID, browser cham.Key) (id cham.CustomerID, keys []cham.KeyID, err error)
	// Came keeps what came back of messages.
	Came func(ctx context.Context, ws cham.WorkspaceID, way reach.Way, all []outbox.Return) error
	// Refuse keeps that a customer wants nothing by a way, unless that stands already.
	Refuse func(ctx context.Context, ws cham.WorkspaceID, key cham.KeyID, way reach.Way) error
	Now    func() time.Time
}

// Service is what websites ask. It is an outbox.Sender, too, and safe for concurrent use.
type Service struct {
	Config
	mu   sync.Mutex
	seen map[cham.SourceID]time.Time
}

// New returns a Service.
func New(c Config) *Service { return &Service{Config: c, seen: map[cham.SourceID]time.Time{}} }

// Asking is a page that asks what to show.
type Asking struct {
	// Browser is its anonymous id.
	Browser string
	// Slots are the places for messages that the page has.
	Slots []string
}

// Limits: messages looked at for one page, and the slots of one.
const (
	mostOpen  = 20
	MostSlots = 20
)

// Ask answers what a page is to show to whose browser it is: of pop-ups and slide-ins one, in
// each slot one, and what lies in the inbox.
func (s *Service) Ask(ctx context.Context, src cham.Source, a Asking) ([]Message, error) {
	if err := s.saw(ctx, &src); err != nil {
		return nil, err
	}
	id, keys, err := s.who(ctx, src.Workspace, a.Browser)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	open, err := s.Store.Open(ctx, src.Workspace, keys, s.Now(), mostOpen)
	if err != nil {
		return nil, err
	}
	var all []Message
	taken := map[string]bool{}
	for i := range open {
		at := open[i].where()
		if taken[at] || open[i].Content.Place == "inline" && !slices.Contains(a.Slots, open[i].Content.Slot) {
			continue
		}
		may, err := s.may(ctx, &open[i], id)
		if err != nil {
			return nil, err
		}
		if may {
			taken[at] = at != "inbox"
			all = append(all, open[i])
		}
	}
	return all, nil
}

// where is the place on the page that a message needs for itself.
func (m *Message) where() string {
	switch m.Content.Place {
	case "inline":
		return "inline/" + m.Content.Slot
	case "inbox":
		return "inbox"
	}
	return "over the page"
}

// may asks the gate whether a message may be shown now. What it let be shown stays on show, as
// long as nothing forbids it: it counts once.
func (s *Service) may(ctx context.Context, m *Message, id cham.CustomerID) (bool, error) {
	about, ids := m.About, []cham.CustomerID{id}
	about.Ways = []reach.Way{reach.Web}
	if !m.GivenAt.IsZero() {
		was := []reach.Entry{{Key: m.Key, At: m.GivenAt, Message: about.ID}}
		entries, err := s.Gate.AskAgain(ctx, m.Workspace, &about, ids, was)
		return err == nil && entries[0].Decision.Verdict == reach.Now, err
	}
	about.Showing = true
	given := false
	_, err := s.Gate.DecideWith(ctx, m.Workspace, &about, ids, m.StartedBy, func(entries []reach.Entry) (err error) {
		if entries[0].Decision.Verdict == reach.Now {
			given, err = s.Store.Give(ctx, m.Workspace, m.ID, entries[0])
		}
		return err
	})
	return given, err
}

// Tell notes what the customer of a browser did with a message. What was told before, and of
// another's message, is nothing; but a refusal counts whenever it comes, as from a second
// tab after the message was closed in the first.
func (s *Service) Tell(ctx context.Context, src cham.Source, browser, message string, did Did) error {
	_, keys, err := s.who(ctx, src.Workspace, browser)
	if err != nil || len(keys) == 0 {
		return err
	}
	if did == Refused { // first: what is done is not told again, and what failed after it would be lost
		key, err := s.Store.Whose(ctx, src.Workspace, keys, message)
		if err != nil || key == 0 {
			return err
		}
		if err := s.Refuse(ctx, src.Workspace, key, reach.Web); err != nil {
			return err
		}
	}
	now := s.Now()
	isNew, err := s.Store.Done(ctx, src.Workspace, keys, message, did, now)
	if err != nil || !isNew {
		return err
	}
	var came []outbox.Return
	for _, kind := range kinds[did] {
		came = append(came, outbox.Return{Kind: kind, Message: message, At: now})
	}
	if len(came) == 0 {
		return nil
	}
	return s.Came(ctx, src.Workspace, reach.Web, came)
}

// kinds are what comes back of a message when something is done with it. A click tells itself, by its link.
var kinds = map[Did][]outbox.ReturnKind{Shown: {outbox.Delivered, outbox.Opened}, Closed: {outbox.Dismissed},
	Refused: {outbox.Unsubscribed}, Clicked: nil}

// who is the customer of a browser. Its id is the proof that it is theirs, so one that could be guessed is nobody's.
func (s *Service) who(ctx context.Context, ws cham.WorkspaceID, browser string) (cham.CustomerID, []cham.KeyID, error) {
	if !isRandom(browser) {
		return 0, nil, nil
	}
	return s.Who(ctx, ws, cham.Key{Kind: cham.KeyAnonymous, Value: browser})
}

// isRandom reports whether an id is as the snippet makes them: a UUID of version 4.
func isRandom(id string) bool {
	if len(id) != 36 || id[14] != '4' || !strings.ContainsRune("89ab", rune(id[19])) {
		return false
	}
	for i, r := range id {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (r == '-') || !dash && !strings.ContainsRune("0123456789abcdef", r) {
			return false
		}
	}
	return true
}

// seenEvery is how often it is kept that a website asks.
const seenEvery = time.Minute

func (s *Service) saw(ctx context.Context, src *cham.Source) error {
	now := s.Now()
	s.mu.Lock()
	soon := now.Sub(s.seen[src.ID]).Abs() < seenEvery
	if !soon {
		s.seen[src.ID] = now
	}
	s.mu.Unlock()
	if soon {
		return nil
	}
	return s.Store.Saw(ctx, src.Workspace, src.ID, now)
}
