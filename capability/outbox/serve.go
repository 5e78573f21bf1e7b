package outbox

import (
	"context"
	"time"

	"cham"
	"cham/capability/reach"
)

// mostTaken is how many messages are decided at a time.
const mostTaken = 200

// most is how many messages of an account are decided at a time: those of five
// seconds at its pace, so that what the gate said still holds when they leave, and
// other mailings have their turn.
func (a *Account) most() int { return max(1, min(mostTaken, a.PerMinute/12)) }

// serve decides and sends what is due of an account's mailings, a batch of each in
// turn, until nothing is, and reports whether there was anything.
func (s *Service) serve(ctx context.Context, at account) (served bool, err error) {
	lanes := lanes{service: s, ctx: ctx, of: map[reach.Way]*lane{}}
	defer lanes.close()
	for ctx.Err() == nil {
		due, err := s.Store.Due(ctx, s.Now())
		if err != nil {
			return served, err
		}
		more := false
		for i := range due {
			if due[i].account() != at {
				continue
			}
			did, err := s.batch(ctx, &due[i], &lanes)
			if err != nil {
				return served, err
			}
			more = more || did
		}
		if !more {
			return served, nil
		}
		served = true
	}
	return served, nil
}

// batch decides and sends one batch of a mailing, and reports whether there was one.
func (s *Service) batch(ctx context.Context, m *Mailing, lanes *lanes) (did bool, err error) {
	message, working, err := s.open(ctx, m)
	if err != nil || len(working) == 0 {
		return false, err
	}
	most := mostTaken
	for i := range working {
		most = min(most, working[i].most())
	}
	items, err := s.Store.Take(ctx, m.Workspace, m.ID, s.Now(), most)
	if err != nil || len(items) == 0 {
		return false, err
	}
	ready, err := s.decide(ctx, m, message, items)
	if err != nil || len(ready) == 0 {
		return err == nil, err
	}
	lanes.begin(working)
	written, failed := s.Write(ctx, m, ready)
	if failed != nil {
		s.Log.Error("messages could not be written, it is tried again", "workspace", m.Workspace, "mailing", m.ID, "err", failed)
	}
	now := s.Now()
	for i := range ready {
		p := &leaving{item: ready[i], mailing: m, decided: now}
		if failed != nil {
			err = s.giveBack(p, now.Add(firstPause))
		} else {
			p.parcel, p.followed = written[i].Parcel, written[i].Followed
			err = lanes.send(p, &written[i])
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// account is an account with its secret open, and whether anything can be sent through it now.
func (s *Service) account(ctx context.Context, at account) (a Account, works bool, err error) {
	a, health, err := s.Store.Account(ctx, at.workspace, at.way)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return a, false, nil
	}
	if err != nil || health.Blocked(s.Now()) {
		return a, false, err
	}
	a, err = s.opened(a)
	if err != nil {
		return a, false, s.block(ctx, &a, &Failure{Kind: Blocked, Problem: "secret", Err: err})
	}
	return a, true, nil
}

// open is a mailing's message by the ways that have an account, and those accounts through which
// anything can be sent now. A way whose account was removed is none any more.
func (s *Service) open(ctx context.Context, m *Mailing) (*reach.Message, []Account, error) {
	message, working := m.Message, []Account(nil)
	message.Ways = nil
	for _, way := range m.Message.Ways {
		a, works, err := s.account(ctx, account{m.Workspace, way})
		if err != nil {
			return nil, nil, err
		}
		if works {
			working = append(working, a)
		}
		if works || a.Way != "" {
			message.Ways = append(message.Ways, way)
		}
	}
	return &message, working, nil
}

// again is when a message may be tried by a way through which nothing can be sent now.
func (s *Service) again(ctx context.Context, at account) time.Time {
	now := s.Now()
	_, h, err := s.Store.Account(ctx, at.workspace, at.way)
	if err == nil && h.NextAt.After(now) {
		return h.NextAt
	}
	return now.Add(firstPause)
}

func (a *Account) purpose() string { return "sending " + string(a.Workspace) + "/" + string(a.Way) }

func (s *Service) opened(a Account) (Account, error) {
	if a.Secret == "" {
		return a, nil
	}
	plain, err := s.Seal.Open(a.purpose(), a.Secret)
	a.Secret = string(plain)
	return a, err
}

// decide asks the gate, and answers the items that are to leave now.
func (s *Service) decide(ctx context.Context, m *Mailing, message *reach.Message, items []Item) ([]Item, error) {
	ids := make([]cham.CustomerID, len(items))
	for i := range items {
		ids[i] = items[i].Customer
	}
	rule, held, err := s.Hold(m, items)
	if err != nil {
		return nil, err
	}
	var ready map[string]bool
	_, err = s.Gate.DecideWith(ctx, m.Workspace, message, ids, m.StartedBy, func(entries []reach.Entry) (err error) {
		for i := range entries {
			d := &entries[i].Decision
			if d.Verdict == reach.Now && items[i].LetAt.IsZero() {
				items[i].LetAt = entries[i].At
			}
			if held[i] && d.Verdict == reach.Now {
				*d = d.HeldBy(rule)
			}
			items[i].settle(&entries[i])
		}
		ready, err = s.Store.Decided(ctx, m.Workspace, entries, items)
		return err
	})
	if err != nil {
		return nil, err
	}
	var now []Item
	for _, it := range items {
		if ready[it.ID] {
			now = append(now, it)
		}
	}
	return now, nil
}

// settle notes on an item what the gate said.
func (it *Item) settle(e *reach.Entry) {
	d := &e.Decision
	it.Key, it.Decision, it.ChangedAt, it.Hash, it.Way, it.Rule = e.Key, e.ID, e.At, e.Hash, d.Way, d.Rule()
	switch d.Verdict {
	case reach.Now:
		it.State, it.Rule = Ready, ""
	case reach.Later:
		it.State, it.DueAt = Waiting, d.At
	case reach.Never:
		it.State = Held
	}
}

// How long it is waited after a failure.
const (
	firstPause   = 5 * time.Minute // of a message, three times as long after each further one
	longestPause = 4 * time.Hour
	// giveUpAfter is how long after its first try a message is not tried any more.
	giveUpAfter = 24 * time.Hour

	firstBlock   = 30 * time.Second // of an account, twice as long each time
	longestBlock = 30 * time.Minute
)

// block notes that nothing leaves through an account for a while.
func (s *Service) block(ctx context.Context, a *Account, f *Failure) error {
	_, h, err := s.Store.Account(ctx, a.Workspace, a.Way)
	if err != nil {
		return err
	}
	now := s.Now()
	if h.Fails == 0 {
		h.Since = now
	}
	pause := min(longestBlock, firstBlock<<min(h.Fails, 10))
	h.Fails++
	h.NextAt = now.Add(max(f.After, s.about(pause)))
	h.Problem, h.Words = f.Problem, f.Words
	s.Log.Warn("an account cannot send", "workspace", a.Workspace, "way", a.Way, "problem", f.Problem) // its words may name people
	return s.Store.SetHealth(ctx, a.Workspace, a.Way, h)
}

// about is a duration, a tenth more or less, so that not all come back at once.
func (s *Service) about(d time.Duration) time.Duration {
	return d + time.Duration((s.Jitter()-0.5)*0.2*float64(d))
}
