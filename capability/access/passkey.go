package access

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"cham"
	"cham/capability/audit"
)

// Passkey is a key pair on somebody's device, of which we hold the public half
// (WebAuthn). The device asks for a finger, a face or its PIN, so that a passkey
// is both steps of signing in at once.
type Passkey struct {
	ID        string // of the credential, base64url
	User      cham.UserID
	Site      string // the host it was made for, and works at
	Name      string
	PublicKey []byte // COSE
	// Transports are how browsers reach the device; BackupEligible says that the
	// key may be copied to the person's other devices.
	Transports     []string
	BackupEligible bool
	SignCount      uint32 // 0 of devices that do not count
	CreatedAt      time.Time
	LastUsed       time.Time
}

// MostPasskeys bounds those of one person.
const MostPasskeys = 20

// Ceremony is what a browser is to hand to the device.
type Ceremony struct {
	ID      string
	Options json.RawMessage // for navigator.credentials
}

// PasskeySite is the address at which browsers use passkeys: base is where they
// reach the program. The error says why there are none at it: a number is no name
// that a passkey can be for, and plain HTTP is not trusted by browsers.
func PasskeySite(base string) (host, origin string, err error) {
	u, err := url.Parse(base)
	if err != nil || u.Hostname() == "" {
		return "", "", invalid("passkey", "error.passkeyAddress", nil)
	}
	host, origin = u.Hostname(), u.Scheme+"://"+u.Host
	if _, err := netip.ParseAddr(host); err == nil {
		return "", "", invalid("passkey", "error.passkeyNumber", map[string]any{"address": origin})
	}
	if u.Scheme != "https" && host != "localhost" {
		return "", "", invalid("passkey", "error.passkeyHTTP", map[string]any{"address": origin})
	}
	if protocol.ValidateRPID(host) != nil {
		return "", "", invalid("passkey", "error.passkeyAddress", nil)
	}
	return host, origin, nil
}

// relyingParty checks ceremonies at an address.
func relyingParty(base string) (*webauthn.WebAuthn, error) {
	host, origin, err := PasskeySite(base)
	if err != nil {
		return nil, err
	}
	rp, err := webauthn.New(&webauthn.Config{RPID: host, RPDisplayName: "Chạm", RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired,
			RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired}})
	if err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "access.passkey", err)
	}
	return rp, nil
}

// passkeyUser is a user as the library asks for one.
type passkeyUser struct {
	User
	keys []Passkey
}

func (u passkeyUser) WebAuthnID() []byte          { return []byte(u.ID) }
func (u passkeyUser) WebAuthnName() string        { return u.Email }
func (u passkeyUser) WebAuthnDisplayName() string { return u.Name }
func (u passkeyUser) WebAuthnCredentials() (out []webauthn.Credential) {
	for _, p := range u.keys {
		id, _ := base64.RawURLEncoding.DecodeString(p.ID)
		c := webauthn.Credential{ID: id, PublicKey: p.PublicKey, Flags: webauthn.CredentialFlags{BackupEligible: p.BackupEligible},
			Authenticator: webauthn.Authenticator{SignCount: p.SignCount}}
		for _, t := range p.Transports {
			c.Transport = append(c.Transport, protocol.AuthenticatorTransport(t))
		}
		out = append(out, c)
	}
	return out
}

// Passkeys are the caller's, the oldest first.
func (s *Service) Passkeys(ctx context.Context, c Caller) ([]Passkey, error) {
	return s.store.Passkeys(ctx, c.User.ID)
}

// BeginPasskey begins to make one for the caller at base, once the password was
// proven, and a code of who has the second step: an open browser must not become
// a way in for good.
func (s *Service) BeginPasskey(ctx context.Context, c Caller, base, password, code string) (Ceremony, error) {
	rp, err := relyingParty(base)
	if err != nil {
		return Ceremony{}, err
	}
	if err := s.proveAll(ctx, c, password, code); err != nil {
		return Ceremony{}, err
	}
	keys, err := s.store.Passkeys(ctx, c.User.ID)
	if err != nil {
		return Ceremony{}, err
	}
	if len(keys) >= MostPasskeys {
		return Ceremony{}, &cham.Error{Code: cham.CodeConflict, Op: "access.BeginPasskey", Key: "error.passkeyMany",
			Args: map[string]any{"n": MostPasskeys}}
	}
	challenge, err := s.challenge()
	if err != nil {
		return Ceremony{}, err
	}
	u := passkeyUser{c.User, keys}
	there := webauthn.Credentials(u.WebAuthnCredentials()).CredentialDescriptors()
	options, session, err := rp.BeginRegistration(u, webauthn.WithExclusions(there),
		func(o *protocol.PublicKeyCredentialCreationOptions) error { o.Challenge = challenge; return nil })
	if err != nil {
		return Ceremony{}, cham.Wrap(cham.CodeInternal, "access.BeginPasskey", err)
	}
	return s.begin(c.Session.TokenHash, c.Session.TokenHash, options.Response, registration{base, *session})
}

