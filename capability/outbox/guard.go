package outbox

import (
	"context"
	"slices"
	"time"

	"cham"
)

// What pauses a mailing while it goes: so many of its last messages refused for good, or put off, of at least so many.
const (
	watched      = 50
	leastWatched = 20
	mostRefused  = 0.3
	mostPutOff   = 0.5
)

// fate is what became of a message that was tried.
type fate byte

const (
	went fate = iota
	refused
	putOff
)

func fateOf(s State) fate {
	switch s {
	case Failed:
		return refused
	case Waiting:
		return putOff
	}
	return went
}

// recent is what became of the last messages of a mailing since a person let it go on.
type recent struct {
	of    [watched]fate
	n     int
	since time.Time // its ResumedAt
}

func (r *recent) add(f fate) {
	r.of[r.n%watched] = f
	r.n++
}

// count is how many of the last messages had a fate, and how many there are.
func (r *recent) count(f fate) (n, of int) {
	of = min(r.n, watched)
	for _, was := range r.of[:of] {
		if was == f {
			n++
		}
	}
	return n, of
}

// trips says why a mailing should not go on, "" when it may.
func (r *recent) trips() string {
	over := func(f fate, most float64) bool {
		n, of := r.count(f)
		return of >= leastWatched && float64(n) > most*float64(of)
	}
	switch {
	case over(refused, mostRefused):
		return ByErrors
	case over(putOff, mostPutOff):
		return ByDelays
	}
	return ""
}

// latest are the last messages of a mailing as they are kept: what it goes by after a restart.
func (s *Service) latest(ctx context.Context, m *Mailing) (*recent, error) {
	states, err := s.Store.Latest(ctx, m.Workspace, m.ID, m.ResumedAt, watched)
	slices.Reverse(states)
	r := &recent{since: m.ResumedAt}
	for _, state := range states {
		r.add(fateOf(state))
	}
	return r, err
}

// watch pauses a mailing of which too much is refused or put off: going on would cost the
// business its name as a sender.
func (s *Service) watch(ctx context.Context, p *leaving, f fate) error {
	ctx = context.WithoutCancel(ctx)
	name := string(p.item.Workspace) + "/" + p.item.Mailing
	why, since, known := s.note(name, f)
	if known && why == "" && !since.Before(p.mailing.ResumedAt) {
		return nil
	}
	m, err := s.Store.Mailing(ctx, p.item.Workspace, p.item.Mailing)
	if err != nil {
		return err
	}
	if !known || since.Before(m.ResumedAt) { // this one is kept already
		r, err := s.latest(ctx, &m)
		if err != nil {
			return err
		}
		why = r.trips()
		s.mu.Lock()
		s.recent[name] = r
		s.mu.Unlock()
	}
	if why == "" {
		return nil
	}
	s.mu.Lock()
	delete(s.recent, name)
	s.mu.Unlock()
	return s.pause(ctx, p.item.Workspace, p.item.Mailing, why)
}

// note adds a fate to what is known of a mailing since it was let go on, and says why it should not go on.
func (s *Service) note(name string, f fate) (why string, since time.Time, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.recent[name]
	if r == nil {
		return "", since, false
	}
	r.add(f)
	return r.trips(), r.since, true
}

func (s *Service) pause(ctx context.Context, ws cham.WorkspaceID, id, why string) error {
	paused, err := s.Store.SetMailing(ctx, ws, id, []MailingState{Running}, Paused, why, s.Now())
	if paused {
		s.Log.Warn("a mailing is paused", "workspace", ws, "mailing", id, "why", why)
	}
	return err
}

// What pauses a mailing afterwards: as many complaints of what was sent, or addresses that
// are nobody's. Gmail wants under 0.3 % complaints.
const (
	mostComplaints  = 0.003
	leastComplaints = 3
	mostBounces     = 0.1
	leastBounces    = 20
)

// Why a mailing was paused for what came back.
const (
	ByComplaints = "complaints"
	ByBounces    = "bounces"
)

// lookEveryReturn is how often a mailing is counted, whatever comes back of it.
const lookEveryReturn = 10 * time.Second

// watchReturns pauses mailings that too many complain of, or that go to nobody: of
// what was sent since a person let them go on.
func (s *Service) watchReturns(ctx context.Context, ws cham.WorkspaceID, hurt []string) error {
	slices.Sort(hurt)
	for _, id := range slices.Compact(hurt) {
		name, now := string(ws)+"/"+id, s.Now()
		s.mu.Lock()
		soon := now.Sub(s.looked[name]).Abs() < lookEveryReturn
		if !soon {
			s.looked[name] = now
		}
		s.mu.Unlock()
		if soon {
			continue
		}
		if err := s.watchMailing(ctx, ws, id); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) watchMailing(ctx context.Context, ws cham.WorkspaceID, id string) error {
	m, err := s.Store.Mailing(ctx, ws, id)
	if err != nil {
		return err
	}
	sent, bounced, complained, err := s.Store.Hurt(ctx, ws, id, m.ResumedAt)
	if err != nil {
		return err
	}
	if why := tooMany(sent, bounced, complained); why != "" {
		return s.pause(ctx, ws, id, why)
	}
	return nil
}

// tooMany says why a mailing should not go on, "" when it may.
func tooMany(sent, bounced, complained int) string {
	over := func(n, least int, most float64) bool { return n >= least && float64(n) > most*float64(sent) }
	switch {
	case over(complained, leastComplaints, mostComplaints):
		return ByComplaints
	case over(bounced, leastBounces, mostBounces):
		return ByBounces
	}
	return ""
}

// Guard are the figures for which a mailing was paused by itself: N of Of messages, more than Most of them allow.
type Guard struct {
	N    int     `json:"n" doc:"messages that were refused, put off, came back, or were complained of"`
	Of   int     `json:"of" doc:"of so many: the last that were tried, or all that were sent since it was let go on"`
	Most float64 `json:"most" doc:"the share that is let pass"`
}

// Guarded is why a paused mailing was, in figures; nil when it was not for any.
func (s *Service) Guarded(ctx context.Context, m *Mailing) (*Guard, error) {
	switch m.Why {
	case ByErrors, ByDelays:
		r, err := s.latest(ctx, m)
		f, most := refused, mostRefused
		if m.Why == ByDelays {
			f, most = putOff, mostPutOff
		}
		n, of := r.count(f)
		return &Guard{n, of, most}, err
	case ByComplaints, ByBounces:
		sent, bounced, complained, err := s.Store.Hurt(ctx, m.Workspace, m.ID, m.ResumedAt)
		if m.Why == ByComplaints {
			return &Guard{complained, sent, mostComplaints}, err
		}
		return &Guard{bounced, sent, mostBounces}, err
	}
	return nil, nil
}
