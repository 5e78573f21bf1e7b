package email

import (
	"bufio"
	"context"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"cham/capability/outbox"
)

// What a script says instead of an answer.
const (
	drop = "drop" // hang up
	hang = "hang" // say nothing more, and keep the connection
)

// script is a server that speaks plain bytes: what it answers to each word, "" the
// greeting, "." the end of a message; what is not said is well. The first message
// gets the answers, all others are taken.
type script struct {
	t       *testing.T
	port    int
	answers map[string]string

	mu   sync.Mutex
	said []string
	at   func(word string) // told of each word, before it is answered
}

func scripted(t *testing.T, answers map[string]string) *script {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s := &script{t: t, port: l.Addr().(*net.TCPAddr).Port, answers: answers, at: func(string) {}}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(c)
		}
	}()
	return s
}

var well = map[string]string{"": "220 hello", "EHLO": "250-hello\r\n250 SIZE 100000", "MAIL": "250 ok", "RCPT": "250 ok",
	"DATA": "354 go on", ".": "250 2.0.0 taken", "RSET": "250 ok", "QUIT": "221 bye"}

func (s *script) talk(c net.Conn) {
	defer c.Close()
	lines := bufio.NewScanner(c)
	for word, said := "", s.answer(c, ""); said != ""; said = s.answer(c, word) {
		if strings.HasPrefix(said, "354") && word == "DATA" {
			for word = "."; lines.Scan() && lines.Text() != "."; {
				if _, cut := s.answers["text"]; cut {
					return
				}
			}
			continue
		}
		if !lines.Scan() {
			return
		}
		word, _, _ = strings.Cut(lines.Text(), " ")
	}
}

// answer says what a word gets, "" when the conversation is over.
func (s *script) answer(c net.Conn, word string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := !slices.Contains(s.said, word)
	s.said = append(s.said, word)
	s.at(word)
	said := well[word]
	if a, ok := s.answers[word]; ok && first {
		said = a
	}
	switch said {
	case hang:
		_, _ = c.Read(make([]byte, 1)) // until the other side hangs up
		return ""
	case drop:
		return ""
	}
	if _, err := c.Write([]byte(said + "\r\n")); err != nil {
		return ""
	}
	return said
}

func (s *script) words() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.said)
}

func (s *script) account() outbox.Account {
	return made(&server{port: s.port}, None, func(set *Settings, _ *Secret) { set.User = "" })
}

func impatient() *Client {
	c := New(loopback, nil, time.Now)
	c.limits = limits{dial: time.Second, command: 100 * time.Millisecond, data: 100 * time.Millisecond, quit: 100 * time.Millisecond}
	return c
}

