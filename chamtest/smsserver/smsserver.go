// Package smsserver is the SMS services eSMS, SpeedSMS and Stringee for tests: it takes
// messages as they do, notes them, answers by the receiver's number, and reports.
package smsserver

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// The keys that are taken.
const (
	APIKey, SecretKey = "khoa-esms", "bi-mat-esms"
	Token             = "token-speedsms"
	KeySid, KeySecret = "SK.0.chia", "bi-mat-stringee"
	// Brandname is the one that is registered.
	Brandname = "HOAMAI"
)

// What the last digits of a number mean.
const (
	BadNumber = "000" // there is none
	BadWords  = "001" // the text is refused
	HangUp    = "002" // takes the message and hangs up before it says so
	Limit     = "003" // too many calls, come again in Pause
	Lost      = "004" // takes it, and it does not arrive
)

// Pause is how long it wants to be left alone after too many calls.
const Pause = 30 * time.Second

// Message is what came.
type Message struct {
	Provider string // esms, speedsms, stringee
	// ID is the sender's for it, Ref the server's; either may be missing.
	ID, Ref string
	// To is in E.164.
	To, Text, Brandname string
	Unicode             bool
	Callback            string
}

// Server takes messages at URL, whichever service it is called as.
type Server struct {
	URL string

	server *httptest.Server
	now    func() time.Time
	mu     sync.Mutex
	got    []Message
	again  int // how often eSMS was told of a message that it has
	empty  bool
	expire bool
}

// New starts a server that ends with the test; now is what keys are held to.
func New(t testing.TB, now func() time.Time) *Server {
	t.Helper()
	s := &Server{now: now}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /MainService.svc/json/SendMultipleMessage_V4_post_json/", s.as(esms{}))
	mux.HandleFunc("POST /index.php/sms/send", s.as(speedSMS{}))
	mux.HandleFunc("POST /v1/sms", s.as(stringee{}))
	s.server = httptest.NewServer(mux)
	s.URL = s.server.URL
	t.Cleanup(s.server.Close)
	return s
}

// Close ends the server before the test does.
func (s *Server) Close() { s.server.Close() }

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

// Again counts messages that eSMS was given a second time, and did not take.
func (s *Server) Again() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.again
}

// Empty lets the wallet be empty, or not any more.
func (s *Server) Empty(is bool) { s.set(&s.empty, is) }

// Expire lets the keys be refused, or not any more.
func (s *Server) Expire(are bool) { s.set(&s.expire, are) }

func (s *Server) set(what *bool, to bool) {
	s.mu.Lock()
	*what = to
	s.mu.Unlock()
}

// outcome is what becomes of a call.
type outcome int

const (
	taken outcome = iota
	unreadable
	noRight
	noMoney
	noName
	noNumber
	noWords
	repeated
)

// service is how one of them reads a call and answers it.
type service interface {
	// read is the message of a call, and whether its key is right.
	read(r *http.Request, body []byte, now time.Time) (m Message, key bool, err error)
	// answer is what it says, with the status of HTTP.
	answer(o outcome, m Message) (status int, body any)
}

func (s *Server) as(one service) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		m, key, err := one.read(r, body, s.now())
		switch {
		case err == nil && strings.HasSuffix(m.To, Limit):
			w.Header().Set("Retry-After", strconv.Itoa(int(Pause.Seconds())))
			w.WriteHeader(http.StatusTooManyRequests)
			return
		case err == nil && strings.HasSuffix(m.To, HangUp):
			s.take(&m, key)
			conn, _, _ := w.(http.Hijacker).Hijack()
			_ = conn.Close()
			return
		}
		o := unreadable
		if err == nil {
			o = s.take(&m, key)
		}
		status, said := one.answer(o, m)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(said)
	}
}

// take notes a message, or says why not.
func (s *Server) take(m *Message, key bool) outcome {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !key || s.expire:
		return noRight
	case m.Brandname != Brandname:
		return noName
	case strings.HasSuffix(m.To, BadNumber), len(m.To) < len("+84912345678"):
		return noNumber
	case strings.HasSuffix(m.To, BadWords), m.Text == "":
		return noWords
	case s.knows(m):
		s.again++
		return repeated
	case s.empty:
		return noMoney
	}
	m.Ref = strconv.Itoa(9_007_199_254_740_993 + len(s.got)) // larger than what a float holds
	s.got = append(s.got, *m)
	return taken
}

// knows reports whether eSMS has a message of the same RequestId.
func (s *Server) knows(m *Message) bool {
	for _, old := range s.got {
		if m.Provider == "esms" && m.ID != "" && old.ID == m.ID {
			return true
		}
	}
	return false
}
