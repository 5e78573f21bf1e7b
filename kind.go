package cham

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// PropSep joins the "name=value" pairs of Kind.Props.
const PropSep = "\x1f"

// KindRules are a workspace's choices in how touches are told apart, and their
// money counted. The zero value knows no properties and excludes no referrer.
type KindRules struct {
	// Properties are the declared properties, sorted by name.
	Properties []string
	// ExcludedReferrers are the sites that bring nobody, ascending, each with all
	// sites below it.
	ExcludedReferrers []string
	// Pages say which pages are put together.
	Pages PageRules
	Money MoneyRules
	// Except are the rules that leave touches out, Outsiders the keys whose
	// customers they take: found by who loads an index, and not part of the rules.
	Except    Exclusions
	Outsiders []KeyID `json:"-"`
}

// KindRules are the workspace's choices for KindOf; its page rules are kept apart.
func (w Workspace) KindRules() KindRules {
	return KindRules{Properties: slices.Sorted(slices.Values(w.Properties)), ExcludedReferrers: slices.Sorted(slices.Values(w.Excluded())),
		Money: w.Money(), Except: w.Exclusions.InForce()}
}

// Equal reports whether both tell touches apart in the same way.
func (r KindRules) Equal(other KindRules) bool {
	return slices.Equal(r.Properties, other.Properties) && slices.Equal(r.ExcludedReferrers, other.ExcludedReferrers) &&
		maps.Equal(r.Pages, other.Pages) && r.Money.Equal(other.Money) && r.Except.Equal(other.Except)
}

// KindOf returns the kind of a touch. Of the touch's properties only declared
// ones are looked at whose value is text, a number or a boolean, with the value
// as it is written in the JSON (text without its quotes). A touch that an
// excluded referrer brought has no source.
func KindOf(t *Touch, r KindRules) Kind {
	k := Kind{
		Name:     t.Name,
		Channel:  t.Channel,
		Source:   t.Campaign.Source,
		Medium:   t.Campaign.Medium,
		Campaign: t.Campaign.Name,
		Path:     r.Pages.Template(t.Page.Path),
		Device:   t.Device,
		Branch:   t.Branch,
		Props:    declaredProps(t.Properties, r.Properties),
		Inside:   t.Inside(),
		Click:    t.ClickName(),
		Referrer: t.Outsider(r),
	}
	if k.Medium == MediumReferral && k.Campaign == "" && isExcluded(k.Source, r.ExcludedReferrers) {
		k.Source, k.Medium = "", ""
	}
	return k
}

// Inside reports whether a touch is of a page that carries a campaign
// in its address, and was led to by a page of the same site.
func (t *Touch) Inside() bool {
	if t.Campaign.Source+t.Campaign.Medium+t.Campaign.Name == "" || t.Page.Referrer == "" {
		return false
	}
	from := site(t.Page.Referrer)
	return from != "" && from == site(t.Page.URL)
}

// site is the host of an address, without "www.".
func site(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	if end := strings.IndexAny(rest, "/?#:"); end >= 0 {
		rest = rest[:end]
	}
	return strings.TrimPrefix(strings.ToLower(rest), "www.")
}

func declaredProps(raw json.RawMessage, declared []string) string {
	if len(raw) == 0 || len(declared) == 0 {
		return ""
	}
	var all map[string]json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return ""
	}
	var b strings.Builder
	for _, name := range declared {
		if v := scalarText(all[name]); v != "" {
			if b.Len() > 0 {
				b.WriteString(PropSep)
			}
			b.WriteString(name + "=" + v)
		}
	}
	return b.String()
}

// scalarText is the text of a JSON scalar, "" for null, objects and arrays.
func scalarText(v json.RawMessage) string {
	if len(v) == 0 || v[0] == '{' || v[0] == '[' || v[0] == 'n' {
		return ""
	}
	if v[0] != '"' {
		return string(v)
	}
	var s string
	if json.Unmarshal(v, &s) != nil {
		return ""
	}
	return strings.ReplaceAll(s, PropSep, " ")
}
