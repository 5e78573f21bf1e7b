package email

import (
	"bufio"
	"bytes"
	"errors"
	"html"
	"io"
	netmail "net/mail"
	"regexp"
	"strings"
	"time"

	gomessage "github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // reports are written in many
	"github.com/emersion/go-message/textproto"

	"cham"
	"cham/capability/outbox"
)

// What of a mail is read.
const (
	maxMail   = 4 << 20
	maxHeader = 256 << 10
	maxText   = 64 << 10 // of each part, and of all that is written to readers
	maxParts  = 30
	maxDepth  = 5
	maxGroups = 20 // receivers in one report
)

// ReadReport reads a mail out of an account's Inbox, and answers what it says of messages that the account sent. It
// knows reports of delivery (RFC 3464, RFC 6533), complaints (RFC 5965) and what servers write to people. Anybody can
// write to an inbox: a mail is believed when it holds the signed id of a message, which only its receiver got.
// Of all other mails, of answers and of those that machines write, it says nothing. CodeTooLarge: over 4 MiB;
// CodeInvalid: it is no mail, or the account's secret cannot be read.
func (c *Client) ReadReport(a outbox.Account, raw []byte) ([]outbox.Return, error) {
	_, secret, err := parse(a)
	switch {
	case err != nil:
		return nil, err
	case len(raw) > maxMail:
		return nil, cham.Errorf(cham.CodeTooLarge, "email.ReadReport", "a mail of %d bytes", len(raw))
	case secret.BounceKey == "":
		return nil, nil
	}
	r, err := readMail(raw)
	if err != nil {
		return nil, cham.Wrap(cham.CodeInvalid, "email.ReadReport", err)
	}
	all := r.returns()
	if len(all) == 0 {
		return nil, nil
	}
	id := believed(secret.BounceKey, r.names())
	if id == "" {
		return nil, nil
	}
	at := notAfter(r.date(), c.now())
	for i := range all {
		all[i].Message, all[i].At = id, at
	}
	return all, nil
}

// notAfter is an instant that somebody tells; now when they tell none, or one that has not come.
func notAfter(at, now time.Time) time.Time {
	if at.IsZero() || at.After(now) {
		return now
	}
	return at
}

// mailed is a mail, as far as it may say what became of a message.
type mailed struct {
	header gomessage.Header
	// receivers are groups of a report of delivery, complaint the fields of one; machine is their text.
	receivers []textproto.Header
	complaint textproto.Header
	machine   string
	// original is the header of the message it is about, text what is written to readers.
	original, text string
	parts          int
}

var errEnough = errors.New("it has too many parts")

func readMail(raw []byte) (*mailed, error) {
	e, err := gomessage.ReadWithOptions(bytes.NewReader(raw), &gomessage.ReadOptions{MaxHeaderBytes: maxHeader})
	if e == nil {
		return nil, err
	}
	m := &mailed{header: e.Header}
	_ = e.Walk(m.part) // what is broken is read as far as it goes
	return m, nil
}

// part keeps what a part of a mail says. It is a gomessage.WalkFunc.
func (m *mailed) part(path []int, e *gomessage.Entity, _ error) error {
	if m.parts++; m.parts > maxParts || len(path) > maxDepth {
		return errEnough
	}
	kind, _, _ := e.Header.ContentType()
	switch strings.ToLower(kind) {
	case "message/delivery-status", "message/global-delivery-status":
		m.machine += text(e.Body)
		m.receivers = groups(m.machine)
	case "message/feedback-report":
		m.machine += text(e.Body)
		m.complaint = fields(m.machine)
	case "message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers":
		if m.original == "" {
			m.original = blankLine.Split(text(e.Body), 2)[0]
		}
	case "text/plain":
		if len(m.text) < maxText {
			m.text += text(e.Body) + "\n"
		}
	case "text/html":
		if m.text == "" {
			m.text = html.UnescapeString(tag.ReplaceAllString(text(e.Body), " "))
		}
	}
	return nil
}

