package access

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"cham"
)

// hashing bounds how many password hashes run and wait at once. Each takes a
// dozen megabytes and tens of milliseconds, and anybody can ask for one.
type hashing struct {
	slots   chan struct{}
	queue   int64
	waiting atomic.Int64
}

func newHashing(slots int, queue int64) *hashing {
	return &hashing{slots: make(chan struct{}, slots), queue: queue}
}

func (h *hashing) acquire(ctx context.Context) error {
	busy := &cham.Error{Code: cham.CodeUnavailable, Op: "access.hash", RetryAfter: time.Second}
	if h.waiting.Add(1) > h.queue {
		h.waiting.Add(-1)
		return busy
	}
	defer h.waiting.Add(-1)
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		busy.Err = ctx.Err()
		return busy
	}
}

func (h *hashing) release() { <-h.slots }

// crowded reports whether many wait for a hash.
func (h *hashing) crowded() bool { return h.waiting.Load() > h.queue/4 }

// hash answers the argon2id string of a password. Passwords are compared in
// Unicode NFC, so that keyboards which compose differently agree.
func (s *Service) hash(ctx context.Context, password string) (string, error) {
	if err := s.trusted.acquire(ctx); err != nil {
		return "", err
	}
	defer s.trusted.release()
	h, err := argon2id.CreateHash(norm.NFC.String(password), &s.params)
	if err != nil {
		return "", cham.Wrap(cham.CodeInternal, "access.hash", err)
	}
	return h, nil
}

// matches compares a password; an empty hash matches nothing but takes as long.
func (s *Service) matches(ctx context.Context, slots *hashing, password, hash string) (bool, error) {
	if err := slots.acquire(ctx); err != nil {
		return false, err
	}
	defer slots.release()
	known := hash != ""
	if !known {
		hash = s.decoy
	}
	ok, err := argon2id.ComparePasswordAndHash(norm.NFC.String(password), hash)
	if err != nil {
		return false, cham.Wrap(cham.CodeInternal, "access.matches", err)
	}
	return ok && known, nil
}
