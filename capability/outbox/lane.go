package outbox

import (
	"context"
	"errors"
	"sync"
	"time"

	"cham/capability/reach"
)

// stale is how long what the gate said holds.
const stale = 2 * time.Minute

// leaving is a message that the gate let go.
type leaving struct {
	item    Item
	parcel  Parcel
	mailing *Mailing
	decided time.Time
}

// lanes are where the messages of one run leave, by way.
type lanes struct {
	service *Service
	ctx     context.Context
	of      map[reach.Way]*lane
}

// send puts a message into its lane, or settles why there is none.
func (ls *lanes) send(p *leaving, w *Written) error {
	s := ls.service
	switch {
	case w.Missing != "":
		return s.settle(p, Step{From: Ready, To: Held, Rule: RuleMissing, Words: w.Missing, Outcome: reach.Failed})
	case w.Err != nil:
		s.Log.Warn("a message cannot be written", "workspace", p.item.Workspace, "mailing", p.item.Mailing, "err", w.Err)
		return s.settle(p, Step{From: Ready, To: Failed, Problem: "letter", Outcome: reach.Failed})
	case w.Gone:
		return s.settle(p, Step{From: Ready, To: Waiting, DueAt: s.Now(), Outcome: reach.Failed}) // the gate finds another, or says why not
	}
	l := ls.of[p.item.Way]
	if l == nil {
		a, works, err := s.account(ls.ctx, account{p.item.Workspace, p.item.Way})
		if err != nil {
			return err
		}
		if !works {
			return s.giveBack(p, s.Now().Add(firstPause))
		}
		l = &lane{service: s, ctx: ls.ctx, account: a, in: make(chan *leaving, a.most())}
		ls.of[p.item.Way] = l
	}
	l.add(p)
	return nil
}

func (ls *lanes) close() {
	for _, l := range ls.of {
		close(l.in)
		l.work.Wait()
	}
}

// RuleMissing is why a message is held back that needs what is not known of its
// receiver.
const RuleMissing = "missing"

// lane sends through one account, over several connections.
type lane struct {
	service *Service
	ctx     context.Context
	account Account
	in      chan *leaving
	lines   int
	work    sync.WaitGroup

	mu      sync.Mutex
	blocked time.Time // until when nothing leaves
	ok      time.Time // when it was noted that it works
}

// add hands a message over; while others wait for a connection, there may be one more.
func (l *lane) add(p *leaving) {
	most := max(1, min(l.service.Lines, l.account.PerMinute/60))
	if l.lines == 0 || l.lines < most && len(l.in) > 0 {
		l.open()
	}
	l.in <- p
}

func (l *lane) open() {
	l.lines++
	l.work.Go(func() {
		var line *used
		for p := range l.in {
			line = l.one(line, p)
		}
		line.close()
	})
}

// used is a connection, and whether anything left by it.
type used struct {
	Line
	sent bool
}

func (u *used) close() {
	if u != nil {
		_ = u.Line.Close() // nothing is on its way by it
	}
}

// one sends a message, and answers the connection for the next.
func (l *lane) one(line *used, p *leaving) *used {
	s := l.service
	until, blocked := l.isBlocked()
	switch {
	case blocked:
		l.tell(s.giveBack(p, until))
		return line
	case l.ctx.Err() != nil || s.Now().Sub(p.decided) > stale:
		l.tell(s.giveBack(p, s.Now()))
		return line
	}
	line, err := l.connected(line)
	if err == nil && s.limiter(&l.account).Wait(l.ctx) != nil {
		l.tell(s.giveBack(p, s.Now()))
		return line
	}
	if err != nil {
		l.tell(l.settle(p, "", err))
		return nil
	}
	taken, err := s.clerk.keep(context.WithoutCancel(l.ctx), p.step(Step{From: Ready, To: Sending}))
	if err != nil || !taken {
		l.tell(errors.Join(err, s.giveBack(p, s.Now())))
		return line
	}
	return l.leave(line, p)
}

// leave sends a message that is marked as being sent. A connection that was closed
// since its last message is opened again, once.
func (l *lane) leave(line *used, p *leaving) *used {
	ctx, end := l.patience()
	defer end()
	answer, err := line.Send(ctx, p.parcel)
	if f := failure(err); f != nil && f.Kind == Blocked && line.sent {
		line.close()
		if line, err = l.connected(nil); err == nil {
			answer, err = line.Send(ctx, p.parcel)
		}
	}
	p.item.State = Sending
	l.tell(l.settle(p, answer, err))
	if f := failure(err); f != nil && (f.Kind == Blocked || f.Kind == Unsure) {
		line.close()
		return nil
	}
	line.sent = true
	return line
}

// patience lets what is leaving go on for a while after the program is told to end.
func (l *lane) patience() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(l.ctx))
	stop := context.AfterFunc(l.ctx, func() {
		select {
		case <-time.After(lastMoments):
			cancel()
		case <-ctx.Done():
		}
	})
	return ctx, func() { stop(); cancel() }
}

const lastMoments = 5 * time.Second

func (l *lane) connected(line *used) (*used, error) {
	if line != nil {
		return line, nil
	}
	sender := l.service.Senders[l.account.Way]
	if sender == nil {
		return nil, &Failure{Kind: Blocked, Problem: "noChannel"}
	}
	ctx, end := l.patience()
	defer end()
	opened, err := sender.Connect(ctx, l.account)
	if err != nil {
		return nil, err
	}
	return &used{Line: opened}, nil
}

func (l *lane) isBlocked() (until time.Time, is bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.blocked, l.service.Now().Before(l.blocked)
}

func (l *lane) tell(err error) {
	if err != nil {
		l.service.Log.Error("what became of a message could not be kept", "workspace", l.account.Workspace, "err", err)
	}
}
