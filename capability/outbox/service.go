package outbox

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"cham"
	"cham/capability/reach"
)

// Gate decides; *reach.Desk is one.
type Gate interface {
	DecideWith(ctx context.Context, ws cham.WorkspaceID, m *reach.Message, ids []cham.CustomerID, by cham.UserID,
		keep func([]reach.Entry) error) ([]reach.Entry, error)
}

// Sealer encrypts secrets; purpose says what they are and whose.
type Sealer interface {
	Seal(purpose string, secret []byte) string
	Open(purpose, sealed string) ([]byte, error)
}

// Written is a parcel, or why there is none.
type Written struct {
	Parcel Parcel
	// Followed says that the receiver agreed to be followed.
	Followed bool
	Missing  string // the field of the customer that is not known
	Gone     bool   // the address is not theirs any more
	Err      error  // it cannot be written to them
	// Problem is why there is none for now: it fails, and can be sent again.
	Problem string
}

// Writer writes the parcels of a mailing's items that are ready, each in its place.
type Writer func(ctx context.Context, m *Mailing, items []Item) ([]Written, error)

// Config is what a Service works with.
type Config struct {
	Store   Store
	Gate    Gate
	Senders map[reach.Way]Sender
	Write   Writer
	// Hold tells which of a mailing's items, of those that the gate lets go, do not go all the same, and by which rule.
	Hold func(m *Mailing, items []Item) (rule string, held []bool, err error)
	// Tell tells of what people did with messages. What it was told already is not told again.
	Tell func(ctx context.Context, all []Returned) error
	// Refuse keeps that a customer refuses what comes by a way.
	Refuse func(ctx context.Context, ws cham.WorkspaceID, key cham.KeyID, way reach.Way) error
	Seal   Sealer
	Now    func() time.Time
	Jitter func() float64
	Log    *slog.Logger
	// Lines is how many connections an account opens at most.
	Lines int
}

// Service brings messages to people.
type Service struct {
	Config
	clerk clerk
	kicks chan struct{}
	work  sync.WaitGroup

	mu      sync.Mutex
	serving map[account]bool
	pace    map[account]*rate.Limiter
	recent  map[string]*recent
	looked  map[string]time.Time // when what came back of a mailing was counted last
	resting map[account]time.Time
	tests   map[cham.WorkspaceID][]time.Time
	secrets map[account]chan struct{} // full while one is changed
}

// account names an account.
type account struct {
	workspace cham.WorkspaceID
	way       reach.Way
}

// New returns a Service; Run sends.
func New(c Config) *Service {
	return &Service{Config: c, clerk: clerk{c.Store, make(chan asked), make(chan struct{})}, kicks: make(chan struct{}, 1),
		serving: map[account]bool{}, pace: map[account]*rate.Limiter{}, recent: map[string]*recent{}, looked: map[string]time.Time{},
		resting: map[account]time.Time{}, tests: map[cham.WorkspaceID][]time.Time{}, secrets: map[account]chan struct{}{}}
}

const (
	lookEvery  = time.Second
	sweepEvery = time.Minute
	// lease is longer than a message is under way.
	lease = 15 * time.Minute
)

// Kick says that something may be due.
func (s *Service) Kick() {
	select {
	case s.kicks <- struct{}{}:
	default:
	}
}

// Run sends until ctx ends, then waits for what is leaving. Nobody else sends from
// this store when it begins.
func (s *Service) Run(ctx context.Context) {
	kept, end := context.WithCancel(context.WithoutCancel(ctx))
	var clerk sync.WaitGroup
	clerk.Go(func() { s.clerk.run(kept) })
	defer clerk.Wait()
	defer end()
	defer s.work.Wait()
	defer close(s.clerk.hurry)

	look, sweep := time.NewTicker(lookEvery), time.NewTicker(sweepEvery)
	defer look.Stop()
	defer sweep.Stop()
	ever := func() time.Time { return s.Now().AddDate(100, 0, 0) } // whatever the clock said when the program was killed
	recovered := s.recover(ctx, ever())
	s.Kick()
	for {
		select {
		case <-ctx.Done():
			return
		case <-sweep.C:
			s.recover(ctx, s.Now().Add(-lease))
			if err := s.Store.DropShorts(ctx, s.Now()); err != nil && ctx.Err() == nil {
				s.Log.Error("old short links could not be removed; it is tried again", "err", err)
			}
		case <-look.C:
		case <-s.kicks:
		}
		if !recovered { // nothing is sent before
			recovered = s.recover(ctx, ever())
			continue
		}
		if err := s.look(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("the outbox could not be read; it is tried again", "err", err)
		}
	}
}

// recover settles what was left behind before an instant: at first by a program that
// was killed, later by one whose store failed for a while.
func (s *Service) recover(ctx context.Context, before time.Time) bool {
	waiting, unknown, err := s.Store.Recover(ctx, before, s.Now())
	switch {
	case err != nil:
		if ctx.Err() == nil {
			s.Log.Error("the outbox could not be read; it is tried again", "err", err)
		}
		return false
	case waiting+unknown > 0:
		s.Log.Warn("messages were on their way when the program ended", "waiting again", waiting, "unknown", unknown)
	}
	return true
}

// look lets each account send that has something due and can.
func (s *Service) look(ctx context.Context) error {
	due, err := s.Store.Due(ctx, s.Now())
	if err != nil {
		return err
	}
	seen := map[account]bool{}
	for i := range due {
		at := due[i].account()
		if seen[at] {
			continue
		}
		seen[at] = true
		_, working, err := s.open(ctx, &due[i])
		if err != nil {
			return err
		}
		if len(working) > 0 && s.begin(at) {
			s.work.Go(func() { s.run(ctx, at) })
		}
	}
	return s.Store.Finish(ctx, s.Now())
}

func (m *Mailing) account() account { return account{m.Workspace, m.Message.Ways[0]} }

// restAfter is how long an account rests whose messages could not be read or decided.
const restAfter = 30 * time.Second

// run serves an account, and looks again at once when something left.
func (s *Service) run(ctx context.Context, at account) {
	served, err := s.serve(ctx, at)
	if err != nil && ctx.Err() == nil {
		s.Log.Error("sending failed, it is tried again", "workspace", at.workspace, "way", at.way, "err", err)
	}
	s.mu.Lock()
	delete(s.serving, at)
	if err != nil {
		s.resting[at] = s.Now().Add(restAfter)
	}
	s.mu.Unlock()
	if served && err == nil {
		s.Kick()
	}
}

// begin reports whether nobody serves an account, and it does not rest.
func (s *Service) begin(at account) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.serving[at] || s.Now().Before(s.resting[at]) {
		return false
	}
	delete(s.resting, at)
	s.serving[at] = true
	return true
}

// limiter paces an account; a mailing that goes two ways shares it.
func (s *Service) limiter(a *Account) *rate.Limiter {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := account{a.Workspace, a.Way}
	l, limit := s.pace[at], rate.Limit(float64(a.PerMinute)/60)
	if l == nil {
		l = rate.NewLimiter(limit, 1)
		s.pace[at] = l
	} else if l.Limit() != limit {
		l.SetLimit(limit)
	}
	return l
}
