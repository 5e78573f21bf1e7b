// Package mailserver is an SMTP server for tests: it takes messages and notes them,
// and answers by the receiver's address as servers on the internet do.
package mailserver

import (
	"bytes"
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// Server takes messages. What the local part of an address begins with says how it
// answers: gone (550 5.1.1), full (552 5.2.2), busy (451 the first time), drop (takes the
// message and hangs up before it says so).
type Server struct {
	Host string
	Port int
	// Slow is how long it thinks about each message.
	Slow time.Duration

	mu    sync.Mutex
	got   []Message
	asked map[string]int // how often a busy one was asked
	off   bool
}

// Message is what came.
type Message struct {
	ID, From, To string
	Header       mail.Header
	Body         string
}

// New starts a server that ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := listen.Addr().(*net.TCPAddr)
	s := &Server{Host: "127.0.0.1", Port: at.Port, asked: map[string]int{}}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{server: s, conn: c}, nil }))
	server.Domain, server.ErrorLog = "mail.test", quiet{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listen) // ends when it is closed
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-done
	})
	return s
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// Messages are what came so far.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.got...)
}

// Times counts how often each receiver was written to.
func (s *Server) Times() map[string]int {
	n := map[string]int{}
	for _, m := range s.Messages() {
		n[m.To]++
	}
	return n
}

// Off makes the server refuse whoever connects, until it is on again.
func (s *Server) Off(off bool) {
	s.mu.Lock()
	s.off = off
	s.mu.Unlock()
}

type session struct {
	server   *Server
	conn     *smtp.Conn
	from, to string
}

func (c *session) Mail(from string, _ *smtp.MailOptions) error {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if c.server.off {
		return &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "closed for today"}
	}
	c.from = from
	return nil
}

func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = to
	switch {
	case strings.HasPrefix(to, "gone"):
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user here"}
	case strings.HasPrefix(to, "full"):
		return &smtp.SMTPError{Code: 552, EnhancedCode: smtp.EnhancedCode{5, 2, 2}, Message: "mailbox full"}
	case strings.HasPrefix(to, "busy") && c.server.first(to):
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "greylisted, come again"}
	}
	return nil
}

func (s *Server) first(to string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[to]++
	return s.asked[to] == 1
}

func (c *session) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m := Message{From: c.from, To: c.to, Body: string(body)}
	if parsed, err := mail.ReadMessage(bytes.NewReader(body)); err == nil {
		m.Header, m.ID = parsed.Header, parsed.Header.Get("Message-Id")
	}
	c.server.mu.Lock()
	c.server.got = append(c.server.got, m)
	slow := c.server.Slow
	c.server.mu.Unlock()
	time.Sleep(slow)
	if strings.HasPrefix(c.to, "drop") {
		_ = c.conn.Conn().Close()
	}
	return nil
}

func (c *session) Reset()        {}
func (c *session) Logout() error { return nil }
