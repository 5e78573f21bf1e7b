package access

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"cham"
	"cham/capability/audit"
)

// How long sessions, devices, invitations and keys are valid.
const (
	SessionLife    = 30 * 24 * time.Hour // slides with use
	SessionMost    = 90 * 24 * time.Hour // however much it is used
	InvitationLife = 7 * 24 * time.Hour
	sessionTouch   = time.Hour   // how stale Session.LastSeen may get
	keyTouch       = time.Minute // how stale APIKey.LastUsed may get
)

// KeyPrefix starts every API key, so that leaked ones can be found.
const KeyPrefix = "cham_"

// DefaultHash is the cost of argon2id as OWASP's Password Storage Cheat Sheet
// has it: 19 MiB, 2 passes, 1 lane.
var DefaultHash = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// Service signs people in and authenticates programs. It is safe for
// concurrent use.
type Service struct {
	// Audit is where it is written who came in and what was changed; nil writes
	// nothing. Set it before the first use.
	Audit audit.Recorder
	// Elsewhere speaks with other providers; nil where nobody signs in so. Set it
	// before the first use.
	Elsewhere Elsewhere
	// Owned tells whether an e-mail domain is known to be a workspace's; nil where none is.
	Owned func(ctx context.Context, ws cham.WorkspaceID, domain string) bool
	// NoClients lets nobody make more workspaces.
	NoClients bool

	store   Store
	seal    Sealer
	now     func() time.Time
	random  io.Reader
	params  argon2id.Params
	decoy   string // a hash compared to when there is no such user
	limiter *limiter
	prover  *prover
	begun   *ceremonies
	sealing atomic.Pointer[[]byte] // the secret of device tokens, once read
	counts  counts
	members sync.Mutex // one change of roles at a time, so that an owner stays
	changes sync.Map   // a mutex for each workspace: one change of its settings at a time

	// Known browsers and signed-in people do not queue behind strangers.
	strangers, trusted *hashing
}

// Sealer encrypts what must be read again and may not lie open in the database;
// purpose says what it is and whose. Sealed tells such a text from a plain one.
type Sealer interface {
	Seal(purpose string, secret []byte) string
	Open(purpose, sealed string) ([]byte, error)
	Sealed(text string) bool
}

// New returns a Service over a store and what seals secrets in it. now and
// random are the clock and the source of tokens; params is the cost of a
// password hash.
func New(store Store, sealer Sealer, now func() time.Time, random io.Reader, params argon2id.Params) (*Service, error) {
	decoy, err := argon2id.CreateHash("nobody's password", &params)
	if err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "access.New", err)
	}
	seal := make([]byte, 32)
	if _, err := io.ReadFull(random, seal); err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "access.New", err)
	}
	return &Service{store: store, seal: sealer, now: now, random: random, params: params, decoy: decoy,
		limiter: newLimiter(now), prover: newProver(now, seal), begun: newCeremonies(now),
		strangers: newHashing(2, 64), trusted: newHashing(2, 64)}, nil
}

// Caller is who makes a request.
type Caller struct {
	Actor     cham.Actor
	Workspace cham.WorkspaceID
	// User is the zero User for an API key.
	User User
	// Session is the zero Session for an API key.
	Session Session
	// MustSecondStep says that the workspace wants a second step that the user
	// has not turned on: until then nothing of it is shown.
	MustSecondStep bool
	// Archived says that the workspace was put away: it is read only.
	Archived bool
}

// token answers 256 random bits as text.
func (s *Service) token() (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return "", cham.Wrap(cham.CodeInternal, "access.token", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// id answers a short random id.
func (s *Service) id(prefix string) (string, error) {
	b := make([]byte, 9)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return "", cham.Wrap(cham.CodeInternal, "access.id", err)
	}
	return prefix + base64.RawURLEncoding.EncodeToString(b), nil
}

// digest is how a token is kept: it has 256 bits of entropy, so a plain
// SHA-256 is enough and lookups stay cheap.
func digest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// cleanEmail answers an e-mail address in the one form it is stored in.
func cleanEmail(s string) (string, error) {
	s = strings.ToLower(norm.NFC.String(strings.TrimSpace(s)))
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 || !strings.Contains(s[strings.LastIndexByte(s, '@'):], ".") {
		return "", invalid("email", "error.email", nil)
	}
	return s, nil
}

func cleanName(field, s string) (string, error) {
	s = norm.NFC.String(strings.TrimSpace(s))
	if s == "" || utf8.RuneCountInString(s) > 200 {
		return "", invalid(field, "error.name", nil)
	}
	return s, nil
}

func checkRole(r cham.Role) error {
	if !r.Known() {
		return invalid("role", "error.role", nil)
	}
	return nil
}

func checkChoice(field, value string, allowed ...string) error {
	if !slices.Contains(allowed, value) {
		return &cham.Error{Code: cham.CodeInvalid, Op: "access", Field: field, Key: "error.choice",
			Args: map[string]any{"allowed": strings.Join(allowed, ", ")}}
	}
	return nil
}

func invalid(field, key string, args map[string]any) error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "access", Field: field, Key: key, Args: args}
}

func is(err error, code cham.Code) bool { return cham.ErrorCode(err) == code }
