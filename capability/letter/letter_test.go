package letter

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"cham"
	"cham/locale"
)

var update = flag.Bool("update", false, "write the golden files")

// whole has every kind of block and every way to show a field.
var whole = Letter{
	Subject: "{{ business }} chào {{ salutation }} {{ first_name }}", Preheader: "Ưu đãi cho {{ salutation }}",
	Blocks: []Block{
		{Kind: Heading, Text: "Chào {{ salutation }} {{ name }}"},
		{Kind: Text, Text: "Dòng một <b>\ndòng **hai {{ name }}**\n\n" +
			"[xem {{ customer.city }}](https://shop.vn/{{ customer.city }}?a={{ name }}) hay [gọi](tel:+84901234567)"},
		{Kind: Button, Text: "Mua {{ customer.city }}", URL: "https://shop.vn/mua?khách={{ customer.city }}"},
		{Kind: Image, URL: "https://shop.vn/a.png?x={{ customer.city }}", Alt: "Ảnh {{ customer.city }}"},
		{Kind: Divider},
		{Kind: Text, Text: "Hẹn gặp lại ở {{ customer.city | upcase }}"},
	},
}

var frame = Frame{Lang: "vi", Business: "Hoa Mai & Con", Contact: "12 Lê Lợi, Huế\n0234 382 1234", Advert: true,
	Unsubscribe: "https://cham.vn/p/abc?x=1&y=2", Link: func(u string) string { return "https://cham.vn/l/" + u[len("https://"):] }}

func traits(kv ...string) map[string]json.RawMessage {
	m := map[string]json.RawMessage{}
	for i := 0; i < len(kv); i += 2 {
		m[kv[i]] = json.RawMessage(kv[i+1])
	}
	return m
}

func compiled(t testing.TB, l Letter) *Compiled {
	t.Helper()
	c, err := Compile(l)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestGolden(t *testing.T) {
	f := FieldsOf("Nguyễn Thị <Lan>", traits("city", `"Huế & \"quanh\""`, "gender", `"Nữ"`), "vi")
	w, err := compiled(t, whole).Write(f, frame)
	if err != nil {
		t.Fatal(err)
	}
	if want := "[QC] Hoa Mai & Con chào chị <Lan>"; w.Subject != want {
		t.Errorf("%q", w.Subject)
	}
	for name, got := range map[string]string{"testdata/whole.html": w.HTML, "testdata/whole.txt": w.Text} {
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, _ := os.ReadFile(name); string(want) != got {
			t.Errorf("%s is another (-update writes it):\n%s", name, got)
		}
	}
}

// Whatever a field says, the letter has the same tags, and links the same sites.
func TestFieldsAreText(t *testing.T) {
	c := compiled(t, whole)
	plain, err := c.Write(FieldsOf("Lan", traits("city", `"Hue"`), "vi"), frame)
	if err != nil {
		t.Fatal(err)
	}
	values := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"<script>alert(1)</script>", `"><img src=x onerror=y>`, "{{ business }}",
		"{% if true %}", "**b**", "[x](https://evil.vn)", "a)b](c", "x\r\nBcc: a@b.vn", "\ue03cscript\ue03e", "javascript:alert(1)", "&lt;b&gt;",
		"@evil.vn/", "../../?a=b#c", "\u202egnp.exe", "\x00", "</style></title>", "%00%0d%0a"}))
	rapid.Check(t, func(rt *rapid.T) {
		// A value that says nothing holds the letter back, so each begins with a letter.
		name, city := "N"+values.Draw(rt, "name"), "C"+values.Draw(rt, "city")
		raw, _ := json.Marshal(city)
		w, err := c.Write(FieldsOf(name, traits("city", string(raw)), "vi"), frame)
		if err != nil {
			rt.Fatal(err)
		}
		for _, part := range []string{"<", ">", "<a ", "<br>", "<strong>", `"`, "href=", "://", "'"} {
			if a, b := strings.Count(plain.HTML, part), strings.Count(w.HTML, part); a != b && part != "://" {
				rt.Fatalf("%d of %q became %d:\n%s", a, part, b, w.HTML)
			}
		}
		if a, b := strings.Count(plain.HTML, `"https://`), strings.Count(w.HTML, `"https://`); a != b {
			rt.Fatalf("%d links became %d", a, b)
		}
		if strings.ContainsAny(w.Subject, "\r\n\x00") || strings.Contains(w.HTML, "Bcc: a@b.vn\n") ||
			strings.Count(w.Text, "\n") != strings.Count(plain.Text, "\n") {
			rt.Fatalf("a line was brought in: %q\n%s", w.Subject, w.Text)
		}
		if strings.ContainsFunc(w.HTML+w.Text+w.Subject, func(r rune) bool { return unmarked(r) < 0 }) {
			rt.Fatal("a mark stayed")
		}
	})
}

