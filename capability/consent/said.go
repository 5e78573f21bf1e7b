package consent

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"cham"
)

// Said reads what a touch says of consent. Traits may have an object, "consent":
// {"marketing": "yes"} or {"marketing": {"sms": "yes", "email": "no"}}, or fields
// consent_marketing and consent_marketing_sms, as a file's columns become; the
// context may have the website's answer, {"consent": {"categoryPreferences":
// {"Advertising": true}}}. What says neither yes nor no says nothing. The
// context's ip, userAgent and consentTexts (purpose → HashOf of the wording) are its proof.
func Said(t *cham.Touch) (all []Record) {
	if !mentions(t.Traits) && !mentions(t.Context) {
		return nil
	}
	var context struct {
		Consent       json.RawMessage
		IP, UserAgent string
		ConsentTexts  map[Purpose]string
	}
	json.Unmarshal(t.Context, &context) // what is of another shape proves nothing
	add := func(p Purpose, c cham.Channel, s State) {
		if s != Unasked && (c == "" || p.ByChannel() && c.Valid()) {
			all = append(all, Record{Purpose: p, Channel: c, State: s, At: t.At, Collector: BySource, Source: t.Source, MessageID: t.MessageID,
				TextHash: hash(context.ConsentTexts[p]), IP: beginning(context.IP, 64), Device: beginning(context.UserAgent, 300)})
		}
	}
	var traits map[string]json.RawMessage
	if json.Unmarshal(t.Traits, &traits) == nil {
		object(traits["consent"], add)
		for name, v := range traits {
			if p, c, ok := field(name); ok {
				add(p, c, state(v))
			}
		}
	}
	categories(context.Consent, add)
	return all
}

// mentions tells whether there is a word of consent in b, or an escape that could
// hide one: most touches end here.
func mentions(b []byte) bool {
	const word = "consent"
	for i, c := range b {
		if c == '\\' || c|0x20 == 'c' && len(b)-i >= len(word) && strings.EqualFold(string(b[i:i+len(word)]), word) {
			return true
		}
	}
	return false
}

// hash is a text that can be one of HashOf.
func hash(s string) string {
	if raw, err := hex.DecodeString(s); err != nil || len(raw) != sha256.Size {
		return ""
	}
	return s
}

func beginning(s string, most int) string { return strings.ToValidUTF8(s[:min(len(s), most)], "") }

type adder func(Purpose, cham.Channel, State)

func object(raw json.RawMessage, add adder) {
	var by map[string]json.RawMessage
	if json.Unmarshal(raw, &by) != nil {
		return
	}
	for name, v := range by {
		p, ok := purposes[strings.ToLower(name)]
		if !ok {
			continue
		}
		var channels map[string]json.RawMessage
		if json.Unmarshal(v, &channels) != nil {
			add(p, "", state(v))
			continue
		}
		for c, v := range channels {
			add(p, cham.Channel(strings.ToLower(c)), state(v))
		}
	}
}

// categories reads Segment's form, and the words of consent tools.
func categories(raw json.RawMessage, add adder) {
	var said struct {
		Preferences map[string]json.RawMessage `json:"categoryPreferences"`
	}
	if json.Unmarshal(raw, &said) != nil {
		return
	}
	for name, v := range said.Preferences {
		if p, ok := purposes[strings.ToLower(name)]; ok {
			add(p, "", state(v))
		}
	}
}

// purposes are the words for purposes.
var purposes = map[string]Purpose{"service": Service, "care": Care,
	"marketing": Marketing, "advertising": Marketing, "ad_storage": Marketing,
	"tracking": Tracking, "analytics": Tracking, "analytics_storage": Tracking, "personal": Personal, "personalization": Personal,
	"personalisation": Personal, "functional": Personal}

// field reads the name of a trait: consent_marketing, marketing_consent,
// consent_marketing_sms.
func field(name string) (p Purpose, c cham.Channel, ok bool) {
	name = strings.ToLower(name)
	rest, is := strings.CutPrefix(name, "consent_")
	if !is {
		if rest, is = strings.CutSuffix(name, "_consent"); !is {
			return "", "", false
		}
	}
	purpose, channel, _ := strings.Cut(rest, "_")
	p, ok = purposes[purpose]
	return p, cham.Channel(channel), ok
}

// words are the ways to say yes and no, Vietnamese ones included.
var words = map[string]State{"yes": Yes, "true": Yes, "1": Yes, "on": Yes, "granted": Yes, "opt-in": Yes, "optin": Yes, "subscribed": Yes,
	"có": Yes, "co": Yes, "đồng ý": Yes, "dong y": Yes,
	"no": No, "false": No, "0": No, "off": No, "denied": No, "opt-out": No, "optout": No, "unsubscribed": No,
	"không": No, "khong": No, "từ chối": No, "tu choi": No, "không đồng ý": No}

func state(raw json.RawMessage) State {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		s = string(raw)
	}
	if said, ok := words[strings.ToLower(strings.TrimSpace(s))]; ok {
		return said
	}
	return Unasked
}
