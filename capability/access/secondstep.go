package access

import (
	"bytes"
	"context"
	"encoding/base32"
	"encoding/base64"
	"image/png"
	"io"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"cham"
	"cham/capability/audit"
)

// TOTP is the secret that a user's app makes codes of (RFC 6238: SHA-1, six
// digits, 30 seconds, as every app reads them).
type TOTP struct {
	User      cham.UserID
	Secret    string // sealed
	Confirmed bool   // a code was shown, so the app has the secret
	LastStep  int64  // of the last code taken
}

// Enrolment is what an app reads a secret from, shown once.
type Enrolment struct{ Secret, URI, Picture string }

const (
	stepSeconds   = 30
	recoveryCodes = 10
	freeCodes     = 5 // wrong codes before each next one waits
)

// BeginTOTP makes a new secret for the caller, in place of one that was never
// confirmed. The password is asked for again: an open browser is not enough to
// shut its owner out.
func (s *Service) BeginTOTP(ctx context.Context, c Caller, password string) (e Enrolment, err error) {
	if err := s.provePassword(ctx, c, password); err != nil {
		return e, err
	}
	old, err := s.store.TOTP(ctx, c.User.ID)
	if err != nil && !is(err, cham.CodeNotFound) {
		return e, err
	}
	if old.Confirmed {
		return e, &cham.Error{Code: cham.CodeConflict, Op: "access.BeginTOTP", Key: "error.totpOn"}
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Chạm", AccountName: c.User.Email, SecretSize: 20, Rand: s.random})
	if err != nil {
		return e, cham.Wrap(cham.CodeInternal, "access.BeginTOTP", err)
	}
	if e, err = enrolment(key); err != nil {
		return e, err
	}
	return e, s.store.PutTOTP(ctx, TOTP{User: c.User.ID, Secret: s.seal.Seal(totpOf(c.User.ID), []byte(key.Secret()))})
}

func enrolment(key *otp.Key) (Enrolment, error) {
	var b bytes.Buffer
	img, err := key.Image(240, 240)
	if err == nil {
		err = png.Encode(&b, img)
	}
	if err != nil {
		return Enrolment{}, cham.Wrap(cham.CodeInternal, "access.BeginTOTP", err)
	}
	return Enrolment{Secret: key.Secret(), URI: key.URL(),
		Picture: "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())}, nil
}

// ConfirmTOTP turns the second step on, once the app shows a right code, and
// answers codes for the day the phone is lost: each works once, they are shown
// this once. Other sessions end: they were begun with one step.
func (s *Service) ConfirmTOTP(ctx context.Context, c Caller, code string) ([]string, error) {
	t, err := s.store.TOTP(ctx, c.User.ID)
	if err != nil || t.Confirmed {
		return nil, firstError(err, &cham.Error{Code: cham.CodeConflict, Op: "access.ConfirmTOTP", Key: "error.totpOn"})
	}
	if err := s.takeCode(ctx, t, code); err != nil {
		return nil, err
	}
	codes, hashes, err := s.newRecoveryCodes()
	if err != nil {
		return nil, err
	}
	if err := s.store.ConfirmTOTP(ctx, c.User.ID, hashes); err != nil {
		return nil, err
	}
	if err := s.store.DeleteUserSessions(ctx, c.User.ID, c.Session.TokenHash); err != nil {
		return nil, err
	}
	return codes, s.record(ctx, audit.Event{Action: audit.SecondStepOn, Object: string(c.User.ID)})
}

func (s *Service) newRecoveryCodes() (codes, hashes []string, err error) {
	for range recoveryCodes {
		b := make([]byte, 10)
		if _, err := io.ReadFull(s.random, b); err != nil {
			return nil, nil, cham.Wrap(cham.CodeInternal, "access.recovery", err)
		}
		c := strings.ToLower(base32.StdEncoding.EncodeToString(b))
		codes = append(codes, c[:4]+"-"+c[4:8]+"-"+c[8:12]+"-"+c[12:])
		hashes = append(hashes, digest(c))
	}
	return codes, hashes, nil
}

// EndTOTP turns the second step off; both the password and a code are needed.
// Other sessions end, as whenever the way of signing in changes.
func (s *Service) EndTOTP(ctx context.Context, c Caller, password, code string) error {
	if err := s.provePassword(ctx, c, password); err != nil {
		return err
	}
	if err := s.secondStep(ctx, c.User, code); err != nil {
		return err
	}
	if err := s.store.DeleteTOTP(ctx, c.User.ID); err != nil {
		return err
	}
	if err := s.store.DeleteUserSessions(ctx, c.User.ID, c.Session.TokenHash); err != nil {
		return err
	}
	return s.record(ctx, audit.Event{Action: audit.SecondStepOff, Object: string(c.User.ID)})
}

// ForgetSecondStep turns it off for whoever lost phone and codes: for the
// person at the machine itself.
func (s *Service) ForgetSecondStep(ctx context.Context, email string) error {
	email, err := cleanEmail(email)
	if err != nil {
		return err
	}
	u, err := s.store.UserByEmail(ctx, email)
	if err != nil {
		return err
	}
	if err := s.store.DeleteTOTP(ctx, u.ID); err != nil {
		return err
	}
	ws, err := s.home(ctx, u.ID)
	if err != nil {
		return err
	}
	return s.record(cham.WithWorkspace(ctx, ws), audit.Event{Action: audit.SecondStepOff, Object: string(u.ID)})
}

// secondStep asks for a code of who has the second step on; a recovery code
// will do, once. CodeUnauthorized with the field "code" asks for one, or says
// that it was wrong.
func (s *Service) secondStep(ctx context.Context, u User, code string) error {
	t, err := s.store.TOTP(ctx, u.ID)
	if err != nil || !t.Confirmed {
		return replaceError(err, cham.CodeNotFound, nil)
	}
	if code == "" {
		return &cham.Error{Code: cham.CodeUnauthorized, Op: "access.SignIn", Field: "code", Key: "error.codeNeeded"}
	}
	return s.takeCode(ctx, t, code)
}

// takeCode takes a right code, once. Wrong ones are counted for the account, so
// that a million codes cannot be tried.
func (s *Service) takeCode(ctx context.Context, t TOTP, code string) error {
	key := "code:" + string(t.User)
	if err := s.limiter.takeFree("access.SignIn", key, freeCodes); err != nil {
		return err
	}
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
	taken, err := false, error(nil)
	if step, ok := s.stepOf(t, code); ok {
		taken, err = s.store.TakeStep(ctx, t.User, step)
	} else if t.Confirmed && len(code) == 16 {
		taken, err = s.store.TakeRecoveryCode(ctx, t.User, digest(code))
	}
	if err != nil || !taken {
		return firstError(err, &cham.Error{Code: cham.CodeUnauthorized, Op: "access.SignIn", Field: "code", Key: "error.codeWrong"})
	}
	s.limiter.clear(key)
	return nil
}

// stepOf is the step of time that a code is of: this one, or a neighbour, for
// clocks that differ. A secret whose key is lost has none: what is left then are
// recovery codes.
func (s *Service) stepOf(t TOTP, code string) (int64, bool) {
	secret, err := s.totpSecret(t)
	if err != nil {
		return 0, false
	}
	now := s.now()
	for _, d := range []int64{0, -1, 1} {
		at := now.Add(time.Duration(d) * stepSeconds * time.Second)
		ok, err := totp.ValidateCustom(code, secret, at,
			totp.ValidateOpts{Period: stepSeconds, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && ok {
			return at.Unix() / stepSeconds, true
		}
	}
	return 0, false
}

// SecondStep says how the caller signs in: whether codes are asked for, and how
// many recovery codes are left.
func (s *Service) SecondStep(ctx context.Context, c Caller) (on bool, left int, err error) {
	t, err := s.store.TOTP(ctx, c.User.ID)
	if err != nil || !t.Confirmed {
		return false, 0, replaceError(err, cham.CodeNotFound, nil)
	}
	left, err = s.store.RecoveryCodesLeft(ctx, c.User.ID)
	return true, left, err
}

// provePassword proves the caller's password, under a limit of the session's
// own: a stolen open browser must not guess it.
func (s *Service) provePassword(ctx context.Context, c Caller, password string) error {
	if c.User.PasswordHash == "" {
		return &cham.Error{Code: cham.CodeConflict, Op: "access.password", Field: "password", Key: "error.noPassword"}
	}
	key := "session:" + c.Session.TokenHash
	if err := s.limiter.takeFree("access.password", key, freeOfDevice); err != nil {
		return err
	}
	ok, err := s.matches(ctx, s.trusted, password, c.User.PasswordHash)
	if err != nil || !ok {
		return firstError(err, invalid("password", "error.passwordOld", nil))
	}
	s.limiter.clear(key)
	return nil
}
