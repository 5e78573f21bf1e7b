package journey

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
)

func goodMap() cham.JourneyMap {
	return cham.JourneyMap{ID: "m", Name: "Bản đồ", Version: 1,
		Stages: []cham.Stage{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}},
		Touchpoints: []cham.Touchpoint{
			{ID: "x", Stage: "a", Name: "X", Channel: "website", Rule: cham.Rule{Any: []cham.Match{{Event: "E"}}}},
			{ID: "y", Stage: "b", Name: "Y", Channel: "zalo"},
		}}
}

func TestValidateNamesThePlace(t *testing.T) {
	for field, spoil := range map[string]func(*cham.JourneyMap){
		"name":                            func(m *cham.JourneyMap) { m.Name = "  " },
		"silenceDays":                     func(m *cham.JourneyMap) { m.SilenceDays = -1 },
		"windowDays":                      func(m *cham.JourneyMap) { m.WindowDays = MaxDays + 1 },
		"stages":                          func(m *cham.JourneyMap) { m.Stages = nil },
		"stages[1].id":                    func(m *cham.JourneyMap) { m.Stages[1].ID = "a" },
		"stages[0].id":                    func(m *cham.JourneyMap) { m.Stages[0].ID = "không được" },
		"stages[1].name":                  func(m *cham.JourneyMap) { m.Stages[1].Name = "" },
		"stages[1].kpi":                   func(m *cham.JourneyMap) { m.Stages[1].KPI = strings.Repeat("ậ", maxText+1) },
		"touchpoints":                     func(m *cham.JourneyMap) { m.Touchpoints = make([]cham.Touchpoint, MaxTouchpoints+1) },
		"touchpoints[1].id":               func(m *cham.JourneyMap) { m.Touchpoints[1].ID = "x" },
		"touchpoints[1].stage":            func(m *cham.JourneyMap) { m.Touchpoints[1].Stage = "gone" },
		"touchpoints[0].channel":          func(m *cham.JourneyMap) { m.Touchpoints[0].Channel = "fax" },
		"touchpoints[0].emotion":          func(m *cham.JourneyMap) { m.Touchpoints[0].Emotion = 2.1 },
		"touchpoints[1].emotion":          func(m *cham.JourneyMap) { m.Touchpoints[1].Emotion = math.NaN() },
		"touchpoints[1].ease":             func(m *cham.JourneyMap) { m.Touchpoints[1].Ease = 6 },
		"touchpoints[0].rule.any[0]":      func(m *cham.JourneyMap) { m.Touchpoints[0].Rule.Any[0] = cham.Match{} },
		"touchpoints[0].rule.any[0].path": func(m *cham.JourneyMap) { m.Touchpoints[0].Rule.Any[0].Path = "/a/*/b" },
		"touchpoints[0].rule.any[0].channel": func(m *cham.JourneyMap) {
			m.Touchpoints[0].Rule.Any[0].Channel = "pigeon"
		},
		"persona.goals[1]": func(m *cham.JourneyMap) { m.Persona.Goals = []string{"ok", strings.Repeat("x", maxText+1)} },
	} {
		m := goodMap()
		if err := Validate(&m); err != nil {
			t.Fatal(err)
		}
		spoil(&m)
		e, ok := errors.AsType[*cham.Error](Validate(&m))
		if !ok || e.Code != cham.CodeInvalid || e.Field != field || e.Key == "" {
			t.Errorf("want an error at %s, got %v", field, e)
		}
	}
}

func TestValidateTidies(t *testing.T) {
	m := goodMap()
	m.Name = " Ba\u0309n đo\u0302\u0300 " // decomposed, as some keyboards type
	if err := Validate(&m); err != nil {
		t.Fatal(err)
	}
	if m.Name != "Bản đồ" || m.SilenceDays != DefaultSilenceDays || m.WindowDays != DefaultWindowDays {
		t.Errorf("not in stored form: %q %d %d", m.Name, m.SilenceDays, m.WindowDays)
	}
}

func aKind() *rapid.Generator[cham.Kind] {
	return rapid.Custom(func(t *rapid.T) cham.Kind {
		return cham.Kind{
			Name:    rapid.SampledFrom([]string{cham.PageViewed, cham.ScreenViewed, "Order Completed", "Zalo Asked"}).Draw(t, "name"),
			Channel: rapid.SampledFrom([]cham.Channel{"website", "zalo", "app"}).Draw(t, "channel"),
			Path:    rapid.SampledFrom([]string{"", "/", "/a", "/a/:id", "/a*b"}).Draw(t, "path"),
			Source:  rapid.SampledFrom([]string{"", "facebook"}).Draw(t, "source"),
			Device:  rapid.SampledFrom([]string{"", "mobile"}).Draw(t, "device"),
		}
	})
}

