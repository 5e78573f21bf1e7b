package access

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"cham"
	"cham/table"
)

// Limits on the groups of lead sources.
const (
	MaxLeadGroups   = 60
	maxLeadCases    = 20
	maxLeadPatterns = 40  // of one condition
	maxLeadTexts    = 800 // of all
	leadPattern     = 200 // bytes
	leadName        = 60  // characters
)

// CleanLeadGroups brings groups of lead sources to the form in which they are
// kept: texts trimmed, empty conditions away, new groups with an id, the group of
// what no other takes at the end. The built-in ones are nil: they grow with the
// program. Errors: CodeInvalid names the group that cannot be.
func CleanLeadGroups(groups cham.LeadGroups) (cham.LeadGroups, error) {
	if len(groups) > MaxLeadGroups {
		return nil, invalid("groups", "error.leadGroups", map[string]any{"n": MaxLeadGroups})
	}
	last := cham.LeadGroup{ID: cham.LeadOther}
	var out cham.LeadGroups
	texts := 0
	for i, g := range groups {
		g.Name = norm.NFC.String(strings.TrimSpace(g.Name))
		if len([]rune(g.Name)) > leadName || g.ID == "" && g.Name == "" || strings.ContainsFunc(g.Name, isControl) {
			return nil, invalid("groups", "error.leadGroupName", map[string]any{"n": i + 1})
		}
		if g.ID == cham.LeadOther {
			last.Name = g.Name
			continue
		}
		var err error
		if g.Any, err = cleanCases(g, i); err != nil {
			return nil, err
		}
		for _, c := range g.Any {
			for _, of := range c.Fields() {
				texts += len(*of)
			}
		}
		if texts > maxLeadTexts {
			return nil, invalid("groups", "error.leadGroup", map[string]any{"n": i + 1})
		}
		if g.ID = freeID(g, out); !builtInLead(g.ID) && g.Name == "" {
			return nil, invalid("groups", "error.leadGroupName", map[string]any{"n": i + 1})
		}
		out = append(out, g)
	}
	if out = append(out, last); reflect.DeepEqual(out, cham.DefaultLeadGroups()) {
		return nil, nil
	}
	return out, nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

func builtInLead(id string) bool {
	return slices.ContainsFunc(cham.DefaultLeadGroups(), func(g cham.LeadGroup) bool { return g.ID == id })
}

// freeID is the group's id, made of its name where it is new or taken.
func freeID(g cham.LeadGroup, before cham.LeadGroups) string {
	taken := func(id string) bool {
		return id == "" || id == cham.LeadOther || slices.ContainsFunc(before, func(b cham.LeadGroup) bool { return b.ID == id })
	}
	id := g.ID
	if id == "" || len(id) > leadPattern {
		id = strings.Join(strings.FieldsFunc(table.Fold(g.Name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), "-")
		if id = "my-" + id; id == "my-" {
			id = "my-group"
		}
	}
	free := id
	for n := 2; taken(free); n++ {
		free = id + "-" + strconv.Itoa(n)
	}
	return free
}

func cleanCases(g cham.LeadGroup, at int) (out []cham.LeadCase, err error) {
	wrong := func() error { return invalid("groups", "error.leadGroup", map[string]any{"n": at + 1}) }
	if len(g.Any) > maxLeadCases {
		return nil, wrong()
	}
	for _, c := range g.Any {
		some := false
		for _, of := range c.Fields() {
			if *of, err = cleanPatterns(*of, wrong); err != nil {
				return nil, err
			}
			some = some || len(*of) > 0
		}
		if some {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return nil, invalid("groups", "error.leadGroupEmpty", map[string]any{"n": at + 1})
	}
	return out, nil
}

func cleanPatterns(patterns []string, wrong func() error) (out []string, err error) {
	if len(patterns) > maxLeadPatterns {
		return nil, wrong()
	}
	for _, p := range patterns {
		p = norm.NFC.String(strings.TrimSpace(p))
		if len(p) > leadPattern || strings.ContainsFunc(p, isControl) || strings.Count(p, "*") > 5 {
			return nil, wrong()
		}
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out, nil
}
