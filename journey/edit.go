package journey

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"cham"
)

// Place is what a person would call one place among unmapped touches: a page
// (name, channel and templated path), or an event of a channel.
type Place struct {
	// Key is stable as long as the place exists.
	Key     string
	Name    string
	Channel cham.Channel
	Path    string
	// Rule binds the place when it is adopted as a touchpoint.
	Rule cham.Rule
	// Kinds are the indexes, in the list given, of its kinds.
	Kinds []int
}

// Places groups kinds into places, in the order of their first kind. Source,
// campaign, device, branch and properties do not tell places apart: they say
// how somebody came, not where.
func Places(kinds []cham.Kind) []Place {
	var all []Place
	at := map[cham.Kind]int{}
	for i, k := range kinds {
		where := cham.Kind{Name: k.Name, Channel: k.Channel}
		if isView(k.Name) {
			where.Path = k.Path
		}
		n, ok := at[where]
		if !ok {
			n = len(all)
			at[where] = n
			all = append(all, Place{Key: placeKey(where), Name: where.Name, Channel: where.Channel,
				Path: where.Path, Rule: RuleFor(where)})
		}
		all[n].Kinds = append(all[n].Kinds, i)
	}
	return all
}

// RuleFor is the rule that binds the place of a kind.
func RuleFor(k cham.Kind) cham.Rule {
	m := cham.Match{Event: k.Name, Channel: k.Channel}
	if isView(k.Name) && !strings.Contains(k.Path, "*") { // a star in a rule means "anything after"
		m.Path = k.Path
	}
	return cham.Rule{Any: []cham.Match{m}}
}

func isView(name string) bool { return name == cham.PageViewed || name == cham.ScreenViewed }

func placeKey(k cham.Kind) string {
	sum := sha256.Sum256([]byte(k.Name + "\x1f" + string(k.Channel) + "\x1f" + k.Path))
	return hex.EncodeToString(sum[:8])
}

// Adopt makes an unmapped place a touchpoint at the end of a stage. The map's
// version is left to whoever saves it.
func Adopt(m *cham.JourneyMap, p Place, id, stage string) cham.Touchpoint {
	t := cham.Touchpoint{ID: id, Stage: stage, Name: p.Name, Channel: p.Channel, Rule: p.Rule}
	if p.Path != "" {
		t.Name = p.Path
	}
	if !t.Channel.Valid() {
		t.Channel = cham.ChannelOther
	}
	m.Touchpoints = append(slices.Clip(m.Touchpoints), t)
	return t
}
