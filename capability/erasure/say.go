package erasure

import (
	"encoding/json"
	"slices"
	"strings"
)

// Say takes in what traits say of who the person is: names, in either order of
// their parts, and every value that could be an address or an id.
func (p *Person) Say(traits map[string]json.RawMessage) {
	text := func(names ...string) string {
		for _, name := range names {
			var s string
			if json.Unmarshal(traits[name], &s) == nil && s != "" {
				return strings.Join(strings.Fields(s), " ")
			}
		}
		return ""
	}
	first, last := text("firstName", "first_name"), text("lastName", "last_name")
	for _, name := range []string{text("name"), last + " " + first, first + " " + last} {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(p.Names, name) {
			p.Names = append(p.Names, name)
		}
	}
	for _, v := range traits {
		var s string
		if len(v) > 0 && v[0] != '"' {
			s = string(v)
		} else if json.Unmarshal(v, &s) != nil {
			continue
		}
		if reaches(s) && !slices.Contains(p.Contacts, s) {
			p.Contacts = append(p.Contacts, s)
		}
	}
}

// reaches reports whether a trait's value is a phone number or an e-mail address.
func reaches(s string) bool {
	return national(s) != "" || strings.Contains(s, "@") && len(s) >= minID && !strings.ContainsAny(s, " \t\n")
}
