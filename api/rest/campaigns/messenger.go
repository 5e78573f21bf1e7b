package campaigns

import (
	"context"
	"encoding/hex"
	"encoding/json"

	"cham"
	"cham/api/rest/route"
	"cham/capability/audit"
	"cham/capability/reach"
)

// MessengerSettings name a Facebook page.
type MessengerSettings struct {
	PageID string `json:"pageId" maxLength:"30" mask:"no"`
}

// MessengerState is how far Messenger is set.
type MessengerState struct {
	MessengerSettings
	VerifyToken string `json:"verifyToken,omitempty" mask:"no" doc:"to be entered at Facebook beside the address for its events"`
}

// MessengerChange is what Messenger messages are to leave through.
type MessengerChange struct {
	Settings  MessengerSettings `json:"settings"`
	Keys      map[string]string `json:"keys,omitempty" mask:"no" doc:"pageToken, appSecret; those left out stay"`
	PerMinute int               `json:"perMinute" minimum:"1" maximum:"600000"`
}

// The names of a Messenger account's secrets.
const (
	pageToken   = "pageToken"
	pageSecret  = "appSecret"
	verifyToken = "verifyToken"
)

func (s *server) messenger(ctx context.Context) (Channel, error) {
	out, settings, secrets, err := s.channel(ctx, reach.Messenger)
	if err != nil || !out.Set {
		return out, err
	}
	out.HasPassword, out.Messenger = secrets[pageToken] != "", &MessengerState{}
	if err := json.Unmarshal(settings, out.Messenger); err != nil {
		return out, cham.Wrap(cham.CodeInternal, "campaigns.messenger", err)
	}
	if route.Sources.Allows(cham.ActorFrom(ctx)) {
		out.Messenger.VerifyToken = secrets[verifyToken]
	}
	return out, nil
}

func (s *server) setMessenger(ctx context.Context, in *route.In[MessengerChange]) (out Channel, err error) {
	was, _, kept, err := s.channel(ctx, reach.Messenger)
	if err != nil {
		return out, err
	}
	keys := named(in.Body.Keys, pageToken, pageSecret)
	if kept[verifyToken] == "" {
		key := s.random()
		keys[verifyToken] = hex.EncodeToString(key[:])
	}
	before, err := s.messenger(ctx)
	if err != nil {
		return out, err
	}
	if before.Messenger != nil && before.Messenger.MessengerSettings != in.Body.Settings && in.Body.Keys[pageToken] == "" {
		keys[pageToken] = "" // a token is of one page
	}
	if err := s.put(ctx, reach.Messenger, &in.Body.Settings, keys, in.Body.PerMinute); err != nil {
		return out, err
	}
	e, differs := audit.Changed("putChannelsMessenger", "channels/messenger", toldMessenger(&before), toldMessenger(&Channel{
		PerMinute: in.Body.PerMinute, Messenger: &MessengerState{MessengerSettings: in.Body.Settings}}))
	if differs || len(in.Body.Keys) > 0 || !was.Set {
		if err := s.Audit.Record(ctx, e); err != nil {
			return out, err
		}
	}
	return s.messenger(ctx)
}

func toldMessenger(c *Channel) map[string]any {
	if c.Messenger == nil {
		return nil
	}
	return map[string]any{"pageId": c.Messenger.PageID, "perMinute": c.PerMinute}
}

type testMessengerIn struct {
	route.RequestInfo
	Body struct {
		To string `json:"to" maxLength:"100" doc:"the number of somebody who has just written to the page, as Facebook tells it"`
	}
}

func (s *server) testMessenger(ctx context.Context, in *testMessengerIn) (TestAnswer, error) {
	return s.testText(ctx, in.RequestInfo, reach.Messenger, in.Body.To)
}

func (s *server) removeMessenger(ctx context.Context, _ *route.None) (route.None, error) {
	return route.None{}, s.Outbox.Store.DeleteAccount(ctx, route.Workspace(ctx), reach.Messenger)
}
