// Package track speaks the Segment HTTP tracking API: unmodified Segment and
// RudderStack clients send their calls here. It reads requests, finds whose
// they are, hands them to package capture and answers.
package track

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/time/rate"

	"cham"
	"cham/capability/capture"
)

// Sources finds the source a write key belongs to; it is asked for every
// request and should remember. An unknown key is a cham.Error of CodeNotFound.
type Sources interface {
	SourceByKey(ctx context.Context, writeKey string) (cham.Source, error)
}

// Accepter judges calls and makes them durable; *capture.Accepter is one.
type Accepter interface {
	Accept(ctx context.Context, src cham.Source, b capture.Batch, m capture.Meta) (capture.Result, error)
	// Refuse notes a request that could not be taken as a whole.
	Refuse(ctx context.Context, src cham.Source, r capture.Reason, detail string, body []byte, m capture.Meta)
}

// Config is what a handler works with. Accepter and Sources are required.
type Config struct {
	Accepter Accepter
	Sources  Sources
	// Now is the clock; default time.Now.
	Now func() time.Time
	// Rate is how many requests a second one write key may make, with bursts of
	// as many; 0 means 1,000, negative no limit.
	Rate float64
	// BodyTimeout is how long a body may take to arrive; default 30 s.
	BodyTimeout time.Duration
	// PublicURL is the address under which browsers reach this server, such as
	// https://cham.example.vn; "" takes it from each request.
	PublicURL string
	// ClientIP tells the sender's address; default is the connection's. Behind
	// a proxy, give one that trusts the proxy's header.
	ClientIP func(*http.Request) string
	// Log gets errors that are ours; default slog.Default().
	Log *slog.Logger
}

// New returns the handler of everything that Patterns lists.
func New(c Config) http.Handler {
	s := &server{Config: c}
	s.Rate = cmp.Or(s.Rate, 1000)
	s.BodyTimeout = cmp.Or(s.BodyTimeout, 30*time.Second)
	s.Log = cmp.Or(s.Log, slog.Default())
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.ClientIP == nil {
		s.ClientIP = connectionIP
	}
	if s.Rate > 0 {
		s.limits = newLimits(rate.Limit(s.Rate))
	}
	return s.routes()
}

type server struct {
	Config
	limits *limits
}

// addresses are where calls are taken: by type, under their names. Everything
// is open to the world: the write key says whose workspace a call goes to, and
// opens nothing else.
var addresses = []struct {
	kind  cham.CallType
	names []string
}{
	{cham.CallTrack, []string{"track", "t"}},
	{cham.CallPage, []string{"page", "p"}},
	{cham.CallScreen, []string{"screen", "s"}},
	{cham.CallIdentify, []string{"identify", "i"}},
	{cham.CallGroup, []string{"group", "g"}},
	{cham.CallAlias, []string{"alias", "a"}},
	{"", []string{"batch", "b", "import"}},
}

const settingsAddress = "/v1/projects/{key}/settings"

// door is an address with the method it takes, and who answers there.
type door struct {
	method, address string
	answer          http.HandlerFunc
}

func (s *server) doors() []door {
	all := []door{{"GET", settingsAddress, s.settings}, {"GET", "/sourceConfig", s.sourceConfig}, {"GET", "/sourceConfig/{$}", s.sourceConfig},
		{"GET", snippetAddress, s.snippet}}
	for _, a := range addresses {
		for _, name := range a.names {
			all = append(all, door{"POST", "/v1/" + name, s.calls(a.kind)}, door{"POST", beaconAddress + name, s.calls(a.kind)})
			if a.kind != "" {
				all = append(all, door{"GET", pixelAddress + name, s.pixel(a.kind)})
			}
		}
	}
	return all
}

// Patterns lists what the handler answers, for a mux that has other addresses
// beside them.
func Patterns() (patterns []string) {
	for _, d := range (&server{}).doors() {
		patterns = append(patterns, d.method+" "+d.address, "OPTIONS "+d.address)
	}
	return patterns
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, d := range s.doors() {
		mux.HandleFunc(d.method+" "+d.address, d.answer)
		mux.HandleFunc("OPTIONS "+d.address, preflight)
	}
	return anyOrigin(mux)
}

// calls answers one of the addresses that take calls.
func (s *server) calls(kind cham.CallType) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := s.take(r, kind, func() ([]byte, error) { return s.read(w, r) }); err != nil {
			s.refuse(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(success)
	}
}

var success = []byte(`{"success":true}`)

// take reads the calls of a request and answers nil when what was good in them
// is durable. A key in the header or the address is checked before the body is
// read, so that a wrong key or too many requests cost little.
func (s *server) take(r *http.Request, kind cham.CallType, read func() ([]byte, error)) error {
	var src cham.Source
	var err error
	key := requestKey(r)
	if key != "" {
		if src, err = s.admit(r.Context(), key); err != nil {
			return err
		}
	}
	meta := capture.Meta{ReceivedAt: s.Now(), IP: s.ClientIP(r), UserAgent: r.UserAgent(),
		GPC: r.Header.Get("Sec-GPC") == "1" || r.Header.Get("DNT") == "1"}
	body, err := read()
	if err != nil {
		return s.note(r.Context(), src, err, nil, meta)
	}
	batch, err := capture.Decode(body, kind)
	if err != nil {
		return s.note(r.Context(), src, err, body, meta)
	}
	if key == "" {
		if src, err = s.admit(r.Context(), batch.WriteKey); err != nil {
			return err
		}
	}
	if kind != "" && len(body) > capture.MaxCall && len(batch.Calls) == 1 {
		return s.note(r.Context(), src, cham.Errorf(cham.CodeTooLarge, "track", "a call may be %d KB", capture.MaxCall>>10), body, meta)
	}
	_, err = s.Accepter.Accept(r.Context(), src, batch, meta)
	return err
}

// note shows the owner of a source that a whole request of it was refused; one
// that may come again is not. Who sends without a key in the header, and a body
// that cannot be read, is nobody's.
func (s *server) note(ctx context.Context, src cham.Source, err error, body []byte, m capture.Meta) error {
	if e, ok := errors.AsType[*cham.Error](err); ok && src.ID != "" && (e.Code == cham.CodeInvalid || e.Code == cham.CodeTooLarge) {
		s.Accepter.Refuse(ctx, src, capture.ReasonBody, e.Hint, body, m)
	}
	return err
}

// admit finds the source of a key and lets one more request of it pass.
func (s *server) admit(ctx context.Context, key string) (cham.Source, error) {
	if key == "" {
		return cham.Source{}, cham.Errorf(cham.CodeUnauthorized, "track",
			"no write key; send it as the user name of HTTP Basic, as X-Write-Key, or as writeKey in the body or the address")
	}
	src, err := s.Sources.SourceByKey(ctx, key)
	switch {
	case cham.ErrorCode(err) == cham.CodeNotFound:
		return src, cham.Errorf(cham.CodeUnauthorized, "track", "unknown write key")
	case err != nil:
		return src, err
	case src.Archived:
		return src, cham.Errorf(cham.CodeForbidden, "track", "this workspace was archived by its owner: nothing comes in until it is restored")
	case !src.Enabled:
		return src, cham.Errorf(cham.CodeForbidden, "track", "this source is switched off")
	}
	return src, s.limits.take(src.ID, s.Now())
}

func connectionIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	return host
}