// Each way to fail at each stage, and whether the line is good for another message.
func TestStages(t *testing.T) {
	for _, c := range []struct {
		word, answer string
		kind         outbox.FailureKind
		problem      string
		nobody, good bool
	}{
		{"MAIL", "550 5.7.1 not your address", outbox.Blocked, BadSender, false, true},
		{"MAIL", "501 syntax", outbox.Blocked, BadSender, false, true},
		{"MAIL", "530 5.7.0 sign in", outbox.Blocked, SignIn, false, true},
		{"MAIL", "451 4.7.0 later", outbox.Blocked, Busy, false, true},
		{"MAIL", "452 4.3.1 no room", outbox.Blocked, Busy, false, true},
		{"MAIL", "550 5.4.5 daily quota exceeded", outbox.Blocked, Busy, false, true},
		{"MAIL", "421 4.3.0 closing", outbox.Blocked, Busy, false, false},
		{"MAIL", "552 5.3.4 too big", outbox.Refused, TooBig, false, true},
		{"MAIL", drop, outbox.Blocked, Unreachable, false, false},
		{"MAIL", hang, outbox.Blocked, Timeout, false, false},
		{"MAIL", "what?", outbox.Blocked, Unreachable, false, false},
		{"RCPT", "550 5.1.1 no such user", outbox.Refused, BadAddress, true, true},
		{"RCPT", "550 5.1.2 no host", outbox.Refused, BadAddress, true, true},
		{"RCPT", "553 5.1.3 bad address", outbox.Refused, BadAddress, true, true},
		{"RCPT", "556 5.1.10 null MX", outbox.Refused, BadAddress, true, true},
		{"RCPT", "550 5.2.1 disabled", outbox.Refused, BadAddress, true, true},
		{"RCPT", "550 User unknown", outbox.Refused, BadAddress, true, true},
		{"RCPT", "550-hello\r\n550 No such user here", outbox.Refused, BadAddress, true, true},
		{"RCPT", "550 5.7.1 User unknown to the blocklist", outbox.Refused, NotTaken, false, true},
		{"RCPT", "550 5.1.15 other", outbox.Refused, NotTaken, false, true},
		{"RCPT", "550 mailbox unavailable", outbox.Refused, NotTaken, false, true},
		{"RCPT", "554 5.7.1 blocked", outbox.Refused, NotTaken, false, true},
		{"RCPT", "552 5.2.2 full", outbox.Refused, Full, false, true},
		{"RCPT", "552 full", outbox.Refused, Full, false, true},
		{"RCPT", "452 4.2.2 full", outbox.Delayed, Full, false, true},
		{"RCPT", "450 4.2.0 greylisted", outbox.Delayed, Busy, false, true},
		{"RCPT", "450 4.1.1 user unknown, for now", outbox.Delayed, Busy, false, true},
		{"RCPT", "421 closing", outbox.Blocked, Busy, false, false},
		{"RCPT", drop, outbox.Delayed, Unreachable, false, false},
		{"RCPT", hang, outbox.Delayed, Timeout, false, false},
		{"DATA", "451 later", outbox.Delayed, Busy, false, true},
		{"DATA", "554 no", outbox.Refused, NotTaken, false, true},
		{"DATA", "250 what?", outbox.Delayed, Unreachable, false, false},
		{"DATA", drop, outbox.Delayed, Unreachable, false, false},
		{"DATA", hang, outbox.Delayed, Timeout, false, false},
		{".", "451 4.3.0 later", outbox.Delayed, Busy, false, true},
		{".", "452 4.3.1 no room", outbox.Delayed, Busy, false, true},
		{".", "421 closing", outbox.Blocked, Busy, false, false},
		{".", "554 5.7.1 spam", outbox.Refused, BadWords, false, true},
		{".", "554 5.6.0 content", outbox.Refused, BadWords, false, true},
		{".", "554 no", outbox.Refused, NotTaken, false, true},
		{".", "552 message too large", outbox.Refused, TooBig, false, true},
		{".", "550 5.1.1 no such user", outbox.Refused, BadAddress, true, true},
		{".", "554 5.2.252 SendAsDenied", outbox.Blocked, BadSender, false, true},
		{".", "354 go on", outbox.Unsure, NotKnown, false, false},
		{".", "2what", outbox.Unsure, NotKnown, false, false},
		{".", "250-and then", outbox.Unsure, NotKnown, false, false},
		{".", drop, outbox.Unsure, NotKnown, false, false},
		{".", hang, outbox.Unsure, NotKnown, false, false},
		{".", strings.Repeat("250-"+strings.Repeat("x", 500)+"\r\n", 1000), outbox.Unsure, NotKnown, false, false},
	} {
		t.Run(c.word+" "+c.answer[:min(len(c.answer), 30)], func(t *testing.T) {
			t.Parallel()
			s := scripted(t, map[string]string{c.word: c.answer})
			l := connect(t, impatient(), s.account())
			_, err := l.Send(t.Context(), parcel)
			f := failure(t, err)
			if f.Kind != c.kind || f.Problem != c.problem || f.NoSuchAddress != c.nobody {
				t.Errorf("%+v", f)
			}
			if a := words(c.answer); c.good && f.Words != a && !strings.Contains(a, "hello") {
				t.Errorf("words %q", f.Words)
			}
			if slices.Contains(s.words(), "RSET") != c.good {
				t.Error(s.words())
			}
			before := len(s.words())
			switch answer, err := l.Send(t.Context(), parcel); {
			case c.good && (err != nil || answer.Words != "2.0.0 taken"):
				t.Error(answer, err)
			case !c.good && (failure(t, err).Kind != outbox.Blocked || len(s.words()) != before):
				t.Error(err, s.words())
			}
		})
	}
}

// A line that cannot begin anew is let go of.
func TestReset(t *testing.T) {
	for _, answer := range []string{drop, "500 what?"} {
		l := connect(t, impatient(), scripted(t, map[string]string{"RCPT": "550 5.1.1 none", "RSET": answer}).account())
		for _, want := range []outbox.FailureKind{outbox.Refused, outbox.Blocked} {
			if _, err := l.Send(t.Context(), parcel); failure(t, err).Kind != want {
				t.Errorf("%s: %v", answer, err)
			}
		}
	}
}

// A server that hangs up in the middle of a message does not have it. One that
// takes all of it in before it does may be told the end, so nobody knows.
func TestCutOff(t *testing.T) {
	s := scripted(t, map[string]string{"text": drop, "EHLO": "250 hello"})
	p := parcel
	p.Text = strings.Repeat("Chào chị Lan, hẹn gặp lại.\n", 1<<20)
	_, err := connect(t, New(loopback, nil, time.Now), s.account()).Send(t.Context(), p)
	if f := failure(t, err); f.Kind != outbox.Delayed {
		t.Error(f)
	}
}

