package campaign

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/capability/voucher"
)

// State is how far a campaign is.
type State string

// The states.
const (
	IsDraft   State = "draft"
	Scheduled State = "scheduled"
	Running   State = "running"
	Paused    State = "paused"
	Done      State = "done"
	Stopped   State = "stopped"
)

// Shown is a campaign and what became of it.
type Shown struct {
	Campaign
	State State `json:"state" enum:"draft,scheduled,running,paused,done,stopped"`
	// Why it is paused, stopped, or waits.
	Why       string               `json:"why,omitempty" enum:"person,errors,delays,complaints,bounces,restored,segment,account"`
	Guard     *outbox.Guard        `json:"guard,omitempty" doc:"the figures for which it paused by itself"`
	Preparing bool                 `json:"preparing,omitempty" doc:"whom it is for is still being written down"`
	StartedAt time.Time            `json:"startedAt,omitzero"`
	EndedAt   time.Time            `json:"endedAt,omitzero"`
	Counts    map[outbox.State]int `json:"counts" doc:"messages by state"`
	Held      []RuleCount          `json:"held,omitempty" doc:"held back, by rule"`
	Waiting   []RuleCount          `json:"waiting,omitempty" doc:"told to wait, by rule"`
	Failed    []ProblemCount       `json:"failed,omitempty"`
	Results   *Results             `json:"results,omitempty" doc:"what came back of it"`
	Codes     *voucher.Uses        `json:"codes,omitempty" doc:"of one that hands out codes: how many, and how many were used"`
	Trial     *Trial               `json:"trial,omitempty" doc:"of one with a holdout or two versions, once begun; asked one by one only"`
}

// Results are what came back. Who opened and clicked are people, of those alone
// who agreed to be followed; programs that look at messages are not among them.
type Results struct {
	Delivered    int         `json:"delivered" doc:"of which the provider told that they arrived"`
	Bounced      int         `json:"bounced"`
	Complained   int         `json:"complained" doc:"marked as spam"`
	Unsubscribed int         `json:"unsubscribed"`
	Followed     int         `json:"followed" doc:"sent to people who agreed to be followed: what opened and clicked are of"`
	Opened       int         `json:"opened"`
	Clicked      int         `json:"clicked"`
	Dismissed    int         `json:"dismissed" doc:"on the website, closed"`
	OtherOpens   int         `json:"otherOpens" doc:"how often others opened it: not who"`
	Scanned      int         `json:"scanned" doc:"messages that a program looked at"`
	Links        []LinkCount `json:"links,omitempty"`
}

// LinkCount is how often a link was followed.
type LinkCount struct {
	URL    string `json:"url"`
	People int    `json:"people" doc:"of those who agreed to be followed"`
	Others int    `json:"others" doc:"how often others did: not who"`
}

// mostLinks are how many links are shown, those that most followed.
const mostLinks = 50

func resultsOf(r *outbox.Results) *Results {
	out := &Results{Delivered: r.Kinds[outbox.Delivered], Bounced: r.Kinds[outbox.Bounced], Complained: r.Kinds[outbox.Complained],
		Unsubscribed: r.Kinds[outbox.Unsubscribed], Followed: r.Followed, Opened: r.Kinds[outbox.Opened], Clicked: r.Kinds[outbox.Clicked],
		OtherOpens: r.Opens, Dismissed: r.Kinds[outbox.Dismissed], Scanned: max(r.Kinds[outbox.Scanned], r.Kinds[outbox.Prefetched])}
	for _, l := range r.Links[:min(len(r.Links), mostLinks)] {
		out.Links = append(out.Links, LinkCount(l))
	}
	return out
}

// RuleCount is how many messages a rule of the gate concerns.
type RuleCount struct {
	Rule  string `json:"rule"`
	Count int    `json:"count"`
}

// ProblemCount is how many messages failed for a reason.
type ProblemCount struct {
	Problem string `json:"problem"`
	Count   int    `json:"count"`
}

// Get finds a campaign.
func (s *Service) Get(ctx context.Context, ws cham.WorkspaceID, id string) (Shown, error) {
	c, err := s.Store.Campaign(ctx, ws, id)
	if err != nil {
		return Shown{}, err
	}
	out, err := s.shown(ctx, ws, c)
	if err == nil && out.State != IsDraft && c.tried() {
		out.Trial, err = s.lately(ctx, ws, &c)
	}
	return out, err
}

// state finds a campaign without what its groups bought, which takes a while.
func (s *Service) state(ctx context.Context, ws cham.WorkspaceID, id string) (Shown, error) {
	c, err := s.Store.Campaign(ctx, ws, id)
	if err != nil {
		return Shown{}, err
	}
	return s.shown(ctx, ws, c)
}

// trialFor is how long the figures of a trial are shown: they take a look at everybody.
const trialFor = time.Minute

// lately is a campaign's trial as it was not long ago.
func (s *Service) lately(ctx context.Context, ws cham.WorkspaceID, c *Campaign) (*Trial, error) {
	name, now := string(ws)+"/"+c.ID, s.Now()
	s.mu.Lock()
	was, ok := s.trials[name]
	s.mu.Unlock()
	if ok && (was.asking || now.Sub(was.at).Abs() < trialFor) {
		return was.trial, nil
	}
	s.keepTrial(name, shownTrial{was.at, was.trial, true}) // others see the last one meanwhile
	t, err := s.Trial(ctx, ws, c)
	if err != nil {
		s.keepTrial(name, shownTrial{was.at, was.trial, false})
		return nil, err
	}
	s.keepTrial(name, shownTrial{now, t, false})
	return t, nil
}

