package access

import (
	"context"
	"errors"

	"cham"
)

// totpOf is what a user's secret is sealed for.
func totpOf(user cham.UserID) string { return "totp " + string(user) }

// totpSecret is a second step's secret as the app has it. One of before there
// were seals is as it stands.
func (s *Service) totpSecret(t TOTP) (string, error) {
	if !s.seal.Sealed(t.Secret) {
		return t.Secret, nil
	}
	secret, err := s.seal.Open(totpOf(t.User), t.Secret)
	return string(secret), err
}

// SealSecrets seals the secrets of before there were seals. The error says that
// some were sealed with a key that is not here: who has such a second step comes
// in with a recovery code.
func (s *Service) SealSecrets(ctx context.Context) error {
	all, err := s.store.TOTPs(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, t := range all {
		secret, err := s.totpSecret(t)
		if err == nil && !s.seal.Sealed(t.Secret) {
			err = s.store.ReplaceSecret(ctx, t.User, t.Secret, s.seal.Seal(totpOf(t.User), []byte(secret)))
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