func TestMissing(t *testing.T) {
	none, known := FieldsOf("", nil, "vi"), FieldsOf("Trần Văn Nam", traits("city", `"Huế"`, "vip", `true`, "points", `1250000`,
		"address", `{"city":"Vinh"}`, "tags", `["a"]`, "empty", `" "`, "nothing", `null`, "broken", `{`), "vi")
	for _, c := range []struct {
		text    string
		f       Fields
		want    string
		missing string
	}{
		{"Chào {{ name }}", none, "", "name"},
		{"Chào {{ first_name }}", known, "Chào Nam", ""},
		{`Chào {{ name | default: "bạn" }}`, none, "Chào bạn", ""},
		{`Chào {{ name | default: 'bạn' }}`, known, "Chào Trần Văn Nam", ""},
		{"{% if name %}Chào {{ name }}{% else %}Chào bạn{% endif %}", none, "Chào bạn", ""},
		{"{% if customer.vip %}Quý khách{% endif %} {{ customer.points }}", known, "Quý khách 1250000", ""},
		{"{% if customer.points > 1000 %}nhiều{% endif %}", known, "nhiều", ""},
		{"{% unless customer.vip %}a{% endunless %}b", none, "ab", ""},
		{"{% case customer.city %}{% when 'Huế' %}sông Hương{% else %}x{% endcase %}", known, "sông Hương", ""},
		{"{% assign x = customer.city | upcase %}{{ x }}", known, "HUẾ", ""},
		{"{{- name -}} !", known, "Trần Văn Nam!", ""},
		{"{{ customer.address.city }}", known, "Vinh", ""},
		{"{{ customer['city'] }}", known, "Huế", ""},
		{"{{ customer.city | upcase }}", none, "", "customer.city"},
		{"{{ customer.city | truncate: 2 }}", known, "H…", ""},
		{"{{ customer.tags }}", known, "", "customer.tags"},
		{"{{ customer.empty }}", known, "", "customer.empty"},
		{"{{ customer.nothing }}", known, "", "customer.nothing"},
		{"{{ customer.broken }}", known, "", "customer.broken"},
		{"{{ salutation | capitalize }} ơi", none, "Anh chị ơi", ""},
		{"{% if name %}{{ customer.phone }}{% endif %}x", known, "", "customer.phone"},
	} {
		t.Run(c.text, func(t *testing.T) {
			w, err := compiled(t, Letter{Subject: c.text, Blocks: []Block{{Kind: Divider}}}).Write(c.f, Frame{Business: "A"})
			m, held := errors.AsType[*Missing](err)
			if w.Subject != c.want || held != (c.missing != "") || held && m.Field != c.missing || !held && err != nil {
				t.Errorf("%q, %v", w.Subject, err)
			}
		})
	}
}

