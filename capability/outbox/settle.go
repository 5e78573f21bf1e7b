package outbox

import (
	"context"
	"errors"
	"time"

	"cham"
	"cham/capability/reach"
)

// step completes a step of a message.
func (p *leaving) step(st Step) Step {
	st.Workspace, st.ID, st.Decision = p.item.Workspace, p.item.ID, p.item.Decision
	if st.Tries == 0 {
		st.Tries, st.FirstTry = p.item.Tries, p.item.FirstTry
	}
	return st
}

// settle keeps what became of a message.
func (s *Service) settle(p *leaving, st Step) error {
	_, err := s.clerk.keep(context.Background(), p.step(st))
	return err
}

// giveBack lets a message that did not leave wait again: the gate decides anew then.
func (s *Service) giveBack(p *leaving, until time.Time) error {
	return s.settle(p, Step{From: Ready, To: Waiting, DueAt: until, Outcome: reach.Failed})
}

// failure is what a Sender failed with. Whatever it does not know may have left.
func failure(err error) *Failure {
	var f *Failure
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return f
	}
	return &Failure{Kind: Unsure, Problem: "unsure", Err: err}
}

// settle keeps what became of a message that was tried.
func (l *lane) settle(p *leaving, answer Answer, err error) error {
	s, f := l.service, failure(err)
	from := p.item.State
	switch {
	case f == nil:
		sent := Step{From: from, To: Sent, Words: answer.Words, Ref: answer.Ref, Outcome: reach.Sent}
		if answer.Laid {
			sent.Outcome = reach.Laid
		}
		return errors.Join(s.settle(p, sent), l.works(), s.watch(l.ctx, p, went))
	case f.Kind == Unsure:
		return s.settle(p, Step{From: from, To: Unknown, Problem: f.Problem, Words: f.Words})
	case f.Kind == Blocked:
		err := l.block(f)
		return errors.Join(err, s.settle(p, Step{From: from, To: Waiting, DueAt: l.until(p), Outcome: reach.Failed}))
	case f.Kind == Delayed:
		return errors.Join(s.settle(p, s.delayed(p, f, from)), s.watch(l.ctx, p, putOff))
	}
	st := Step{From: from, To: Failed, Problem: f.Problem, Words: f.Words, Outcome: reach.Failed}
	if f.Refusal {
		if err := s.Refuse(context.WithoutCancel(l.ctx), p.item.Workspace, p.item.Key, p.item.Way); err != nil {
			return errors.Join(err, s.settle(p, st))
		}
	}
	switch {
	case f.Elsewhere && p.item.Tries < mostElsewhere: // the gate looks at the next way
		st.To, st.DueAt, st.Bad, st.Tries = Waiting, s.Now(), reach.BadBy(p.item.Way, p.item.Hash), p.item.Tries+1
		return s.settle(p, st)
	case f.NoSuchAddress:
		st.Bad = p.item.Hash
	}
	return errors.Join(s.settle(p, st), s.watch(l.ctx, p, refused))
}

// mostElsewhere is how often a message goes another way, more often than there are ways.
const mostElsewhere = 8

// delayed lets a message be tried later, until it was tried for long enough.
func (s *Service) delayed(p *leaving, f *Failure, from State) Step {
	now, first := s.Now(), p.item.FirstTry
	if first.IsZero() {
		first = now
	}
	pause := firstPause
	for range p.item.Tries {
		pause = min(longestPause, 3*pause)
	}
	st := Step{From: from, To: Waiting, DueAt: now.Add(max(f.After, s.about(pause))), Tries: p.item.Tries + 1, FirstTry: first,
		Problem: f.Problem, Words: f.Words, Outcome: reach.Failed}
	if now.Sub(first) > giveUpAfter {
		st.To = Failed
	}
	return st
}

// block stops a lane, and notes it of its account.
func (l *lane) block(f *Failure) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.service
	if s.Now().Before(l.blocked) {
		return nil // another connection told already
	}
	ctx := context.WithoutCancel(l.ctx)
	err := s.block(ctx, &l.account, f)
	_, h, failed := s.Store.Account(ctx, l.account.Workspace, l.account.Way)
	l.blocked = h.NextAt
	if failed != nil {
		l.blocked = s.Now().Add(firstBlock)
	}
	return err
}

// noteEvery is how often it is noted that an account works.
const noteEvery = time.Minute

func (l *lane) works() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.service.Now()
	if now.Sub(l.ok) < noteEvery || now.Before(l.blocked) {
		return nil
	}
	l.ok = now
	return l.service.Store.SetHealth(context.WithoutCancel(l.ctx), l.account.Workspace, l.account.Way, Health{LastOK: now})
}

// Settle is a person's word on a message that may have left: it did, or it is to
// be sent again. CodeConflict: it is not unknown.
func (s *Service) Settle(ctx context.Context, it *Item, sent bool) error {
	st := Step{Workspace: it.Workspace, ID: it.ID, From: Unknown, To: Sent, Decision: it.Decision, Outcome: reach.Sent}
	if !sent {
		st.To, st.DueAt, st.Outcome = Waiting, s.Now(), reach.Failed
	}
	steps := []Step{st}
	if err := s.Store.Step(ctx, steps); err != nil {
		return err
	}
	if !steps[0].Taken {
		return &cham.Error{Code: cham.CodeConflict, Op: "outbox.Settle", Key: "error.campaign.settled"}
	}
	return nil
}