type shownTrial struct {
	at     time.Time
	trial  *Trial
	asking bool
}

func (s *Service) keepTrial(name string, t shownTrial) {
	s.mu.Lock()
	s.trials[name] = t
	s.mu.Unlock()
}

// List lists campaigns, the newest first.
func (s *Service) List(ctx context.Context, ws cham.WorkspaceID) ([]Shown, error) {
	all, err := s.Store.Campaigns(ctx, ws)
	if err != nil {
		return nil, err
	}
	shown := make([]Shown, len(all))
	for i, c := range all {
		if shown[i], err = s.shown(ctx, ws, c); err != nil {
			return nil, err
		}
	}
	return shown, nil
}

func (s *Service) shown(ctx context.Context, ws cham.WorkspaceID, c Campaign) (out Shown, err error) {
	out = Shown{Campaign: c, State: IsDraft, Counts: map[outbox.State]int{}}
	m, err := s.Outbox.Store.Mailing(ctx, ws, c.ID)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return out, nil
	} else if err != nil {
		return out, err
	}
	out.StartedAt, out.EndedAt, out.Why = m.StartedAt, m.EndedAt, m.Why
	switch due := !s.Now().Before(m.StartAt); {
	case m.State == outbox.Filling:
		out.State, out.Preparing = Running, due
		if !due {
			out.State = Scheduled
		}
	default:
		out.State = State(m.State)
	}
	tallies, err := s.tallies(ctx, ws, &m)
	for _, t := range tallies.all {
		out.count(t)
	}
	out.Results = resultsOf(&tallies.results)
	if err == nil && out.State == Paused {
		out.Guard, err = s.Outbox.Guarded(ctx, &m)
	}
	if err == nil && c.Voucher != "" {
		uses, failed := s.Vouchers.Uses(ctx, ws, c.ID)
		out.Codes, err = &uses, failed
	}
	if err == nil && out.State == Running && s.blocked(ctx, ws, &m) {
		out.Why = "account"
	}
	return out, err
}

// tallied is what was counted, and when: pages ask every second, and counting a
// million takes as long.
type tallied struct {
	at  time.Time
	all []outbox.Tally
	// What comes back goes on coming when it is over.
	resultsAt time.Time
	results   outbox.Results
}

// open reports whether something was under way.
func (t *tallied) open() bool {
	return slices.ContainsFunc(t.all, func(n outbox.Tally) bool {
		return n.State == outbox.Waiting || n.State == outbox.Ready || n.State == outbox.Sending
	})
}

// How long counts are shown, while it goes and once it is over.
const (
	countsGoing = 2 * time.Second
	countsOver  = time.Minute
)

func (s *Service) tallies(ctx context.Context, ws cham.WorkspaceID, m *outbox.Mailing) (tallied, error) {
	name, keep := string(ws)+"/"+m.ID, countsGoing
	if m.State == outbox.Done || m.State == outbox.Stopped {
		keep = countsOver
	}
	s.mu.Lock()
	was, ok := s.counted[name]
	s.mu.Unlock()
	if was.open() {
		keep = countsGoing
	}
	now, is := s.Now(), was
	if ok && now.Sub(was.resultsAt).Abs() < countsGoing && !was.at.Before(m.EndedAt) {
		return was, nil
	}
	var err error
	if !ok || now.Sub(was.at).Abs() >= keep || was.at.Before(m.EndedAt) {
		is.at = now
		is.all, err = s.Outbox.Store.Tallies(ctx, ws, m.ID)
	}
	if err == nil {
		is.resultsAt = now
		is.results, err = s.Outbox.Store.Results(ctx, ws, m.ID)
	}
	if err == nil {
		s.mu.Lock()
		s.counted[name] = is
		s.mu.Unlock()
	}
	return is, err
}

// forget makes the next counts new ones.
func (s *Service) forget(ws cham.WorkspaceID, id string) {
	s.mu.Lock()
	delete(s.counted, string(ws)+"/"+id)
	s.mu.Unlock()
}

func (out *Shown) count(t outbox.Tally) {
	out.Counts[t.State] += t.Count
	switch {
	case t.State == outbox.Held:
		out.Held = append(out.Held, RuleCount{t.Rule, t.Count})
	case t.State == outbox.Waiting && t.Rule != "":
		out.Waiting = append(out.Waiting, RuleCount{t.Rule, t.Count})
	case t.State == outbox.Failed:
		out.Failed = append(out.Failed, ProblemCount{t.Problem, t.Count})
	}
}

// blocked reports whether nothing leaves through the account now.
func (s *Service) blocked(ctx context.Context, ws cham.WorkspaceID, m *outbox.Mailing) bool {
	_, h, err := s.Outbox.Store.Account(ctx, ws, m.Message.Ways[0])
	return cham.ErrorCode(err) == cham.CodeNotFound || h.Blocked(s.Now())
}
