package table

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold by the tables is Fold by decomposing, of whatever text.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"Tổng cộng", "lineItem", "Đơn giá (VNĐ)", "a\u0302\u0301", "e\xff\u0301", "ΐ ǭ ẞ ﬁ 각", "A\u0315\u0301b",
		"giá\x00n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want strings.Builder
		before := ' '
		for _, r := range norm.NFD.String(s) {
			if unicode.Is(unicode.Mn, r) {
				continue
			}
			if unicode.IsUpper(r) && unicode.IsLower(before) {
				want.WriteByte(' ')
			}
			before = r
			switch r = unicode.ToLower(r); {
			case r == 'đ':
				want.WriteByte('d')
			case unicode.IsLetter(r) || unicode.IsDigit(r):
				want.WriteRune(r)
			default:
				want.WriteByte(' ')
			}
		}
		if got, want := Fold(s), strings.Join(strings.Fields(want.String()), " "); got != want {
			t.Errorf("%q is %q, want %q", s, got, want)
		}
	})
}

// Dates as most files have them are read as all others are.
func TestNumbersOfTime(t *testing.T) {
	hanoi := time.FixedZone("", 7*3600)
	for _, s := range []string{"31/12/2025", "31/12/2025 08:30", "01/02/2024 23:59:59", "31/02/2025", "00/01/2025", "31/12/0000", "12/31/2025",
		"31/12/2025 24:00", "31/12/2025 08:60", "31/12/2025T08:30", "1/12/2025"} {
		for _, order := range []string{"dmy", "mdy"} {
			p := stamp{rest: s, order: order, loc: hanoi}
			want, ok := p.read()
			if got, is := Time(s, hanoi, order); is != ok || !got.Equal(want) {
				t.Errorf("%s %s: %v %v, want %v %v", s, order, got, is, want, ok)
			}
		}
	}
}
