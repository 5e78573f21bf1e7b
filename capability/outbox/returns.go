package outbox

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/capability/reach"
)

// The kinds that machines cause: programs that look at every message before its
// receiver does. They are never counted as people.
const (
	Prefetched ReturnKind = "prefetched" // its picture was fetched
	Scanned    ReturnKind = "scanned"    // a link was followed
)

// Returned is one thing that came back of a message, as it is kept: the first of
// its kind, of clicks the first of each link.
type Returned struct {
	Workspace     cham.WorkspaceID
	Item, Mailing string
	Way           reach.Way
	Customer      cham.CustomerID
	SentAt        time.Time
	Kind          ReturnKind
	// What is the link, of clicks.
	What string
	At   time.Time
	// Due says that it is to be settled; the others are looked at beside it.
	Due bool
}

// Results are what came back of a mailing. Opened and Clicked are people, and of
// those alone who agreed to be followed.
type Results struct {
	Kinds map[ReturnKind]int // messages
	// Followed counts messages that were sent to people who agreed to be followed.
	Followed int
	Links    []LinkResult
	// Opens are those of people who did not agree to be followed: how often, not who.
	Opens int
}

// LinkResult is how often a link was followed: People are those who agreed to be
// followed, Others how often the rest did.
type LinkResult struct {
	URL            string
	People, Others int
}

// Returns keeps what came back.
type Returns interface {
	// KeepReturns notes what came back of messages that may have left by a way, the first of each kind, and answers the
	// mailings of those that speak against one, each time. One of an unknown Ref waits for a day for the message that
	// has it. What is opened and clicked by who did not agree to be followed is counted.
	KeepReturns(ctx context.Context, ws cham.WorkspaceID, way reach.Way, all []Return, now time.Time) (hurt []string, err error)
	// MatchEarly keeps what waited for its message.
	MatchEarly(ctx context.Context, now time.Time, limit int) error
	// Reachable forgets that nobody is at an address.
	Reachable(ctx context.Context, ws cham.WorkspaceID, hash string) error
	// CountReturn counts one of a mailing whose receiver is not followed.
	CountReturn(ctx context.Context, ws cham.WorkspaceID, mailing string, kind ReturnKind, what string) error
	// OpenReturns are all that came back of messages of which something was kept before an instant and is not settled:
	// that is Due.
	OpenReturns(ctx context.Context, before time.Time, limit int) ([]Returned, error)
	// SettleReturns notes that they are settled; those of machines become what machines do.
	SettleReturns(ctx context.Context, people, machines []Returned) error
	Results(ctx context.Context, ws cham.WorkspaceID, mailing string) (Results, error)
	// Hurt counts the messages of a mailing that were sent since an instant, and those of them that came back or were complained of.
	Hurt(ctx context.Context, ws cham.WorkspaceID, mailing string, since time.Time) (sent, bounced, complained int, err error)
}

// Came notes what came back of a business's messages by a way, "" when that is not known.
func (s *Service) Came(ctx context.Context, ws cham.WorkspaceID, way reach.Way, all []Return) error {
	kept := make([]Return, 0, len(all))
	for _, r := range all {
		if now := s.Now(); r.At.IsZero() || r.At.After(now) {
			r.At = now
		}
		if r.Kind == Clicked && ours.MatchString(r.URL) {
			continue // it leads to a page of ours, which tells itself; and what opens that page is nobody's to read
		}
		r.URL = pageOf(r.URL)
		switch {
		case r.Machine && r.Kind == Opened:
			r.Kind = Prefetched
		case r.Machine && r.Kind == Clicked:
			r.Kind = Scanned
		}
		kept = append(kept, r)
	}
	hurt, err := s.Store.KeepReturns(ctx, ws, way, kept, s.Now())
	if err != nil {
		return err
	}
	return s.watchReturns(ctx, ws, hurt)
}

// ours is an address of ours in a message, whatever the host: a page of choices, a link, a picture.
var ours = regexp.MustCompile(`^https?://[^/]+/(p|l|o)/[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{20,}`)

// pageOf is an address without what may name who follows it.
func pageOf(url string) string {
	url, _, _ = strings.Cut(url, "?")
	url, _, _ = strings.Cut(url, "#")
	return strings.ToValidUTF8(url[:min(len(url), 2000)], "")
}

// Count counts something that was done with a mailing by who is not followed.
func (s *Service) Count(ctx context.Context, ws cham.WorkspaceID, mailing string, kind ReturnKind, what string) error {
	return s.Store.CountReturn(ctx, ws, mailing, kind, what)
}

// Programs that look at messages follow every link within a second, that to the
// page of choices among them, or before a person can have read anything.
const (
	// settleAfter is how long it is waited for what shows that it was a machine.
	settleAfter = time.Minute
	atOnce      = time.Second
	tooSoon     = 3 * time.Second
	settleEvery = 2 * time.Second
	mostSettled = 1000
)

// SettleReturns tells of what people did, once it is clear that it was people,
// until ctx ends.
func (s *Service) SettleReturns(ctx context.Context) {
	tick := time.NewTicker(settleEvery)
	defer tick.Stop()
	for {
		for more := true; more && ctx.Err() == nil; {
			n, err := s.settleSome(ctx)
			if err != nil && ctx.Err() == nil {
				s.Log.Error("what came back of messages could not be kept; it is tried again", "err", err)
			}
			more = err == nil && n == mostSettled
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (s *Service) settleSome(ctx context.Context) (n int, err error) {
	if err := s.Store.MatchEarly(ctx, s.Now(), mostSettled); err != nil {
		return 0, err
	}
	open, err := s.Store.OpenReturns(ctx, s.Now().Add(-settleAfter), mostSettled)
	if err != nil || len(open) == 0 {
		return 0, err
	}
	people, machines := byWhom(open)
	if err := s.Tell(ctx, people); err != nil {
		return 0, err
	}
	return len(people) + len(machines), s.Store.SettleReturns(ctx, people, machines)
}

// byWhom parts what people did from what machines did, message by message.
func byWhom(all []Returned) (people, machines []Returned) {
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].Workspace == all[0].Workspace && all[n].Item == all[0].Item {
			n++
		}
		for i := range all[:n] {
			switch {
			case !all[i].Due:
			case all[i].machine(all[:n]):
				machines = append(machines, all[i])
			default:
				people = append(people, all[i])
			}
		}
		all = all[n:]
	}
	return people, machines
}

// machine reports whether an opening or a click is a machine's, by all that came
// back of the same message about then.
func (r *Returned) machine(of []Returned) bool {
	if r.Kind != Clicked && r.Kind != Opened {
		return false
	}
	if !r.SentAt.IsZero() && r.At.Sub(r.SentAt) < tooSoon && r.Way != reach.Web { // there it is shown by a page that runs
		return true
	}
	return slices.ContainsFunc(of, func(o Returned) bool {
		another := o.Kind == Visited || (o.Kind == Clicked || o.Kind == Scanned) && o.What != r.What
		return r.Kind == Clicked && another && o.At.Sub(r.At).Abs() < atOnce
	})
}
