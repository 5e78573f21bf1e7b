package campaign

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"cham"
	"cham/capability/letter"
	"cham/capability/reach"
)

// Severity says what a finding means for the start.
type Severity string

// The severities.
const (
	Forbidden Severity = "forbidden" // by law: it does not start
	Spam      Severity = "spam"      // filters hold it against a message
	Advice    Severity = "advice"
)

// WordFinding is something in what a campaign says that the law, filters or readers mind.
type WordFinding struct {
	Rule     FindingRule       `json:"rule" doc:"what is minded; the words for each are error.finding.RULE"`
	Severity Severity          `json:"severity" enum:"forbidden,spam,advice"`
	Field    string            `json:"field" doc:"where, as in problems: letter.subject, b.texts.sms.text"`
	Args     map[string]string `json:"args,omitempty" doc:"what of it is meant"`
}

// FindingRule is what is looked at.
type FindingRule string

// severities are of each rule, with what the law, filters or readers want.
var severities = map[FindingRule]Severity{
	"sender":    Forbidden, // an advert says who writes: Decree 91/2020, article 14
	"contact":   Forbidden, // and how to reach them
	"disguised": Forbidden, // what calls itself an advert goes as one, to who agreed to adverts
	"offer":     Advice,    // what is sent without being asked for holds no offers
	"label":     Advice,    // the label stands first, once
	"capitals":  Spam, "exclaims": Spam, "pictures": Spam, "address": Spam, "shortener": Spam, "size": Spam,
	"alt": Advice, "language": Advice,
}

// said is one text of a campaign, and where it stands.
type said struct {
	field, text string
	way         reach.Way
}

// look gathers the findings of one draft.
type look struct {
	d   *Draft
	all []WordFinding
}

func (l *look) find(rule FindingRule, field string, args ...string) {
	f := WordFinding{Rule: rule, Severity: severities[rule], Field: field}
	for i := 0; i+1 < len(args); i += 2 {
		if f.Args == nil {
			f.Args = map[string]string{}
		}
		f.Args[args[i]] = args[i+1]
	}
	l.all = append(l.all, f)
}

// Findings are what the law, spam filters and readers mind of a draft, from who it is; what cannot be
// sent at all is a problem of Check, and not here.
func (d *Draft) Findings(business, contact string) []WordFinding {
	l := &look{d: d, all: []WordFinding{}}
	ways := d.AllWays()
	if d.Class == reach.Marketing {
		if strings.TrimSpace(business) == "" {
			l.find("sender", "")
		}
		if slices.Contains(ways, reach.Email) && strings.TrimSpace(contact) == "" {
			l.find("contact", "")
		}
	}
	l.version("", Version{d.Letter, d.Texts})
	if d.B != nil {
		l.version("b.", *d.B)
	}
	return l.all
}

func (l *look) version(under string, v Version) {
	for _, way := range l.d.AllWays() {
		switch way {
		case reach.Email:
			l.letter(under+"letter.", &v.Letter)
		case reach.ZNS: // what it says was approved by Zalo
		default:
			l.texts([]said{{under + "texts." + string(way) + ".text", v.Texts[way].Text, way}})
		}
	}
}

// letter looks at what only letters have, then at its texts.
func (l *look) letter(at string, of *letter.Letter) {
	all := []said{{at + "subject", of.Subject, reach.Email}, {at + "preheader", of.Preheader, reach.Email}}
	pictures, words := 0, 0
	for i, b := range of.Blocks {
		field := fmt.Sprintf("%sblocks[%d].", at, i)
		switch b.Kind {
		case letter.Image:
			pictures++
			if strings.TrimSpace(b.Alt) == "" {
				l.find("alt", field+"alt")
			}
			continue
		case letter.Button:
			l.link(field+"url", b.Text, b.URL)
		}
		words += len(strings.Fields(b.Text))
		all = append(all, said{field + "text", b.Text, reach.Email})
	}
	if pictures > 0 && words < fewWords {
		l.find("pictures", at+"blocks")
	}
	if capitals(of.Subject) {
		l.find("capitals", at+"subject")
	}
	l.texts(all)
}

// fewWords is of a letter that says what it says in pictures.
const fewWords = 10

// large is where a letter comes near to what Gmail cuts off, 102 KB, in bytes.
const large = 80 << 10

// sized notes a letter that is large as it is written to somebody.
func (out *Check) sized(bytes int) {
	if bytes > large {
		out.Findings = append(out.Findings, WordFinding{Rule: "size", Severity: severities["size"], Field: "letter.blocks",
			Args: map[string]string{"kb": fmt.Sprint(bytes >> 10)}})
	}
}

