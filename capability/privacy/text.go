// Package privacy masks personal data for those who may see journeys but not
// people: enough is left to recognise somebody one knows, too little to write
// to or call a stranger.
//
// It is one function over everything that leaves: Mask copies an answer and
// masks each text in it, whatever the field. Fields that need more than that
// carry a tag, see Mask.
package privacy

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// leastDigits in a row are taken for somebody's number: a phone, an identity
// card, a bank card, an id in a chat.
const leastDigits = 9

var (
	emailIn = regexp.MustCompile(`("[^"]*"|[^\s"/?&=:;,<>()\[\]@]+)@[^\s"/?&=:;,<>()\[\]@#']+`)
	// numberIn is digits with what people write between them.
	numberIn = regexp.MustCompile(`\+?\(?\+?[0-9](?:[\s.\-()/_+|` + "\u00a0\u2010-\u2015" + `]{0,3}[0-9])+`)
	longRun  = regexp.MustCompile(`\+?[0-9]{9,}`)
	// thousands is an amount of money as people write it, "3.500.000.000".
	thousands = regexp.MustCompile(`^[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)$`)
	uuid      = regexp.MustCompile(`^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
)

// Text masks e-mail addresses and people's numbers wherever they stand in a
// text, also percent-encoded as in addresses and in full-width digits. What
// holds none comes back as it is.
func Text(s string) string {
	if !suspicious(s) || uuid.MatchString(s) {
		return s
	}
	plain := norm.NFKC.String(unescape(s))
	masked := numberIn.ReplaceAllStringFunc(emailIn.ReplaceAllStringFunc(plain, email), numbers)
	if masked == plain {
		return s
	}
	return masked
}

// suspicious reports whether a text can hold a contact at all.
func suspicious(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r == '@', r == '＠', r == '﹫', r == '%':
			return true
		case unicode.IsDigit(r):
			if digits++; digits >= leastDigits {
				return true
			}
		}
	}
	return false
}

// unescape undoes percent-encoding, also done twice or thrice over; what is
// none stays.
func unescape(s string) string {
	for range 3 {
		plain := escaped.ReplaceAllStringFunc(s, func(e string) string {
			if p, err := url.PathUnescape(e); err == nil && utf8.ValidString(p) {
				return p
			}
			return e
		})
		if plain == s {
			break
		}
		s = plain
	}
	return s
}

var escaped = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2})+`)

// numbers masks what of a run of digits and separators is somebody's: nine
// digits without a gap, what begins like a phone, and what adds up like a bank
// card.
func numbers(s string) string {
	switch digits := onlyDigits(s); {
	case len(digits) < leastDigits || amount(s, digits):
		return s
	case phoneStart(s) || len(digits) >= 13 && luhn(digits):
		return number(s)
	}
	for i := 1; i < len(s); i++ { // a phone behind another number: "12 0912 345 678"
		if isDigit(s[i-1]) || !phoneStart(s[i:]) || len(onlyDigits(s[i:])) < leastDigits {
			continue
		}
		return numbers(s[:i]) + number(s[i:])
	}
	return longRun.ReplaceAllStringFunc(s, number)
}

// amount distinguishes money, "840.000.000", from a phone in groups,
// "84.912.345.678".
func amount(s, digits string) bool {
	return thousands.MatchString(s) && !(len(digits) == 11 && strings.HasPrefix(digits, "84") && digits[2] >= '3')
}

func phoneStart(s string) bool {
	return s[0] == '+' || s[0] == '0' || s[0] == '(' || strings.HasPrefix(s, "84")
}

// number shows of a phone what "09xx xxx 678" shows, of other numbers the last
// two digits.
func number(s string) string {
	digits := onlyDigits(s)
	if len(digits) >= leastDigits && len(digits) <= 13 && phoneStart(s) {
		if strings.Contains(s, "+") {
			digits = "+" + digits
		}
		return phone(digits)
	}
	return last(digits)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// luhn reports whether the digits add up as those of bank cards do (ISO/IEC 7812).
func luhn(digits string) bool {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
