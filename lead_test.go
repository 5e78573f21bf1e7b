package cham_test

import (
	"fmt"
	"testing"

	"cham"
)

// TestDefaultLeads: what shops here see in their links, and where it belongs.
func TestDefaultLeads(t *testing.T) {
	groups := cham.DefaultLeadGroups()
	for want, leads := range map[string][]cham.Lead{
		"google-ads": {{Source: "google", Medium: "cpc", Click: "gclid"}, {Source: "Google", Medium: "CPC"}, {Click: "wbraid"},
			{Source: "google_ads"}},
		"facebook-ads": {{Source: "facebook", Medium: "paid_social", Click: "fbclid"}, {Source: "fb", Medium: "ads"},
			{Source: "ig", Medium: "cpc"}, {Source: "Facebook Ads"}, {Source: "fb", Medium: "Quảng cáo"}},
		"tiktok-ads":    {{Source: "tiktok", Medium: "cpc"}, {Click: "ttclid"}},
		"zalo-ads":      {{Source: "zalo", Medium: "cpc"}, {Source: "zalo_ads"}},
		"other-ads":     {{Source: "coccoc", Medium: "cpc"}, {Source: "bing", Medium: "cpc", Click: "msclkid"}},
		"google-search": {{Source: "google", Medium: "organic", Referrer: "google.com.vn"}},
		"search":        {{Source: "coccoc", Medium: "organic"}},
		"ai": {{Source: "chatgpt", Medium: "referral"},
			{Source: "gemini.google.com", Medium: "referral", Referrer: "gemini.google.com"}},
		"facebook":     {{Source: "facebook", Medium: "social", Click: "fbclid"}, {Channel: "messenger"}, {Channel: "facebook"}},
		"zalo":         {{Source: "zalo", Medium: "social", Click: "zarsrc"}, {Channel: "zalo"}},
		"tiktok":       {{Source: "tiktok", Medium: "social"}},
		"tiktokshop":   {{Channel: "tiktokshop"}},
		"shopee":       {{Channel: "shopee"}, {Source: "shopee", Medium: "referral"}},
		"email":        {{Source: "mailchimp", Medium: "email", Channel: "website"}, {Channel: "email"}},
		"referral":     {{Source: "ban-be", Medium: "affiliate"}, {Channel: "partner"}, {Source: "Giới thiệu"}},
		"websites":     {{Source: "webtretho.com", Medium: "referral", Channel: "website"}},
		"store":        {{Channel: "store"}},
		"call":         {{Channel: "call"}},
		"direct":       {{Channel: "website"}, {Channel: "app"}},
		cham.LeadOther: {{Channel: "other"}, {Channel: "website", Source: "abc"}},
	} {
		for _, l := range leads {
			if got := groups.Of(l); got != want {
				t.Errorf("%+v is of %s, want %s", l, got, want)
			}
		}
	}
}

// TestLeadCases: every field that is not empty must hold, by one of its
// patterns; sites hold for those below them; the first group wins.
func TestLeadCases(t *testing.T) {
	groups := cham.LeadGroups{
		{ID: "a", Any: []cham.LeadCase{{Source: []string{"x*y*z"}}, {Source: []string{"s"}, Medium: []string{"", "m"}}}},
		{ID: "b", Any: []cham.LeadCase{{Referrer: []string{"bao.vn"}}}},
		{ID: "c", Any: []cham.LeadCase{{Campaign: []string{"*"}}}},
	}
	for _, c := range []struct {
		want string
		lead cham.Lead
	}{
		{"a", cham.Lead{Source: "xYYz"}}, {"c", cham.Lead{Source: "xz"}}, {"a", cham.Lead{Source: "S"}},
		{"a", cham.Lead{Source: "s", Medium: "m"}},
		{"c", cham.Lead{Source: "s", Medium: "n"}}, {"b", cham.Lead{Referrer: "the-thao.bao.vn"}}, {"c", cham.Lead{Referrer: "xbao.vn"}},
	} {
		if got := groups.Of(c.lead); got != c.want {
			t.Errorf("%+v is of %s, want %s", c.lead, got, c.want)
		}
	}
	if got := (cham.LeadGroups{}).Of(cham.Lead{}); got != cham.LeadOther {
		t.Error(got)
	}
}

// TestOutsider: who led here is somebody else, not one's own pages, a payment
// page or a mere shape of a site.
func TestOutsider(t *testing.T) {
	rules := cham.Workspace{}.KindRules()
	for from, want := range map[string]string{
		"https://l.facebook.com/l.php?u=x": "facebook.com", "https://www.webtretho.com/f": "webtretho.com", "": "",
		"https://blog.shop.com.vn/a": "", "https://shop.com.vn/b": "", "https://khac.com.vn/": "khac.com.vn", "https://pay.vnpay.vn/": "",
	} {
		touch := &cham.Touch{Name: cham.PageViewed, Campaign: cham.Campaign{Source: "x"},
			Page: cham.Page{URL: "https://www.shop.com.vn/", Referrer: from}}
		if k := cham.KindOf(touch, rules); k.Referrer != want {
			t.Errorf("%q led here by %q, want %q", from, k.Referrer, want)
		}
	}
	inside := cham.KindOf(&cham.Touch{Name: cham.PageViewed, Campaign: cham.Campaign{Source: "x"},
		Page: cham.Page{URL: "https://shop.vn/b", Referrer: "https://shop.vn/a"}}, rules)
	if inside.Arrives() || !(cham.Kind{Click: "gclid"}).Arrives() || (cham.Kind{Channel: "store"}).Arrives() {
		t.Error("who arrives")
	}
	for name, want := range map[string]bool{"Email Delivered": false, "Zalo Message Sent": false, "Email Opened": false,
		"Email Link Clicked": true, "SMS Clicked": true, "Form Submitted": true} {
		if k := (cham.Kind{Name: name, Source: "newsletter", Medium: "email"}); k.Arrives() != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
	ids := map[string]bool{}
	for _, g := range cham.DefaultLeadGroups() {
		if ids[g.ID] {
			t.Error("twice", g.ID)
		}
		ids[g.ID] = true
	}
	if !ids[cham.LeadOther] {
		t.Error("no last group")
	}
}

// BenchmarkLeads: as many lead sources as there can be kinds, all different.
func BenchmarkLeads(b *testing.B) {
	leads := make([]cham.Lead, 1<<16)
	for i := range leads {
		leads[i] = cham.Lead{Channel: "website", Source: "khac", Campaign: fmt.Sprint("c", i)}
	}
	for b.Loop() {
		of := cham.DefaultLeadGroups().Grouper()
		for _, l := range leads {
			of(l)
		}
	}
}
