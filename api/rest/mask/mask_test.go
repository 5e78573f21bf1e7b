package mask

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cham"
)

func TestMaskAsPeopleWriteIt(t *testing.T) {
	for in, want := range map[cham.Key]string{
		{Kind: cham.KeyPhone, Value: "+84912345678"}:         "09xx xxx 678",
		{Kind: cham.KeyPhone, Value: "+6591234567"}:          "+65 xxx xxx 567",
		{Kind: cham.KeyPhone, Value: "+841"}:                 "xxx",
		{Kind: cham.KeyEmail, Value: "lan.nguyen@gmail.com"}: "l***@gmail.com",
		{Kind: cham.KeyEmail, Value: "đ@x.vn"}:               "đ***@x.vn",
		{Kind: cham.KeyUser, Value: "KH000123"}:              "***23",
		{Kind: cham.KeyZalo, Value: "12345"}:                 "***",
		{Kind: cham.KeyAnonymous, Value: "a-browser"}:        "a-browser",
	} {
		if got := Key(in); got != want {
			t.Errorf("%v: %q, want %q", in, got, want)
		}
	}
}

// Whatever stands in the traits and properties, a viewer gets valid JSON
// without the phone and the address in it.
func TestMaskHidesWhateverTheForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`09[0-9]{8}`).Draw(t, "phone")
		name := rapid.StringMatching(`[a-z]{2,12}`).Draw(t, "name")
		var v any = rapid.SampledFrom([]any{digits, digits[:4] + " " + digits[4:7] + " " + digits[7:], "+84" + digits[1:], name + "@mail.vn"}).Draw(t, "secret")
		for range rapid.IntRange(0, 3).Draw(t, "depth") {
			if rapid.Bool().Draw(t, "list") {
				v = []any{v, true, nil}
			} else {
				v = map[string]any{"k": v}
			}
		}
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		for which, out := range map[string]json.RawMessage{"trait": Traits(map[string]json.RawMessage{"x": raw})["x"], "property": Deep(raw)} {
			if !json.Valid(out) {
				t.Fatalf("%s: not JSON: %s", which, out)
			}
			plain := strings.Map(digitsAndPlus, string(out))
			if strings.Contains(plain, digits[2:]) || strings.Contains(string(out), name+"@") {
				t.Fatalf("%s shows %s in %s", which, raw, out)
			}
		}
	})
}

func FuzzMask(f *testing.F) {
	f.Add([]byte(`{"a":["0912345678",{"b":"x@y.vn"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, out := range []json.RawMessage{maskJSON(raw), Deep(raw)} {
			if out != nil && !json.Valid(out) {
				t.Fatalf("%q became %q", raw, out)
			}
		}
	})
}
