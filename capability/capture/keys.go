package capture

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"

	"cham"
)

// idNames are the names under which senders give identifiers in traits,
// properties and external ids.
var idNames = map[string]cham.KeyKind{
	"phone": cham.KeyPhone, "phoneNumber": cham.KeyPhone, "phone_number": cham.KeyPhone, "mobile": cham.KeyPhone,
	"email":  cham.KeyEmail,
	"zaloId": cham.KeyZalo, "zalo_id": cham.KeyZalo, "zaloUserId": cham.KeyZalo, "zalo_user_id": cham.KeyZalo,
	"facebookId": cham.KeyFacebook, "facebook_id": cham.KeyFacebook, "psid": cham.KeyFacebook,
	"shopeeId": cham.KeyShopee, "shopee_id": cham.KeyShopee,
	"lazadaId": cham.KeyLazada, "lazada_id": cham.KeyLazada,
	"tiktokshopId": cham.KeyTikTok, "tiktokshop_id": cham.KeyTikTok,
	"memberId": cham.KeyMember, "member_id": cham.KeyMember,
}

// maxKey bounds an identifier, in bytes after normalisation.
const maxKey = 255

func validKind(k cham.KeyKind) bool { return slices.Contains(cham.KeyKinds[:], k) }

// keys gathers the identifiers the call carries, strongest first, without
// placeholders and repetitions.
func keys(in *incoming, t *cham.Touch) Reason {
	c, f := in.call, &in.facts
	if c.Type == cham.CallAlias {
		f.id(previousKind(c), c.PreviousID)
	}
	t.Keys = make([]cham.Key, 0, len(f.ids))
	for _, id := range f.ids {
		if k, ok := c.key(id); ok && !slices.Contains(t.Keys, k) {
			t.Keys = append(t.Keys, k)
		}
	}
	if len(t.Keys) == 0 {
		if len(f.ids) == 0 {
			return ReasonNoID
		}
		first := f.ids[0]
		why := ReasonPlaceholder
		if first.Kind == cham.KeyPhone && wrongPhone(first.Value) {
			why = ReasonPhone
		}
		return in.refuse(why, string(first.Kind)+" "+truncate(first.Value, 40))
	}
	slices.SortStableFunc(t.Keys, func(a, b cham.Key) int { return rank(a.Kind) - rank(b.Kind) })
	return ""
}

// key normalises an identifier of the call.
func (c *Call) key(id cham.Key) (cham.Key, bool) {
	if c.verbatim && id.Kind == cham.KeyUser {
		id.Value = clean(id.Value, maxKey)
		return id, id.Value != "" && len(id.Value) <= maxKey
	}
	return NormalizeKey(id.Kind, id.Value)
}

// wrongPhone tells a number that is mistyped, cut short or masked from one that
// was made up to fill a form.
func wrongPhone(v string) bool {
	v = clean(v, maxKey)
	_, possible := vietnamese(phoneDigits(v)) // and refused all the same: made up
	return strings.ContainsAny(v, "0123456789") && !placeholder(v) && !possible
}

func rank(k cham.KeyKind) int { return slices.Index(cham.KeyKinds[:], k) }

// previousKind guesses whether an alias speaks of a device or of an older id of
// a known person: SDKs make device ids of the form of a UUID.
func previousKind(c *Call) cham.KeyKind {
	if c.PreviousID == c.AnonymousID || uuidShaped(c.PreviousID) {
		return cham.KeyAnonymous
	}
	return cham.KeyUser
}

func uuidShaped(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, c := range []byte(s) {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
			return false
		}
	}
	return true
}

// NormalizeKey brings an identifier into the one form it is compared in: phones
// as E.164 (Vietnamese when no country is said, numbers from before the change
// of 2018 folded), e-mails in lower case, all text trimmed and in NFC. It
// answers false for what identifies nobody: placeholders, impossible phones
// and e-mails, and values over 255 bytes.
func NormalizeKey(kind cham.KeyKind, value string) (cham.Key, bool) {
	if len(value) > 4*maxKey || !utf8.ValidString(value) {
		return cham.Key{}, false
	}
	v, ok := clean(value, maxKey), true
	if v == "" || placeholder(v) {
		return cham.Key{}, false
	}
	switch kind {
	case cham.KeyPhone:
		v, ok = normalizePhone(v)
	case cham.KeyEmail:
		v, ok = normalizeEmail(v)
	}
	if !ok || v == "" || len(v) > maxKey {
		return cham.Key{}, false
	}
	return cham.Key{Kind: kind, Value: v}, true
}

