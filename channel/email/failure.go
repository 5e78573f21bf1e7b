package email

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"cham/capability/outbox"
	"cham/connect/guard"
)

// The problems: why a message does not leave, or may not have. The sentence of
// each is error.sending.<problem> in locale/.
const (
	Unreachable = "unreachable"
	NoName      = "noName"
	Timeout     = "timeout"
	Certificate = "certificate"
	Inner       = "inner"
	NoTLS       = "noTLS"
	SignIn      = "signIn"
	BadSettings = "settings"
	BadSender   = "sender"
	BadAddress  = "address"
	Busy        = "busy"
	Full        = "full"
	TooBig      = "tooBig"
	BadWords    = "words"
	NotTaken    = "refused"
	NotKnown    = "unsure"
	GaveUp      = "gaveUp" // servers tried for days
	NoFolder    = "folder" // of the mailbox that bounces come to
)

func blocked(problem string, err error) *outbox.Failure {
	return &outbox.Failure{Kind: outbox.Blocked, Problem: problem, Err: err}
}

// problem is why nothing was answered.
func problem(err error) string {
	var timeout net.Error
	var dns *net.DNSError
	var untrusted *tls.CertificateVerificationError
	var plain tls.RecordHeaderError
	var alert *net.OpError
	switch {
	case errors.Is(err, guard.ErrInner):
		return Inner
	case errors.As(err, &untrusted):
		return Certificate
	case errors.As(err, &plain), errors.As(err, &alert) && strings.HasSuffix(alert.Op, " error"): // TLS says "remote error"
		return NoTLS
	case errors.As(err, &dns) && !dns.IsTimeout:
		return NoName
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return Timeout
	}
	return Unreachable
}

// connecting is why there is no line; nil for none.
func connecting(err error) error {
	a, ok := errors.AsType[*textproto.Error](err)
	switch {
	case err == nil:
		return nil
	case !ok:
		return blocked(problem(err), err)
	case a.Code < 500:
		return &outbox.Failure{Kind: outbox.Blocked, Problem: Busy, Words: said(a), Err: err}
	}
	return &outbox.Failure{Kind: outbox.Blocked, Problem: NotTaken, Words: said(a), Err: err}
}

// signingIn is connecting where a password was refused.
func signingIn(err error) error {
	if a, ok := errors.AsType[*textproto.Error](err); ok && a.Code >= 500 {
		return &outbox.Failure{Kind: outbox.Blocked, Problem: SignIn, Words: said(a), Err: err}
	}
	return connecting(err)
}

// stage is how far a message got.
type stage int

const (
	atSender stage = iota
	atReceiver
	atData
	atEnd // its last dot was sent
)

// answered reports whether a failure is the server's answer, after which the
// conversation goes on.
func answered(err error) bool {
	a, ok := errors.AsType[*textproto.Error](err)
	return ok && a.Code >= 400 && a.Code < 600 && a.Code != 421
}

// failure says what a failure at a stage means.
func (s stage) failure(err error) *outbox.Failure {
	f := &outbox.Failure{Kind: outbox.Delayed, Problem: problem(err), Err: err}
	if a, ok := errors.AsType[*textproto.Error](err); ok {
		f.Words = said(a)
		if a.Code >= 400 && a.Code < 600 {
			f.Kind, f.Problem = s.judge(a.Code, a.Msg)
			f.Lost = a.Code == 421
			f.NoSuchAddress = f.Problem == BadAddress
			return f
		}
	}
	switch s {
	case atSender:
		f.Kind, f.Lost = outbox.Blocked, true
	case atEnd:
		f.Kind, f.Problem = outbox.Unsure, NotKnown
	}
	return f
}

