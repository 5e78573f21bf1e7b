package cham

import (
	"slices"
	"strings"
)

// Lead is what a touch says of where its customer came from.
type Lead struct {
	Channel                  Channel
	Source, Medium, Campaign string // of the link, or of the site that led here
	// Click is the name of the click id in the address ("gclid"), Referrer the
	// site of somebody else that linked here; "" when there is none.
	Click, Referrer string
}

// Lead is what touches of the kind say of where their customer came from.
func (k Kind) Lead() Lead {
	return Lead{Channel: k.Channel, Source: k.Source, Medium: k.Medium, Campaign: k.Campaign, Click: k.Click, Referrer: k.Referrer}
}

// Arrives reports whether touches of the kind say by what link their customer
// came: a campaign, an advertisement's click or another site, unless it was only carried
// along, or is that of a message on its way to the customer.
func (k Kind) Arrives() bool {
	return !k.Inside && k.Source+k.Medium+k.Campaign+k.Click+k.Referrer != "" && !sending(k.Name)
}

// sending reports whether a touch of the name is a message's way to a customer ("Email Delivered"): nobody
// came by it; who follows its link does.
func sending(name string) bool {
	return slices.ContainsFunc([]string{" Sent", " Delivered", " Opened", " Deferred", " Bounced", " Dropped", " Failed"},
		func(end string) bool { return strings.HasSuffix(name, end) })
}

// LeadGroup is a group of lead sources, such as "Google Ads". It takes what one
// of its cases describes, unless a group before it does.
type LeadGroup struct {
	ID string `json:"id" example:"google-ads" doc:"stays when it is renamed; empty for a new group"`
	// Name is what people called it; "" is that of the built-in group.
	Name string `json:"name,omitempty" doc:"absent: the built-in group's own name"`
	// Any are its cases, of which one must hold.
	Any []LeadCase `json:"any,omitempty" doc:"it takes what any of these describes, unless a group before it does"`
}

// LeadCase describes lead sources: every field that is not empty must hold, by
// one of its patterns. "*" stands for any text; "" for none at all. Case does not matter.
type LeadCase struct {
	Channel  []string `json:"channel,omitempty" doc:"channel of the touch"`
	Source   []string `json:"source,omitempty" doc:"utm_source, or the site's name where a link says none"`
	Medium   []string `json:"medium,omitempty" doc:"utm_medium"`
	Campaign []string `json:"campaign,omitempty" doc:"utm_campaign"`
	Click    []string `json:"click,omitempty" doc:"name of an advertisement's click id, such as gclid"`
	Referrer []string `json:"referrer,omitempty" doc:"another business's site that linked here, with all sites below it"`
}

// LeadGroups are a workspace's groups; the first that takes a lead source has it.
type LeadGroups []LeadGroup

// LeadOther is the group of what no other takes: the last of all.
const LeadOther = "other"

// Of is the id of the lead source's group.
func (g LeadGroups) Of(l Lead) string { return g.Grouper()(l) }

// Grouper is Of for many: it reads the patterns once and remembers what it was
// asked. It is for one goroutine.
func (g LeadGroups) Grouper() func(Lead) string {
	known, groups := map[Lead]string{}, make([][]leadTest, len(g))
	for i, group := range g {
		for _, c := range group.Any {
			groups[i] = append(groups[i], c.test())
		}
	}
	return func(l Lead) string {
		id, ok := known[l]
		if !ok {
			id = LeadOther
			texts := l.lower()
			if i := slices.IndexFunc(groups, func(of []leadTest) bool {
				return slices.ContainsFunc(of, func(t leadTest) bool { return t.holds(&texts) })
			}); i >= 0 {
				id = g[i].ID
			}
			known[l] = id
		}
		return id
	}
}

// leadFields is how many fields of a lead source are tested, leadReferrer the last.
const (
	leadFields   = 6
	leadReferrer = leadFields - 1
)