// normalizeEmail wants one @ with something before it and a dot behind it.
// Local parts are folded to lower case too: no provider of note tells them
// apart, people's typing does.
func normalizeEmail(v string) (string, bool) {
	v = norm.NFC.String(strings.ToLower(v))
	at := strings.LastIndexByte(v, '@')
	if at < 1 || strings.ContainsAny(v, " ,;<>\"()") || strings.IndexByte(v, '@') != at {
		return "", false
	}
	local, domain := v[:at], strings.TrimSuffix(v[at+1:], ".")
	dot := strings.LastIndexByte(domain, '.')
	if dot < 1 || dot == len(domain)-1 || strings.Contains(domain, "..") || fakeEmail(local, domain) {
		return "", false
	}
	return local + "@" + domain, true
}

// movedPrefixes are the Vietnamese mobile prefixes of 11-digit numbers and what
// they became in 2018, without the trunk 0 (channels: Viettel, MobiFone,
// VinaPhone, Vietnamobile, Gmobile).
var movedPrefixes = map[string]string{
	"162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
	"120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
	"123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
	"186": "56", "188": "58",
	"199": "59",
}

// normalizePhone returns the E.164 form of a valid number.
func normalizePhone(v string) (string, bool) {
	digits := phoneDigits(v)
	if len(digits) < 8 || len(digits) > 20 {
		return "", false
	}
	if e164, ok := vietnamese(digits); ok {
		return e164, !fakePhone(e164[3:])
	}
	n, err := phonenumbers.Parse(digits, "VN")
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", false
	}
	e164 := phonenumbers.Format(n, phonenumbers.E164)
	national := phonenumbers.GetNationalSignificantNumber(n)
	return e164, !fakePhone(national)
}

// phoneDigits keeps digits and a leading plus; "" when there are letters, or
// more than separators would explain.
func phoneDigits(v string) string {
	out := make([]byte, 0, len(v))
	for _, r := range norm.NFKC.String(v) {
		switch {
		case r >= '0' && r <= '9':
			out = append(out, byte(r))
		case r == '+' && len(out) == 0:
			out = append(out, '+')
		case strings.ContainsRune(" .-()/\u2010\u2011\u2012\u2013\u00a0", r):
		default:
			return ""
		}
	}
	if strings.HasPrefix(string(out), "00") {
		return "+" + string(out[2:])
	}
	return string(out)
}

// vietnamese recognises Vietnamese mobile numbers however their country and
// trunk prefix are written, folding the old ones: +84 912…, 84 0912…, 0912…,
// 912…. It is also the fast way: nearly all phones end here.
func vietnamese(digits string) (string, bool) {
	n := strings.TrimPrefix(digits, "+")
	foreign := len(n) < len(digits)
	if rest := strings.TrimPrefix(n, "84"); len(rest) < len(n) && len(rest) >= 9 && (foreign || len(n) >= 11) {
		n, foreign = rest, false
	}
	if foreign {
		return "", false
	}
	n = strings.TrimPrefix(n, "0")
	if len(n) == 10 {
		if now := movedPrefixes[n[:3]]; now != "" {
			n = now + n[3:]
		}
	}
	if len(n) != 9 || !mobilePrefix(n) {
		return "", false
	}
	return "+84" + n, true
}

// mobilePrefix tells by the two or three leading digits of nine whether they
// are a Vietnamese mobile number: 3x, 52 55 56 58 59, 7x, 8x and 9x as far as
// they were given out.
func mobilePrefix(n string) bool {
	switch n[0] {
	case '3':
		return n[1] >= '2'
	case '5':
		return strings.IndexByte("25689", n[1]) >= 0
	case '7':
		return strings.IndexByte("06789", n[1]) >= 0
	case '8':
		return n[1] != '0'
	case '9':
		return n[1] != '5'
	}
	return false
}
