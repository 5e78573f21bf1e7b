package route

import (
	"cmp"
	"slices"

	"cham"
	"cham/locale"
)

// LeadName is what a group of lead sources is called; the id itself when it is no more.
func LeadName(lang string, groups cham.LeadGroups, id string) string {
	name := ""
	if i := slices.IndexFunc(groups, func(g cham.LeadGroup) bool { return g.ID == id }); i >= 0 {
		name = groups[i].Name
	}
	return cmp.Or(name, locale.Text(lang, "lead.group."+id, nil), id)
}
