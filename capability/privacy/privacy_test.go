package privacy_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/privacy"
)

func TestKeysAsPeopleWriteThem(t *testing.T) {
	for in, want := range map[cham.Key]string{
		{Kind: cham.KeyPhone, Value: "+84912345678"}:         "09xx xxx 678",
		{Kind: cham.KeyPhone, Value: "+6591234567"}:          "+65 xxx xxx 567",
		{Kind: cham.KeyPhone, Value: "+841"}:                 "xxx",
		{Kind: cham.KeyEmail, Value: "lan.nguyen@gmail.com"}: "l***@gmail.com",
		{Kind: cham.KeyEmail, Value: "đ@x.vn"}:               "***@x.vn",
		{Kind: cham.KeyUser, Value: "KH000123"}:              "***23",
		{Kind: cham.KeyZalo, Value: "12345"}:                 "***",
		{Kind: cham.KeyAnonymous, Value: "a-browser"}:        "***er",
		{Kind: cham.KeyAnonymous, Value: "0912345678"}:       "***78",
	} {
		if got := privacy.Key(in); got != want {
			t.Errorf("%v: %q, want %q", in, got, want)
		}
	}
}

func TestTextLeavesWhatIsNobodys(t *testing.T) {
	for _, s := range []string{"", "Order Completed", "/san-pham/:id", "2026-11-28T09:10:11Z", "Tết 2026 – 50% off", "3.500.000.000 đ",
		"840.000.000 đ", "8b2d0d4e-0912-4345-8678-0912345678ab", "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U", "1.250.000", "quán @ Hội An",
		"192.168.100.20", "12/05/2026 09:30",
		"fbclid=IwAR0x_aB9"} {
		if got := privacy.Text(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestTextFindsThemAmongOthers(t *testing.T) {
	for in, want := range map[string]string{
		"KH 12 0912 345 678":                    "KH 12 09xx xxx 678",
		"gọi 0912.345.678 nhé":                  "gọi 09xx xxx 678 nhé",
		"84.912.345.678":                        "849 xxx xxx 678",
		"https://a.vn/?email=lan%2540gmail.com": "https://a.vn/?email=l***@gmail.com",
		"https://a.vn/u/lan@gmail.com/don-hang": "https://a.vn/u/l***@gmail.com/don-hang",
		"thẻ 4111 1111 1111 1111":               "thẻ ***11",
		"psid_24681357902468135":                "psid_***35",
		"０９１２３４５６７８":                            "09xx xxx 678",
	} {
		if got := privacy.Text(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

// spellings are ways in which one phone, address, card or id is written.
func spellings(t *rapid.T) (text, secret string) {
	d := rapid.StringMatching(`09[1-9][0-9]{7}`).Draw(t, "phone")
	name := rapid.StringMatching(`[a-z]{3,12}`).Draw(t, "name")
	id := rapid.StringMatching(`[1-9][0-9]{15,18}`).Draw(t, "id")
	w := rapid.SampledFrom([][2]string{{d, d[2:]}, {d[:4] + " " + d[4:7] + " " + d[7:], d[2:]}, {d[:4] + "." + d[4:7] + "." + d[7:], d[2:]},
		{"+84" + d[1:], d[2:]}, {"+84 " + d[1:4] + "-" + d[4:7] + "-" + d[7:], d[2:]}, {"84" + d[1:], d[2:]}, {"(+84) " + d[1:], d[2:]},
		{"0084" + d[1:], d[2:]}, {url.QueryEscape("+84" + d[1:]), d[2:]}, {d[1:], d[2:]}, {d[:4] + "%20" + d[4:7] + "%20" + d[7:], d[2:]},
		{name + "@mail.vn", name + "@"}, {name + "%40mail.vn", name + "@"}, {name + ".x+1@mail.vn", name + ".x+1@"}, {id, id[1 : len(id)-2]},
		{"zalo" + id, id[1 : len(id)-2]}, {"4111-1111-1111-1111", "411111111"}}).Draw(t, "secret")
	return w[0], w[1]
}

func shows(out, secret string) bool {
	plain, _ := url.PathUnescape(out)
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, plain)
	return strings.Contains(out, secret) || strings.Contains(plain, secret) || strings.Contains(digits, secret)
}

func TestTextHidesWhateverTheSpelling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, secret := spellings(t)
		in := rapid.SampledFrom([]string{"", "gọi ", "https://spa.vn/u/", "https://spa.vn/?a=1&sdt=", "utm_", "x:", "("}).Draw(t, "before") +
			text + rapid.SampledFrom([]string{"", " nhé", "/don-hang", "&b=2", ")", "?x"}).Draw(t, "after")
		out := privacy.Text(in)
		if shows(out, secret) {
			t.Fatalf("%q became %q", in, out)
		}
		if again := privacy.Text(out); again != out {
			t.Fatalf("%q became %q the second time", out, again)
		}
	})
}

// Whatever stands in the traits and properties, what comes out is valid JSON
// without the secret in it.
func TestObjectsHideWhateverTheForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, secret := spellings(t)
		var v any = text
		for range rapid.IntRange(0, 3).Draw(t, "depth") {
			switch rapid.IntRange(0, 2).Draw(t, "form") {
			case 0:
				v = []any{v, true, nil}
			case 1:
				v = map[string]any{"k": v}
			default:
				v = map[string]any{text: v}
			}
		}
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		traits := privacy.Traits(map[string]json.RawMessage{"x": raw, text: raw, "name": raw})
		all, err := json.Marshal(traits)
		if err != nil {
			t.Fatal(err)
		}
		for which, out := range map[string]json.RawMessage{"traits": all, "properties": privacy.Object(raw)} {
			var texts []string
			if err := json.Unmarshal(out, new(any)); err != nil {
				t.Fatalf("%s: %v in %s", which, err, out)
			}
			for _, s := range append(texts, strings.FieldsFunc(string(out), func(r rune) bool { return strings.ContainsRune(`"[]{},`, r) })...) {
				if shows(s, secret) {
					t.Fatalf("%s shows %s in %s", which, raw, out)
				}
			}
		}
	})
}

