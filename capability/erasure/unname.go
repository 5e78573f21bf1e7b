package erasure

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"cham"
)

// SharedBy is how many others must have a page, a campaign or a property's value
// for it to stay at an erased person's touches: what fewer have may say who it was.
const SharedBy = 5

// Common tells which values of a field at least SharedBy others have: "path",
// "source", "medium", "campaign", "branch", "click" (the click id's name), "referrer" (the site), or "prop:" and a property's name.
type Common map[string]map[string]bool

// Fields are the values of a touch that only stay when they are common.
func Fields(t *cham.Touch, rules cham.KindRules) map[string]string {
	out := map[string]string{"source": t.Campaign.Source, "medium": t.Campaign.Medium, "campaign": t.Campaign.Name, "branch": t.Branch,
		"click": t.ClickName(), "referrer": hostOf(t.Page.Referrer)}
	if t.Page.Path != "" && rules.Pages.Template(t.Page.Path) == t.Page.Path {
		out["path"] = t.Page.Path
	}
	for name, v := range scalars(t.Properties, rules.Properties) {
		out["prop:"+name] = v
	}
	return out
}

// Unnamer makes an erased person's touches those of an unnamed visitor: what
// maps look at stays as far as it is common to others, the rest goes.
type Unnamer struct {
	Mentions *Mentions
	To       cham.KeyID
	Rules    cham.KindRules
	Common   Common
	NewID    func() string

	orders map[string]string
}

// Unname changes the touch in place, and reports whether it stays: what only
// says who somebody is does not.
func (u *Unnamer) Unname(r *cham.Record) bool {
	if !r.Type.Interaction() {
		return false
	}
	inside, order, props := r.Inside(), r.OrderID(), u.props(&r.Touch)
	path := u.path(r.Page.Path)
	c := cham.Campaign{Source: u.common("source", r.Campaign.Source), Medium: u.common("medium", r.Campaign.Medium),
		Name: u.common("campaign", r.Campaign.Name)}
	if click := u.common("click", r.ClickName()); click != "" {
		c.ClickID = click + "=" // the name decides on the group of lead sources, the value is theirs
	}
	page := cham.Page{Path: path}
	if site := siteOf(r.Page.URL); inside && site != "" {
		page.URL, page.Referrer = site, site // so that it still counts as led to by a page of the site
	} else if r.Outsider(u.Rules) != "" && u.common("referrer", hostOf(r.Page.Referrer)) != "" {
		page.Referrer = siteOf(r.Page.Referrer)
	}
	r.Key, r.Also, r.MessageID = u.To, nil, u.NewID()
	r.Campaign, r.Page, r.Branch = c, page, u.common("branch", r.Branch)
	r.Traits, r.Context, r.Properties = nil, nil, u.properties(props, order)
	if u.Mentions.ByID(r.Name) || u.Mentions.ByName(r.Name) {
		r.Name = "…"
	}
	if u.Mentions.ByID(string(r.Channel)) {
		r.Channel = cham.ChannelOther
	}
	return true
}

func (u *Unnamer) common(field, v string) string {
	if v == "" || !u.Common[field][v] || u.Mentions.ByID(v) || u.Mentions.ByName(v) {
		return ""
	}
	return v
}

// path keeps the page that a path belongs to: ids in it are gone.
func (u *Unnamer) path(path string) string {
	page := u.Rules.Pages.Template(path)
	if page == path {
		return u.common("path", path)
	}
	if u.Mentions.ByID(page) || u.Mentions.ByName(page) {
		return ""
	}
	return page
}

func (u *Unnamer) props(t *cham.Touch) map[string]string {
	out := scalars(t.Properties, u.Rules.Properties)
	for name, v := range out {
		if u.common("prop:"+name, v) == "" {
			delete(out, name)
		}
	}
	return out
}

// properties are those that stay, as the sender wrote them but as text, and a
// made-up order number, so that an order's touches are still one order's.
func (u *Unnamer) properties(props map[string]string, order string) json.RawMessage {
	if order != "" {
		if u.orders == nil {
			u.orders = map[string]string{}
		}
		if u.orders[order] == "" {
			u.orders[order] = "o-" + u.NewID() + "-" + strconv.Itoa(len(u.orders))
		}
		props["order_id"] = u.orders[order]
	}
	if len(props) == 0 {
		return nil
	}
	b, err := json.Marshal(props)
	if err != nil {
		return nil
	}
	return b
}

// scalars are the values of declared properties, as kinds have them.
func scalars(raw json.RawMessage, declared []string) map[string]string {
	out := map[string]string{}
	var all map[string]json.RawMessage
	if len(raw) == 0 || json.Unmarshal(raw, &all) != nil {
		return out
	}
	for _, name := range declared {
		k := cham.KindOf(&cham.Touch{Properties: raw}, cham.KindRules{Properties: []string{name}})
		if k.Props != "" {
			out[name] = k.Props[len(name)+1:]
		}
	}
	return out
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

func siteOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Hostname() + "/"
}
