package cham_test

import (
	"testing"

	"cham"
)

// TestExcludedReferrers: payment and sign-in pages bring nobody, whoever comes
// over another site or says what brought them keeps the source.
func TestExcludedReferrers(t *testing.T) {
	own := cham.Workspace{ExcludedReferrers: []string{"shop.vn", "blog.shop2.vn"}}
	for _, c := range []struct {
		ws       cham.Workspace
		from     cham.Campaign
		excluded bool
	}{
		{from: referral("pay.vnpay.vn"), excluded: true},
		{from: referral("payment.momo.vn"), excluded: true},
		{from: referral("sbgateway.zalopay.vn"), excluded: true},
		{from: referral("mtf.onepay.vn"), excluded: true},
		{from: referral("www3.payoo.vn"), excluded: true},
		{from: referral("hooks.stripe.com"), excluded: true},
		{from: referral("paypal.com"), excluded: true},
		{from: referral("accounts.google.com.vn"), excluded: true},
		{from: referral("appleid.apple.com"), excluded: true},
		{from: referral("oauth.zaloapp.com"), excluded: true},
		{from: referral("login.microsoftonline.com"), excluded: true},
		{from: referral("pay.some-bank.vn"), excluded: true},
		{from: referral("notpaypal.com")},
		{from: referral("apple.com")},
		{from: referral("payoo")},
		{from: cham.Campaign{Source: "facebook", Medium: "social"}},
		{from: cham.Campaign{Source: "vnpay.vn", Medium: "banner"}},
		{from: cham.Campaign{Source: "vnpay.vn", Medium: "referral", Name: "Tết"}},
		{ws: own, from: referral("pay.vnpay.vn")}, // this workspace took it from its list
		{ws: own, from: referral("checkout.shop.vn"), excluded: true},
		{ws: own, from: referral("blog.shop2.vn"), excluded: true},
		{ws: own, from: referral("shop2.vn")},
	} {
		k := cham.KindOf(&cham.Touch{Campaign: c.from}, c.ws.KindRules())
		want := c.from
		if c.excluded {
			want = cham.Campaign{}
		}
		if k.Source != want.Source || k.Medium != want.Medium {
			t.Errorf("%+v: source %q, medium %q", c.from, k.Source, k.Medium)
		}
	}
}

func referral(site string) cham.Campaign {
	return cham.Campaign{Source: site, Medium: cham.MediumReferral}
}

// A touch is inside where a page of the same site carried the campaign on.
func TestInside(t *testing.T) {
	ad := cham.Campaign{Source: "facebook"}
	for _, c := range []struct {
		name, url, referrer string
		campaign            cham.Campaign
		want                bool
	}{
		{cham.PageViewed, "https://mocan.vn/a?utm_source=facebook", "https://www.mocan.vn/", ad, true},
		{cham.PageViewed, "https://WWW.mocan.vn:8443/a", "http://mocan.vn?x", ad, true},
		{cham.PageViewed, "https://mocan.vn/a", "https://l.facebook.com/", ad, false},
		{cham.PageViewed, "https://mocan.vn/a", "https://blog.mocan.vn/", ad, false},
		{cham.PageViewed, "https://mocan.vn/a", "", ad, false},
		{cham.PageViewed, "", "mocan.vn", ad, false},
		{cham.PageViewed, "https://mocan.vn/a", "https://mocan.vn/", cham.Campaign{}, false},
		{"Banner Clicked", "https://mocan.vn/a", "https://mocan.vn/", ad, true},
		{"Banner Clicked", "https://mocan.vn/a", "https://zalo.me/", ad, false},
	} {
		touch := cham.Touch{Name: c.name, Campaign: c.campaign, Page: cham.Page{URL: c.url, Referrer: c.referrer}}
		if got := cham.KindOf(&touch, cham.KindRules{}).Inside; got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