func TestWhatIsWrong(t *testing.T) {
	with := func(b ...Block) Letter { return Letter{Subject: "a", Blocks: b} }
	text := func(s string) Letter { return with(Block{Kind: Divider}, Block{Kind: Text, Text: s}) }
	for name, c := range map[string]struct {
		l          Letter
		field, key string
	}{
		"nothing":        {Letter{}, "blocks", "blocks"},
		"many":           {with(make([]Block, 41)...), "blocks", "blocks"},
		"no subject":     {Letter{Subject: " ", Blocks: []Block{{Kind: Divider}}}, "subject", "empty"},
		"long subject":   {Letter{Subject: strings.Repeat("ư", 201), Blocks: []Block{{Kind: Divider}}}, "subject", "long"},
		"kind":           {with(Block{Kind: "video"}), "blocks[0].kind", "kind"},
		"no text":        {text(""), "blocks[1].text", "empty"},
		"long text":      {text(strings.Repeat("ư", 5001)), "blocks[1].text", "long"},
		"button to none": {with(Block{Kind: Button, Text: "a"}), "blocks[0].url", "url"},
		"script":         {with(Block{Kind: Button, Text: "a", URL: "javascript:alert(1)"}), "blocks[0].url", "url"},
		"data":           {with(Block{Kind: Image, URL: "data:image/png;base64,xx"}), "blocks[0].url", "url"},
		"image mail":     {with(Block{Kind: Image, URL: "mailto:a@b.vn"}), "blocks[0].url", "url"},
		"host":           {with(Block{Kind: Button, Text: "a", URL: "https://{{ customer.site }}/a"}), "blocks[0].url", "url"},
		"end of host":    {with(Block{Kind: Button, Text: "a", URL: "https://shop.vn{{ customer.site }}"}), "blocks[0].url", "url"},
		"user":           {with(Block{Kind: Button, Text: "a", URL: "https://shop.vn@evil.vn/"}), "blocks[0].url", "url"},
		"link":           {text("[a](ftp://x.vn)"), "blocks[1].text", "link"},
		"link host":      {text("[a](https://{{ name }})"), "blocks[1].text", "link"},
		"for":            {text("{% for i in (1..1000000) %}a{% endfor %}"), "blocks[1].text", "tag"},
		"include":        {text(`{% include "/etc/passwd" %}`), "blocks[1].text", "tag"},
		"capture":        {text("{% capture a %}a{% endcapture %}"), "blocks[1].text", "tag"},
		"tablerow":       {text("{% tablerow i in x %}{% endtablerow %}"), "blocks[1].text", "tag"},
		"raw":            {text("{% raw %}{% endraw %}"), "blocks[1].text", "tag"},
		"comment":        {text("{% comment %}{% endcomment %}"), "blocks[1].text", "tag"},
		"range":          {text("{{ (1..1000000000) }}"), "blocks[1].text", "liquid"},
		"filter":         {text("{{ name | append: name }}"), "blocks[1].text", "filter"},
		"filter in tag":  {text("{% if name | json %}a{% endif %}"), "blocks[1].text", "filter"},
		"field":          {text("{{ nmae }}"), "blocks[1].text", "field"},
		"open":           {text("{{ name"), "blocks[1].text", "liquid"},
		"unended":        {text("{% if name %}a"), "blocks[1].text", "liquid"},
		"unbegun":        {text("a{% endif %}"), "blocks[1].text", "liquid"},
		"number":         {text("{{ 99999999999999999999 }}"), "blocks[1].text", "liquid"},
	} {
		e, ok := errors.AsType[*cham.Error](c.l.Valid())
		if !ok || e.Code != cham.CodeInvalid || e.Field != c.field || e.Key != "error.letter."+c.key {
			t.Errorf("%s: %v", name, e)
			continue
		}
		for _, lang := range locale.Languages {
			if s := locale.Text(lang, e.Key, e.Args); s == "" || strings.Contains(s, "{{") {
				t.Errorf("%s: %q", name, s)
			}
		}
	}
}

