package webhook

import (
	"context"
	"errors"

	"cham"
)

// Sealer encrypts what must be read again and may not lie open in the database;
// purpose says what it is and whose. Sealed tells such a text from a plain one.
type Sealer interface {
	Seal(purpose string, secret []byte) string
	Open(purpose, sealed string) ([]byte, error)
	Sealed(text string) bool
}

// purpose is what a source's secret is sealed for.
func purpose(ws cham.WorkspaceID, source cham.SourceID) string {
	return "webhook " + string(ws) + "/" + string(source)
}

// sealed is a secret as it is kept; one that is kept already stays as it is.
func (s *Service) sealed(ws cham.WorkspaceID, source cham.SourceID, secret string) string {
	if secret == "" || s.Seal.Sealed(secret) {
		return secret
	}
	return s.Seal.Seal(purpose(ws, source), []byte(secret))
}

// opened is a secret as the sender has it. One of before there were seals is as it
// stands.
func (s *Service) opened(ws cham.WorkspaceID, source cham.SourceID, secret string) (string, error) {
	if secret == "" || !s.Seal.Sealed(secret) {
		return secret, nil
	}
	plain, err := s.Seal.Open(purpose(ws, source), secret)
	return string(plain), err
}

// SealSecrets seals the secrets of before there were seals. The error says that
// some were sealed with a key that is not here: they are to be entered again.
func (s *Service) SealSecrets(ctx context.Context) error {
	all, err := s.Store.Hooks(ctx)
	errs := []error{err}
	for _, h := range all {
		_, err := s.opened(h.Workspace, h.Source, h.Setup.Sign.Secret)
		if sealed := s.sealed(h.Workspace, h.Source, h.Setup.Sign.Secret); err == nil && sealed != h.Setup.Sign.Secret {
			h.Setup.Sign.Secret = sealed
			err = s.Store.PutHook(ctx, h.Workspace, h.Source, h.Setup)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