// Enhanced codes, RFC 3463 and what large providers say, without their class.
var (
	nobody    = []string{"1.1", "1.2", "1.3", "1.10", "2.1"}
	mySender  = []string{"1.7", "1.8", "2.252", "7.60"} // a sender that the account may not use
	enhanced  = regexp.MustCompile(`^[245]\.(\d{1,3}\.\d{1,3})(?:\D|$)`)
	nobodyHas = regexp.MustCompile(`(?i)(user|recipient|mailbox|account|address)( is)? (unknown|not found|does ?n[o']t exist)|` +
		`(no such|unknown|invalid) (user|recipient|mailbox|account|address)|user doesn't have`)
)

// judge reads an answer. What is about the account comes first, for the same
// would happen to every message.
func (s stage) judge(code int, text string) (outbox.FailureKind, string) {
	about := ""
	if m := enhanced.FindStringSubmatch(text); m != nil {
		about = m[1]
	}
	switch {
	case code == 421, about == "4.5": // closing; the day's share is used up
		return outbox.Blocked, Busy
	case code == 530, code == 535, code == 538:
		return outbox.Blocked, SignIn
	case slices.Contains(mySender, about):
		return outbox.Blocked, BadSender
	case code >= 500 && s.tooBig(code, about):
		return outbox.Refused, TooBig
	case s == atSender && code < 500:
		return outbox.Blocked, Busy
	case s == atSender:
		return outbox.Blocked, BadSender
	case about == "2.2" || code == 552 && about == "":
		return refused(code), Full
	case code < 500:
		return outbox.Delayed, Busy
	}
	return outbox.Refused, s.refusal(code, about, text)
}

// tooBig tells a letter that is too big from a full mailbox, which 552 can be, too.
func (s stage) tooBig(code int, about string) bool {
	return about == "3.4" || about == "2.3" || code == 552 && about == "" && s != atReceiver
}

func refused(code int) outbox.FailureKind {
	if code < 500 {
		return outbox.Delayed
	}
	return outbox.Refused
}

// refusal is what a message was refused for.
func (s stage) refusal(code int, about, text string) string {
	switch {
	case slices.Contains(nobody, about), code == 550 && (about == "" || about == "0.0" || about == "1.0") && nobodyHas.MatchString(text):
		return BadAddress
	case s >= atData && (strings.HasPrefix(about, "6.") || strings.HasPrefix(about, "7.")):
		return BadWords
	}
	return NotTaken
}

// statusIn finds a status of RFC 3463 in what servers write about a message, codeIn an SMTP code.
var (
	statusIn = regexp.MustCompile(`(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?:$|[^\d.]|\.(?:$|\D))`)
	codeIn   = regexp.MustCompile(`(?:^|[\s;:#<(])([45][0-5]\d)(?:[ -]|$)`)
)

// statusOf is the status that a report gives, or the one in the words beside it where that says more.
func statusOf(status, text string) string {
	given, inText := first(statusIn, status), first(statusIn, text)
	if inText != "" && (given == "" || strings.HasSuffix(given, ".0.0")) {
		return inText
	}
	return given
}

func first(r *regexp.Regexp, text string) string {
	if m := r.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// returned is why a message came back for good, by a status of RFC 3463, empty where a report gives none, and what the
// other server said.
func returned(status, text string) (problem string) {
	status = statusOf(status, text)
	code := first(codeIn, text)
	switch soft := strings.HasPrefix(status, "4") || status == "" && strings.HasPrefix(code, "4"); {
	case strings.HasSuffix(status, ".2.2") || status == "" && code == "552":
		return Full
	case soft:
		return GaveUp
	}
	if _, problem = atData.judge(550, strings.TrimSpace(status+" "+text)); problem == Busy {
		return GaveUp
	}
	return problem
}

// said is a server's answer, as it is shown.
func said(a *textproto.Error) string { return words(strconv.Itoa(a.Code) + " " + a.Msg) }

// maxWords is how much of an answer is kept.
const maxWords = 500

// words are a server's, as one line that can be shown.
func words(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxWords {
		return string(r[:maxWords])
	}
	return s
}
