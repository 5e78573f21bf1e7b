package campaigns

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"cham"
	"cham/api/rest/route"
	"cham/capability/audit"
	"cham/capability/reach"
)

// OwnSettings say how the business's own system takes messages.
type OwnSettings struct {
	URL    string       `json:"url" maxLength:"1000" mask:"no" doc:"takes each message as a signed POST"`
	Stands cham.Channel `json:"stands" enum:"sms,zalo,call,email,other" doc:"what it sends by: that consent is needed, those rules hold"`
	Kind   cham.KeyKind `json:"kind" enum:"phone,email,user" doc:"what it finds customers by"`
}

// OwnState is how the business's own system is set.
type OwnState struct {
	OwnSettings
	Key string `json:"key,omitempty" mask:"no" doc:"what both sides sign with; shown only when it was just made"`
}

// OwnChange is what the business's own system is to be.
type OwnChange struct {
	Settings  OwnSettings `json:"settings"`
	NewKey    bool        `json:"newKey,omitempty" doc:"make another key; the old one is good no more"`
	PerMinute int         `json:"perMinute" minimum:"1" maximum:"600000"`
}

// ownKey is the name of its secret.
const ownKey = "key"

func (s *server) own(ctx context.Context) (Channel, error) {
	out, settings, secrets, err := s.channel(ctx, reach.Own)
	if err != nil || !out.Set {
		return out, err
	}
	out.HasPassword, out.Own = secrets[ownKey] != "", &OwnState{}
	if err := json.Unmarshal(settings, out.Own); err != nil {
		return out, cham.Wrap(cham.CodeInternal, "campaigns.own", err)
	}
	return out, nil
}

func (s *server) setOwn(ctx context.Context, in *route.In[OwnChange]) (out Channel, err error) {
	was, err := s.own(ctx)
	if err != nil {
		return out, err
	}
	keys := map[string]string{}
	if !was.HasPassword || in.Body.NewKey {
		key := s.random()
		keys[ownKey] = "whsec_" + base64.StdEncoding.EncodeToString(key[:])
	}
	made := keys[ownKey]
	if err := s.put(ctx, reach.Own, &in.Body.Settings, keys, in.Body.PerMinute); err != nil {
		return out, err
	}
	e, differs := audit.Changed("putChannelsOwn", "channels/own", toldOwn(&was), toldOwn(&Channel{PerMinute: in.Body.PerMinute,
		Own: &OwnState{OwnSettings: in.Body.Settings}}))
	if differs || made != "" {
		if err := s.Audit.Record(ctx, e); err != nil {
			return out, err
		}
	}
	if out, err = s.own(ctx); err == nil {
		out.Own.Key = made
	}
	return out, err
}

func toldOwn(c *Channel) map[string]any {
	if c.Own == nil {
		return nil
	}
	return map[string]any{"url": c.Own.URL, "stands": c.Own.Stands, "kind": c.Own.Kind, "perMinute": c.PerMinute}
}

type testOwnIn struct {
	route.RequestInfo
	Body struct {
		To string `json:"to" maxLength:"254" doc:"an address of the kind that is set"`
	}
}

func (s *server) testOwn(ctx context.Context, in *testOwnIn) (TestAnswer, error) {
	return s.testText(ctx, in.RequestInfo, reach.Own, in.Body.To)
}

func (s *server) removeOwn(ctx context.Context, _ *route.None) (route.None, error) {
	return route.None{}, s.Outbox.Store.DeleteAccount(ctx, route.Workspace(ctx), reach.Own)
}
