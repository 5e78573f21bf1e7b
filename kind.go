package cham

import (
	"encoding/json"
	"strings"
)

// PropSep joins the "name=value" pairs of Kind.Props.
const PropSep = "\x1f"

// KindOf returns the kind of a touch. Declared are the workspace's declared
// properties, sorted by name; of the touch's own properties only those whose
// value is text, a number or a boolean are looked at, with the value as it is
// written in the JSON (text without its quotes).
func KindOf(t *Touch, declared []string) Kind {
	return Kind{
		Name:     t.Name,
		Channel:  t.Channel,
		Source:   t.Campaign.Source,
		Medium:   t.Campaign.Medium,
		Campaign: t.Campaign.Name,
		Path:     TemplatePath(t.Page.Path),
		Device:   t.Device,
		Branch:   t.Branch,
		Props:    declaredProps(t.Properties, declared),
	}
}

func declaredProps(raw json.RawMessage, declared []string) string {
	if len(raw) == 0 || len(declared) == 0 {
		return ""
	}
	var all map[string]json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return ""
	}
	var b strings.Builder
	for _, name := range declared {
		if v := scalarText(all[name]); v != "" {
			if b.Len() > 0 {
				b.WriteString(PropSep)
			}
			b.WriteString(name + "=" + v)
		}
	}
	return b.String()
}

// scalarText is the text of a JSON scalar, "" for null, objects and arrays.
func scalarText(v json.RawMessage) string {
	if len(v) == 0 || v[0] == '{' || v[0] == '[' || v[0] == 'n' {
		return ""
	}
	if v[0] != '"' {
		return string(v)
	}
	var s string
	if json.Unmarshal(v, &s) != nil {
		return ""
	}
	return strings.ReplaceAll(s, PropSep, " ")
}