func (l Lead) lower() (texts [leadFields]string) {
	for i, text := range []string{string(l.Channel), l.Source, l.Medium, l.Campaign, l.Click, l.Referrer} {
		texts[i] = strings.ToLower(text)
	}
	return texts
}

// leadTest is a case made ready: of each field the texts that are enough, and
// the patterns in parts; nil for a field that does not matter.
type leadTest [leadFields]*leadPatterns

type leadPatterns struct {
	exact map[string]bool
	parts [][]string
}

func (c LeadCase) test() (t leadTest) {
	for i, patterns := range [][]string{c.Channel, c.Source, c.Medium, c.Campaign, c.Click, c.Referrer} {
		if len(patterns) == 0 {
			continue
		}
		t[i] = &leadPatterns{exact: map[string]bool{}}
		for _, p := range patterns {
			if p = strings.ToLower(p); strings.Contains(p, "*") {
				t[i].parts = append(t[i].parts, strings.Split(p, "*"))
			} else {
				t[i].exact[p] = true
			}
		}
	}
	return t
}

func (t *leadTest) holds(texts *[leadFields]string) bool {
	for i, p := range t {
		if p != nil && !p.hold(texts[i], i == leadReferrer) {
			return false
		}
	}
	return true
}

// hold reports whether a text is as one of the patterns says; below, also where it is a
// site below one that is.
func (p *leadPatterns) hold(text string, below bool) bool {
	for {
		if p.exact[text] || slices.ContainsFunc(p.parts, func(parts []string) bool { return like(parts, text) }) {
			return true
		}
		var more bool
		if _, text, more = strings.Cut(text, "."); !below || !more {
			return false
		}
	}
}

// like reports whether a text is as the parts of a pattern say, any text between them.
func like(parts []string, text string) bool {
	last := len(parts) - 1
	if !strings.HasPrefix(text, parts[0]) {
		return false
	}
	text = text[len(parts[0]):]
	for _, p := range parts[1:last] {
		i := strings.Index(text, p)
		if i < 0 {
			return false
		}
		text = text[i+len(p):]
	}
	return strings.HasSuffix(text, parts[last])
}

// Fields are the patterns by their names in JSON.
func (c *LeadCase) Fields() map[string]*[]string {
	return map[string]*[]string{"channel": &c.Channel, "source": &c.Source, "medium": &c.Medium, "campaign": &c.Campaign,
		"click": &c.Click, "referrer": &c.Referrer}
}

// Outsider is the site of another business that led to a touch, "" for none. A
// touch without a source was led here by nobody.
func (t *Touch) Outsider(r KindRules) string {
	if t.Page.Referrer == "" || t.Campaign.Source+t.Campaign.Medium+t.Campaign.Name == "" {
		return ""
	}
	from, own := site(t.Page.Referrer), site(t.Page.URL)
	if from == "" || from == own || registered(from) == registered(own) || isExcluded(from, r.ExcludedReferrers) {
		return ""
	}
	for _, shape := range []string{"m.", "l.", "lm."} { // of one site, for telephones and for links
		from = strings.TrimPrefix(from, shape)
	}
	return from
}

// ClickName is the name of a touch's click id, "" for none.
func (t *Touch) ClickName() string {
	name, _, _ := strings.Cut(t.Campaign.ClickID, "=")
	return name
}

// secondLevel are the names below a country's that are nobody's own.
var secondLevel = []string{"com", "net", "org", "edu", "gov", "co", "ac", "biz", "info", "name", "pro", "health", "int", "go", "or", "ne"}

// registered is the domain that a site stands below.
func registered(site string) string {
	parts := strings.Split(site, ".")
	n := 2
	if len(parts) > 2 && len(parts[len(parts)-1]) == 2 && slices.Contains(secondLevel, parts[len(parts)-2]) {
		n = 3
	}
	return strings.Join(parts[max(0, len(parts)-n):], ".")
}
