package capture

import (
	"fmt"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"

	"cham"
)

func TestNormalizeKey(t *testing.T) {
	for _, c := range []struct {
		kind     cham.KeyKind
		in, want string // "" for what identifies nobody
	}{
		{"phone", "0912345678", "+84912345678"}, {"phone", "84912345678", "+84912345678"}, {"phone", "912345678", "+84912345678"},
		{"phone", "84 0912345678", "+84912345678"}, {"phone", "\u200b0912 345 678\u202c", "+84912345678"},
		{"phone", "0084912345678", "+84912345678"}, {"phone", "+84 (0) 91-234.56 78", "+84912345678"},
		{"phone", "０９１２３４５６７８", "+84912345678"}, {"phone", "0841234567", "+84841234567"}, {"phone", "024 3825 1234", "+842438251234"},
		{"phone", "+1 650 253 0000", "+16502530000"}, {"phone", "0988888888", "+84988888888"},
		{"phone", "01621234567", "+84321234567"}, {"phone", "+841691234567", "+84391234567"}, {"phone", "0120.123.4567", "+84701234567"},
		{"phone", "01231234568", "+84831234568"}, {"phone", "84 186 123 4567", "+84561234567"}, {"phone", "01991234567", "+84591234567"},
		{"phone", "0000000000", ""}, {"phone", "0123456789", ""}, {"phone", "0987654321", ""}, {"phone", "0999999999", ""},
		{"phone", "0900000000", ""},
		{"phone", "12345", ""}, {"phone", "091234567", ""}, {"phone", "09123456789", ""}, {"phone", "an@gmail.com", ""},
		{"phone", "01101234567", ""},
		{"phone", "0912345678 hoặc 0912345679", ""}, {"phone", "113", ""},
		{"email", " An.Nguyen@GMAIL.com ", "an.nguyen@gmail.com"}, {"email", "ĐÀO@công-ty.vn", "đào@công-ty.vn"},
		{"email", "a\u0302n@x.vn", "ân@x.vn"}, {"email", "x@y.vn.", "x@y.vn"},
		{"email", "test@test.com", ""}, {"email", "an@example.com", ""}, {"email", "noemail@gmail.com", ""}, {"email", "an@host.local", ""},
		{"email", "an@gmail", ""}, {"email", "@x.vn", ""}, {"email", "a b@x.vn", ""}, {"email", "a@b@x.vn", ""}, {"email", "none", ""},
		{"email", "{{email}}@x.vn", ""},
		{"user", "19023", "19023"}, {"user", " KH001 ", "KH001"}, {"user", "1111", "1111"}, {"user", "123", "123"},
		{"user", "null", ""}, {"user", "Undefined", ""}, {"user", "N/A", ""}, {"user", "khách lẻ", ""}, {"user", "Kha\u0301ch le\u0309", ""},
		{"user", "0", ""},
		{"user", "{{userId}}", ""}, {"user", "%USER_ID%", ""}, {"user", "11111111", ""}, {"user", "-", ""}, {"user", "\u0000", ""},
		{"user", "\xff", ""},
		{"anonymous", "00000000-0000-0000-0000-000000000000", ""}, {"zalo", "1234567890123456789", "1234567890123456789"},
	} {
		got, ok := NormalizeKey(c.kind, c.in)
		if ok != (c.want != "") || got.Value != c.want || ok && got.Kind != c.kind {
			t.Errorf("%s %q: %q %v, want %q", c.kind, c.in, got.Value, ok, c.want)
		}
	}
}

// TestVietnameseAgreesWithLibrary: whatever mobile number the phone library
// holds for valid comes out as the library writes it. (The short way knows a few
// ranges more, which were given out since.)
func TestVietnameseAgreesWithLibrary(t *testing.T) {
	checked := 0
	for prefix := range 1000 {
		digits := fmt.Sprintf("0%03d234568", prefix)
		n, err := phonenumbers.Parse(digits, "VN")
		if err != nil || !phonenumbers.IsValidNumber(n) || phonenumbers.GetNumberType(n) != phonenumbers.MOBILE {
			continue
		}
		checked++
		if got, ok := normalizePhone(digits); !ok || got != phonenumbers.Format(n, phonenumbers.E164) {
			t.Errorf("%s became %q %v", digits, got, ok)
		}
	}
	if checked < 300 {
		t.Errorf("only %d prefixes checked", checked)
	}
}

// TestNormalizeKeyIsStable: a normalised key normalises to itself, however it
// was written.
func TestNormalizeKeyIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(cham.KeyKinds[:]).Draw(t, "kind")
		value := rapid.OneOf(rapid.String(), rapid.StringMatching(`(\+84|0|84|0084)?[1-9][0-9 .-]{7,12}`),
			rapid.StringMatching(`[A-Za-z.Đđâ]{1,9}@[a-z.]{1,9}`)).Draw(t, "value")
		k, ok := NormalizeKey(kind, value)
		if !ok {
			return
		}
		if again, ok := NormalizeKey(kind, k.Value); !ok || again != k {
			t.Fatalf("%q became %q, and that %q", value, k.Value, again.Value)
		}
	})
}

// A number nobody could have is told from one that was made up.
func TestWrongPhones(t *testing.T) {
	for phone, want := range map[string]Reason{"0112345678": ReasonPhone, "09123": ReasonPhone, "******01": ReasonPhone,
		"(+84)91*****01": ReasonPhone, "0000000000": ReasonPlaceholder, "0900000000": ReasonPlaceholder, "null": ReasonPlaceholder,
		"0123456789": ReasonPlaceholder} {
		_, refused := one(t, `{"type":"identify","traits":{"phone":"`+phone+`"}}`, Meta{})
		if refused == nil || refused.Reason != string(want) {
			t.Errorf("%s: %+v, want %s", phone, refused, want)
		}
	}
}
