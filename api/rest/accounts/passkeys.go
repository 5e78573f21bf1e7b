package accounts

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
	"cham/locale"
)

// Passkeys are the caller's, and whether there can be any at this address.
type Passkeys struct {
	Passkeys []PasskeyInfo `json:"passkeys"`
	Address  string        `json:"address,omitempty" doc:"where browsers use them; empty: nowhere"`
	Why      string        `json:"why,omitempty" doc:"why they cannot be used at the address of this program"`
}

// PasskeyInfo is one of them.
type PasskeyInfo struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Site      string    `json:"site" doc:"the host it was made for, and works at"`
	Synced    bool      `json:"synced" doc:"the person's other devices may have it, too"`
	CreatedAt time.Time `json:"createdAt"`
	LastUsed  time.Time `json:"lastUsed,omitzero" doc:"absent: never yet"`
}

// Proven is who is at the browser, asked again.
type Proven struct {
	Password string `json:"password" maxLength:"1024"`
	Code     string `json:"code,omitempty" maxLength:"32" doc:"of the app or a recovery code, where the second step is on"`
}

// PasskeyCeremony is what the browser hands to the device.
type PasskeyCeremony struct {
	Ceremony string          `json:"ceremony" doc:"to be sent with the answer; good for five minutes, once, in this browser"`
	Options  json.RawMessage `json:"options" doc:"publicKey of navigator.credentials, as JSON (WebAuthn level 3)"`
}

// NewPasskey is what the device made.
type NewPasskey struct {
	Ceremony   string          `json:"ceremony" maxLength:"64"`
	Name       string          `json:"name" minLength:"1" maxLength:"200"`
	Credential json.RawMessage `json:"credential" doc:"PublicKeyCredential.toJSON()"`
}

// PasskeySignIn is what the device signed.
type PasskeySignIn struct {
	Ceremony   string          `json:"ceremony" maxLength:"64"`
	Credential json.RawMessage `json:"credential" doc:"PublicKeyCredential.toJSON()"`
}

// PasskeyName is what a passkey is called.
type PasskeyName struct {
	Name string `json:"name" minLength:"1" maxLength:"200"`
}

type (
	provenIn struct {
		route.RequestInfo
		Body Proven
	}
	newPasskeyIn struct {
		route.RequestInfo
		Body NewPasskey
	}
	passkeyNameIn struct {
		route.RequestInfo
		ID   string `path:"id" maxLength:"2048"`
		Body PasskeyName
	}
	endPasskeyIn struct {
		route.RequestInfo
		ID   string `path:"id" maxLength:"2048"`
		Body Proven
	}
	passkeySignInIn struct {
		route.RequestInfo
		Body PasskeySignIn
	}
)

// askedOfBrowser answers a ceremony, with the cookie of the browser it is for.
type askedOfBrowser struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      PasskeyCeremony
}

func passkey(p access.Passkey) PasskeyInfo {
	return PasskeyInfo{ID: p.ID, Name: p.Name, Site: p.Site, Synced: p.BackupEligible, CreatedAt: p.CreatedAt, LastUsed: p.LastUsed}
}

func (s *server) passkeys(ctx context.Context, in *route.RequestInfo) (out Passkeys, err error) {
	c, err := s.Access.BySession(ctx, in.Session)
	if err != nil {
		return out, err
	}
	if _, out.Address, err = access.PasskeySite(in.Base(s.PublicURL)); err != nil {
		out.Why = s.says(in, err)
	}
	keys, err := s.Access.Passkeys(ctx, c)
	for _, p := range keys {
		out.Passkeys = append(out.Passkeys, passkey(p))
	}
	return out, err
}

// says is the sentence of an error.
func (s *server) says(in *route.RequestInfo, err error) string {
	e, ok := err.(*cham.Error)
	if !ok {
		return ""
	}
	return locale.Text(locale.Match(in.Language), e.Key, e.Args)
}

func (s *server) beginPasskey(ctx context.Context, in *provenIn) (out PasskeyCeremony, err error) {
	c, err := s.Access.BySession(ctx, in.Session)
	if err != nil {
		return out, err
	}
	began, err := s.Access.BeginPasskey(ctx, c, in.Base(s.PublicURL), in.Body.Password, in.Body.Code)
	return PasskeyCeremony{began.ID, began.Options}, asked(err)
}

func (s *server) addPasskey(ctx context.Context, in *newPasskeyIn) (PasskeyInfo, error) {
	c, err := s.Access.BySession(ctx, in.Session)
	if err != nil {
		return PasskeyInfo{}, err
	}
	p, err := s.Access.AddPasskey(ctx, c, in.Body.Ceremony, in.Body.Name, in.Body.Credential)
	return passkey(p), err
}

func (s *server) renamePasskey(ctx context.Context, in *passkeyNameIn) (route.None, error) {
	return s.asMe(ctx, in.Session, func(c access.Caller) error { return s.Access.RenamePasskey(ctx, c, in.ID, in.Body.Name) })
}

func (s *server) endPasskey(ctx context.Context, in *endPasskeyIn) (route.None, error) {
	none, err := s.asMe(ctx, in.Session, func(c access.Caller) error {
		return s.Access.RemovePasskey(ctx, c, in.ID, in.Body.Password, in.Body.Code)
	})
	return none, asked(err)
}

func (s *server) beginPasskeySignIn(_ context.Context, in *route.RequestInfo) (out askedOfBrowser, err error) {
	browser, err := s.Access.Browser(in.Door)
	if err != nil {
		return out, err
	}
	began, err := s.Access.BeginPasskeySignIn(in.Base(s.PublicURL), browser, in.IP)
	out.SetCookie = []http.Cookie{s.cookie(in, route.DoorCookie, browser, access.CeremonyLife)}
	out.Body = PasskeyCeremony{began.ID, began.Options}
	return out, err
}

func (s *server) passkeySignIn(ctx context.Context, in *passkeySignInIn) (signedInAs, error) {
	entry, err := s.Access.SignInByPasskey(ctx, try(&in.RequestInfo, "", "", "", nil), in.Door, in.Body.Ceremony, in.Body.Credential)
	s.logRefused(ctx, &in.RequestInfo, "", err)
	return s.signedIn(ctx, &in.RequestInfo, entry, err)
}
