package capture

import "strings"

// placeholders are values that stand where somebody's id should, in lower case.
// A key built on one would join strangers. Small numbers are not among them:
// they are ordinary ids of ordinary databases.
var placeholders = set(`null, nil, none, undefined, nan, unknown, unk, n/a, na, -, --, ., ?, x, xx, xxx, true, false, 0, -1,
	[object object], <nil>, (null), (none), (not set), not set, empty, blank, anonymous, anon, guest, visitor, nobody,
	test, tester, testing, demo, sample, example, user, userid, user_id, customer, customerid, customer_id,
	anonymousid, anonymous_id, id, phone, email, 123456789, 1234567890, 0123456789, 0987654321,
	00000000-0000-0000-0000-000000000000, ffffffff-ffff-ffff-ffff-ffffffffffff,
	không, khong, không có, khong co, không rõ, khong ro, chưa có, chua co,
	khách lẻ, khach le, khách hàng, khach hang, khách vãng lai, khach vang lai`)

// fakeDomains are e-mail domains that belong to nobody.
var fakeDomains = set(`example.com, example.org, example.net, example.vn, test.com, test.vn, domain.com, yourdomain.com,
	none.com, noemail.com, nomail.com, abc.com, abc.vn, localhost.localdomain`)

// fakeDomainEnds are reserved for examples and tests (RFC 2606, 6761).
var fakeDomainEnds = []string{".test", ".example", ".invalid", ".localhost", ".local"}

// fakeLocals are names before the @ that nobody answers to, whatever the
// provider.
var fakeLocals = set(`test, test1, test123, tester, testing, null, none, undefined, nomail, noemail, no-email, noreply, no-reply,
	donotreply, do-not-reply, khongco, khong_co, khongcoemail, khongcomail, chuaco, a, aa, aaa, abc, abcd, asdf, qwerty,
	xxx, example, 123, 1234, 123456`)

// fakePhones are national numbers, without the trunk 0, that people type to get
// past a form.
var fakePhones = set(`123456789, 1234567890, 987654321`)

func set(list string) map[string]bool {
	out := map[string]bool{}
	for v := range strings.SplitSeq(list, ",") {
		out[strings.TrimSpace(v)] = true
	}
	return out
}

func placeholder(v string) bool {
	if len(v) > 64 {
		return false
	}
	return placeholders[strings.ToLower(v)] || template(v) || isOneByteRepeated(v) && (len(v) >= 8 || v[0] == '0')
}

// template reports an unfilled variable: {{id}}, ${id}, %id%, {id}, <id>, [id].
func template(v string) bool {
	if len(v) < 3 {
		return false
	}
	first, last := v[0], v[len(v)-1]
	return first == '{' && last == '}' || first == '$' && last == '}' || first == '%' && last == '%' ||
		first == '<' && last == '>' || first == '[' && last == ']'
}

// isOneByteRepeated reports whether v is one byte over and over: 0000000000, ------.
func isOneByteRepeated(v string) bool { return strings.Count(v, v[:1]) == len(v) }

// fakePhone judges a national number without its trunk 0. Numbers that repeat
// one digit after their prefix (0988888888) are sold at a premium and real;
// with zeros (0900000000) they are typed.
func fakePhone(n string) bool {
	return len(n) < 7 || fakePhones[n] || isOneByteRepeated(n) || strings.Trim(n[2:], "0") == ""
}

func fakeEmail(local, domain string) bool {
	if fakeLocals[local] || fakeDomains[domain] || template(local) {
		return true
	}
	for _, end := range fakeDomainEnds {
		if strings.HasSuffix(domain, end) {
			return true
		}
	}
	return false
}
