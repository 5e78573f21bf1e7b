package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"cham"
	"cham/capability/reach"
)

// MostPerMinute bounds an account's pace.
const MostPerMinute = 600_000

// Opened is an account with its secrets, CodeNotFound when there is none.
func (s *Service) Opened(ctx context.Context, ws cham.WorkspaceID, way reach.Way) (a Account, secrets map[string]string, h Health,
	err error) {
	if a, h, err = s.Store.Account(ctx, ws, way); err != nil {
		return a, nil, h, err
	}
	secrets = map[string]string{}
	if a, err = s.opened(a); err == nil && a.Secret != "" {
		err = json.Unmarshal([]byte(a.Secret), &secrets)
	}
	if err != nil {
		err = &cham.Error{Code: cham.CodeConflict, Op: "outbox.Opened", Key: "error.sending.secret", Err: err}
	}
	return a, secrets, h, err
}

// SetAccount keeps what a business sends through by one way; of secrets that are not
// named the old ones stay. CodeInvalid names the field that is wrong.
func (s *Service) SetAccount(ctx context.Context, a Account, secrets map[string]string, by cham.UserID) error {
	sender := s.Senders[a.Way]
	if sender == nil || a.PerMinute < 1 || a.PerMinute > MostPerMinute {
		return &cham.Error{Code: cham.CodeInvalid, Op: "outbox.SetAccount", Field: "perMinute", Key: "error.sending.perMinute",
			Args: map[string]any{"n": MostPerMinute}}
	}
	unlock, err := s.lock(ctx, account{a.Workspace, a.Way})
	if err != nil {
		return err
	}
	defer unlock()
	_, kept, _, err := s.Opened(ctx, a.Workspace, a.Way)
	switch cham.ErrorCode(err) {
	case "":
		maps.DeleteFunc(kept, func(name, _ string) bool { _, new := secrets[name]; return new })
		maps.Copy(secrets, kept)
	case cham.CodeNotFound, cham.CodeConflict: // there is none, or none that can be read: what is given now is all
	default:
		return err
	}
	plain, err := json.Marshal(secrets)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "outbox.SetAccount", err)
	}
	a.Secret = string(plain)
	if err := sender.Check(a); err != nil {
		return err
	}
	a.Secret = s.Seal.Seal(a.purpose(), plain)
	return s.Store.PutAccount(ctx, a, by, s.Now())
}

// mostTests is how many tests a business sends in an hour: they pass by the gate.
const mostTests = 30

func (s *Service) mayTest(ws cham.WorkspaceID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now()
	lately := slices.DeleteFunc(s.tests[ws], func(at time.Time) bool { return now.Sub(at) >= time.Hour })
	if len(lately) >= mostTests {
		s.tests[ws] = lately
		return &cham.Error{Code: cham.CodeTooMany, Op: "outbox.Test", Key: "error.sending.tests", Args: map[string]any{"n": mostTests},
			RetryAfter: time.Hour - now.Sub(lately[0])}
	}
	s.tests[ws] = append(lately, now)
	return nil
}

// longestTest is how long a test may take.
const longestTest = 40 * time.Second

// Test sends a parcel through an account now, past the gate: it goes to whoever
// asks. The error says why it could not, in words that a person can act on.
func (s *Service) Test(ctx context.Context, ws cham.WorkspaceID, way reach.Way, p Parcel) (answer Answer, err error) {
	a, _, _, err := s.Opened(ctx, ws, way)
	if err == nil {
		err = s.mayTest(ws)
	}
	if err != nil {
		return answer, err
	}
	ctx, cancel := context.WithTimeout(ctx, longestTest)
	defer cancel()
	line, err := s.Senders[way].Connect(ctx, a)
	if err == nil {
		answer, err = line.Send(ctx, p)
		err = errors.Join(err, closed(line, err))
	}
	f := failure(err)
	if f == nil {
		return answer, s.Store.SetHealth(ctx, ws, way, Health{LastOK: s.Now()})
	}
	return Answer{}, &cham.Error{Code: cham.CodeConflict, Op: "outbox.Test", Key: "error.sending." + f.Problem, Hint: f.Words, Err: err}
}

// closed closes a line; what was sent stays sent.
func closed(l Line, sending error) error {
	err := l.Close()
	if sending == nil {
		return nil
	}
	return err
}
