// Package channeltest holds what every channel through a web service must do: what
// left is never said not to have, and what did not leave is said so with a reason that
// a person can act on.
package channeltest

import (
	"context"
	"errors"
	"testing"

	"cham"
	"cham/capability/outbox"
	"cham/locale"
)

// Stage is a sender with an account and a parcel that the service takes.
type Stage struct {
	Sender  outbox.Sender
	Account outbox.Account
	Parcel  outbox.Parcel
	// Got counts the messages that the service has.
	Got func() int
}

// Channel is a channel under test. Each trouble changes a stage, or the service behind
// it, so that sending meets it; one that the service does not know is nil.
type Channel struct {
	// New is a stage with a service of its own that ends with the test.
	New func(t *testing.T) *Stage

	WrongKey, NoMoney func(*Stage)
	// RateLimit lets the service want to be left alone for a while.
	RateLimit func(*Stage)
	// NoSuchNumber is a receiver whom the service says nobody is at, Refused any other no to this message.
	NoSuchNumber, Refused func(*Stage)
	// HangUp lets the service take the message and not say so, Down lets it be away.
	HangUp, Down func(*Stage)
	// Wrong makes an account wrong, by the field that Check must name.
	Wrong map[string]func(*outbox.Account)
}

// Run holds a channel to it.
func Run(t *testing.T, c Channel) {
	for _, trouble := range []struct {
		name  string
		make  func(*Stage)
		kind  outbox.FailureKind
		got   int
		after bool // the service says when to come again
		gone  bool // nobody is at the address
	}{
		{name: "wrong key", make: c.WrongKey, kind: outbox.Blocked},
		{name: "no money", make: c.NoMoney, kind: outbox.Blocked},
		{name: "rate limit", make: c.RateLimit, kind: outbox.Blocked, after: true},
		{name: "no such number", make: c.NoSuchNumber, kind: outbox.Refused, gone: true},
		{name: "refused", make: c.Refused, kind: outbox.Refused},
		{name: "hangs up", make: c.HangUp, kind: outbox.Unsure, got: 1},
		{name: "down", make: c.Down, kind: outbox.Blocked},
	} {
		t.Run(trouble.name, func(t *testing.T) {
			if trouble.make == nil {
				t.Skip("the service does not know it")
			}
			s := c.New(t)
			trouble.make(s)
			_, err := s.send(t.Context())
			f := Failure(t, err)
			if f.Kind != trouble.kind || (f.After > 0) != trouble.after || f.NoSuchAddress != trouble.gone || s.Got() != trouble.got {
				t.Errorf("%s, after %v, no such address %v, the service has %d: %v", f.Kind, f.After, f.NoSuchAddress, s.Got(), f)
			}
		})
	}
	t.Run("sent", func(t *testing.T) { sent(t, c.New(t)) })
	t.Run("called off", func(t *testing.T) { calledOff(t, c.New(t)) })
	t.Run("check", func(t *testing.T) { check(t, c) })
}

func (s *Stage) send(ctx context.Context) (outbox.Answer, error) {
	line, err := s.Sender.Connect(ctx, s.Account)
	if err != nil {
		return outbox.Answer{}, err
	}
	answer, err := line.Send(ctx, s.Parcel)
	return answer, errors.Join(err, line.Close())
}

// sent sends two messages by one line, and each of them once.
func sent(t *testing.T, s *Stage) {
	line, err := s.Sender.Connect(t.Context(), s.Account)
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range []string{s.Parcel.ID, s.Parcel.ID + "-2"} {
		s.Parcel.ID = id
		if _, err := line.Send(t.Context(), s.Parcel); err != nil || s.Got() != i+1 {
			t.Errorf("after message %d the service has %d: %v", i+1, s.Got(), err)
		}
	}
	if err := line.Close(); err != nil {
		t.Error(err)
	}
}

// calledOff sends nothing when it is too late for that, and blames nobody's message.
func calledOff(t *testing.T, s *Stage) {
	line, err := s.Sender.Connect(t.Context(), s.Account)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = line.Send(ctx, s.Parcel)
	if f := Failure(t, errors.Join(err, line.Close())); f.Kind != outbox.Delayed && f.Kind != outbox.Blocked || s.Got() != 0 {
		t.Errorf("%s, the service has %d: %v", f.Kind, s.Got(), f)
	}
}

// check wants each wrong field named in both languages, and nothing sent through such an account.
func check(t *testing.T, c Channel) {
	s := c.New(t)
	if err := s.Sender.Check(s.Account); err != nil {
		t.Fatal(err)
	}
	for field, change := range c.Wrong {
		a := s.Account
		change(&a)
		e, ok := errors.AsType[*cham.Error](s.Sender.Check(a))
		if !ok || e.Code != cham.CodeInvalid || e.Field != field {
			t.Errorf("%s: %v", field, s.Sender.Check(a))
			continue
		}
		says(t, e.Key, e.Args)
		_, err := (&Stage{Sender: s.Sender, Account: a, Parcel: s.Parcel}).send(t.Context())
		if f := Failure(t, err); f.Kind != outbox.Blocked || s.Got() != 0 {
			t.Errorf("%s: %s, the service has %d", field, f.Kind, s.Got())
		}
	}
}

// Failure is a sender's error, with a sentence in both languages.
func Failure(t *testing.T, err error) *outbox.Failure {
	t.Helper()
	f, ok := errors.AsType[*outbox.Failure](err)
	if !ok {
		t.Fatalf("%v is no failure", err)
	}
	says(t, "error.sending."+f.Problem, nil)
	return f
}

func says(t *testing.T, key string, args map[string]any) {
	t.Helper()
	for _, lang := range locale.Languages {
		if locale.Text(lang, key, args) == "" {
			t.Errorf("%s.json says nothing of %s", lang, key)
		}
	}
}
