package campaigns

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"cham"
	"cham/api/rest/route"
	"cham/capability/audit"
	"cham/capability/capture"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/locale"
)

// SMSSettings say how SMS leave.
type SMSSettings struct {
	Provider     string `json:"provider" enum:"esms,speedsms,stringee"`
	Brandname    string `json:"brandname" maxLength:"15" mask:"no" doc:"who it is from, as registered with the provider"`
	Unicode      bool   `json:"unicode,omitempty" doc:"keeps accents; such a message is more than twice as long"`
	PricePerPart int64  `json:"pricePerPart,omitempty" minimum:"0" maximum:"100000" doc:"in đồng"`
	Callback     string `json:"callback,omitempty" readOnly:"true" mask:"no"`
}

// SMSChange is what SMS are to leave through.
type SMSChange struct {
	Settings  SMSSettings       `json:"settings"`
	Keys      map[string]string `json:"keys,omitempty" mask:"no" doc:"the provider's keys; those left out stay"`
	PerMinute int               `json:"perMinute" minimum:"1" maximum:"600000"`
}

func (s *server) sms(ctx context.Context) (Channel, error) {
	out, settings, secrets, err := s.channel(ctx, reach.SMS)
	if err != nil || !out.Set {
		return out, err
	}
	out.HasPassword, out.SMS = len(secrets) > 0, &SMSSettings{}
	if err := json.Unmarshal(settings, out.SMS); err != nil {
		return out, cham.Wrap(cham.CodeInternal, "campaigns.sms", err)
	}
	out.SMS.Callback = "" // who knows it may tell what became of messages
	return out, nil
}

type smsIn struct {
	route.RequestInfo
	Body SMSChange
}

func (s *server) setSMS(ctx context.Context, in *smsIn) (out Channel, err error) {
	was, err := s.sms(ctx)
	if err != nil {
		return out, err
	}
	keys := map[string]string{}
	maps.Copy(keys, in.Body.Keys)
	if was.SMS != nil && was.SMS.Provider != in.Body.Settings.Provider {
		for _, name := range slices.Sorted(maps.Keys(smsKeys(was.SMS.Provider))) { // of another provider
			if _, given := keys[name]; !given {
				keys[name] = ""
			}
		}
	}
	if in.Body.Settings.Callback, err = s.returnURL(ctx, in.RequestInfo, reach.SMS); err != nil {
		return out, err
	}
	if route.LocalURL(s.base(in.RequestInfo)) {
		in.Body.Settings.Callback = "" // nobody can reach us there
	}
	if err := s.put(ctx, reach.SMS, &in.Body.Settings, keys, in.Body.PerMinute); err != nil {
		return out, err
	}
	e, differs := audit.Changed("putChannelsSms", "channels/sms", toldSMS(&was), toldSMS(&Channel{SMS: &in.Body.Settings,
		PerMinute: in.Body.PerMinute}))
	if differs || len(in.Body.Keys) > 0 {
		if err := s.Audit.Record(ctx, e); err != nil {
			return out, err
		}
	}
	return s.sms(ctx)
}

// smsKeys are the names of a provider's keys.
func smsKeys(provider string) map[string]bool {
	return map[string]map[string]bool{"esms": {"apiKey": true, "secretKey": true}, "speedsms": {"token": true},
		"stringee": {"keySid": true, "keySecret": true}}[provider]
}

func toldSMS(c *Channel) map[string]any {
	if c.SMS == nil {
		return nil
	}
	return map[string]any{"provider": c.SMS.Provider, "brandname": c.SMS.Brandname, "perMinute": c.PerMinute}
}

type testSMSIn struct {
	route.RequestInfo
	Body struct {
		To string `json:"to" maxLength:"20" doc:"a telephone number"`
	}
}

func (s *server) testSMS(ctx context.Context, in *testSMSIn) (TestAnswer, error) {
	return s.testText(ctx, in.RequestInfo, reach.SMS, in.Body.To)
}

// testText sends a text that says it is a test, by a way that has no more than texts.
func (s *server) testText(ctx context.Context, in route.RequestInfo, way reach.Way, to string) (TestAnswer, error) {
	to, err := s.address(ctx, way, to)
	if err != nil {
		return TestAnswer{}, err
	}
	lang := locale.Match(in.Language)
	business, _, err := s.Service.From(ctx, route.Workspace(ctx))
	if err != nil {
		return TestAnswer{}, err
	}
	answer, err := s.Outbox.Test(ctx, route.Workspace(ctx), way, outbox.Parcel{ID: "test-" + s.NewID(), To: to, Lang: lang,
		Text: locale.Text(lang, "sending.test."+string(way), map[string]any{"business": business})})
	return TestAnswer{answer.Words}, err
}

func (s *server) removeSMS(ctx context.Context, _ *route.None) (route.None, error) {
	return route.None{}, s.Outbox.Store.DeleteAccount(ctx, route.Workspace(ctx), reach.SMS)
}

// address reads where a test goes.
func (s *server) address(ctx context.Context, way reach.Way, to string) (string, error) {
	kind := way.Kind()
	if way == reach.Own {
		of, err := s.own(ctx)
		if err != nil {
			return "", err
		}
		if of.Own == nil {
			return "", &cham.Error{Code: cham.CodeNotFound, Op: "campaigns.address", Key: "error.campaign.channels.own"}
		}
		kind = of.Own.Kind
	}
	if k, ok := capture.NormalizeKey(kind, to); ok {
		return k.Value, nil
	}
	return "", &cham.Error{Code: cham.CodeInvalid, Op: "campaigns.address", Field: "to", Key: "error.sending.to"}
}