var (
	liquidIn  = regexp.MustCompile(`\{\{.*?\}\}|\{%.*?%\}`)
	linkIn    = regexp.MustCompile(`\[([^\[\]\n]*)\]\(([^()\s]*)\)`)
	addressIn = regexp.MustCompile(`(?i)https?://[^\s)\]]+`)
	shownIn   = regexp.MustCompile(`(?i)^(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/?#:].*)?$`)
	labelIn   = regexp.MustCompile(`(?i)\[(QC|AD)\]`)
	exclaims  = regexp.MustCompile(`!\s*!|\?!|!\?`)
	offerIn   = regexp.MustCompile(`(?i)giảm giá|khuyến m[aạã]i|ưu đãi|tặng kèm|mua 1 tặng|` +
		`flash ?sale|\bsale\b|% off|\bdiscount\b|\bvoucher\b|special offer`)
)

// texts look at words, wherever they stand.
func (l *look) texts(all []said) {
	var plain strings.Builder
	for _, s := range all {
		text := liquidIn.ReplaceAllString(s.text, " ")
		l.words(s, text)
		for _, m := range linkIn.FindAllStringSubmatch(s.text, -1) {
			l.link(s.field, m[1], m[2])
		}
		for _, at := range addressIn.FindAllString(linkIn.ReplaceAllString(s.text, "$1"), -1) {
			l.link(s.field, "", at)
		}
		plain.WriteString(addressIn.ReplaceAllString(linkIn.ReplaceAllString(text, "$1"), " ") + " ")
	}
	if len(all) > 0 && foreign(plain.String(), l.d.Lang, all[0].way) {
		field := all[0].field
		l.find("language", field[:strings.LastIndex(field, ".")])
	}
}

func (l *look) words(s said, text string) {
	label := labelIn.FindStringIndex(text)
	switch {
	case label == nil:
	case l.d.Class != reach.Marketing:
		l.find("disguised", s.field, "label", text[label[0]:label[1]])
	case strings.TrimSpace(text[:label[0]]) != "" || text[label[0]:label[1]] != letter.Label:
		l.find("label", s.field, "label", text[label[0]:label[1]])
	}
	if m := offerIn.FindString(text); m != "" && l.d.Class == reach.Transaction {
		l.find("offer", s.field, "words", m)
	}
	if exclaims.MatchString(text) || strings.HasSuffix(s.field, "subject") && strings.Count(text, "!") > 1 {
		l.find("exclaims", s.field)
	}
}

// shorteners are hosts that hide where a link leads.
var shorteners = []string{"bit.ly", "bitly.com", "tinyurl.com", "goo.gl", "t.co", "cutt.ly", "ow.ly", "is.gd", "buff.ly", "rebrand.ly",
	"s.id", "shorturl.at", "rb.gy", "t.ly", "by.com.vn", "short.com.vn", "bom.so", "tiny.cc", "v.gd", "linkshorten.vn"}

// link looks at where a link leads, and whether it shows another address than that.
func (l *look) link(field, shown, to string) {
	u, err := url.Parse(liquidIn.ReplaceAllString(to, "x"))
	if err != nil || u.Host == "" {
		return
	}
	host := bare(u.Hostname())
	if slices.Contains(shorteners, host) {
		l.find("shortener", field, "host", host)
	}
	m := shownIn.FindStringSubmatch(strings.TrimSpace(shown))
	if m != nil && bare(m[1]) != host && !strings.HasSuffix(host, "."+bare(m[1])) {
		l.find("address", field, "shown", m[1], "host", host)
	}
}

// bare is a host without the www that most have.
func bare(host string) string { return strings.TrimPrefix(strings.ToLower(host), "www.") }

// capitals reports whether a text is written in capitals, as shouting is.
func capitals(text string) bool {
	letters, upper := 0, 0
	for _, r := range labelIn.ReplaceAllString(liquidIn.ReplaceAllString(text, ""), "") {
		if unicode.IsLetter(r) {
			letters++
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	return letters >= 8 && 10*upper > 7*letters
}

// marked reports whether a letter is one that Vietnamese has and English has not.
func marked(r rune) bool {
	return r == 'đ' || r == 'Đ' || r == 'ă' || r == 'ư' || r == 'ơ' || r >= 0x1ea0 && r <= 0x1ef9
}

// foreign reports whether a text is in another language than it says: an English one with Vietnamese
// letters, a Vietnamese one without any. By SMS both are written without.
func foreign(text, lang string, way reach.Way) bool {
	letters, vietnamese := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
		if marked(r) {
			vietnamese++
		}
	}
	switch {
	case letters < 60 || way == reach.SMS && lang == "vi":
		return false
	case lang == "en":
		return 20*vietnamese > letters
	}
	return vietnamese == 0
}

// problem is a finding that forbids the start as what must be mended.
func (f *WordFinding) problem() cham.Error {
	args := map[string]any{}
	for k, v := range f.Args {
		args[k] = v
	}
	return cham.Error{Code: cham.CodeInvalid, Op: "campaign", Field: f.Field, Key: "error.finding." + string(f.Rule), Args: args}
}

// forbidden are the findings by which a draft may not start.
func forbidden(all []WordFinding) (problems []cham.Error) {
	for i := range all {
		if all[i].Severity == Forbidden {
			problems = append(problems, all[i].problem())
		}
	}
	return problems
}
