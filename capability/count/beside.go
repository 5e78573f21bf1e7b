package count

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/capability/capture"
)

// LeadCounts is what other systems counted of lead sources, to stand beside the
// customers of the same groups: whoever counted says visits, not people.
type LeadCounts struct {
	// Days are those that Analytics' sessions are of.
	Days     DaySpan        `json:"days" doc:"the days that Google Analytics counted"`
	Sessions []LeadSessions `json:"sessions" doc:"Google Analytics' sessions of each group of lead sources, most first"`
	// Unknown are sessions whose source Analytics does not know itself.
	Unknown int `json:"unknown" doc:"sessions whose source Google Analytics does not know ((not set), (other))"`
	// Groups are Analytics' own, which are not those of the workspace.
	GroupDays DaySpan         `json:"groupDays" doc:"the days of groups"`
	Groups    []GroupSessions `json:"groups" doc:"sessions of Google Analytics' own channel groups, most first"`
	// KeywordDays are those that Search Console's keywords are of.
	KeywordDays DaySpan         `json:"keywordDays" doc:"the days that Search Console counted"`
	Keywords    []KeywordCounts `json:"keywords" doc:"of Search Console, most clicks first, at most 50"`
}

// LeadSessions is how many sessions Google Analytics counted of a group.
type LeadSessions struct {
	Lead     string `json:"lead" doc:"id of the group of lead sources"`
	Sessions int    `json:"sessions"`
}

// GroupSessions is how many sessions Google Analytics counted of a group of its own.
type GroupSessions struct {
	Group    string `json:"group" doc:"as Google Analytics writes it, such as Organic Search"`
	Sessions int    `json:"sessions"`
}

// KeywordCounts is what was searched for, as Search Console counted it.
type KeywordCounts struct {
	Keyword     string  `json:"keyword"`
	Clicks      int     `json:"clicks"`
	Impressions int     `json:"impressions"`
	Position    float64 `json:"position,omitempty" doc:"the average, by impressions; absent when it is not known"`
}

// mostKeywords bounds LeadCounts.Keywords.
const mostKeywords = 50

// BesideLeads sums up counts by the groups of lead sources that touches with the same
// source and medium belong to.
func BesideLeads(counts []cham.Count, groups cham.LeadGroups, loc *time.Location) (out LeadCounts) {
	sources := picked(counts, Analytics, KindSource, "sessions")
	out.Days = PeriodOf(sources, loc)
	of, sessions := groups.Grouper(), map[string]int{}
	for _, c := range sources {
		if lead, ok := leadOf(c.Value); ok {
			sessions[of(lead)] += int(c.Number)
		} else {
			out.Unknown += int(c.Number)
		}
	}
	for id, n := range sessions {
		out.Sessions = append(out.Sessions, LeadSessions{id, n})
	}
	slices.SortFunc(out.Sessions, func(a, b LeadSessions) int {
		return cmp.Or(cmp.Compare(b.Sessions, a.Sessions), cmp.Compare(a.Lead, b.Lead))
	})
	out.groups(counts, loc)
	out.keywords(counts, loc)
	return out
}

func (b *LeadCounts) groups(counts []cham.Count, loc *time.Location) {
	all, sessions := picked(counts, Analytics, KindGroup, "sessions"), map[string]int{}
	b.GroupDays = PeriodOf(all, loc)
	for _, c := range all {
		sessions[c.Value] += int(c.Number)
	}
	for group, n := range sessions {
		b.Groups = append(b.Groups, GroupSessions{group, n})
	}
	slices.SortFunc(b.Groups, func(a, b GroupSessions) int {
		return cmp.Or(cmp.Compare(b.Sessions, a.Sessions), cmp.Compare(a.Group, b.Group))
	})
}

