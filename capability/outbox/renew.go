package outbox

import (
	"context"

	"cham"
	"cham/capability/reach"
)

// Renew lets fresh look at an account's secret, keeps what it answers instead, and
// returns the secret in force. fresh is alone with the account: what two would do
// with one secret, the second finds done. It ends what it has begun when ctx ends
// meanwhile: a token that can be used once may be spent by then. CodeNotFound: there
// is no account, or it was set anew in the meantime, and what fresh answered is lost.
//
// The lock is this process's, for no other sends from the store: a SQLite file and a
// PostgreSQL database are each held by one. A lock of the database's would keep its
// only writer waiting for another system's answer. The secret is exchanged for the
// one it was made of, so that nothing a person entered is written over.
func (s *Service) Renew(ctx context.Context, ws cham.WorkspaceID, way reach.Way,
	fresh func(ctx context.Context, secret string) (string, error)) (string, error) {
	unlock, err := s.lock(ctx, account{ws, way})
	if err != nil {
		return "", err
	}
	defer unlock()
	ctx = context.WithoutCancel(ctx)
	a, _, err := s.Store.Account(ctx, ws, way)
	if err != nil {
		return "", err
	}
	sealed := a.Secret
	if a, err = s.opened(a); err != nil {
		return "", err
	}
	secret, err := fresh(ctx, a.Secret)
	if err != nil || secret == a.Secret {
		return secret, err
	}
	return secret, s.Store.RenewSecret(ctx, ws, way, sealed, s.Seal.Seal(a.purpose(), []byte(secret)))
}

// lock makes who changes an account's secret wait for who does already, or for the
// end of ctx.
func (s *Service) lock(ctx context.Context, at account) (unlock func(), err error) {
	s.mu.Lock()
	if s.secrets[at] == nil {
		s.secrets[at] = make(chan struct{}, 1)
	}
	held := s.secrets[at]
	s.mu.Unlock()
	select {
	case held <- struct{}{}:
		return func() { <-held }, nil
	case <-ctx.Done():
		return nil, cham.Wrap(cham.CodeUnavailable, "outbox.lock", ctx.Err())
	}
}