func TestTooBig(t *testing.T) {
	s := scripted(t, nil)
	l := connect(t, impatient(), s.account())
	p := parcel
	p.Text = strings.Repeat("a ", 100_000)
	_, err := l.Send(t.Context(), p)
	if f := failure(t, err); f.Kind != outbox.Refused || f.Problem != TooBig || slices.Contains(s.words(), "MAIL") {
		t.Error(f, s.words())
	}
	if _, err := l.Send(t.Context(), parcel); err != nil {
		t.Error(err)
	}
}

// Before the end of a message a cancel holds it back, after it nobody knows.
func TestCancel(t *testing.T) {
	for word, kind := range map[string]outbox.FailureKind{"MAIL": outbox.Delayed, "RCPT": outbox.Delayed, "DATA": outbox.Delayed,
		".": outbox.Unsure} {
		ctx, cancel := context.WithCancel(t.Context())
		s := scripted(t, map[string]string{word: hang})
		s.mu.Lock()
		s.at = func(w string) {
			if w == word {
				cancel()
			}
		}
		s.mu.Unlock()
		l := connect(t, New(loopback, nil, time.Now), s.account())
		_, err := l.Send(ctx, parcel)
		if f := failure(t, err); f.Kind != kind {
			t.Errorf("%s: %+v", word, f)
		}
		if _, err := l.Send(t.Context(), parcel); failure(t, err).Kind != outbox.Blocked {
			t.Errorf("%s: %v", word, err)
		}
		if _, err := l.Send(ctx, parcel); err == nil {
			t.Error("sent after a cancel")
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

// What a server says before any message.
func TestGreeting(t *testing.T) {
	for _, c := range []struct{ word, answer, problem string }{
		{"", "554 no service", NotTaken}, {"", "421 busy", Busy}, {"", drop, Unreachable}, {"", hang, Timeout},
		{"", "HTTP/1.1 400 Bad", Unreachable},
		{"EHLO", drop, Unreachable}, {"EHLO", hang, Timeout}, {"EHLO", "421 busy", Busy},
		{"EHLO", strings.Repeat("250-"+strings.Repeat("x", 500)+"\r\n", 1000), Unreachable},
	} {
		s := scripted(t, map[string]string{c.word: c.answer, "HELO": drop})
		_, err := impatient().Connect(t.Context(), s.account())
		if f := failure(t, err); f.Kind != outbox.Blocked || f.Problem != c.problem {
			t.Errorf("%q %.30q: %+v", c.word, c.answer, f)
		}
	}
}

// A password is refused for good, or not for now; it is sent to no server that
// asks for it in a way that is not known.
func TestSignIn(t *testing.T) {
	for _, c := range []struct{ ehlo, auth, problem string }{
		{"250 AUTH PLAIN LOGIN", "535 5.7.8 no", SignIn}, {"250 AUTH PLAIN", "454 4.7.0 later", Busy}, {"250 AUTH PLAIN", "421 bye", Busy},
		{"250 AUTH PLAIN", drop, Unreachable}, {"250 AUTH PLAIN", hang, Timeout}, {"250 AUTH CRAM-MD5", "", SignIn}, {"250 SIZE 1", "", SignIn},
		{"250 AUTH LOGIN", "535 no", SignIn}, {"250 AUTH PLAIN", "235 ok", ""},
		{"250 AUTH LOGIN", "334 VXNlcm5hbWU6", ""},
	} {
		s := scripted(t, map[string]string{"EHLO": "250-hello\r\n" + c.ehlo, "AUTH": c.auth, "*": "501 over",
			"c2hvcA==": "334 UGFzc3dvcmQ6", "beG6rXQga2jhuql1": "235 ok"})
		l, err := impatient().Connect(t.Context(), made(&server{port: s.port}, None))
		if c.problem == "" { // the LOGIN of old servers asks for each by a line of its own
			if err != nil || l.Close() != nil {
				t.Error(err)
			}
			continue
		}
		if f := failure(t, err); f.Kind != outbox.Blocked || f.Problem != c.problem {
			t.Errorf("%q %q: %+v", c.ehlo, c.auth, f)
		}
		if c.auth == "" && slices.Contains(s.words(), "AUTH") {
			t.Error("a password was sent")
		}
	}
}

// Whatever a server says, it is one line that can be shown, and is judged.
func FuzzJudge(f *testing.F) {
	f.Add(550, "5.1.1 no such user")
	f.Add(421, "\x00\u202e\r\n")
	f.Fuzz(func(t *testing.T, code int, text string) {
		w := words(text)
		if !utf8.ValidString(w) || utf8.RuneCountInString(w) > maxWords || strings.ContainsFunc(w, unicode.IsControl) {
			t.Fatalf("%q", w)
		}
		for s := atSender; s <= atEnd; s++ {
			if kind, problem := s.judge(code, text); kind == "" || kind == outbox.Unsure || problem == "" {
				t.Fatal(kind, problem)
			}
		}
	})
}