// registration and assertion are ceremonies under way; base is the address they were begun at.
type (
	registration struct {
		base    string
		session webauthn.SessionData
	}
	assertion registration
)

// begin keeps a ceremony of a browser, and answers what it is asked.
func (s *Service) begin(browser, sender string, options, what any) (c Ceremony, err error) {
	if c.ID, err = s.id(""); err != nil {
		return c, err
	}
	if c.Options, err = json.Marshal(options); err != nil {
		return c, cham.Wrap(cham.CodeInternal, "access.begin", err)
	}
	s.begun.put(browser, c.ID, sender, what)
	return c, nil
}

func (s *Service) challenge() (protocol.URLEncodedBase64, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "access.challenge", err)
	}
	return b, nil
}

// AddPasskey keeps the passkey that the device made.
func (s *Service) AddPasskey(ctx context.Context, c Caller, ceremony, name string, answer []byte) (Passkey, error) {
	name, err := cleanName("name", name)
	if err != nil {
		return Passkey{}, err
	}
	began, ok := s.begun.take(c.Session.TokenHash, ceremony).(registration)
	if !ok {
		return Passkey{}, invalid("ceremony", "error.ceremonyOver", nil)
	}
	made, err := checkMade(c.User, began, answer)
	if err != nil {
		return Passkey{}, err
	}
	p := passkeyOf(made)
	p.User, p.Site, p.Name, p.CreatedAt = c.User.ID, began.session.RelyingPartyID, name, s.now().UTC()
	if err := s.store.PutPasskey(ctx, p); err != nil {
		there := &cham.Error{Code: cham.CodeConflict, Op: "access.AddPasskey", Key: "error.passkeyThere"}
		return Passkey{}, replaceError(err, cham.CodeConflict, there)
	}
	return p, s.record(ctx, audit.Event{Action: audit.PasskeyAdded, Object: string(c.User.ID), After: map[string]any{"passkey": name}})
}

func checkMade(u User, began registration, answer []byte) (*webauthn.Credential, error) {
	rp, err := relyingParty(began.base)
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return nil, notMade(err)
	}
	made, err := rp.CreateCredential(passkeyUser{User: u}, began.session, parsed)
	if err != nil {
		return nil, notMade(err)
	}
	return made, nil
}

func notMade(why error) error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "access.AddPasskey", Field: "credential", Key: "error.passkeyNotMade", Err: why}
}

func passkeyOf(c *webauthn.Credential) Passkey {
	p := Passkey{ID: base64.RawURLEncoding.EncodeToString(c.ID), PublicKey: c.PublicKey, BackupEligible: c.Flags.BackupEligible,
		SignCount: c.Authenticator.SignCount, Transports: []string{}}
	for _, t := range c.Transport {
		p.Transports = append(p.Transports, string(t))
	}
	return p
}

// RenamePasskey calls one of the caller's something else; CodeNotFound when it is none.
func (s *Service) RenamePasskey(ctx context.Context, c Caller, id, name string) error {
	name, err := cleanName("name", name)
	if err != nil {
		return err
	}
	return s.store.RenamePasskey(ctx, c.User.ID, id, name)
}

// RemovePasskey takes one of the caller's away, once password and code were
// proven. Other sessions end, as whenever the way of signing in changes.
func (s *Service) RemovePasskey(ctx context.Context, c Caller, id, password, code string) error {
	keys, err := s.store.Passkeys(ctx, c.User.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(keys, func(p Passkey) bool { return p.ID == id })
	if i < 0 {
		return &cham.Error{Code: cham.CodeNotFound, Op: "access.RemovePasskey"}
	}
	if err := s.proveAll(ctx, c, password, code); err != nil {
		return err
	}
	if err := s.store.DeletePasskey(ctx, c.User.ID, id); err != nil {
		return err
	}
	return errors.Join(s.store.DeleteUserSessions(ctx, c.User.ID, c.Session.TokenHash),
		s.record(ctx, audit.Event{Action: audit.PasskeyRemoved, Object: string(c.User.ID), Before: map[string]any{"passkey": keys[i].Name}}))
}

// proveAll proves the caller's password, and a code where there is a second step.
func (s *Service) proveAll(ctx context.Context, c Caller, password, code string) error {
	if err := s.provePassword(ctx, c, password); err != nil {
		return err
	}
	return s.secondStep(ctx, c.User, code)
}
