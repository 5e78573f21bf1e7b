package capture

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"cham"
)

// clickIDs are the marks that advertising systems leave in addresses, with the
// campaign they stand for when the address says no more. Facebook marks every
// link, not only ads.
var clickIDs = []struct{ name, source, medium string }{
	{"gclid", "google", "cpc"},
	{"gbraid", "google", "cpc"},
	{"wbraid", "google", "cpc"},
	{"dclid", "google", "display"},
	{"ttclid", "tiktok", "cpc"},
	{"msclkid", "bing", "cpc"},
	{"twclid", "x", "cpc"},
	{"li_fat_id", "linkedin", "cpc"},
	{"zarsrc", "zalo", "social"}, // of every link that is opened in Zalo
	{"fbclid", "facebook", "social"},
}

// referrers are sites, with all below them, that have a name of their own; an
// empty one is the site's.
var referrers = []struct{ site, source, medium string }{
	{"oauth.zaloapp.com", "", cham.MediumReferral}, {"id.zalo.me", "", cham.MediumReferral},
	{"accounts.youtube.com", "", cham.MediumReferral}, {"login.yahoo.com", "", cham.MediumReferral},
	{"facebook.com", "facebook", "social"}, {"fb.com", "facebook", "social"}, {"m.me", "messenger", "social"},
	{"messenger.com", "messenger", "social"}, {"instagram.com", "instagram", "social"}, {"tiktok.com", "tiktok", "social"},
	{"youtube.com", "youtube", "social"}, {"youtu.be", "youtube", "social"}, {"zalo.me", "zalo", "social"},
	{"zaloapp.com", "zalo", "social"}, {"linkedin.com", "linkedin", "social"}, {"t.co", "x", "social"}, {"x.com", "x", "social"},
	{"threads.net", "threads", "social"}, {"pinterest.com", "pinterest", "social"},
	{"bing.com", "bing", "organic"}, {"coccoc.com", "coccoc", "organic"}, {"duckduckgo.com", "duckduckgo", "organic"},
	{"yahoo.com", "yahoo", "organic"}, {"chatgpt.com", "chatgpt", "referral"}, {"perplexity.ai", "perplexity", "referral"},
	{"shopee.vn", "shopee", "referral"}, {"lazada.vn", "lazada", "referral"},
}

// leadSource says what brought the customer: the campaign as stated, completed
// by the page's address, else by a click id, else by the site they came from.
func leadSource(in *incoming, t *cham.Touch) Reason {
	f, c := &in.facts, in.facts.campaign
	host, _, query := splitURL(f.page.URL)
	fromQuery(&c, strings.TrimPrefix(ampersands(f.search), "?"))
	fromQuery(&c, query)
	if c.Source == "" && c.Medium == "" && c.Name == "" {
		c.Source, c.Medium = fromClick(c.ClickID)
	}
	if c.Source == "" && c.Medium == "" && c.Name == "" {
		c.Source, c.Medium = fromReferrer(f, host)
	}
	for _, s := range []*string{&c.Source, &c.Medium, &c.Name, &c.Term, &c.Content, &c.ClickID} {
		*s = clean(ampersands(*s), maxText)
	}
	t.Campaign = c
	return ""
}

// fromQuery fills what is empty in c from utm_ parameters and click ids.
func fromQuery(c *cham.Campaign, query string) {
	for pair := range strings.SplitSeq(truncate(query, 8<<10), "&") {
		name, value, _ := strings.Cut(pair, "=")
		if value == "" {
			continue
		}
		var to *string
		switch name {
		case "utm_source":
			to = &c.Source
		case "utm_medium":
			to = &c.Medium
		case "utm_campaign":
			to = &c.Name
		case "utm_term":
			to = &c.Term
		case "utm_content":
			to = &c.Content
		default:
			clickID(c, name, value)
			continue
		}
		if v, err := url.QueryUnescape(value); err == nil && *to == "" {
			*to = strings.ToValidUTF8(v, "\ufffd")
		}
	}
}

func clickID(c *cham.Campaign, name, value string) {
	for _, k := range clickIDs {
		if name == k.name && c.ClickID == "" {
			c.ClickID = name + "=" + value
		}
	}
}

func fromClick(id string) (source, medium string) {
	name, _, _ := strings.Cut(id, "=")
	for _, k := range clickIDs {
		if name == k.name {
			return k.source, k.medium
		}
	}
	return "", ""
}

// fromReferrer answers for the site that linked to ours; a link between our
// own pages is no lead source.
func fromReferrer(f *facts, own string) (source, medium string) {
	referrer := f.page.Referrer
	if referrer == "" {
		referrer = f.referrer
	}
	host, path, _ := splitURL(referrer)
	if host == "" || sameBusiness(host, own) || isSignIn(path) {
		return "", ""
	}
	return SiteSource(host)
}

// SiteSource is what a site that links to a business is called as a lead source.
func SiteSource(host string) (source, medium string) {
	if strings.HasPrefix(host, "google.") {
		return "google", "organic"
	}
	for _, r := range referrers {
		if host == r.site || isWithinSite(host, r.site) {
			return cmp.Or(r.source, host), r.medium
		}
	}
	return host, cham.MediumReferral
}

// sameBusiness reports whether two sites stand below one registered domain, as
// checkout.shop.com.vn and blog.shop.com.vn do.
func sameBusiness(a, b string) bool {
	if a == b || isWithinSite(a, b) || isWithinSite(b, a) {
		return true
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(a)
	return err == nil && isWithinSite(b, domain)
}

// signInPages are parts of the paths at which people prove who they are, on
// sites that bring people as well.
var signInPages = []string{"oauth", "oauth2", "openid", "openid-connect", "saml", "saml2", "sso", "auth", "authorize",
	"login", "login.php", "signin"}

func isSignIn(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if slices.Contains(signInPages, part) {
			return true
		}
	}
	return false
}

func isWithinSite(host, site string) bool {
	return site != "" && len(host) > len(site) && strings.HasSuffix(host, site) && host[len(host)-len(site)-1] == '.'
}
