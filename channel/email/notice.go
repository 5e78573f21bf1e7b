package email

import (
	"regexp"
	"strings"

	"cham/capability/outbox"
)

// What servers write to people, where they send no report: the forms of Exim, qmail, Gmail and Exchange.
var (
	servers = regexp.MustCompile(`(?i)mailer-daemon|mail-daemon|postmaster@|microsoftexchange[0-9a-f]{8,}@|mail delivery (sub)?system`)
	failing = regexp.MustCompile(`(?i)undeliver|non remis|không (thể )?(gửi|chuyển|phát)|failure notice|returned (mail|to sender)|` +
		`delivery (status|fail|has failed|incomplete|problem|notification)|(mail|message) delivery|(not|n't) be delivered|delay`)
	delaying = regexp.MustCompile(`(?i)\bdelay|^warning:|incomplete|trì hoãn`)
	arriving = regexp.MustCompile(`(?i)success|\brelayed\b`)
	// answering are answers that programs give in a person's name.
	answering = regexp.MustCompile(`(?i)^\s*(out of( the)? office|automatic reply|auto(matic)?[- ]?(reply|response)|autoreply|` +
		`trả lời tự động|vắng mặt|away from)`)
	// copied is the line above a copy of the message, which may hold numbers of its own.
	copied = regexp.MustCompile(`(?mi)^[-= ]{2,}.*(copy of|original (message|mail)|returned message|below this line|message headers?).*$|` +
		`^original message( headers?)?:?\s*$`)
)

// told is what a server wrote to a person about a message that did not arrive.
func (m *mailed) told() []outbox.Return {
	subject, _ := m.header.Text("Subject")
	if m.automatic(subject) || !m.fromServer(subject) || arriving.MatchString(subject) {
		return nil
	}
	said := m.text
	if at := copied.FindStringIndex(said); at != nil {
		said = said[:at[0]]
	}
	if delaying.MatchString(subject) {
		return []outbox.Return{{Kind: outbox.Delaying, Problem: Busy, Words: words(reason(said))}}
	}
	return []outbox.Return{bounced("", reason(said))}
}

// automatic reports whether a mail answers in a person's name. RFC 3834 does not tell it from a bounce: servers say
// auto-replied of those, too.
func (m *mailed) automatic(subject string) bool {
	return m.header.Has("X-Autoreply") || m.header.Has("X-Autorespond") || answering.MatchString(subject) ||
		strings.EqualFold(m.header.Get("Precedence"), "auto_reply")
}

// fromServer reports whether a server writes of a message that did not arrive.
func (m *mailed) fromServer(subject string) bool {
	if m.header.Has("X-Failed-Recipients") { // Exim's, and Gmail's
		return true
	}
	from, _ := m.header.Text("From")
	return servers.MatchString(from) && (failing.MatchString(subject) || statusIn.MatchString(m.text))
}

// reason is the line of a text that says why, the whole text when no line does.
func reason(text string) string {
	for _, says := range []*regexp.Regexp{statusIn, codeIn, nobodyHas} {
		for line := range strings.Lines(text) {
			if says.MatchString(line) {
				return strings.TrimSpace(line)
			}
		}
	}
	return text
}
