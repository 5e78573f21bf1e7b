package erasure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"cham"
)

// Mentions finds a person in texts, however they are written: phones in groups
// or with a country code, names with and without diacritics, all of it in JSON's
// and in an address's escapes.
type Mentions struct {
	// Keys are the numbers of the person's keys.
	Keys []cham.KeyID

	ids, names []*regexp.Regexp
}

// NewMentions makes the finder of a person. Ids too short to be told from
// numbers of other things are not looked for, nor names of one word.
func NewMentions(p *Person) *Mentions {
	var phones, mails, others, names []string
	add := func(v string) {
		switch {
		case national(v) != "":
			phones = append(phones, phonePattern(national(v)))
		case len(v) < minID:
		case strings.Contains(v, "@"):
			mails = append(mails, loose(v))
		default:
			others = append(others, loose(v))
		}
	}
	for _, k := range p.Keys {
		add(k.Value)
	}
	for _, c := range p.Contacts {
		add(c)
	}
	for _, n := range p.Names {
		if re := namePattern(n); re != "" {
			names = append(names, re)
		}
	}
	m := &Mentions{Keys: p.IDs()}
	m.ids = append(m.ids, between(`[^0-9]`, phones, `[^0-9]`)...)
	m.ids = append(m.ids, between(`[^a-z0-9._+\-]`, mails, `[^a-z0-9]`)...)
	m.ids = append(m.ids, between(`[^a-z0-9]`, others, `[^a-z0-9]`)...)
	m.names = between(`[^a-z0-9]`, names, `[^a-z0-9]`)
	return m
}

// between finds one of the texts where it stands between such characters, or
// after an escape.
func between(before string, texts []string, after string) []*regexp.Regexp {
	slices.Sort(texts)
	if texts = slices.Compact(texts); len(texts) == 0 {
		return nil
	}
	return []*regexp.Regexp{regexp.MustCompile(`(?i)(^|` + before + `|%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\[nrtbf])(?:` +
		strings.Join(texts, "|") + `)(` + after + `|$)`)}
}

// Pattern finds, as an RE2 expression, everything that may mention the person:
// what is found by a name alone may be somebody else.
func (m *Mentions) Pattern() string {
	var all []string
	for _, re := range append(slices.Clone(m.ids), m.names...) {
		all = append(all, re.String())
	}
	return strings.Join(all, "|")
}

// ByID reports whether a text names one of the person's ids.
func (m *Mentions) ByID(s string) bool { return anyOf(m.ids, s) }

// ByName reports whether a text has the person's full name.
func (m *Mentions) ByName(s string) bool { return anyOf(m.names, s) }

func anyOf(all []*regexp.Regexp, s string) bool {
	return slices.ContainsFunc(all, func(re *regexp.Regexp) bool { return re.MatchString(s) })
}

// In reports whether a text names the person: by an id, or by the full name
// where no other phone or e-mail says that it is somebody else.
func (m *Mentions) In(s string) bool {
	return m.ByID(s) || m.ByName(s) && !otherContact.MatchString(s)
}

// otherContact is any telephone number or e-mail address.
var otherContact = regexp.MustCompile(`(?i)[a-z0-9._%+-]+(@|%40|\\u0040)[a-z0-9-]+\.[a-z]|` +
	`(^|[^0-9])(\+?84|0)[ .\-]?[35789]([ .\-]?[0-9]){8}([^0-9]|$)`)

// Cut replaces what names the person by "…" and leaves the rest.
func (m *Mentions) Cut(s string) string {
	for _, re := range append(slices.Clone(m.ids), m.names...) {
		for re.MatchString(s) { // what stands between two is used up by the first
			s = re.ReplaceAllString(s, "${1}…${2}")
		}
	}
	return s
}

// phonePattern is how a phone is found by its digits without a prefix.
func phonePattern(national string) string {
	return `(?:(?:\+?84|%2b84|0084)[ .()\-]*)?0?` + strings.Join(strings.Split(national, ""), `[ .()\-]*`)
}

// minID is the least length of an id that is looked for in texts.
const minID = 6

