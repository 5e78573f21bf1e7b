package sms

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestCount(t *testing.T) {
	for _, c := range []struct {
		name    string
		text    string
		accents bool
		want    Parts
	}{
		{"nothing", "", false, Parts{}},
		{"one", "a", false, Parts{1, 1, false}},
		{"159", strings.Repeat("a", 159), false, Parts{159, 1, false}},
		{"160", strings.Repeat("a", 160), true, Parts{160, 1, false}},
		{"161", strings.Repeat("a", 161), true, Parts{161, 2, false}},
		{"two full", strings.Repeat("a", 2*153), false, Parts{306, 2, false}},
		{"and one", strings.Repeat("a", 2*153+1), false, Parts{307, 3, false}},
		{"ten full", strings.Repeat("a", 10*153), false, Parts{1530, 10, false}},
		{"accent kept", "Chào", true, Parts{4, 1, false}}, // à is in GSM's alphabet
		{"accents kept", "Chạm", true, Parts{4, 1, true}},
		{"accents away", "Chạm", false, Parts{4, 1, false}},
		{"70", strings.Repeat("ạ", 70), true, Parts{70, 1, true}},
		{"71", strings.Repeat("ạ", 71), true, Parts{71, 2, true}},
		{"134", strings.Repeat("ạ", 134), true, Parts{134, 2, true}},
		{"135", strings.Repeat("ạ", 135), true, Parts{135, 3, true}},
		{"one among many", strings.Repeat("a", 159) + "ạ", true, Parts{160, 3, true}},
		{"decomposed", norm.NFD.String("Chạm"), true, Parts{4, 1, true}},
		{"emoji", "😀", true, Parts{2, 1, true}},
		{"emoji away", "a😀", false, Parts{1, 1, false}},
		{"35 emoji", strings.Repeat("😀", 35), true, Parts{70, 1, true}},
		{"no emoji in two", strings.Repeat("😀", 67), true, Parts{134, 3, true}}, // 33 in a part of 67
		{"euro", "€", false, Parts{2, 1, false}},
		{"brackets", "[QC]", false, Parts{6, 1, false}},
		{"full with euro", strings.Repeat("a", 158) + "€", false, Parts{160, 1, false}},
		{"over with euro", strings.Repeat("a", 159) + "€", false, Parts{161, 2, false}},
		{"no euro in two", strings.Repeat("€", 153), false, Parts{306, 3, false}}, // 76 in a part of 153
		{"not UTF-8", "a\xff", true, Parts{2, 1, true}},
	} {
		if got := Count(c.text, c.accents); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestPrice(t *testing.T) {
	s := Settings{PricePerPart: 850}
	if n, price := s.Price(strings.Repeat("ạ", 161)); n.Parts != 2 || price != 1700 {
		t.Errorf("%+v %d", n, price)
	}
	s.Unicode = true
	if n, price := s.Price(strings.Repeat("ạ", 161)); n.Parts != 3 || price != 2550 {
		t.Errorf("%+v %d", n, price)
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"Đặng Thị Ngọc, quý khách được giảm 50.000₫!": "Dang Thi Ngoc, quy khach duoc giam 50.000d!",
		norm.NFD.String("Nguyễn Hữu Đường"):           "Nguyen Huu Duong",
		"“Hoa Mai” – ‘tươi’… giá 5€":                  `"Hoa Mai" - 'tuoi'... gia 5€`,
		"[QC] Chào {chị}\r\nLan":                      "[QC] Chao {chi}\r\nLan",
		"100\u00a0000\u202fđ":                         "100 000 d",
		"a\tb\u200b\u00adc\x00":                       "a bc",
		"Chúc mừng 🎉 sinh nhật ❤️":                    "Chuc mung  sinh nhat ",
		"ＨＯＡ 𝐌𝐚𝐢 ½ ①":                                 "HOA Mai 1/2 1",
		"你好":                                          "",
		"a\xff":                                       "a",
		"ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊ":  "AAAAAAAAAAAAAAAAAEEEEEEEEEEEIIIII",
		"òóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ": "ooooooooooooooooouuuuuuuuuuuyyyyyd",
	} {
		if got := Plain(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// letters are what Vietnamese texts are made of, and what they should not be.
var letters = rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune("aăâeêioôơuưyđạặậẹệịọộợụựỵAĂĐ ,.0123456789\n[]€“”–…₫😀❤")), rapid.Rune()))

func TestPlainProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := letters.Draw(t, "text")
		plain := Plain(text)
		if i := strings.IndexFunc(plain, func(r rune) bool { return septets(r) == 0 }); i >= 0 {
			t.Fatalf("%q has what GSM's alphabet has not, at %d", plain, i)
		}
		if Plain(plain) != plain || Plain(norm.NFD.String(text)) != plain || Plain(norm.NFC.String(text)) != plain {
			t.Fatalf("%q becomes plainer than %q", text, plain)
		}
		if Count(text, false) != Count(plain, true) {
			t.Fatalf("%q is counted as %+v, sent as %+v", text, Count(text, false), Count(plain, true))
		}
	})
}

func TestCountProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, accents := letters.Draw(t, "text"), rapid.Bool().Draw(t, "accents")
		n, sent := Count(text, accents), written(text, accents)
		alone, joined := 160, 153
		if n.Unicode {
			alone, joined = 70, 67
		}
		least, most := (n.Characters+joined-1)/joined, (n.Characters+joined-2)/(joined-1) // a part may end one short of a double
		if n.Characters <= alone {
			least, most = min(1, n.Characters), min(1, n.Characters)
		}
		if n.Parts < least || n.Parts > most {
			t.Fatalf("%d characters are %d parts, want %d to %d", n.Characters, n.Parts, least, most)
		}
		if runes := utf8.RuneCountInString(sent); n.Characters < runes || n.Characters > 2*runes || n.Unicode && !accents {
			t.Fatalf("%q of %d is counted as %+v", sent, runes, n)
		}
		longer := Count(text+rapid.SampledFrom([]string{"a", "ạ", "€", "😀"}).Draw(t, "end"), accents)
		if longer.Parts < n.Parts {
			t.Fatalf("longer is fewer: %+v, %+v", longer, n)
		}
	})
}
