package locale

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// forms maps each key without its plural ending to the endings it has; our
// languages need no others than these two.
func forms(byKey map[string]string) map[string][]string {
	out := map[string][]string{}
	for k := range byKey {
		base, form := k, ""
		for _, f := range []string{"one", "other"} {
			if b, ok := strings.CutSuffix(k, "_"+f); ok {
				base, form = b, f
			}
		}
		out[base] = append(out[base], form)
	}
	for _, f := range out {
		slices.Sort(f)
	}
	return out
}

func TestEveryLanguageSaysEverything(t *testing.T) {
	all := map[string]map[string][]string{}
	for _, lang := range Languages {
		all[lang] = forms(words()[lang])
	}
	for _, lang := range Languages {
		for base, have := range all[lang] {
			for _, other := range Languages {
				if _, ok := all[other][base]; !ok {
					t.Errorf("%s is in %s.json but not in %s.json", base, lang, other)
				}
			}
			if slices.Contains(have, "one") && !slices.Contains(have, "other") && !slices.Contains(have, "") {
				t.Errorf("%s.json: %s needs a form for all numbers but one", lang, base)
			}
			if lang == "en" && slices.Contains(have, "other") && !slices.Contains(have, "one") {
				t.Errorf("en.json: %s_other counts, so it needs %s_one", base, base)
			}
		}
	}
}

func placeholders(s string) map[string]bool {
	set := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		set[m[1]] = true
	}
	return set
}

func TestPlaceholdersAgree(t *testing.T) {
	want := map[string]map[string]bool{} // base key → of its fullest form
	for _, lang := range Languages {
		for k, s := range words()[lang] {
			if strings.Count(s, "{{") != len(placeholder.FindAllString(s, -1)) {
				t.Errorf("%s.json: %s has a broken placeholder: %s", lang, k, s)
			}
			base := strings.TrimSuffix(strings.TrimSuffix(k, "_one"), "_other")
			if strings.HasSuffix(k, "_one") {
				continue // "one touch" need not say 1
			}
			if have := placeholders(s); want[base] == nil {
				want[base] = have
			} else if !maps.Equal(want[base], have) {
				t.Errorf("%s: placeholders differ between languages: %v and %v", base, want[base], have)
			}
		}
	}
}

func TestNothingIsEmpty(t *testing.T) {
	for _, lang := range Languages {
		for k, s := range words()[lang] {
			if strings.TrimSpace(s) == "" {
				t.Errorf("%s.json: %s is empty", lang, k)
			}
		}
	}
}

func TestText(t *testing.T) {
	if got := Text("en", "error.password", map[string]any{"n": 10}); !strings.Contains(got, "10") || strings.Contains(got, "{{") {
		t.Errorf("placeholder not filled: %q", got)
	}
	if got := Text("xx", "error.code.invalid", nil); got != words()["vi"]["error.code.invalid"] {
		t.Errorf("an unknown language must fall back to the default, got %q", got)
	}
	for n, want := range map[int]string{1: "one", 2: "many"} {
		byKey := map[string]string{"k": "many", "k_one": "one"}
		if got := cmp.Or(byKey["k_"+category("en", n)], byKey["k"]); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
	if got := Text("vi", "no.such.key", nil); got != "" {
		t.Errorf("unknown key: %q", got)
	}
}

func TestMatch(t *testing.T) {
	for header, want := range map[string]string{
		"":                         "vi",
		"en":                       "en",
		"en-US,en;q=0.9,vi;q=0.8":  "en",
		"vi-VN,vi;q=0.9,en;q=0.8":  "vi",
		"fr-FR":                    "vi",
		"de, en;q=0.5":             "en",
		"*":                        "vi",
		";;;q=":                    "vi",
		strings.Repeat("en,", 400): "vi",
	} {
		if got := Match(header); got != want {
			t.Errorf("Match(%.30q) = %q, want %q", header, got, want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("vi-VN,vi;q=0.9")
	f.Fuzz(func(t *testing.T, s string) {
		if got := Match(s); !slices.Contains(Languages, got) {
			t.Fatalf("Match(%q) = %q", s, got)
		}
	})
}

// A name in single brackets is shown as it stands.
func TestPlaceholdersHaveTwoBrackets(t *testing.T) {
	single := regexp.MustCompile(`(^|[^{])\{\w+\}([^}]|$)`)
	for _, lang := range Languages {
		for key, s := range words()[lang] {
			if single.MatchString(s) {
				t.Errorf("%s.json: %s: %s", lang, key, s)
			}
		}
	}
}
