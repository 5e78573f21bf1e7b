package letter

import (
	"fmt"
	"html/template"
	"regexp"
	"strings"
	"unicode"
)

// Where links may lead. Liquid stands behind the host only, so that a value never
// decides whom a link leads to.
var (
	page     = regexp.MustCompile(`^(?i:https?)://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?([/?#].*)?$`)
	anywhere = regexp.MustCompile(page.String() +
		`|^(?i:mailto):[A-Za-z0-9.!#$&'*+/=?^_|~-]+@[A-Za-z0-9.-]+(\?.*)?$|^(?i:tel):\+?[0-9. -]{3,20}$`)
)

// What a text knows beside words. A link's address may hold Liquid, spaces and all.
var (
	inline  = regexp.MustCompile(`\*\*(.*?)\*\*|\[([^\[\]\n]*)\]\(([^()\s]*)\)`)
	linked  = regexp.MustCompile(`\[[^\[\]\n]*\]\(((?:\{\{.*?\}\}|\{%.*?%\}|[^()\n])*)\)`)
	paras   = regexp.MustCompile(`\n[ \t]*(?:\n[ \t]*)+`)
	spaces  = regexp.MustCompile(` {2,}`)
	actions = regexp.MustCompile(`\{\{.*?\}\}|\{%.*?%\}`)
)

// url reads where a button leads, or an image's address.
func (r *reader) url(at, s string, allowed *regexp.Regexp) text {
	if !safe(s, allowed) {
		r.fail(at, "url", nil)
	}
	return r.text(at, s, MaxURL)
}

// links checks the links in a text.
func (r *reader) links(at, s string) {
	for _, m := range linked.FindAllStringSubmatch(s, -1) {
		if !safe(m[1], anywhere) {
			r.fail(at, "link", map[string]any{"link": actions.ReplaceAllString(m[1], "…")})
		}
	}
}

// safe reports whether an address leads where it may, whatever its Liquid says.
func safe(s string, allowed *regexp.Regexp) bool {
	return allowed.MatchString(actions.ReplaceAllString(s, "\u00a0")) && !strings.ContainsAny(actions.ReplaceAllString(s, ""), " \t\r\n\"<>\\")
}

// span is a piece of a line: words, a link when it has a URL, or the end of the line.
type span struct {
	Text        string
	Bold, Break bool
	URL         template.URL
}

// spans reads a text in which the fields are marked.
func spans(s string, link func(string) string) (all [][]span) {
	for _, para := range paras.Split(strings.TrimSpace(s), -1) {
		var out []span
		for i, line := range strings.Split(para, "\n") {
			if i > 0 {
				out = append(out, span{Break: true})
			}
			out = append(out, words(strings.TrimSpace(line), false, link)...)
		}
		all = append(all, out)
	}
	return all
}

// words reads a line.
func words(s string, bold bool, link func(string) string) (out []span) {
	for s != "" {
		m := inline.FindStringSubmatchIndex(s)
		if m == nil {
			return append(out, span{Text: shownText(s), Bold: bold})
		}
		if m[0] > 0 {
			out = append(out, span{Text: shownText(s[:m[0]]), Bold: bold})
		}
		if m[2] >= 0 {
			out = append(out, words(s[m[2]:m[3]], true, link)...)
		} else {
			out = append(out, anchor(s[m[0]:m[1]], s[m[4]:m[5]], s[m[6]:m[7]], bold, link))
		}
		s = s[m[1]:]
	}
	return out
}

// anchor is a link, or what was written when it leads where none may.
func anchor(source, label, url string, bold bool, link func(string) string) span {
	if !anywhere.MatchString(url) {
		return span{Text: shownText(source), Bold: bold}
	}
	return span{Text: shownText(label), Bold: bold, URL: address(url, link)}
}

// shownText is text without marks; words that were left out leave no gap.
func shownText(s string) string { return spaces.ReplaceAllString(reveal(s), " ") }

// address is a link's: what stood in a field is escaped in it, and so is what an
// address cannot hold. Those to the web pass through link.
func address(s string, link func(string) string) template.URL {
	var out strings.Builder
	for _, r := range s {
		switch {
		case r >= marks && r <= marks+unicode.MaxASCII:
			fmt.Fprintf(&out, "%%%02X", r-marks)
		case r > unicode.MaxASCII || r <= ' ' || strings.ContainsRune("\"<>\\^`{|}\x7f", r):
			for _, b := range []byte(string(r)) {
				fmt.Fprintf(&out, "%%%02X", b)
			}
		default:
			out.WriteRune(r)
		}
	}
	if link != nil && page.MatchString(s) {
		return template.URL(link(out.String()))
	}
	return template.URL(out.String())
}