// national is a Vietnamese phone number without prefix, "" for anything else.
func national(v string) string {
	d := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-()+", r) {
			return -1
		}
		return r
	}, v)
	if strings.Trim(d, "0123456789") != "" {
		return ""
	}
	d = strings.TrimPrefix(strings.TrimPrefix(d, "00"), "84")
	d = strings.TrimPrefix(d, "0")
	if len(d) != 9 {
		return ""
	}
	return d
}

// namePattern is how a name of two words and eight letters, at least, is found.
func namePattern(name string) string {
	words := strings.Fields(name)
	if len(words) < 2 || utf8.RuneCountInString(name) < 8 {
		return ""
	}
	for i, w := range words {
		words[i] = loose(w)
	}
	return strings.Join(words, `(?:[\s+._\-]|%20|\\u0020|\\u00a0)+`)
}

// loose finds a text letter by letter: itself, without its marks, and escaped.
func loose(s string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(s) {
		b.WriteString("(?:")
		for i, form := range forms(r) {
			if i > 0 {
				b.WriteByte('|')
			}
			b.WriteString(form)
		}
		b.WriteByte(')')
	}
	return b.String()
}

// forms are the ways to write a letter, as patterns.
func forms(r rune) []string {
	var out []string
	for _, x := range []rune{unicode.ToLower(r), unicode.ToUpper(r)} {
		out = append(out, regexp.QuoteMeta(string(x)), fmt.Sprintf(`\\u%04x`, x), percent(string(x)))
		decomposed := norm.NFD.String(string(x))
		base := decomposed[:len(string([]rune(decomposed)[0]))]
		if base == "đ" || base == "Đ" {
			base = "d"
		}
		if base != string(x) {
			out = append(out, regexp.QuoteMeta(base)+`[\x{0300}-\x{036f}]*`)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func percent(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02X", s[i])
	}
	return b.String()
}

// object empties the texts in a JSON value that name the person; nil when that
// is not enough, or it cannot be read.
func (m *Mentions) object(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 || !m.ByID(string(raw)) && !m.ByName(string(raw)) {
		return raw
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil
	}
	out, err := json.Marshal(m.value(v))
	if err != nil || m.ByID(string(out)) || m.ByName(string(out)) {
		return nil
	}
	return out
}

func (m *Mentions) value(v any) any {
	switch v := v.(type) {
	case string:
		if m.ByID(v) || m.ByName(v) {
			return ""
		}
	case json.Number:
		if m.ByID(v.String()) {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = m.value(v[i])
		}
	case map[string]any:
		for k, x := range v {
			if m.ByID(k) || m.ByName(k) {
				delete(v, k)
				continue
			}
			v[k] = m.value(x)
		}
	}
	return v
}

// Touch reports whether some text of a touch is one that says finds.
func (m *Mentions) Touch(t *cham.Touch, says func(string) bool) bool {
	for _, s := range texts(t) {
		if says(*s) {
			return true
		}
	}
	return says(t.Name) || says(t.MessageID) || says(string(t.Properties)) || says(string(t.Traits)) || says(string(t.Context))
}

// Strip takes the person out of somebody else's touch. newID makes a message id
// in place of one that names them.
func (m *Mentions) Strip(r *cham.Record, keys []cham.KeyID, newID func() string) {
	r.Also = slices.DeleteFunc(slices.Clone(r.Also), func(k cham.KeyID) bool { return slices.Contains(keys, k) })
	for _, s := range texts(&r.Touch) {
		if m.ByID(*s) || m.ByName(*s) {
			*s = ""
		}
	}
	if m.ByID(r.Name) || m.ByName(r.Name) {
		r.Name = "…"
	}
	if m.ByID(r.MessageID) || m.ByName(r.MessageID) {
		r.MessageID = newID()
	}
	r.Properties, r.Traits, r.Context = m.object(r.Properties), m.object(r.Traits), m.object(r.Context)
}

// texts are the texts of a touch that may be emptied.
func texts(t *cham.Touch) []*string {
	return []*string{&t.Campaign.Source, &t.Campaign.Medium, &t.Campaign.Name, &t.Campaign.Term, &t.Campaign.Content,
		&t.Campaign.ClickID, &t.Page.URL, &t.Page.Path, &t.Page.Title, &t.Page.Referrer, &t.Device, &t.Branch}
}
