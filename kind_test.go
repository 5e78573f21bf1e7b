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
