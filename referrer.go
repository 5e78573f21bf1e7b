package cham

import (
	"slices"
	"strings"
)

// DefaultExcludedReferrers are sites through which customers pass on their way
// back to the business, each with all sites below it: payment pages and
// sign-in pages. "pay.*" is every site whose name begins with "pay.". Ascending;
// the caller's own.
func DefaultExcludedReferrers() []string { return slices.Sorted(slices.Values(excludedReferrers)) }

var excludedReferrers = []string{
	"pay.*", "payment.*", "payments.*", "thanhtoan.*", "checkout.*", "epay.*", "3ds.*", "acs.*",
	"login.*", "signin.*", "sso.*", "auth.*", "oauth.*", "accounts.*",
	// Payment, in Vietnam.
	"vnpay.vn", "vnpayment.vn", "momo.vn", "zalopay.vn", "zalopay.com.vn", "onepay.vn", "onepay.com.vn", "payoo.vn", "payoo.com.vn",
	"napas.com.vn", "napas.vn", "alepay.vn", "nganluong.vn", "baokim.vn", "baokim.com.vn", "vtcpay.vn", "viettelpay.vn",
	"viettelmoney.vn", "shopeepay.vn", "airpay.vn", "smartpay.com.vn", "9pay.vn", "appotapay.com", "payos.vn", "sepay.vn",
	"kredivo.vn", "fundiin.vn", "homepaylater.vn", "muadee.vn", "galaxypay.vn", "megapay.vn", "vnptpay.vn", "vnpt-epay.com.vn",
	"vimo.vn", "mpos.vn", "neopay.vn", "moca.vn", "123pay.vn", "bankplus.vn", "finviet.com.vn",
	// Payment, elsewhere.
	"paypal.com", "stripe.com", "link.com", "adyen.com", "adyenpayments.com", "braintreegateway.com", "braintree-api.com",
	"checkout.com", "worldpay.com", "authorize.net", "2checkout.com", "2co.com", "avangate.com", "cybersource.com", "klarna.com",
	"afterpay.com", "clearpay.co.uk", "affirm.com", "sezzle.com", "atome.sg", "mollie.com", "payu.com", "payu.in", "razorpay.com",
	"paymentwall.com", "paddle.com", "lemonsqueezy.com", "fastspring.com", "squareup.com", "square.link", "payments.amazon.com",
	"pay.amazon.com", "pay.google.com", "payments.google.com", "alipay.com", "alipayplus.com", "tenpay.com", "pay.weixin.qq.com",
	"95516.com", "unionpayintl.com", "skrill.com", "neteller.com", "payoneer.com", "checkout.revolut.com", "gocardless.com",
	"mercadopago.com", "xendit.co", "midtrans.com", "omise.co", "2c2p.com", "ipay88.com", "molpay.com", "merchant.razer.com",
	"billplz.com", "senangpay.my", "dragonpay.ph", "paymongo.com", "gcash.com", "truemoney.com", "hitpayapp.com", "hit-pay.com",
	"bluesnap.com", "globalpay.com", "sagepay.com", "opayo.co.uk", "paysafe.com", "paysafecard.com", "trustly.com", "sofort.com",
	"multisafepay.com", "buckaroo.nl", "pay.binance.com", "commerce.coinbase.com", "bitpay.com", "nowpayments.io",
	"pay.shopify.com", "checkout.shopify.com", "shop.app",
	// The banks' own check of a card.
	"cardinalcommerce.com", "arcot.com", "3dsecure.io", "securesuite.net", "rsa3dsauth.com", "wlp-acs.com", "modirum.com",
	"gateway.mastercard.com", "migs.mastercard.com.au",
	// Sign-in.
	"accounts.google.com", "accounts.google.com.vn", "accounts.youtube.com", "appleid.apple.com", "idmsa.apple.com",
	"account.apple.com", "login.microsoftonline.com", "login.microsoft.com", "login.live.com", "account.live.com",
	"account.microsoft.com", "login.windows.net", "b2clogin.com", "ciamlogin.com", "oauth.zaloapp.com", "id.zalo.me",
	"login.yahoo.com", "api.login.yahoo.com", "access.line.me", "accounts.kakao.com", "kauth.kakao.com", "nid.naver.com",
	"id.vk.com", "oauth.vk.com", "open.weixin.qq.com", "graph.qq.com", "id.twitch.tv", "accounts.zoho.com", "login.salesforce.com",
	"okta.com", "oktapreview.com", "okta-emea.com", "auth0.com", "onelogin.com", "amazoncognito.com", "accounts.dev", "kinde.com",
	"workos.com", "stytch.com", "descope.com", "pingone.com", "pingidentity.com", "vneid.gov.vn", "sso.dancuquocgia.gov.vn",
}

// isExcluded reports whether a site, one that it is below, or the beginning of
// its name is among the excluded, which are ascending.
func isExcluded(site string, excluded []string) bool {
	if first, _, ok := strings.Cut(site, "."); ok {
		if _, found := slices.BinarySearch(excluded, first+".*"); found {
			return true
		}
	}
	for below := site; below != ""; {
		if _, found := slices.BinarySearch(excluded, below); found {
			return true
		}
		_, below, _ = strings.Cut(below, ".")
	}
	return false
}
