package access

import (
	"context"
	"sync/atomic"

	"cham"
	"cham/capability/audit"
)

// Try is one attempt to sign in, with what the browser sent.
type Try struct {
	Email, Password string
	// Address is where the attempt comes from.
	Address string
	// Code is of the second step, "" before it is asked for.
	Code string
	// Agent is what the browser says of itself.
	Agent string
	// Before is the session token that the browser held, ended by a success.
	Before string
	// Device is Entry.Device of an earlier success on the same browser.
	Device string
	// Proof answers the challenge that refused the attempt before this one.
	Proof Proof
}

// Entry is a new session, with the token that makes the browser known next
// time.
type Entry struct{ Session, Device string }

// counts are the sign-in attempts since the program started.
type counts struct{ ok, failed, challenged atomic.Int64 }

// SignIns are the sign-in attempts since the program started. A challenged one
// did not get as far as its password.
type SignIns struct{ OK, Failed, Challenged int64 }

// SignIns returns the counts of sign-in attempts.
func (s *Service) SignIns() SignIns {
	return SignIns{OK: s.counts.ok.Load(), Failed: s.counts.failed.Load(), Challenged: s.counts.challenged.Load()}
}

// SignIn opens a session. Unknown e-mails and wrong passwords answer the same
// CodeUnauthorized after the same work. After too many tries a *ChallengeError
// asks for a proof of work, which then lets one more try through.
func (s *Service) SignIn(ctx context.Context, t Try) (Entry, error) {
	u, err := s.authenticate(ctx, t)
	if err != nil {
		return Entry{}, err
	}
	ws, err := s.homeBy(ctx, u.ID, WayPassword)
	if err != nil {
		return Entry{}, err
	}
	in, err := s.openSession(ctx, u, ws, t, WayPassword, "")
	return in, firstError(err, s.recordAs(ctx, u, ws, t.Address, audit.Event{Action: audit.SignedIn, Object: string(u.ID)}))
}

// authenticate returns the user of a try's e-mail and password.
func (s *Service) authenticate(ctx context.Context, t Try) (User, error) {
	email, bad := cleanEmail(t.Email)
	if bad != nil {
		email = "" // counted against the address alone, and looked up as nobody
	}
	u, err := s.store.UserByEmail(ctx, email)
	if err != nil && !is(err, cham.CodeNotFound) {
		return User{}, err
	}
	known, err := s.knowsDevice(ctx, u, t.Device)
	if err != nil {
		return User{}, err
	}
	keys := keysOf(t, email, known)
	if err := s.countTry(t, email, keys, known); err != nil {
		s.counts.challenged.Add(1)
		return User{}, err
	}
	slots := s.strangers
	if known {
		slots = s.trusted
	}
	ok, err := s.matches(ctx, slots, t.Password, u.PasswordHash)
	if err != nil {
		return User{}, err
	}
	if !ok {
		s.counts.failed.Add(1)
		s.recordRefused(ctx, u, t)
		return User{}, &cham.Error{Code: cham.CodeUnauthorized, Op: "access.SignIn", Key: "error.signIn"}
	}
	if err := s.secondStep(ctx, u, t.Code); err != nil {
		if t.Code != "" {
			s.counts.failed.Add(1)
			s.recordRefused(ctx, u, t)
		}
		return User{}, err
	}
	s.counts.ok.Add(1)
	s.refundTry(keys)
	return u, nil
}

// triedKeys are what a try is counted under; "" is none.
type triedKeys struct{ account, address, device string }

// keysOf is the device for a known browser, so that others cannot use up its
// tries; otherwise account and address.
func keysOf(t Try, email string, known bool) triedKeys {
	if known {
		return triedKeys{device: "device:" + digest(t.Device)}
	}
	k := triedKeys{address: addressKey(t.Address)}
	if email != "" {
		k.account = "email:" + email
	}
	return k
}

// countTry counts a try, and asks for work past the free ones, and of every
// unknown browser while many wait for a hash.
func (s *Service) countTry(t Try, email string, k triedKeys, known bool) error {
	past := 0
	for _, c := range []struct {
		key  string
		free int
	}{{k.device, freeOfDevice}, {k.account, freeOfAccount}, {k.address, freeOfAddress}} {
		if c.key != "" {
			past = max(past, s.limiter.count(c.key, c.free))
		}
	}
	if past == 0 && !known && s.strangers.crowded() {
		past = 1
	}
	subject := email + "\n" + addressKey(t.Address)
	if past == 0 || s.prover.accepts(t.Proof, subject) {
		return nil
	}
	id, err := s.id("")
	if err != nil {
		return err
	}
	return s.prover.challenge(id, proofBits(past), subject)
}

// refundTry takes back what a right password was counted as.
func (s *Service) refundTry(k triedKeys) {
	s.limiter.clear(k.account)
	s.limiter.clear(k.device)
	s.limiter.refund(k.address)
}
