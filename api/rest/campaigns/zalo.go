package campaigns

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/audit"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// ZaloSettings name an official account and the app that sends for it.
type ZaloSettings struct {
	AppID string `json:"appId" maxLength:"30" mask:"no"`
	OAID  string `json:"oaId" maxLength:"30" mask:"no" doc:"the official account"`
}

// ZaloState is how far Zalo is connected.
type ZaloState struct {
	ZaloSettings
	Connected bool      `json:"connected" doc:"who manages the official account allowed the app to send"`
	ExpiresAt time.Time `json:"expiresAt,omitzero" doc:"when its token ends; it is renewed by itself"`
	Redirect  string    `json:"redirect,omitempty" mask:"no" doc:"the callback address to be saved in the app's settings at Zalo"`
	Challenge string    `json:"challenge,omitempty" mask:"no" doc:"the code challenge to be saved there"`
	AuthURL   string    `json:"authUrl,omitempty" mask:"no" doc:"where it is allowed; its state is to be added"`
}

// ZaloChange is what Zalo messages are to leave through.
type ZaloChange struct {
	Settings  ZaloSettings      `json:"settings"`
	Keys      map[string]string `json:"keys,omitempty" mask:"no" doc:"appSecret, oaSecret; those left out stay"`
	PerMinute int               `json:"perMinute" minimum:"1" maximum:"600000"`
}

// Zalo is what connecting needs of Zalo.
type Zalo interface {
	// AuthURL is where an app is allowed to send, Challenge what proves who asked.
	AuthURL(appID, redirect, state, challenge string) string
	Challenge(verifier string) string
	// Exchange makes secrets of a code.
	Exchange(ctx context.Context, a outbox.Account, code, verifier string) (map[string]string, error)
}

// The names of a Zalo account's secrets that are met here.
const (
	zaloVerifier = "verifier"
	zaloRefresh  = "refreshToken"
	zaloExpires  = "expiresAt"
)

// zaloSecrets are what people enter of them: by these what Zalo tells is read.
var zaloSecrets = []string{"appSecret", "oaSecret"}

// zaloPage is where Zalo leads back to, a page of ours.
const zaloPage = "/settings/channels"

func (s *server) zalo(ctx context.Context, in route.RequestInfo) (Channel, error) {
	out, settings, secrets, err := s.channel(ctx, reach.Zalo)
	if err != nil || !out.Set {
		return out, err
	}
	z := &ZaloState{Connected: secrets[zaloRefresh] != ""}
	if err := json.Unmarshal(settings, z); err != nil {
		return out, cham.Wrap(cham.CodeInternal, "campaigns.zalo", err)
	}
	if z.Connected {
		z.ExpiresAt, _ = time.Parse(time.RFC3339, secrets[zaloExpires]) // one that says nothing is not shown
	}
	if route.Sources.Allows(cham.ActorFrom(ctx)) {
		z.Redirect, z.Challenge = s.base(in)+zaloPage, s.Zalo.Challenge(secrets[zaloVerifier])
		z.AuthURL = s.Zalo.AuthURL(z.AppID, z.Redirect, "", z.Challenge)
	}
	out.HasPassword, out.Zalo = len(secrets) > 0, z
	return out, nil
}

type zaloIn struct {
	route.RequestInfo
	Body ZaloChange
}

