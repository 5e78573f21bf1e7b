package journey

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"cham"
)

//go:embed templates/*.json
var templateFiles embed.FS

// text is a sentence in both languages: Vietnamese, English.
type text [2]string

func (t text) in(lang string) string {
	if lang == "en" {
		return t[1]
	}
	return t[0]
}

// Template is a map one can start from: an industry with everything on it, or
// a stage model without touchpoints.
type Template struct {
	ID          string `json:"id"`
	Kind        string `json:"kind"` // "industry" or "stages"
	Name        text   `json:"name"`
	Description text   `json:"description"`
	SilenceDays int    `json:"silenceDays"`
	WindowDays  int    `json:"windowDays"`
	Persona     struct {
		Name, Description text
		Goals, Pains      []text
	} `json:"persona"`
	Stages []struct {
		ID                                    string
		Name, Does, Thinks, Pains, Ideas, KPI text
	} `json:"stages"`
	Touchpoints []struct {
		ID, Stage                             string
		Name, Owner, Does, Thinks, Pain, Idea text
		Channel                               cham.Channel
		Rule                                  []cham.Match
		Emotion                               float64
		Goal, MomentOfTruth                   bool
	} `json:"touchpoints"`
}

// TemplateInfo describes a template in one language.
type TemplateInfo struct {
	ID, Kind, Name, Description, Persona string
	Stages                               []string
	Touchpoints                          int
}

// templateOrder is the order pickers show them in.
var templateOrder = []string{"spa", "fashion", "ecommerce", "appliance", "fnb", "education", "b2b-software", "saas",
	"five", "three", "5a", "loop", "funnel", "b2b"}

// EmptyTemplate is the stage model of a map that starts empty.
const EmptyTemplate = "five"

// templates reads the files, which are part of the program: one that cannot
// be read is a mistake of ours.
var templates = sync.OnceValue(func() map[string]Template {
	all := map[string]Template{}
	for _, id := range templateOrder {
		b, err := templateFiles.ReadFile("templates/" + id + ".json")
		if err != nil {
			panic(err)
		}
		var t Template
		if err := json.Unmarshal(b, &t); err != nil || t.ID != id {
			panic(fmt.Errorf("journey/templates/%s.json: id %q: %w", id, t.ID, err))
		}
		all[id] = t
	}
	return all
})

// Templates lists the templates in a language ("vi" or "en").
func Templates(lang string) []TemplateInfo {
	var all []TemplateInfo
	for _, id := range templateOrder {
		t := templates()[id]
		info := TemplateInfo{ID: id, Kind: t.Kind, Name: t.Name.in(lang), Description: t.Description.in(lang),
			Persona: t.Persona.Name.in(lang), Touchpoints: len(t.Touchpoints)}
		for _, s := range t.Stages {
			info.Stages = append(info.Stages, s.Name.in(lang))
		}
		all = append(all, info)
	}
	return all
}

// NewFromTemplate makes version 1 of a map from a template, in a language;
// template "" is EmptyTemplate. CodeInvalid: there is no such template, or the
// name is wrong.
func NewFromTemplate(template, name, lang string, id cham.MapID, at time.Time, by cham.UserID) (cham.JourneyMap, error) {
	if template == "" {
		template = EmptyTemplate
	}
	if !slices.Contains(templateOrder, template) {
		return cham.JourneyMap{}, &cham.Error{Code: cham.CodeInvalid, Op: "journey.NewFromTemplate", Field: "template", Key: "error.map.template"}
	}
	m := templates()[template].make(lang)
	m.ID, m.Name, m.Version, m.UpdatedAt, m.UpdatedBy = id, name, 1, at.UTC(), by
	return m, Validate(&m)
}

func (t Template) make(lang string) cham.JourneyMap {
	m := cham.JourneyMap{Template: t.ID, SilenceDays: t.SilenceDays, WindowDays: t.WindowDays, Persona: cham.Persona{
		Name: t.Persona.Name.in(lang), Description: t.Persona.Description.in(lang),
		Goals: each(t.Persona.Goals, lang), Pains: each(t.Persona.Pains, lang),
	}}
	for _, s := range t.Stages {
		m.Stages = append(m.Stages, cham.Stage{ID: s.ID, Name: s.Name.in(lang), Does: s.Does.in(lang),
			Thinks: s.Thinks.in(lang), Pains: s.Pains.in(lang), Ideas: s.Ideas.in(lang), KPI: s.KPI.in(lang)})
	}
	for _, p := range t.Touchpoints {
		m.Touchpoints = append(m.Touchpoints, cham.Touchpoint{ID: p.ID, Stage: p.Stage, Name: p.Name.in(lang),
			Channel: p.Channel, Rule: cham.Rule{Any: slices.Clone(p.Rule)}, Goal: p.Goal, MomentOfTruth: p.MomentOfTruth,
			Emotion: p.Emotion, Owner: p.Owner.in(lang), Does: p.Does.in(lang), Thinks: p.Thinks.in(lang),
			Pain: p.Pain.in(lang), Idea: p.Idea.in(lang)})
	}
	return m
}

func each(list []text, lang string) []string {
	var out []string
	for _, t := range list {
		out = append(out, t.in(lang))
	}
	return out
}