func (b *LeadCounts) keywords(counts []cham.Count, loc *time.Location) {
	all, weight := map[string]*KeywordCounts{}, map[string]float64{}
	for _, measure := range []string{"clicks", "impressions", "position"} {
		some := picked(counts, SearchConsole, KindKeyword, measure)
		if measure == "clicks" {
			b.KeywordDays = PeriodOf(some, loc)
		}
		for _, c := range some {
			k := all[c.Value]
			if k == nil {
				k = &KeywordCounts{Keyword: c.Value}
				all[c.Value] = k
			}
			switch measure {
			case "clicks":
				k.Clicks += int(c.Number)
			case "impressions":
				k.Impressions += int(c.Number)
				weight[at(c)] = c.Number
			default:
				k.Position += c.Number * weight[at(c)]
			}
		}
	}
	for _, k := range all {
		k.Position /= max(1, float64(k.Impressions))
		b.Keywords = append(b.Keywords, *k)
	}
	slices.SortFunc(b.Keywords, func(a, b KeywordCounts) int {
		return cmp.Or(cmp.Compare(b.Clicks, a.Clicks), cmp.Compare(b.Impressions, a.Impressions), cmp.Compare(a.Keyword, b.Keyword))
	})
	b.Keywords = b.Keywords[:min(len(b.Keywords), mostKeywords)]
}

// at names a value on its days.
func at(c cham.Count) string { return c.From.String() + c.To.String() + c.Value }

// picked are the counts of one system, kind and measure that can be added up: of
// periods that overlap the longest is taken, then the latest.
func picked(counts []cham.Count, by, kind, measure string) (out []cham.Count) {
	type span struct{ from, to time.Time }
	spans := map[span][]cham.Count{}
	var order []span
	for _, c := range counts {
		if c.By != by || c.Kind != kind || c.Measure != measure {
			continue
		}
		s := span{c.From, c.To}
		if spans[s] == nil {
			order = append(order, s)
		}
		spans[s] = append(spans[s], c)
	}
	slices.SortFunc(order, func(a, b span) int {
		return cmp.Or(cmp.Compare(b.to.Sub(b.from), a.to.Sub(a.from)), b.from.Compare(a.from))
	})
	var taken []span
	for _, s := range order {
		if !slices.ContainsFunc(taken, func(t span) bool { return s.from.Before(t.to) && t.from.Before(s.to) }) {
			taken, out = append(taken, s), append(out, spans[s]...)
		}
	}
	return out
}

// leadOf is what touches of such visitors say of where they came from; false where
// Analytics does not know.
func leadOf(value string) (cham.Lead, bool) {
	source, medium, _ := strings.Cut(value, " / ")
	source, medium = strings.TrimSpace(source), strings.TrimSpace(medium)
	if medium == "(none)" || medium == "(not set)" {
		medium = ""
	}
	lead := cham.Lead{Channel: "website", Source: source, Medium: medium}
	switch {
	case source == "(direct)":
		lead.Source = ""
	case strings.HasPrefix(source, "("): // (not set), (other), (data not available)
		return lead, false
	case medium == cham.MediumReferral && strings.Contains(source, "."):
		lead.Referrer = source
		lead.Source, lead.Medium = capture.SiteSource(source)
	}
	return lead, true
}

// PageViews is what Google Analytics counted of some pages.
type PageViews struct {
	Days  DaySpan `json:"days" doc:"the days that Google Analytics counted"`
	Views int     `json:"views"`
	Pages int     `json:"pages" doc:"how many addresses of pages that were"`
}

// BesidePages sums up the views of pages whose path belongs.
func BesidePages(counts []cham.Count, loc *time.Location, belongs func(path string) bool) (out PageViews) {
	pages := map[string]bool{}
	all := picked(counts, Analytics, KindPage, "views")
	out.Days = PeriodOf(all, loc)
	for _, c := range all {
		if path, ok := pathOf(c.Value); ok && belongs(path) {
			out.Views += int(c.Number)
			pages[path] = true
		}
	}
	out.Pages = len(pages)
	return out
}

// pathOf is the path of a page that is named by it or by its whole address.
func pathOf(page string) (string, bool) {
	u, err := url.Parse(page)
	if err != nil || strings.HasPrefix(page, "(") {
		return "", false
	}
	return cmp.Or(u.Path, "/"), true
}