func (s *server) setZalo(ctx context.Context, in *zaloIn) (out Channel, err error) {
	was, _, kept, err := s.channel(ctx, reach.Zalo)
	if err != nil {
		return out, err
	}
	keys := named(in.Body.Keys, zaloSecrets...)
	if kept[zaloVerifier] == "" {
		keys[zaloVerifier] = s.NewID() + s.NewID()
		keys[zaloVerifier] = keys[zaloVerifier][:43] // as long as Zalo wants
	}
	before, err := s.zalo(ctx, in.RequestInfo)
	if err != nil {
		return out, err
	}
	if before.Zalo != nil && before.Zalo.ZaloSettings != in.Body.Settings { // tokens are of one account and one app
		keys["accessToken"], keys[zaloRefresh], keys[zaloExpires] = "", "", ""
	}
	if err := s.putZalo(ctx, in.Body, keys); err != nil {
		return out, err
	}
	e, differs := audit.Changed("putChannelsZalo", "channels/zalo", toldZalo(&before), toldZalo(&Channel{PerMinute: in.Body.PerMinute,
		Zalo: &ZaloState{ZaloSettings: in.Body.Settings}}))
	if differs || len(in.Body.Keys) > 0 || !was.Set {
		if err := s.Audit.Record(ctx, e); err != nil {
			return out, err
		}
	}
	return s.zalo(ctx, in.RequestInfo)
}

// putZalo keeps both ways of one official account: messages to who is in touch, with the
// tokens, and templates to telephone numbers, with what reads Zalo's own messages.
func (s *server) putZalo(ctx context.Context, c ZaloChange, keys map[string]string) error {
	if err := s.put(ctx, reach.Zalo, &c.Settings, maps.Clone(keys), c.PerMinute); err != nil {
		return err
	}
	return s.put(ctx, reach.ZNS, &c.Settings, named(keys, zaloSecrets...), c.PerMinute)
}

func toldZalo(c *Channel) map[string]any {
	if c.Zalo == nil {
		return nil
	}
	return map[string]any{"appId": c.Zalo.AppID, "oaId": c.Zalo.OAID, "perMinute": c.PerMinute}
}

type connectZaloIn struct {
	route.RequestInfo
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"1000" mask:"no"`
		OAID string `json:"oaId" maxLength:"30" mask:"no" doc:"the official account that Zalo led back with"`
	}
}

// connectZalo takes the code that Zalo led back with.
func (s *server) connectZalo(ctx context.Context, in *connectZaloIn) (out Channel, err error) {
	ws := route.Workspace(ctx)
	a, secrets, _, err := s.Outbox.Opened(ctx, ws, reach.Zalo)
	if err != nil {
		return out, err
	}
	var set ZaloSettings
	if err := json.Unmarshal(a.Settings, &set); err != nil {
		return out, cham.Wrap(cham.CodeInternal, "campaigns.connectZalo", err)
	}
	if in.Body.OAID != set.OAID {
		return out, &cham.Error{Code: cham.CodeConflict, Op: "campaigns.connectZalo", Field: "oaId", Key: "error.zalo.other",
			Args: map[string]any{"oa": set.OAID}}
	}
	tokens, err := s.Zalo.Exchange(ctx, a, in.Body.Code, secrets[zaloVerifier])
	if err != nil {
		return out, err
	}
	if err := s.put(ctx, reach.Zalo, &set, tokens, a.PerMinute); err != nil {
		return out, err
	}
	if err := s.Audit.Record(ctx, audit.Event{Action: "postChannelsZaloConnect", Object: "channels/zalo"}); err != nil {
		return out, err
	}
	return s.zalo(ctx, in.RequestInfo)
}

type testZaloIn struct {
	route.RequestInfo
	Body struct {
		To string `json:"to" maxLength:"100" doc:"the number of a follower on Zalo, as Zalo tells it"`
	}
}

func (s *server) testZalo(ctx context.Context, in *testZaloIn) (TestAnswer, error) {
	return s.testText(ctx, in.RequestInfo, reach.Zalo, in.Body.To)
}

func (s *server) removeZalo(ctx context.Context, _ *route.None) (route.None, error) {
	err := s.Outbox.Store.DeleteAccount(ctx, route.Workspace(ctx), reach.ZNS)
	if err != nil && cham.ErrorCode(err) != cham.CodeNotFound {
		return route.None{}, err
	}
	return route.None{}, s.Outbox.Store.DeleteAccount(ctx, route.Workspace(ctx), reach.Zalo)
}
