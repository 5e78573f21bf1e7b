package capture

import (
	"strings"

	"cham"
)

// facts are the parts of a call's context, properties and traits that steps
// look at, as they came.
type facts struct {
	ip, userAgent, library, branch string
	channels                       [3]string // context's, the call's, the properties'
	direct                         bool
	consent                        consent
	noTrack                        bool
	campaign                       cham.Campaign
	page                           cham.Page
	search                         string
	referrer                       string // of the visit, from context.referrer
	traits                         []byte // context.traits, what any call may say of its customer
	device, model                  string
	width                          float64
	mobile                         bool
	ids                            []cham.Key
	few                            [4]cham.Key // room for ids, nearly always enough
	revenue, total, value          amount
	currency                       string
	duration                       float64
}

// maxIDs bounds how many identifiers of one call are looked at.
const maxIDs = 10

// readFacts reads everything in one pass over each object.
func readFacts(in *incoming, _ *cham.Touch) Reason {
	f, c := &in.facts, in.call
	f.channels[1] = c.Channel
	f.ids = f.few[:0]
	f.id(cham.KeyUser, c.UserID)
	f.id(cham.KeyAnonymous, c.AnonymousID)
	eachField(c.Context, f.context)
	switch c.Type {
	case cham.CallTrack, cham.CallPage, cham.CallScreen:
		eachField(c.Properties, f.property)
	case cham.CallIdentify:
		eachField(c.Traits, f.trait)
	}
	return ""
}

func (f *facts) context(p *parser, key []byte) {
	switch string(key) {
	case "ip":
		f.ip = p.text()
	case "userAgent":
		f.userAgent = p.text()
	case "channel":
		f.channels[0] = p.text()
	case "branch":
		f.branch = p.text()
	case "direct":
		f.direct = p.text() == "true"
	case "doNotTrack", "globalPrivacyControl", "gpc":
		v := p.text()
		f.noTrack = f.noTrack || v == "true" || v == "1"
	case "consent":
		f.consent = readConsent(p)
	case "campaign":
		p.fields(func(key []byte) { f.campaignField(p, key) })
	case "page":
		p.fields(func(key []byte) { f.pageField(p, key) })
	case "traits":
		p.peek()
		start := p.i
		p.fields(func(key []byte) { f.trait(p, key) })
		if p.err == nil && start < p.i && p.b[start] == '{' {
			f.traits = p.b[start:p.i]
		}
	case "externalIds", "externalId":
		f.externalIDs(p)
	default:
		f.machine(p, key)
	}
}

// machine reads what the context says about the sender's device and software.
func (f *facts) machine(p *parser, key []byte) {
	switch string(key) {
	case "library":
		p.fields(func(key []byte) { p.textIf(key, "name", &f.library) })
	case "referrer":
		p.fields(func(key []byte) { p.textIf(key, "url", &f.referrer) })
	case "screen":
		p.fields(func(key []byte) {
			if string(key) == "width" {
				f.width = p.float()
			} else {
				p.skip()
			}
		})
	case "device":
		p.fields(func(key []byte) {
			if string(key) == "type" {
				f.device = p.text()
			} else {
				p.textIf(key, "model", &f.model)
			}
		})
	case "userAgentData":
		p.fields(func(key []byte) {
			var mobile string
			p.textIf(key, "mobile", &mobile)
			f.mobile = f.mobile || mobile == "true"
		})
	default:
		p.skip()
	}
}

// textIf moves past a value, keeping it as text when the key is the named one.
func (p *parser) textIf(key []byte, name string, to *string) {
	if string(key) == name {
		*to = p.text()
	} else {
		p.skip()
	}
}

func (f *facts) campaignField(p *parser, key []byte) {
	switch string(key) {
	case "source":
		f.campaign.Source = p.text()
	case "medium":
		f.campaign.Medium = p.text()
	case "name":
		f.campaign.Name = p.text()
	case "term":
		f.campaign.Term = p.text()
	case "content":
		f.campaign.Content = p.text()
	default:
		p.skip()
	}
}

// pageField reads a field of context.page, or of the properties of a page call,
// whichever comes first; both say the same.
func (f *facts) pageField(p *parser, key []byte) {
	var to *string
	switch string(key) {
	case "url":
		to = &f.page.URL
	case "path":
		to = &f.page.Path
	case "title":
		to = &f.page.Title
	case "referrer":
		to = &f.page.Referrer
	case "search":
		to = &f.search
	default:
		p.skip()
		return
	}
	if v := p.text(); *to == "" {
		*to = v
	}
}

func (f *facts) property(p *parser, key []byte) {
	switch string(key) {
	case "revenue":
		f.revenue = p.money()
	case "total":
		f.total = p.money()
	case "value":
		f.value = p.money()
	case "currency":
		f.currency = p.text()
	case "duration":
		f.duration = p.float()
	case "branch":
		f.branch = p.text()
	case "channel":
		f.channels[2] = p.text()
	case "url", "path", "title", "referrer", "search":
		f.pageField(p, key)
	default:
		f.trait(p, key)
	}
}

// trait takes in an identifier, going by its name.
func (f *facts) trait(p *parser, key []byte) {
	if kind, ok := idNames[string(key)]; ok {
		f.id(kind, p.text())
	} else {
		p.skip()
	}
}

func (f *facts) id(kind cham.KeyKind, value string) {
	if value != "" && len(f.ids) < maxIDs {
		f.ids = append(f.ids, cham.Key{Kind: kind, Value: value})
	}
}

// externalIDs reads [{type, id}], the form Segment and RudderStack share.
func (f *facts) externalIDs(p *parser) {
	if p.peek() != '[' {
		p.skip()
		return
	}
	p.array(func() {
		var kind, id string
		p.fields(func(key []byte) {
			if string(key) == "type" {
				kind = p.text()
			} else {
				p.textIf(key, "id", &id)
			}
		})
		if k, ok := idNames[kind]; ok {
			f.id(k, id)
		} else if k := cham.KeyKind(strings.ToLower(kind)); k.Personal() && validKind(k) {
			f.id(k, id)
		}
	})
}
