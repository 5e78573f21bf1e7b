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

// TemplatePath replaces the parts of a page path that name one thing among
// many by ":id", so that paths of one page design are one kind: numbers,
// UUIDs, long hexadecimal ids, anything with five digits in a row, and slugs
// of five words or more, or longer than 40 bytes. Query, fragment and a
// trailing slash are cut. "/san-pham/8123" becomes "/san-pham/:id".
func TemplatePath(path string) string {
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	if len(path) > 1 {
		path = strings.TrimRight(path, "/")
		if path == "" {
			path = "/"
		}
	}
	if !needsTemplate(path) {
		return path
	}
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if IsIDSegment(p) {
			parts[i] = ":id"
		}
	}
	return strings.Join(parts, "/")
}

func needsTemplate(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if IsIDSegment(part) {
			return true
		}
	}
	return false
}

// IsIDSegment reports whether TemplatePath replaces this part of a path.
func IsIDSegment(s string) bool {
	if s == "" {
		return false
	}
	var digits, run, longest, hex, words int
	words = 1
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			digits++
			hex++
			run++
			longest = max(longest, run)
			continue
		case c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F':
			hex++
		case c == '-' || c == '_' || c == '+':
			words++
		}
		run = 0
	}
	uuid := len(s) == 36 && hex == 32 && words == 5
	return digits == len(s) || uuid || longest >= 5 || words >= 5 || len(s) > 40 ||
		hex == len(s) && hex >= 16 && digits > 0
}
