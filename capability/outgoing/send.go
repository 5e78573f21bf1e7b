package outgoing

import (
	"context"
	"errors"
	"strings"
	"time"

	"cham"
)

// How it is sent.
const (
	// firstPause comes after a first failure, four times as long after each
	// further one, up to longestPause, a fifth more or less.
	firstPause   = 5 * time.Second
	longestPause = 6 * time.Hour
	// heldTries is how many tries of one message hold those behind it back, for
	// about two minutes; then they go on, and it is tried beside them.
	heldTries = 3
	// GiveUpAfter is how long after its first try a message is given up, unless the
	// destination fails at all: then it is stopped, PauseAfter its first failure.
	GiveUpAfter = 72 * time.Hour
	PauseAfter  = 72 * time.Hour
	// longestWait is the longest Retry-After that is honoured.
	longestWait = 24 * time.Hour

	lease     = 2 * time.Minute // longer than a try takes
	lookEvery = 250 * time.Millisecond
	tidyEvery = time.Minute

	statusGone     = 410
	longestAnswer  = 1000 // of the answer, in characters, is kept
	firstRedirect  = 300
	afterRedirects = 400
)

// Run sends until ctx ends, then waits for the tries under way. Nobody else sends
// from this store when it begins.
func (s *Service) Run(ctx context.Context) {
	defer s.work.Wait()
	look, tidy := time.NewTicker(lookEvery), time.NewTicker(tidyEvery)
	defer look.Stop()
	defer tidy.Stop()
	err := s.Store.Release(ctx, "", "")
	for {
		if err != nil && ctx.Err() == nil {
			s.Log.Error("sending touches on: the queues could not be read; it is tried again", "err", err)
		}
		select {
		case <-look.C:
			err = s.look(ctx)
		case <-tidy.C:
			err = s.Store.Tidy(ctx, s.Now(), s.Limits)
		case <-ctx.Done():
			return
		}
	}
}

// look lets somebody send to each destination that is ready.
func (s *Service) look(ctx context.Context) error {
	ready, err := s.Store.Ready(ctx, s.Now())
	if err != nil {
		return err
	}
	for _, d := range ready {
		name := string(d.Workspace) + "/" + d.ID
		s.mu.Lock()
		busy := s.sending[name]
		s.sending[name] = true
		s.mu.Unlock()
		if busy {
			continue
		}
		s.work.Go(func() {
			defer func() {
				s.mu.Lock()
				defer s.mu.Unlock()
				delete(s.sending, name)
			}()
			if err := s.serve(ctx, d.Workspace, d.ID); err != nil && ctx.Err() == nil {
				s.Log.Error("sending touches on failed, it is tried again", "workspace", d.Workspace, "destination", d.ID, "err", err)
			}
		})
	}
	return nil
}

// serve sends to one destination, one message after another, as long as there is
// something to be sent.
func (s *Service) serve(ctx context.Context, ws cham.WorkspaceID, id string) (err error) {
	defer func() { err = errors.Join(err, s.Store.Release(context.WithoutCancel(ctx), ws, id)) }()
	for ctx.Err() == nil {
		now := s.Now()
		d, m, err := s.Store.Take(ctx, ws, id, now, now.Add(lease))
		if cham.ErrorCode(err) == cham.CodeNotFound {
			return nil
		} else if err != nil {
			return err
		}
		answer, ok := s.try(ctx, &d, &m)
		if ctx.Err() != nil {
			return nil // it was cut off: not the destination's fault
		}
		again := s.judge(&d, &m, answer, ok)
		if err := s.Store.Note(context.WithoutCancel(ctx), d, m, again); err != nil {
			return err
		}
		if d.State != On {
			s.forget(ws)
			s.Log.Warn("touches are not sent on any more", "workspace", ws, "destination", id, "state", d.State, "status", m.Status)
		}
	}
	return nil
}

// try sends a message once and notes on it what came of it.
func (s *Service) try(ctx context.Context, d *Destination, m *Delivery) (Answer, bool) {
	began := s.Now().UTC()
	if m.FirstAt.IsZero() {
		m.FirstAt = began
	}
	m.LastAt, m.Status, m.Answer, m.Problem = began, 0, "", ""
	m.Tries++
	a, err := s.post(ctx, d, m, began)
	m.Took = max(0, s.Now().Sub(began))
	m.Status, m.Answer = a.Status, shorten(a.Text)
	switch {
	case err != nil:
		m.Problem = problemOf(err)
	case a.Status >= firstRedirect && a.Status < afterRedirects:
		m.Problem = Redirected
	case a.Status/100 != 2:
		m.Problem = Answered
	}
	return a, m.Problem == ""
}

func (s *Service) post(ctx context.Context, d *Destination, m *Delivery, at time.Time) (Answer, error) {
	body, err := d.Sees(m)
	if err != nil {
		return Answer{}, err
	}
	signing, err := s.signing(*d)
	if err != nil {
		return Answer{}, err
	}
	header, err := signing.headers(m.ID, at, body)
	if err != nil {
		return Answer{}, err
	}
	return s.Poster.Post(ctx, d.URL, header, body)
}

func problemOf(err error) Problem {
	if e, ok := errors.AsType[*cham.Error](err); ok {
		if p, ok := strings.CutPrefix(e.Key, Problem("").Key()); ok {
			return Problem(p)
		}
	}
	return Unreachable
}

func shorten(s string) string {
	if r := []rune(s); len(r) > longestAnswer {
		return string(r[:longestAnswer]) + "…"
	}
	return s
}

// judge decides what a try means for its message and for the destination. After a
// success behind many failures the messages that failed meanwhile are to be
// tried at once, those since the instant answered.
func (s *Service) judge(d *Destination, m *Delivery, a Answer, ok bool) (again time.Time) {
	now := s.Now().UTC()
	if ok {
		if d.Fails >= heldTries {
			again = d.FailingSince
		}
		d.Fails, d.FailingSince, d.NextAt, d.LastOK = 0, time.Time{}, time.Time{}, now
		m.State = Sent
		d.Sent++
		return again
	}
	if d.Fails++; d.FailingSince.IsZero() {
		d.FailingSince = now
	}
	d.NextAt = now.Add(max(s.pause(d.Fails), min(a.RetryAfter, longestWait)))
	if m.Tries >= heldTries {
		m.DueAt = d.NextAt.Add(s.pause(m.Tries)) // the one behind it first
	}
	switch {
	case a.Status == statusGone:
		d.State = Gone
	case now.Sub(d.FailingSince) >= PauseAfter:
		d.State = Failing
	case now.Sub(m.FirstAt) >= GiveUpAfter:
		m.State = Failed
		d.GaveUp++
	}
	return again
}

// pause is how long to wait after so many failures in a row.
func (s *Service) pause(fails int) time.Duration {
	d := firstPause
	for n := 1; n < fails && d < longestPause; n++ {
		d *= 4
	}
	return time.Duration(float64(min(d, longestPause)) * (0.8 + 0.4*s.Jitter()))
}
