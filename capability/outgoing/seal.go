package outgoing

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

// purpose is what a destination's secrets are sealed for.
func (d *Destination) purpose() string { return "outgoing " + string(d.Workspace) + "/" + d.ID }

// opened is a secret as the receiver has it. One of before there were seals is as
// it stands.
func (s *Service) opened(d *Destination, secret string) (string, error) {
	if secret == "" || !s.Seal.Sealed(secret) {
		return secret, nil
	}
	plain, err := s.Seal.Open(d.purpose(), secret)
	return string(plain), err
}

// signing is a destination with its secrets open. An older secret that cannot be
// opened signs no more.
func (s *Service) signing(d Destination) (Destination, error) {
	var err error
	if d.OldSecret, err = s.opened(&d, d.OldSecret); err != nil {
		d.OldSecret = ""
	}
	if d.Secret, err = s.opened(&d, d.Secret); err != nil {
		return d, &cham.Error{Code: cham.CodeConflict, Op: "outgoing.signing", Key: Unsealed.Key(), Err: err}
	}
	return d, nil
}

// SealSecrets seals the secrets of before there were seals. The error says that
// some were sealed with a key that is not here: nothing is sent there until a new
// secret is made.
func (s *Service) SealSecrets(ctx context.Context) error {
	all, err := s.Store.Destinations(ctx, "")
	errs := []error{err}
	for _, d := range all {
		_, failed := s.signing(d)
		errs = append(errs, failed)
		for _, secret := range []string{d.Secret, d.OldSecret} {
			if secret != "" && !s.Seal.Sealed(secret) {
				errs = append(errs, s.Store.ReplaceSecret(ctx, d.Workspace, d.ID, secret, s.Seal.Seal(d.purpose(), []byte(secret))))
			}
		}
	}
	return errors.Join(errs...)
}
