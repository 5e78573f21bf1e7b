package table

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEscapeFormula(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "＝1+1": "'＝1+1", "﹢1": "'﹢1", " =1": "' =1", "\u00a0@x": "'\u00a0@x", `"=1`: `'"=1`, "\t=2": "'\t'=2",
		"\rx": "'\rx", "+1": "'+1", "-2+3": "'-2+3", "ok;=1": "ok;'=1", "a\"\n =3": "a\"\n' =3", "a; ;＠b": "a; ;'＠b",
		"-5": "-5", "-0.25": "-0.25", "+84912000999": "+84912000999", "+84 912 000 999": "'+84 912 000 999",
		"+84-912-000-999": "'+84-912-000-999", "+1234567+1": "'+1234567+1", "Đặt-lịch": "Đặt-lịch", "a, -b": "a, -b", "": "", "'=1": "''=1",
	} {
		if got := EscapeFormula(in); got != want {
			t.Errorf("EscapeFormula(%q) = %q, want %q", in, got, want)
		}
	}
}

// Whatever was written comes back to the letter.
func TestUnescapeFormula(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"=", "-", "＠", "\t", "\r", "\n", " ", "\u00a0", "\ufeff", `"`, "'", "'", ";", "1", "5.5", "ờ"})
	rapid.Check(t, func(t *rapid.T) {
		in := strings.Join(rapid.SliceOfN(pieces, 0, 10).Draw(t, "pieces"), "")
		if got := UnescapeFormula(EscapeFormula(in)); got != in {
			t.Fatalf("%q comes back as %q", in, got)
		}
	})
}
