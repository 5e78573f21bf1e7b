package capture

import (
	"strings"

	"cham"
)

// consent is what a sender says of the customer's will to be measured.
type consent int8

const (
	notAsked consent = iota
	granted
	denied
)

// consentWords are the ways to say yes and no.
var consentWords = map[string]consent{
	"granted": granted, "yes": granted, "true": granted, "on": granted, "1": granted, "opt-in": granted, "optin": granted,
	"denied": denied, "no": denied, "false": denied, "off": denied, "0": denied, "opt-out": denied, "optout": denied,
}

// analyticsWords name the purpose we measure for, in consent tools; the
// specific ones stand for themselves, "status" and the like for all purposes.
var analyticsWords = set("analytics, analytics_storage, statistics, performance, measurement, granted, status, state")

// readConsent reads context.consent: a word or boolean; an object that has one
// for analytics (Google's analytics_storage too); or Segment's form, the object
// categoryPreferences. Preferences that do not speak of analytics count as yes
// when there is any yes among them.
func readConsent(p *parser) consent {
	if p.peek() != '{' {
		return consentWords[strings.ToLower(p.text())]
	}
	said, any := notAsked, notAsked
	p.object(func(key []byte) {
		if string(key) == "categoryPreferences" {
			if c := readConsent(p); c != notAsked {
				said = c
			}
			return
		}
		c := consentWords[strings.ToLower(p.text())]
		if c != notAsked && analyticsWords[strings.ToLower(string(key))] {
			said = c
		}
		if c != notAsked && any != granted {
			any = c
		}
	})
	if said == notAsked {
		said = any
	}
	return said
}

// consented refuses what the customer does not want. A yes given to this
// business outweighs the browser's general signal, which outweighs no
// statement.
func consented(in *incoming, _ *cham.Touch) Reason {
	f := &in.facts
	switch {
	case f.consent == denied:
		return ReasonDenied
	case f.consent == granted:
		return ""
	case f.noTrack || in.meta.GPC:
		return ReasonDoNotTrack
	case in.source.RequireConsent:
		return ReasonNoConsent
	}
	return ""
}