// text reads what of a part is read; what cannot be decoded ends it.
func text(r io.Reader) string {
	b, _ := io.ReadAll(io.LimitReader(r, maxText))
	return string(b)
}

var tag = regexp.MustCompile(`<[^<>]*>`)

var blankLine = regexp.MustCompile(`\r?\n[ \t]*\r?\n`)

// groups are the groups of fields of a report that are about a receiver, RFC 3464 §2.3.
func groups(text string) (all []textproto.Header) {
	for _, group := range blankLine.Split(text, -1) {
		if h := fields(group); len(all) < maxGroups && (h.Has("Action") || h.Has("Status")) {
			all = append(all, h)
		}
	}
	return all
}

// fields are a group of fields, as far as it can be read.
func fields(group string) textproto.Header {
	h, _ := textproto.ReadHeader(bufio.NewReader(strings.NewReader(strings.TrimLeft(group, "\r\n \t") + "\r\n\r\n")))
	return h
}

// names are the places where the message may be named that a mail is about, the surest first.
func (m *mailed) names() string {
	var b strings.Builder
	say := func(names ...string) {
		for _, name := range names {
			b.WriteString(strings.Join(m.header.Values(name), "\n") + "\n")
		}
	}
	say("Delivered-To", "X-Original-To", "X-Delivered-To", "Envelope-To", "X-Envelope-To", "To")
	b.WriteString(m.machine + "\n" + m.original + "\n")
	say("References", "In-Reply-To")
	b.WriteString(m.text)
	return b.String()
}

func (m *mailed) date() time.Time {
	at, _ := netmail.ParseDate(m.header.Get("Date"))
	return at
}

// returns are what a mail says, whoever wrote it.
func (m *mailed) returns() (all []outbox.Return) {
	switch {
	case m.complaint.Len() > 0:
		return complained(m.complaint.Get("Feedback-Type"))
	case strings.Contains(m.original, "X-HmXmrOriginalRecipient:"): // Outlook's own form of a complaint
		return complained("abuse")
	case len(m.receivers) > 0:
		for _, r := range m.receivers {
			all = append(all, reported(&r)...)
		}
		return all
	}
	return m.told()
}

// complained is what a complaint says, by its type (RFC 5965 §7.3).
func complained(kind string) []outbox.Return {
	switch kind = strings.ToLower(strings.TrimSpace(kind)); kind {
	case "abuse", "fraud", "virus", "other":
		return []outbox.Return{{Kind: outbox.Complained, Words: kind}}
	case "opt-out", "opt-out-list":
		return []outbox.Return{{Kind: outbox.Unsubscribed, Words: kind}}
	}
	return nil
}

// diagnosed is the kind of words before those of another server, RFC 3464 §2.3.6.
var diagnosed = regexp.MustCompile(`^\s*[A-Za-z0-9-]+\s*;\s*`)

// reported is what a report says of one receiver, RFC 3464 §2.3.
func reported(h *textproto.Header) []outbox.Return {
	status, said := strings.TrimSpace(h.Get("Status")), diagnosed.ReplaceAllString(h.Get("Diagnostic-Code"), "")
	action, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(h.Get("Action"))), " ")
	if action == "" && status != "" {
		action = map[byte]string{'2': "delivered", '4': "delayed", '5': "failed"}[status[0]]
	}
	switch action {
	case "failed":
		return []outbox.Return{bounced(status, said)}
	case "delayed":
		return []outbox.Return{{Kind: outbox.Delaying, Problem: Busy, Words: words(shown(status, said))}}
	case "delivered":
		return []outbox.Return{{Kind: outbox.Delivered, Words: words(shown(status, said))}}
	}
	return nil // relayed and expanded: nobody will say more
}

func shown(status, said string) string {
	if said == "" {
		return status
	}
	return said
}

// bounced is a message that came back for good.
func bounced(status, said string) outbox.Return {
	problem := returned(status, said)
	return outbox.Return{Kind: outbox.Bounced, Problem: problem, NoSuchAddress: problem == BadAddress, Words: words(shown(status, said))}
}
