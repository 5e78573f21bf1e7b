package access

import (
	"context"
	"encoding/base64"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"cham"
	"cham/capability/audit"
)

// Browser answers a token that a browser is known by while it signs in through
// somebody else; held is the one it showed.
func (s *Service) Browser(held string) (string, error) {
	if len(held) == 43 {
		return held, nil
	}
	return s.token()
}

// BeginPasskeySignIn asks a browser for whatever passkey its device has for base.
func (s *Service) BeginPasskeySignIn(base, browser, address string) (Ceremony, error) {
	rp, err := relyingParty(base)
	if err != nil {
		return Ceremony{}, err
	}
	challenge, err := s.challenge()
	if err != nil {
		return Ceremony{}, err
	}
	options, session, err := rp.BeginDiscoverableLogin(webauthn.WithChallenge(challenge))
	if err != nil {
		return Ceremony{}, cham.Wrap(cham.CodeInternal, "access.BeginPasskeySignIn", err)
	}
	return s.begin(browser, addressKey(address), options.Response, assertion{base, *session})
}

// SignInByPasskey opens a session for whose passkey signed what this browser was
// asked. CodeUnauthorized when it did not; the field "passkey" says that we know
// no such passkey (any more).
func (s *Service) SignInByPasskey(ctx context.Context, t Try, browser, ceremony string, answer []byte) (Entry, error) {
	began, ok := s.begun.take(browser, ceremony).(assertion)
	if !ok {
		return Entry{}, invalid("ceremony", "error.ceremonyOver", nil)
	}
	u, err := s.checkSigned(ctx, began, t, answer)
	if err != nil {
		s.counts.failed.Add(1)
		return Entry{}, err
	}
	ws, err := s.homeBy(ctx, u.ID, WayPasskey)
	if err != nil {
		return Entry{}, err
	}
	s.counts.ok.Add(1)
	in, err := s.openSession(ctx, u, ws, t, WayPasskey, "")
	return in, firstError(err, s.recordAs(ctx, u, ws, t.Address,
		audit.Event{Action: audit.SignedIn, Object: string(u.ID), After: map[string]any{"way": WayPasskey}}))
}

// checkSigned answers whose passkey signed.
func (s *Service) checkSigned(ctx context.Context, began assertion, t Try, answer []byte) (User, error) {
	rp, err := relyingParty(began.base)
	if err != nil {
		return User{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return User{}, notSigned("credential", "error.passkeyRefused", err)
	}
	p, err := s.store.Passkey(ctx, base64.RawURLEncoding.EncodeToString(parsed.RawID))
	if err != nil {
		return User{}, replaceError(err, cham.CodeNotFound, notSigned("passkey", "error.passkeyGone", err))
	}
	u, err := s.store.User(ctx, p.User)
	if err != nil {
		return User{}, err
	}
	signed, err := rp.ValidateDiscoverableLogin(func(_, _ []byte) (webauthn.User, error) {
		return passkeyUser{u, []Passkey{p}}, nil
	}, began.session, parsed)
	if err != nil {
		s.recordRefused(ctx, u, t)
		return User{}, notSigned("credential", "error.passkeyRefused", err)
	}
	return u, s.countUse(ctx, u, p, signed, t)
}

// countUse keeps a use. A count that does not go up says that there are two of
// the key: the device's, and a copy that somebody made.
func (s *Service) countUse(ctx context.Context, u User, p Passkey, signed *webauthn.Credential, t Try) error {
	name, used := p.Name, false
	if !signed.Authenticator.CloneWarning {
		p.SignCount, p.LastUsed = signed.Authenticator.SignCount, s.now().UTC()
		var err error
		if used, err = s.store.UsePasskey(ctx, p); err != nil {
			return err
		}
	}
	if used {
		return nil
	}
	ws, err := s.home(ctx, u.ID)
	if err != nil {
		ws = ""
	}
	return firstError(s.recordAs(ctx, u, ws, t.Address,
		audit.Event{Action: audit.PasskeyCopied, Object: string(u.ID), After: map[string]any{"passkey": name}}),
		notSigned("credential", "error.passkeyCopied", nil))
}

func notSigned(field, key string, why error) error {
	return &cham.Error{Code: cham.CodeUnauthorized, Op: "access.SignInByPasskey", Field: field, Key: key, Err: why}
}
