// Package messengerserver is a Messenger for tests: it takes messages and notes them,
// and posts what became of them, as Meta's own servers do.
package messengerserver

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The page and the app that there are.
const (
	PageID      = "1909458034523498"
	PageToken   = "page-token"
	AppSecret   = "app-secret"
	VerifyToken = "verify-token"
)

// Server is Meta's Graph API, as far as Messenger goes.
type Server struct {
	URL string

	mu      sync.Mutex
	server  *httptest.Server
	got     []Message
	expired bool
	answers map[string][]answer
}

// Message is what was taken: a text, or a template with its fields, by name or place.
type Message struct {
	To, Kind, Text, Template, Lang string
	Fields                         []Field
	// ID is what Meta calls it.
	ID string
}

// Field is one of a template's; the name is empty of one that goes by its place.
type Field struct {
	Name string `json:"parameter_name"`
	Text string `json:"text"`
}

// answer is what the next message to somebody gets; drop takes it and hangs up.
type answer struct {
	status, code, sub, minutes int
	message                    string
	drop                       bool
}

// New starts a server that ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	s := &Server{answers: map[string][]answer{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /{version}/"+PageID+"/messages", s.message)
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

// Expire ends the page's token.
func (s *Server) Expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expired = true
}

// Say refuses the next message to somebody with a code and subcode of Meta's.
func (s *Server) Say(to string, code, sub int, message string) {
	s.next(to, answer{status: http.StatusBadRequest, code: code, sub: sub, message: message})
}

// Limit refuses the next message to somebody, and wants to be left alone for some minutes.
func (s *Server) Limit(to string, minutes int) {
	s.next(to, answer{status: http.StatusBadRequest, code: 80006, message: "(#80006) There have been too many calls to this Page",
		minutes: minutes})
}

// Fail answers the next message to somebody with a status alone, as when Meta is down.
func (s *Server) Fail(to string, status int) { s.next(to, answer{status: status}) }

// Drop takes the next message to somebody, and hangs up before it says so.
func (s *Server) Drop(to string) { s.next(to, answer{drop: true}) }

func (s *Server) next(to string, a answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[to] = append(s.answers[to], a)
}

// body is a message as it is posted.
type body struct {
	Recipient struct {
		ID string `json:"id"`
	} `json:"recipient"`
	Kind    string `json:"messaging_type"`
	Message struct {
		Text     string `json:"text"`
		Template *struct {
			Name     string `json:"name"`
			Language struct {
				Code string `json:"code"`
			} `json:"language"`
			Components []struct {
				Type       string  `json:"type"`
				Parameters []Field `json:"parameters"`
			} `json:"components"`
		} `json:"template"`
	} `json:"message"`
}

// message takes a message, or says why not.
func (s *Server) message(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b body
	if json.NewDecoder(r.Body).Decode(&b) != nil {
		refuse(w, answer{status: http.StatusBadRequest, code: 100, message: "(#100) The request is no JSON"})
		return
	}
	m := Message{To: b.Recipient.ID, Kind: b.Kind, Text: b.Message.Text, ID: fmt.Sprintf("m_%d", len(s.got))}
	if t := b.Message.Template; t != nil {
		m.Template, m.Lang = t.Name, t.Language.Code
		for _, c := range t.Components {
			m.Fields = append(m.Fields, c.Parameters...)
		}
	}
	if a := s.answer(r, &m); a.status != 0 {
		refuse(w, a)
		return
	} else if s.got = append(s.got, m); a.drop {
		panic(http.ErrAbortHandler)
	}
	write(w, http.StatusOK, map[string]any{"recipient_id": m.To, "message_id": m.ID})
}

// answer is what a message gets: one without a proof, a kind or something to say is none.
func (s *Server) answer(r *http.Request, m *Message) (a answer) {
	bad := answer{status: http.StatusBadRequest, code: 100}
	switch {
	case s.expired, r.Header.Get("Authorization") != "Bearer "+PageToken:
		return answer{status: http.StatusUnauthorized, code: 190, sub: 463,
			message: "Error validating access token: Session has expired"}
	case r.URL.Query().Get("appsecret_proof") != sign(AppSecret, []byte(PageToken)):
		bad.message = "Invalid appsecret_proof provided in the API argument"
		return bad
	case m.Kind == "RESPONSE" && m.Text == "", m.Kind == "UTILITY" && m.Template == "", m.Kind != "RESPONSE" && m.Kind != "UTILITY":
		bad.message = "(#100) Param message is empty, or not of this messaging_type"
		return bad
	}
	if all := s.answers[m.To]; len(all) > 0 {
		a, s.answers[m.To] = all[0], all[1:]
	}
	return a
}

func sign(key string, of []byte) string {
	m := hmac.New(sha256.New, []byte(key))
	m.Write(of)
	return hex.EncodeToString(m.Sum(nil))
}

func refuse(w http.ResponseWriter, a answer) {
	if a.code == 0 {
		w.WriteHeader(a.status)
		return
	}
	if a.minutes > 0 {
		use := fmt.Sprintf(`{%q:[{"type":"messenger","call_count":100,"estimated_time_to_regain_access":%d}]}`, PageID, a.minutes)
		w.Header().Set("X-Business-Use-Case-Usage", use)
	}
	e := map[string]any{"message": a.message, "type": "OAuthException", "code": a.code, "fbtrace_id": strings.Repeat("A", 11)}
	if a.sub != 0 {
		e["error_subcode"] = a.sub
	}
	write(w, a.status, map[string]any{"error": e})
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // whoever hung up is not told
}