func TestTooLong(t *testing.T) {
	l := Letter{Subject: "a"}
	for range MaxBlocks {
		l.Blocks = append(l.Blocks, Block{Kind: Text, Text: strings.Repeat("{{ name }}", 100)})
	}
	_, err := compiled(t, l).Write(FieldsOf(strings.Repeat("ư", 300), nil, "vi"), Frame{})
	if cham.ErrorCode(err) != cham.CodeTooLarge {
		t.Error(err)
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct{ name, gender, lang, first, salutation string }{
		{"Nguyễn Thị Lan", "female", "vi", "Lan", "chị"}, {"  nguyen van  nam ", "Nam", "en", "nam", "Mr"},
		{"John Smith", "M", "en", "John", "Mr"}, {"John Smith", "", "vi", "Smith", "anh chị"}, {"Trần Hoa", "?", "en", "Hoa", ""},
		{"Hoa", "f", "xx", "Hoa", "chị"},
	} {
		f := FieldsOf(c.name, traits("gender", `"`+c.gender+`"`), c.lang)
		if f["first_name"] != c.first || f["salutation"] != c.salutation {
			t.Errorf("%+v: %v", c, f)
		}
	}
}

// Every letter to begin with can be sent to somebody of whom all is known, and the
// languages have the same ones.
func TestReady(t *testing.T) {
	vi, en := Ready("vi"), Ready("en")
	if len(vi) != 6 || len(en) != 6 {
		t.Fatal(len(vi), len(en))
	}
	for i := range vi {
		if vi[i].Key != en[i].Key || vi[i].Advert != en[i].Advert {
			t.Error(vi[i].Key, en[i].Key)
		}
		for lang, r := range map[string]ReadyLetter{"vi": vi[i], "en": en[i]} {
			f := FieldsOf("Nguyễn Thị Lan", traits("gender", `"f"`, "appointment", `"2026-10-05T09:00:00+07:00"`), lang)
			w, err := compiled(t, r.Letter).Write(f, Frame{Lang: lang, Business: "Hoa Mai", Advert: r.Advert})
			if err != nil || strings.Count(w.Subject, Label) != map[bool]int{true: 1}[r.Advert] || r.Name == "" {
				t.Error(r.Key, lang, w.Subject, err)
			}
			if r.Key == "appointment" && !strings.Contains(w.Text, "09:00 05/10/2026") {
				t.Error(w.Text)
			}
		}
	}
}

// A letter that was read once is written by many at once.
func TestWriteAtOnce(t *testing.T) {
	c, f := compiled(t, whole), FieldsOf("Lan", traits("city", `"Huế"`), "vi")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				if w, err := c.Write(f, frame); err != nil || !strings.Contains(w.Text, "HUẾ") {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// What anybody writes into a letter is refused or written out, and never brings
// the program down.
func FuzzText(f *testing.F) {
	for _, s := range []string{"{{ name }}", "{% if name %}a{% elsif customer.x == 1 %}b{% endif %}", `{{ name | default: "b" | upcase }}`,
		"{% case name %}{% when 1, 2 %}{% endcase %}", "**[a](https://x.vn/{{ name }})**", "{% assign a = name %}{{ a.b[c] }}", "{{-name-}}"} {
		f.Add(s, "Lan")
	}
	f.Fuzz(func(t *testing.T, s, name string) {
		c, err := Compile(Letter{Subject: "a", Blocks: []Block{{Kind: Text, Text: s}, {Kind: Button, Text: s, URL: "https://x.vn/" + s}}})
		if err != nil {
			return
		}
		w, err := c.Write(FieldsOf(name, nil, "vi"), Frame{})
		if err == nil && strings.Contains(strings.ToLower(w.HTML), `href="javascript`) {
			t.Fatal(w.HTML)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	c, f := compiled(b, whole), FieldsOf("Nguyễn Thị Lan", traits("city", `"Huế"`, "gender", `"f"`), "vi")
	for b.Loop() {
		if _, err := c.Write(f, frame); err != nil {
			b.Fatal(err)
		}
	}
}
