// Package idp is an OpenID Connect provider for tests: Zitadel's, which is
// certified, with its users in memory. Its answers can be tampered with, as an
// attacker would. Tests of pages run it as a program (chamtest/idp/run).
package idp

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
)

// The client that the provider knows, and what every user signs in with.
const (
	Client   = "cham"
	Secret   = "a secret of the client"
	Password = "a password there"
)

// Server is a provider that runs.
type Server struct {
	Issuer string
	t      testing.TB
	mu     sync.Mutex
	users  map[string]*storage.User
	tamper func(answer map[string]any)
}

// User is somebody whom the provider knows.
type User struct {
	ID, Email, Name string
	Verified        bool
}

// New starts a provider that sends browsers back to redirects; clients are
// known besides Client, with the same secret.
func New(t testing.TB, redirect string, clients ...string) *Server {
	t.Helper()
	s, stop := Start(redirect, clients...)
	t.Cleanup(stop)
	s.t = t
	return s
}

// Start is New outside of Go's tests.
func Start(redirect string, clients ...string) (s *Server, stop func()) {
	s = &Server{users: map[string]*storage.User{}}
	known := map[string]*storage.Client{}
	for _, id := range append(clients, Client) {
		known[id] = storage.WebClient(id, Secret, redirect)
	}
	var handler http.Handler
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	s.Issuer = web.URL
	before := slog.Default()
	handler = s.tampered(exampleop.SetupServer(s.Issuer, storage.NewStorageWithClients(s, known), slog.New(slog.DiscardHandler), false))
	slog.SetDefault(before)
	return s, web.Close
}

// Add makes somebody known.
func (s *Server) Add(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	first, last, _ := strings.Cut(u.Name, " ")
	s.users[u.ID] = &storage.User{ID: u.ID, Username: u.ID, Password: Password, FirstName: first, LastName: last, Email: u.Email,
		EmailVerified: u.Verified}
}

// Tamper changes what the provider answers to a code; nil stops.
func (s *Server) Tamper(with func(answer map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tamper = with
}

// GetUserByID implements storage.UserStore.
func (s *Server) GetUserByID(id string) *storage.User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.users[id]
}

// GetUserByUsername implements storage.UserStore.
func (s *Server) GetUserByUsername(name string) *storage.User { return s.GetUserByID(name) }

// ExampleClientID implements storage.UserStore.
func (s *Server) ExampleClientID() string { return "service" }

func (s *Server) tampered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		change := s.tamper
		s.mu.Unlock()
		if change == nil || r.URL.Path != "/oauth/token" {
			next.ServeHTTP(w, r)
			return
		}
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r)
		var answer map[string]any
		if err := json.Unmarshal(rec.Body.Bytes(), &answer); err == nil {
			change(answer)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(rec.Code)
		_ = json.NewEncoder(w).Encode(answer)
	})
}

// SignIn goes to an address as a browser does, signs in as a user there, and
// answers what the browser is sent back with.
func (s *Server) SignIn(address, user string) (path string, back url.Values) {
	s.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	at := s.next(client.Get(address))
	form := url.Values{"username": {user}, "password": {Password}, "id": {at.Query().Get("authRequestID")}}
	at = s.next(client.PostForm(s.Issuer+at.Path, form))
	for at.Host == "" || strings.HasPrefix(at.String(), s.Issuer) {
		at = s.next(client.Get(s.Issuer + at.RequestURI()))
	}
	return at.Path, at.Query()
}

func (s *Server) next(res *http.Response, err error) *url.URL {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 3 {
		text, _ := io.ReadAll(res.Body)
		s.t.Fatalf("the provider sends nowhere: %d %s", res.StatusCode, text)
	}
	at, err := url.Parse(res.Header.Get("Location"))
	if err != nil {
		s.t.Fatal(err)
	}
	return at
}
