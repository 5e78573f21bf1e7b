package journey

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"cham"
)

// Limits of a map. They stop mistakes, not people: the largest template has a
// tenth of them.
const (
	MaxStages      = 20
	MaxTouchpoints = 300
	MaxMatches     = 50 // of one rule
	MaxItems       = 50 // goals and pains of a persona
	MaxDays        = 730
	maxName        = 200
	maxText        = 2000
)

// Defaults of domain.md §4: W and G.
const (
	DefaultSilenceDays = 30
	DefaultWindowDays  = 30
	DefaultReturnDays  = 60
)

var idShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// Validate checks a whole map and brings it into stored form: text in Unicode
// NFC without spaces around it, default days filled in. The first thing wrong
// is a cham.Error with CodeInvalid whose Field names the place, for example
// "touchpoints[3].rule.any[0].path".
func Validate(m *cham.JourneyMap) error {
	c := checker{}
	c.name("name", &m.Name)
	c.days("silenceDays", &m.SilenceDays, DefaultSilenceDays)
	c.days("windowDays", &m.WindowDays, DefaultWindowDays)
	c.days("returnDays", &m.ReturnDays, DefaultReturnDays)
	c.persona(&m.Persona)
	c.count("stages", len(m.Stages), MaxStages)
	c.count("touchpoints", len(m.Touchpoints), MaxTouchpoints)
	if len(m.Stages) == 0 {
		c.fail("stages", "map.stages", nil)
	}
	c.stages(m.Stages)
	c.touchpoints(m)
	return c.answer()
}

// checker remembers the first thing wrong.
type checker struct{ err *cham.Error }

func (c *checker) answer() error {
	if c.err == nil {
		return nil
	}
	return c.err
}

func (c *checker) fail(field, key string, args map[string]any) {
	if c.err == nil {
		c.err = &cham.Error{Code: cham.CodeInvalid, Op: "journey.Validate", Field: field, Key: "error." + key, Args: args}
	}
}

func (c *checker) count(field string, n, most int) {
	if n > most {
		c.fail(field, "map.tooBig", map[string]any{"n": most})
	}
}

func (c *checker) name(field string, s *string) {
	c.text(field, s, maxName)
	if *s == "" {
		c.fail(field, "map.empty", nil)
	}
}

func (c *checker) text(field string, s *string, most int) {
	*s = norm.NFC.String(strings.TrimSpace(*s))
	if utf8.RuneCountInString(*s) > most || !utf8.ValidString(*s) {
		c.fail(field, "map.long", map[string]any{"n": most})
	}
}

func (c *checker) days(field string, n *int, otherwise int) {
	if *n == 0 {
		*n = otherwise
	}
	if *n < 1 || *n > MaxDays {
		c.fail(field, "map.days", nil)
	}
}

func (c *checker) persona(p *cham.Persona) {
	c.text("persona.name", &p.Name, maxName)
	c.text("persona.description", &p.Description, maxText)
	c.text("persona.segment", &p.Segment, maxName)
	for field, list := range map[string][]string{"goals": p.Goals, "pains": p.Pains} {
		c.count("persona."+field, len(list), MaxItems)
		for i := range list {
			c.text(fmt.Sprintf("persona.%s[%d]", field, i), &list[i], maxText)
		}
	}
}

// id checks the shape of an id and that it is used once.
func (c *checker) id(field, id string, seen map[string]bool) {
	switch {
	case !idShape.MatchString(id):
		c.fail(field, "map.id", map[string]any{"id": id})
	case seen[id]:
		c.fail(field, "map.twice", map[string]any{"id": id})
	}
	seen[id] = true
}

func (c *checker) stages(stages []cham.Stage) {
	seen := map[string]bool{}
	for i := range stages {
		s, at := &stages[i], fmt.Sprintf("stages[%d].", i)
		c.id(at+"id", s.ID, seen)
		c.name(at+"name", &s.Name)
		for _, t := range []struct {
			field string
			text  *string
		}{{"does", &s.Does}, {"thinks", &s.Thinks}, {"pains", &s.Pains}, {"ideas", &s.Ideas}, {"kpi", &s.KPI}} {
			c.text(at+t.field, t.text, maxText)
		}
	}
}

func (c *checker) touchpoints(m *cham.JourneyMap) {
	seen := map[string]bool{}
	for i := range m.Touchpoints {
		t, at := &m.Touchpoints[i], fmt.Sprintf("touchpoints[%d].", i)
		c.id(at+"id", t.ID, seen)
		c.name(at+"name", &t.Name)
		if !slices.ContainsFunc(m.Stages, func(s cham.Stage) bool { return s.ID == t.Stage }) {
			c.fail(at+"stage", "map.stage", map[string]any{"id": t.Stage})
		}
		if !t.Channel.Valid() {
			c.fail(at+"channel", "map.channel", map[string]any{"id": t.Channel})
		}
		if !(t.Emotion >= -2 && t.Emotion <= 2) { // also refuses NaN
			c.fail(at+"emotion", "map.emotion", nil)
		}
		if t.Ease < 0 || t.Ease > 5 {
			c.fail(at+"ease", "map.ease", nil)
		}
		c.text(at+"owner", &t.Owner, maxName)
		for _, x := range []struct {
			field string
			text  *string
		}{{"does", &t.Does}, {"thinks", &t.Thinks}, {"pain", &t.Pain}, {"idea", &t.Idea}} {
			c.text(at+x.field, x.text, maxText)
		}
		c.rule(at+"rule", t.Rule)
	}
}

// rule checks a rule's matches. No match at all is fine: the touchpoint is not
// bound yet.
func (c *checker) rule(field string, r cham.Rule) {
	c.count(field+".any", len(r.Any), MaxMatches)
	for i, m := range r.Any {
		at := fmt.Sprintf("%s.any[%d]", field, i)
		if Conditions(m) == 0 {
			c.fail(at, "map.rule", nil)
		}
		if m.Channel != "" && !m.Channel.Valid() {
			c.fail(at+".channel", "map.channel", map[string]any{"id": m.Channel})
		}
		if star := strings.IndexByte(m.Path, '*'); star >= 0 && star < len(m.Path)-1 {
			c.fail(at+".path", "map.path", nil)
		}
		for _, s := range []string{m.Event, m.Path, m.Source, m.Medium, m.Campaign, m.Device, m.Branch} {
			if utf8.RuneCountInString(s) > maxText {
				c.fail(at, "map.long", map[string]any{"n": maxText})
			}
		}
	}
}

// ValidRule checks a rule alone; Field is below "rule".
func ValidRule(r cham.Rule) error {
	c := checker{}
	c.rule("rule", r)
	return c.answer()
}