func TestNumbersInObjects(t *testing.T) {
	in := `{"a":912345678,"revenue":350000000,"id":24681357902468135,"n":12,"phone":5}`
	want := `{"a":"***78","id":"***35","n":12,"phone":"***","revenue":350000000}`
	if got := string(privacy.Object([]byte(in))); got != want {
		t.Errorf("%s", got)
	}
}

type answer struct {
	Name   string
	Next   string `mask:"no"`
	Secret string `mask:"hide"`
	At     time.Time
	Keys   []struct {
		Kind  cham.KeyKind
		Value string
	}
	Traits map[string]json.RawMessage `mask:"traits"`
	Any    any
	Counts map[string]int
	Inner  *answer
	Raw    json.RawMessage
	N      []float64
}

func TestMaskWalksEverything(t *testing.T) {
	const phone = "0912345678"
	a := answer{Name: phone, Next: "1732789000000.12", Secret: "wk_x", At: time.Unix(1, 0),
		Traits: map[string]json.RawMessage{"sdt": json.RawMessage(`"` + phone + `"`)},
		Any:    map[string]any{"x": []string{phone}}, Counts: map[string]int{phone: 1}, Raw: json.RawMessage(`{"a":"` + phone +
			`"}`), N: []float64{1}}
	a.Keys = append(a.Keys, struct {
		Kind  cham.KeyKind
		Value string
	}{cham.KeyUser, "KH000123"})
	inner := a
	a.Inner = &inner
	before, _ := json.Marshal(a)
	got, _ := json.Marshal(privacy.Mask(&a))
	if s := string(got); strings.Contains(s, phone) || strings.Contains(s, "wk_x") || strings.Contains(s, "KH000123") ||
		strings.Count(s, "1732789000000.12") != 2 {
		t.Errorf("%s", s)
	}
	if after, _ := json.Marshal(a); string(after) != string(before) {
		t.Error("the answer itself changed")
	}
	if privacy.Mask[any](nil) != nil || privacy.Mask[*answer](nil) != nil {
		t.Error("nothing became something")
	}
}

func FuzzMask(f *testing.F) {
	f.Add([]byte(`{"a":["0912345678",{"b":"x@y.vn"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for name, out := range privacy.Traits(map[string]json.RawMessage{"x": raw, "name": raw}) {
			if !json.Valid(out) {
				t.Fatalf("%q in %s became %q", raw, name, out)
			}
		}
		if out := privacy.Object(raw); len(raw) > 0 && !json.Valid(out) {
			t.Fatalf("%q became %q", raw, out)
		}
		privacy.Text(string(raw))
	})
}

type person struct {
	Name string          `person:"name"`
	Call json.RawMessage `person:"name"`
	Keys []struct {
		Kind  cham.KeyKind
		Value string
	}
	Traits map[string]json.RawMessage `mask:"traits"`
	Said   string
	Next   string `mask:"no"`
	Inner  *person
	Any    any
}

// Who sees nothing personal sees neither names nor what masks leave.
func TestHideLeavesNothingOfAPerson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, _ := spellings(t)
		raw, _ := json.Marshal(text)
		p := person{Name: "Lan Ánh", Call: json.RawMessage(`{"name":"Lan Ánh"}`),
			Said: "gọi " + text + " nhé", Next: "1732789000000.12", Any: []string{text},
			Traits: map[string]json.RawMessage{"name": json.RawMessage(`"Lan Ánh"`), "sdt": raw, "city": json.RawMessage(`"Huế"`)}}
		p.Keys = append(p.Keys, struct {
			Kind  cham.KeyKind
			Value string
		}{cham.KeyUser, "KH000123"})
		inner := p
		p.Inner = &inner
		got, err := json.Marshal(privacy.For(cham.SightHidden, p))
		if err != nil {
			t.Fatal(err)
		}
		s := string(got)
		if bare := strings.ReplaceAll(s, p.Next, ""); strings.ContainsAny(bare, "0123456789@") ||
			strings.Contains(s, "Ánh") || !strings.Contains(s, "Huế") || !strings.Contains(s, "gọi ") || strings.Count(s, p.Next) != 2 {
			t.Fatalf("%q leaves %s", text, s)
		}
		if p.Name != "Lan Ánh" || privacy.For(cham.SightFull, p).Said != p.Said {
			t.Fatal("the answer itself changed")
		}
	})
}
