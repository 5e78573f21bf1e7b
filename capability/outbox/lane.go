package outbox

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"time"

	"cham/capability/reach"
)

// stale is how long what the gate said holds.
const stale = 3 * time.Minute

// leaving is a message that the gate let go.
type leaving struct {
	item    Item
	parcel  Parcel
	mailing *Mailing
	decided time.Time
	// followed says that its receiver agreed to be.
	followed bool
}

// lanes are where the messages of one run leave, by way.
type lanes struct {
	service *Service
	ctx     context.Context
	of      map[reach.Way]*lane
	fresh   map[reach.Way]*Account // as it was when the batch began; nil when nothing can leave by it
}

// begin begins a batch, with the accounts that work.
func (ls *lanes) begin(working []Account) {
	ls.fresh = map[reach.Way]*Account{}
	for i := range working {
		ls.fresh[working[i].Way] = &working[i]
	}
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
	case w.Problem != "":
		return s.settle(p, Step{From: Ready, To: Failed, Problem: w.Problem, Outcome: reach.Failed})
	case w.Gone:
		return s.giveBack(p, s.Now()) // the gate finds another address, or says why not
	}
	l, err := ls.lane(p)
	if err != nil {
		return err
	}
	if l == nil {
		return s.giveBack(p, s.again(ls.ctx, account{p.item.Workspace, p.item.Way}))
	}
	if l.isBlocked() {
		return s.giveBack(p, l.until(p))
	}
	l.add(p)
	return nil
}

// lane is where a message leaves, nil when it cannot. Settings that changed make a
// new one.
func (ls *lanes) lane(p *leaving) (*lane, error) {
	way := p.item.Way
	a, read := ls.fresh[way]
	if !read {
		found, works, err := ls.service.account(ls.ctx, account{p.item.Workspace, way})
		if err != nil {
			return nil, err
		}
		if works {
			a = &found
		}
		ls.fresh[way] = a
	}
	l := ls.of[way]
	if l != nil && (a == nil || !l.account.same(a) || l.isBlocked()) { // it was read as one that works
		l.close()
		delete(ls.of, way)
		l = nil
	}
	if l == nil && a != nil {
		l = &lane{service: ls.service, ctx: ls.ctx, account: *a, in: make(chan *leaving, a.ahead())}
		ls.of[way] = l
	}
	return l, nil
}

func (a *Account) same(b *Account) bool {
	return bytes.Equal(a.Settings, b.Settings) && a.Secret == b.Secret && a.PerMinute == b.PerMinute
}

// ahead is how many messages wait for a connection: none of a slow account, so that
// what the gate said still holds.
func (a *Account) ahead() int {
	if a.PerMinute < 60 {
		return 0
	}
	return a.most()
}

func (ls *lanes) close() {
	for _, l := range ls.of {
		l.close()
	}
}

func (l *lane) close() {
	close(l.in)
	l.work.Wait()
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
	if l.isBlocked() || l.ctx.Err() != nil {
		l.tell(s.giveBack(p, l.until(p)))
		return line
	}
	line, err := l.connected(line)
	if err != nil {
		l.tell(l.settle(p, Answer{}, err))
		return nil
	}
	if s.Now().Sub(p.decided) > stale || s.limiter(&l.account).Wait(l.ctx) != nil || s.Now().Sub(p.decided) > stale {
		l.tell(s.giveBack(p, s.Now()))
		return line
	}
	taken, err := s.clerk.keep(context.WithoutCancel(l.ctx), p.step(Step{From: Ready, To: Sending, Followed: p.followed}))
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
	if f := failure(err); f != nil && f.Kind == Blocked && f.Lost && line.sent {
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
	ctx, cancel := context.WithTimeout(context.WithoutCancel(l.ctx), longestSend)
	stop := context.AfterFunc(l.ctx, func() {
		select {
		case <-time.After(lastMoments):
			cancel()
		case <-ctx.Done():
		}
	})
	return ctx, func() { stop(); cancel() }
}

const (
	lastMoments = 5 * time.Second
	// longestSend is how long a message may take, shorter than the lease: whoever is
	// told that nobody knows whether it left must be told the truth.
	longestSend = lease - 3*time.Minute
)

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
		f := *failure(err)
		f.Kind = Blocked // whatever it was, nothing has left
		if f.Problem == "unsure" {
			f.Problem = "unreachable"
		}
		return nil, &f
	}
	return &used{Line: opened}, nil
}

func (l *lane) isBlocked() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.service.Now().Before(l.blocked)
}

// until is when a message that waits for a lane may be decided again: at once where all of
// its mailing wait for it, else those who go another way would be taken together with it.
func (l *lane) until(p *leaving) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := l.service.Now(); len(p.mailing.Message.Ways) == 1 || l.blocked.Before(now) {
		return now
	}
	return l.blocked
}

func (l *lane) tell(err error) {
	if err != nil {
		l.service.Log.Error("what became of a message could not be kept", "workspace", l.account.Workspace, "err", err)
	}
}
