// Package zaloserver is a Zalo for tests: it signs in, takes messages and notes them,
// and posts what became of them, as Zalo's own servers do.
package zaloserver

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"testing"
)

// The app and the official account that there are.
const (
	AppID     = "3608465248940903967"
	OAID      = "388613280879880645"
	AppSecret = "app-secret"
	OASecret  = "oa-secret"
)

// Server is all of Zalo's hosts at once.
type Server struct {
	URL string

	mu        sync.Mutex
	got       []Message
	codes     map[string]string // challenges by code
	asked     int
	access    string
	refresh   string
	turns     int // how often there were new tokens
	lose      bool
	answers   map[string][]answer
	remaining int
}

// Message is what was taken.
type Message struct {
	// Path is where it was posted: cs, promotion and templates have one each.
	Path, To, Text, Template string
	Data                     map[string]string
	// Tracking is what the sender calls it, ID what Zalo does.
	Tracking, ID string
}

// answer is what the next message to somebody gets; drop takes it and hangs up.
type answer struct {
	code    int
	message string
	drop    bool
}

// perMinute is how many calls an app may make in a minute.
const perMinute = 4000

// New starts a server that ends with the test. The tokens of Tokens are valid.
func New(t testing.TB) *Server {
	t.Helper()
	s := &Server{codes: map[string]string{}, answers: map[string][]answer{}, remaining: perMinute}
	s.turn()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v4/oa/permission", s.permission)
	mux.HandleFunc("POST /v4/oa/access_token", s.token)
	for _, path := range []string{"/v3.0/oa/message/cs", "/v3.0/oa/message/promotion", "/v3.0/oa/message/template", "/message/template"} {
		mux.HandleFunc("POST "+path, s.message)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Messages are what was taken so far.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

// Tokens are those in force, and how often there were new ones: once at the start.
func (s *Server) Tokens() (access, refresh string, turns int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.access, s.refresh, s.turns
}

// Expire ends the access token; it can be renewed.
func (s *Server) Expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.access = ""
}

// LoseTokens hangs up on who asks for tokens next, when the old ones are spent.
func (s *Server) LoseTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lose = true
}

// Say refuses the next message to somebody, a user or "84…", with a code of Zalo's.
func (s *Server) Say(to string, code int, message string) {
	s.next(to, answer{code: code, message: message})
}

// Drop takes the next message to somebody, and hangs up before it says so.
func (s *Server) Drop(to string) { s.next(to, answer{drop: true}) }

func (s *Server) next(to string, a answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[to] = append(s.answers[to], a)
}

// Limit is how many calls are left in this minute.
func (s *Server) Limit(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remaining = n
}

// turn makes new tokens; the old ones are spent.
func (s *Server) turn() {
	s.turns++
	s.access, s.refresh = fmt.Sprintf("access-%d", s.turns), fmt.Sprintf("refresh-%d", s.turns)
}

// permission leads back at once, as when somebody says yes.
func (s *Server) permission(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || back.Host == "" || q.Get("app_id") != AppID {
		write(w, map[string]any{"error": -14003, "error_name": "Invalid redirect uri", "error_reason": ""})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	code := fmt.Sprintf("code-%d", s.asked)
	s.codes[code] = q.Get("code_challenge")
	back.RawQuery = url.Values{"code": {code}, "oa_id": {OAID}, "state": {q.Get("state")}}.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// token turns the tokens for a code with its verifier, or for the refresh token in force.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case r.Header.Get("secret_key") != AppSecret:
		write(w, map[string]any{"error": -14004, "error_name": "Invalid secret key", "error_reason": ""})
		return
	case r.PostFormValue("app_id") != AppID || !s.granted(r):
		write(w, map[string]any{"error": -14014, "error_name": "Invalid grant", "error_reason": "the code or token was used, or has ended"})
		return
	}
	s.turn()
	if s.lose {
		s.lose = false
		panic(http.ErrAbortHandler)
	}
	write(w, map[string]any{"access_token": s.access, "refresh_token": s.refresh, "expires_in": "90000"})
}

func (s *Server) granted(r *http.Request) bool {
	if r.PostFormValue("grant_type") == "refresh_token" {
		return r.PostFormValue("refresh_token") == s.refresh
	}
	code := r.PostFormValue("code")
	challenge, known := s.codes[code]
	delete(s.codes, code)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	return known && challenge == base64.RawURLEncoding.EncodeToString(sum[:])
}

// body is a message as it is posted, of all kinds.
type body struct {
	Recipient struct {
		UserID string `json:"user_id"`
	} `json:"recipient"`
	Message struct {
		Text string `json:"text"`
	} `json:"message"`
	UserID   string            `json:"user_id"`
	Phone    string            `json:"phone"`
	Template string            `json:"template_id"`
	Data     map[string]string `json:"template_data"`
	Tracking string            `json:"tracking_id"`
}

// message takes a message, or says why not; whatever it says has status 200.
func (s *Server) message(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remaining--
	w.Header().Set("X-RateLimit-Limit", strconv.Itoa(perMinute))
	w.Header().Set("X-RateLimit-Remain", strconv.Itoa(max(0, s.remaining)))
	var b body
	if json.NewDecoder(r.Body).Decode(&b) != nil {
		refuse(w, -122, "Body request is not valid JSON")
		return
	}
	m := Message{Path: r.URL.Path, To: b.Recipient.UserID + b.UserID + b.Phone, Text: b.Message.Text, Template: b.Template, Data: b.Data,
		Tracking: b.Tracking, ID: fmt.Sprintf("msg-%d", len(s.got))}
	if a := s.answer(r, m.To); a.code != 0 {
		refuse(w, a.code, a.message)
		return
	} else if s.got = append(s.got, m); a.drop {
		panic(http.ErrAbortHandler)
	}
	name := map[bool]string{true: "msg_id", false: "message_id"}[b.Phone != ""]
	write(w, map[string]any{"error": 0, "message": "Success", "data": map[string]any{name: m.ID, "sent_time": "1626926349402"}})
}

// answer is what a message to somebody gets.
func (s *Server) answer(r *http.Request, to string) (a answer) {
	switch {
	case s.access == "" || r.Header.Get("access_token") != s.access:
		if r.URL.Path == "/message/template" {
			return answer{code: -124, message: "Access token invalid"}
		}
		return answer{code: -216, message: "Access token is invalid"}
	case s.remaining < 0:
		return answer{code: -32, message: "Your application reached limit call api"}
	}
	if all := s.answers[to]; len(all) > 0 {
		a, s.answers[to] = all[0], all[1:]
	}
	return a
}

func refuse(w http.ResponseWriter, code int, message string) {
	write(w, map[string]any{"error": code, "message": message, "data": map[string]any{}})
}

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // whoever hung up is not told
}
