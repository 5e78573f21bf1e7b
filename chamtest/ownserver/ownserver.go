// Package ownserver is a business's own system for tests: it takes messages that are
// signed and notes them, and signs what it tells of them.
package ownserver

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Key is the secret that both sides sign with.
const Key = "whsec_" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

// Server is the system, at URL.
type Server struct {
	URL string

	mu     sync.Mutex
	server *httptest.Server
	key    string
	got    []Message
	next   []answer
}

// Message is what was taken.
type Message struct {
	ID, Channel, Kind, To, Name, Text, Template, Lang string
	Fields                                            map[string]string
	Advert                                            bool
}

// answer is what the next message gets; drop takes it and hangs up.
type answer struct {
	status  int
	body    string
	seconds int
	drop    bool
}

// New starts a system that ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	s := &Server{key: Key}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /in", s.take)
	s.server = httptest.NewServer(mux)
	t.Cleanup(s.server.Close)
	s.URL = s.server.URL
	return s
}

// Close ends it before the test does.
func (s *Server) Close() { s.server.Close() }

// Messages are what was taken so far.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

// Answer refuses the next message with a status and what it says.
func (s *Server) Answer(status int, body string) { s.then(answer{status: status, body: body}) }

// Limit refuses the next message, and wants to be left alone for some seconds.
func (s *Server) Limit(seconds int) {
	s.then(answer{status: http.StatusTooManyRequests, seconds: seconds})
}

// Drop takes the next message, and hangs up before it says so.
func (s *Server) Drop() { s.then(answer{drop: true}) }

// Rekey has the system know another secret.
func (s *Server) Rekey(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key = key
}

func (s *Server) then(a answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = append(s.next, a)
}

// body is a message as it is posted.
type body struct {
	Type string `json:"type"`
	Data struct {
		ID       string                             `json:"id"`
		Channel  string                             `json:"channel"`
		To       struct{ Kind, Value, Name string } `json:"to"`
		Text     string                             `json:"text"`
		Template string                             `json:"template"`
		Fields   map[string]string                  `json:"fields"`
		Lang     string                             `json:"lang"`
		Advert   bool                               `json:"advert"`
	} `json:"data"`
}

func (s *Server) take(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	raw, _ := io.ReadAll(r.Body)
	var b body
	id, at := r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp")
	switch err := json.Unmarshal(raw, &b); {
	case r.Header.Get("webhook-signature") != signature(s.key, id, at, raw):
		http.Error(w, "another signature", http.StatusUnauthorized)
		return
	case err != nil, b.Type != "message", b.Data.ID != id, b.Data.To.Value == "":
		http.Error(w, "no message", http.StatusBadRequest)
		return
	}
	var a answer
	if len(s.next) > 0 {
		a, s.next = s.next[0], s.next[1:]
	}
	if a.status != 0 {
		w.Header().Set("Retry-After", strconv.Itoa(a.seconds))
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.body)
		return
	}
	d := &b.Data
	if !slices.ContainsFunc(s.got, func(m Message) bool { return m.ID == d.ID }) { // the same once more is no other
		s.got = append(s.got, Message{d.ID, d.Channel, d.To.Kind, d.To.Value, d.To.Name, d.Text, d.Template, d.Lang, d.Fields, d.Advert})
	}
	if a.drop {
		panic(http.ErrAbortHandler)
	}
	_, _ = io.WriteString(w, "queued")
}

func signature(key, id, at string, of []byte) string {
	raw, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(key, "whsec_"))
	m := hmac.New(sha256.New, raw)
	_, _ = io.WriteString(m, id+"."+at+".")
	m.Write(of)
	return "v1," + base64.StdEncoding.EncodeToString(m.Sum(nil))
}

// Sign is the header of what the system tells at a time, signed by a secret; an old
// signature stands beside the good one, as while a secret is replaced.
func Sign(told []byte, at time.Time, key string) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	h := http.Header{}
	h.Set("webhook-id", "told-1")
	h.Set("webhook-timestamp", stamp)
	h.Set("webhook-signature", "v1,b2xk "+signature(key, "told-1", stamp, told))
	return h
}

// Receipts tell of all messages taken so far, as they may arrive: that they were read
// before that they came, and each twice.
func (s *Server) Receipts(at time.Time) []byte {
	var all []map[string]any
	for _, m := range s.Messages() {
		all = append(all, map[string]any{"kind": "read", "id": m.ID, "at": at}, map[string]any{"kind": "delivered", "id": m.ID, "at": at})
	}
	return Told(append(all, all...)...)
}

// Told is what the system posts.
func Told(receipts ...map[string]any) []byte {
	b, err := json.Marshal(map[string]any{"receipts": receipts})
	if err != nil {
		panic("ownserver: " + err.Error()) // a test gave what is no JSON
	}
	return b
}