// Adopting a place binds every kind of it, and every kind is in one place.
func TestAdoptBindsThePlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kinds := rapid.SliceOfN(aKind(), 1, 20).Draw(t, "kinds")
		seen := make([]int, len(kinds))
		for _, p := range Places(kinds) {
			m := goodMap()
			tp := Adopt(&m, p, "new", "a")
			if err := Validate(&m); err != nil {
				t.Fatalf("an adopted place must make a valid map: %v", err)
			}
			bind := Bind(&m)
			for _, i := range p.Kinds {
				seen[i]++
				if at := bind(kinds[i]); at < 0 || m.Touchpoints[at].ID != tp.ID {
					t.Fatalf("%+v is not bound by %+v", kinds[i], p.Rule)
				}
			}
		}
		for i, n := range seen {
			if n != 1 {
				t.Fatalf("%+v is in %d places", kinds[i], n)
			}
		}
	})
}

func TestPlacesAreWhatAPersonCallsOne(t *testing.T) {
	kinds := []cham.Kind{
		{Name: cham.PageViewed, Channel: "website", Path: "/gia"},
		{Name: cham.PageViewed, Channel: "website", Path: "/gia", Source: "facebook", Device: "mobile"},
		{Name: cham.PageViewed, Channel: "website", Path: "/"},
		{Name: "Order Completed", Channel: "website", Path: "/thanh-toan"},
		{Name: "Order Completed", Channel: "website", Path: "/gio-hang"},
		{Name: "Order Completed", Channel: "shopee"},
	}
	var got [][]int
	keys := map[string]bool{}
	for _, p := range Places(kinds) {
		got = append(got, p.Kinds)
		keys[p.Key] = true
	}
	if len(got) != 4 || len(got[0]) != 2 || len(got[2]) != 2 || len(keys) != 4 {
		t.Errorf("places %v, keys %v", got, keys)
	}
}

func TestTemplates(t *testing.T) {
	for _, lang := range []string{"vi", "en"} {
		list := Templates(lang)
		if len(list) != len(templateOrder) {
			t.Fatalf("%d templates, want %d", len(list), len(templateOrder))
		}
		for _, info := range list {
			m, err := NewFromTemplate(info.ID, "Tên", lang, "m1", time.Unix(0, 0), "u")
			if err != nil {
				t.Errorf("%s: %v", info.ID, err)
				continue
			}
			if m.Version != 1 || m.Template != info.ID || m.ID != "m1" || m.UpdatedBy != "u" {
				t.Errorf("%s: %+v", info.ID, m)
			}
			if info.Kind == "industry" {
				checkIndustry(t, lang, m)
			}
		}
	}
	if _, err := NewFromTemplate("nope", "x", "vi", "m", time.Time{}, ""); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Errorf("unknown template: %v", err)
	}
	if m, err := NewFromTemplate("", "x", "vi", "m", time.Time{}, ""); err != nil || m.Template != EmptyTemplate || len(m.Touchpoints) != 0 {
		t.Errorf("empty map: %+v %v", m, err)
	}
}

// checkIndustry wants a complete map: nothing empty, a goal, a moment of
// truth, and no touchpoint whose rules others always win over.
func checkIndustry(t *testing.T, lang string, m cham.JourneyMap) {
	t.Helper()
	if n := len(m.Touchpoints); n < 15 || n > 25 {
		t.Errorf("%s: %d touchpoints", m.Template, n)
	}
	if m.Persona.Name == "" || m.Persona.Description == "" || len(m.Persona.Goals) == 0 || len(m.Persona.Pains) == 0 {
		t.Errorf("%s/%s: persona is not complete", m.Template, lang)
	}
	used := map[string]int{}
	var goals, truths int
	bind := Bind(&m)
	for i, p := range m.Touchpoints {
		used[p.Stage]++
		if p.Goal {
			goals++
		}
		if p.MomentOfTruth {
			truths++
		}
		if p.Name == "" || p.Owner == "" || p.Thinks == "" || p.Pain == "" || p.Idea == "" {
			t.Errorf("%s/%s: %s has something empty", m.Template, lang, p.ID)
		}
		if !wins(bind, i, p.Rule) {
			t.Errorf("%s: no touch can ever be at %s: others always win", m.Template, p.ID)
		}
	}
	if goals == 0 || truths == 0 {
		t.Errorf("%s: %d goals, %d moments of truth", m.Template, goals, truths)
	}
	for _, s := range m.Stages {
		if used[s.ID] == 0 || s.Does == "" || s.Thinks == "" || s.Pains == "" || s.Ideas == "" || s.KPI == "" {
			t.Errorf("%s/%s: stage %s is not complete", m.Template, lang, s.ID)
		}
	}
}

// wins reports whether some kind that meets one of the rule's matches and
// nothing else belongs to touchpoint i.
func wins(bind func(cham.Kind) int, i int, r cham.Rule) bool {
	for _, m := range r.Any {
		k := cham.Kind{Name: m.Event, Channel: m.Channel, Path: strings.TrimSuffix(m.Path, "*"), Source: m.Source,
			Medium: m.Medium, Campaign: m.Campaign, Device: m.Device, Branch: m.Branch}
		if bind(k) == i {
			return true
		}
	}
	return false
}
