package campaign

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cham/capability/letter"
	"cham/capability/reach"
	"cham/locale"
)

func found(all []WordFinding) (short []string) {
	for _, f := range all {
		short = append(short, string(f.Rule)+" "+f.Field)
	}
	return short
}

const decent = "Cảm ơn anh chị đã ghé tiệm. Lịch hẹn của anh chị đã được giữ cho sáng thứ bảy này."

func TestFindings(t *testing.T) {
	text := func(s string) letter.Block { return letter.Block{Kind: letter.Text, Text: s} }
	by := func(class reach.Class, subject string, blocks ...letter.Block) Draft {
		return Draft{Class: class, Lang: "vi", Letter: letter.Letter{Subject: subject, Blocks: blocks}}
	}
	sms := func(class reach.Class, lang, s string) Draft {
		return Draft{Class: class, Lang: lang, Ways: []reach.Way{reach.SMS}, Texts: map[reach.Way]letter.Note{reach.SMS: {Text: s}}}
	}
	two := by(reach.Care, "Cảm ơn", text(decent))
	two.B = &Version{Letter: letter.Letter{Subject: "CẢM ƠN ANH CHỊ", Blocks: []letter.Block{text(decent)}}}
	english := by(reach.Care, "Thank you", text(decent))
	english.Lang = "en"
	for name, c := range map[string]struct {
		d    Draft
		want []string
	}{
		"decent":             {by(reach.Marketing, "Hàng mới về!", text(decent+" [Xem](https://mocan.vn)")), nil},
		"label by hand":      {by(reach.Marketing, "[QC] Hàng mới", text(decent)), nil},
		"label in the midst": {by(reach.Marketing, "Hàng mới [QC]", text(decent)), []string{"label letter.subject"}},
		"another label":      {by(reach.Marketing, "[AD] Hàng mới", text(decent)), []string{"label letter.subject"}},
		"disguised":          {by(reach.Care, "[qc] Hàng mới", text(decent)), []string{"disguised letter.subject"}},
		"disguised SMS":      {sms(reach.Transaction, "vi", "[QC] Giam gia"), []string{"disguised texts.sms.text"}},
		"offer":              {by(reach.Transaction, "Đơn hàng", text(decent+" Đơn sau giảm giá 10%.")), []string{"offer letter.blocks[0].text"}},
		"offer to who asked": {by(reach.Marketing, "Giảm giá", text(decent)), nil},
		"capitals":           {by(reach.Care, "CẢM ƠN {{ name }} NHIỀU", text(decent)), []string{"capitals letter.subject"}},
		"short capitals":     {by(reach.Care, "OK SPA", text(decent)), nil},
		"exclaims": {by(reach.Care, "Chào! Vui quá!", text(decent+" Nhanh!!")),
			[]string{"exclaims letter.subject", "exclaims letter.blocks[0].text"}},
		"pictures": {by(reach.Care, "Quà", letter.Block{Kind: letter.Image, URL: "https://mocan.vn/a.png"}),
			[]string{"alt letter.blocks[0].alt", "pictures letter.blocks"}},
		"another address": {by(reach.Care, "Xem", text(decent+" [mocan.vn](https://evil.vn/x)")), []string{"address letter.blocks[0].text"}},
		"the same address": {by(reach.Care, "Xem", text(decent+" [www.mocan.vn/a](https://mocan.vn/a?b) [mocan.vn](https://shop.mocan.vn)")),
			nil},
		"button": {by(reach.Care, "Xem", text(decent), letter.Block{Kind: letter.Button, Text: "vcb.com.vn", URL: "https://vcb.evil.vn"}),
			[]string{"address letter.blocks[1].url"}},
		"shortener":        {by(reach.Care, "Xem", text(decent+" https://bit.ly/abc")), []string{"shortener letter.blocks[0].text"}},
		"shortener by SMS": {sms(reach.Care, "vi", "Xem http://BIT.LY/abc nhe"), []string{"shortener texts.sms.text"}},
		"no marks by SMS":  {sms(reach.Care, "vi", "Cam on anh chi da ghe tiem. Lich hen cua anh chi da duoc giu cho sang thu bay nay."), nil},
		"no marks": {by(reach.Care, "Cam on", text("Cam on anh chi da ghe tiem. Lich hen cua anh chi da duoc giu cho sang thu bay nay.")),
			[]string{"language letter"}},
		"not English":        {english, []string{"language letter"}},
		"the second version": {two, []string{"capitals b.letter.subject"}},
		"a template": {Draft{Class: reach.Care, Lang: "vi", Ways: []reach.Way{reach.ZNS},
			Texts: map[reach.Way]letter.Note{reach.ZNS: {Template: "1"}}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := found(c.d.Findings("Mộc An", "shop@mocan.vn")); !slices.Equal(got, c.want) {
				t.Errorf("%q", got)
			}
		})
	}
}

// Who writes is said of adverts; and what the law forbids does not start.
func TestLawful(t *testing.T) {
	d := Draft{Class: reach.Marketing, Lang: "vi", Letter: letter.Letter{Subject: "Hàng mới", Blocks: []letter.Block{{Kind: letter.Divider}}}}
	if got := found(d.Findings(" ", "")); !slices.Equal(got, []string{"sender ", "contact "}) {
		t.Errorf("%q", got)
	}
	if why := forbidden(d.Findings("Mộc An", "shop@mocan.vn")); len(why) > 0 {
		t.Error(why)
	}
	if why := forbidden(d.Findings("Mộc An", "")); len(why) != 1 || why[0].Key != "error.finding.contact" {
		t.Error(why)
	}
	d.Class, d.Letter.Subject = reach.Care, "[QC] x!!"
	if why := forbidden(d.Findings("", "")); len(why) != 1 || why[0].Key != "error.finding.disguised" || why[0].Args["label"] != "[QC]" {
		t.Error(why)
	}
}

// Every rule has words in both languages, and letters to begin with have nothing to find.
func TestFindingsHaveWords(t *testing.T) {
	for rule := range severities {
		for _, lang := range []string{"vi", "en"} {
			if key := "error.finding." + string(rule); locale.Text(lang, key, nil) == key || locale.Text(lang, key, nil) == "" {
				t.Error(lang, rule)
			}
		}
	}
	for _, lang := range []string{"vi", "en"} {
		for _, r := range letter.Ready(lang) {
			class := reach.Care
			if r.Advert {
				class = reach.Marketing
			}
			d := Draft{Class: class, Lang: lang, Letter: r.Letter}
			if got := found(d.Findings("Mộc An", "shop@mocan.vn")); len(got) > 0 {
				t.Errorf("%s %s: %q", lang, r.Key, got)
			}
		}
	}
}

// Whatever is written, looking at it ends, and says the same twice.
func TestFindingsOfAnything(t *testing.T) {
	parts := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"[QC]", "https://bit.ly", "[a](", "{{ x }}", "!!", "[mocan.vn](https://%zz)"}))
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(parts).Draw(t, "text"), "")
		d := Draft{Class: reach.Care, Lang: "en", Ways: []reach.Way{reach.Email, reach.Zalo},
			Letter: letter.Letter{Subject: s, Blocks: []letter.Block{{Kind: letter.Button, Text: s, URL: s}, {Kind: letter.Text, Text: s}}},
			Texts:  map[reach.Way]letter.Note{reach.Zalo: {Text: s}}}
		if a, b := found(d.Findings("", "")), found(d.Findings("", "")); !slices.Equal(a, b) {
			t.Fatalf("%q %q", a, b)
		}
	})
}
