// Package kit builds a whole Chạm in a test, on real stores in a folder of the
// test's own, and fills it in a line each:
//
//	k := kit.New(t)
//	k.Touch("an", "Order Completed", at, kit.Prop("total", 5))
//	k.Drain()
//	answer := k.Ask(measure.Query{Question: measure.Touches})
//
// It stands apart from chamtest, which the stores' own tests import.
package kit

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cham"
	"cham/app"
	"cham/capability/capture"
	"cham/capability/identity"
	"cham/capability/outgoing"
	"cham/measure"
	"cham/store/duckdb"
)

// Workspace is the kit's workspace; its source has the same name.
const Workspace = cham.WorkspaceID("test")

// Kit is a running Chạm without HTTP, whose clock the test can turn.
type Kit struct {
	*app.App
	T      testing.TB
	Source cham.Source

	options app.Options
	ahead   atomic.Int64 // how far the kit's clock is ahead, ns
	serial  atomic.Int64
}

// Option changes how a Kit is built.
type Option func(*Kit)

// OnPostgres puts state and journal into a database (chamtest.Postgres).
func OnPostgres(dsn string) Option { return func(k *Kit) { k.options.DatabaseURL = dsn } }

// Fetching opens an inner network, by its prefix.
func Fetching(prefix string) Option {
	return func(k *Kit) { k.options.FetchFrom = append(k.options.FetchFrom, netip.MustParsePrefix(prefix)) }
}

// Services says where outside services are, by name.
func Services(at map[string]string) Option { return func(k *Kit) { k.options.Services = at } }

// SendingBy sends touches on by another poster than the real one.
func SendingBy(p outgoing.Poster) Option { return func(k *Kit) { k.options.Poster = p } }

// FetchingBy gets files from addresses by another fetcher than the real one.
func FetchingBy(f app.Fetcher) Option { return func(k *Kit) { k.options.Fetcher = f } }

// Reading adds a reader of the feed.
func Reading(r app.Reader) Option {
	return func(k *Kit) { k.options.Readers = append(k.options.Readers, r) }
}

// AtRest has nothing leave by itself, nor live segments look: the test has them do so.
func AtRest() Option { return func(k *Kit) { k.options.AtRest = true } }

// New starts a Chạm with one workspace and one source; it ends with the test.
func New(t testing.TB, options ...Option) *Kit {
	t.Helper()
	k := &Kit{T: t}
	k.options = app.Options{Data: t.TempDir(), MinFree: 1, Now: k.Now,
		NewID: func() string { return fmt.Sprint("made-", k.serial.Add(1)) }}
	for _, o := range options {
		o(k)
	}
	k.open()
	now := k.Now()
	k.must(k.Workspaces.Create(t.Context(), cham.Workspace{ID: Workspace, Name: "Test", TimeZone: cham.DefaultTimeZone,
		Currency: "VND", CreatedAt: now}, ""))
	k.Source = cham.Source{ID: "test", Workspace: Workspace, Name: "Test", Kind: "server", WriteKey: "test-key", Enabled: true, CreatedAt: now}
	k.must(k.Store.Sources().CreateSource(t.Context(), k.Source))
	t.Cleanup(k.stop)
	return k
}

// Now is the kit's clock.
func (k *Kit) Now() time.Time { return time.Now().Add(time.Duration(k.ahead.Load())) }

// Jump sets the kit's clock forward, or back, as a machine's clock may be.
func (k *Kit) Jump(by time.Duration) { k.ahead.Add(int64(by)) }

// Restart stops everything and opens it again, as at a start of the program.
func (k *Kit) Restart() {
	k.T.Helper()
	k.stop()
	k.open()
}

// Reopen opens the folder again after a test closed it.
func (k *Kit) Reopen() {
	k.T.Helper()
	k.open()
}

func (k *Kit) must(err error) {
	k.T.Helper()
	if err != nil {
		k.T.Fatal(err)
	}
}

func (k *Kit) open() {
	k.T.Helper()
	var err error
	k.App, err = app.Open(context.Background(), k.options)
	k.must(err)
}

func (k *Kit) stop() {
	if k.App == nil { // it did not open again
		return
	}
	if err := k.Close(); err != nil {
		k.T.Error(err)
	}
}

// History is the workspace's touch history.
func (k *Kit) History() *duckdb.History {
	k.T.Helper()
	h, err := k.Workspaces.History(k.T.Context(), Workspace)
	k.must(err)
	return h
}

// Field is one field of a call.
type Field func(call map[string]any)

// Prop sets a property, Trait a trait, Set any field of the call, such as
// "anonymousId", "context" or "messageId".
func Prop(name string, value any) Field  { return within("properties", name, value) }
func Trait(name string, value any) Field { return within("traits", name, value) }

// Set sets any field of the call, such as "anonymousId" or "context".
func Set(name string, value any) Field { return func(call map[string]any) { call[name] = value } }

func within(object, name string, value any) Field {
	return func(call map[string]any) {
		o, _ := call[object].(map[string]any)
		if o == nil {
			o = map[string]any{}
			call[object] = o
		}
		o[name] = value
	}
}

// Touch sends a track call of who, a user id, or a device when it begins with "anon".
func (k *Kit) Touch(who, event string, at time.Time, fields ...Field) {
	k.T.Helper()
	k.Call("track", who, at, append([]Field{Set("event", event)}, fields...)...)
}

// Identify says something about who.
func (k *Kit) Identify(who string, at time.Time, fields ...Field) {
	k.T.Helper()
	k.Call("identify", who, at, fields...)
}

// Call sends a call through capture into the journal, and fails the test when
// it is refused.
func (k *Kit) Call(kind, who string, at time.Time, fields ...Field) {
	k.T.Helper()
	call := map[string]any{"type": kind, "messageId": fmt.Sprint("m", k.serial.Add(1)), "timestamp": at}
	if strings.HasPrefix(who, "anon") {
		call["anonymousId"] = who
	} else if who != "" {
		call["userId"] = who
	}
	for _, f := range fields {
		f(call)
	}
	body, err := json.Marshal(map[string]any{"batch": []any{call}})
	k.must(err)
	if r := k.Send(body); r.Accepted != 1 {
		k.T.Fatalf("refused: %+v", r.Refusals)
	}
}

// Send sends the body of a batch call.
func (k *Kit) Send(body []byte) capture.Result {
	k.T.Helper()
	b, err := capture.Decode(body, "")
	k.must(err)
	r, err := k.Accepter.Accept(k.T.Context(), k.Source, b, capture.Meta{ReceivedAt: k.Now()})
	k.must(err)
	return r
}

// Drain waits until everything sent is visible.
func (k *Kit) Drain() {
	k.T.Helper()
	ctx, cancel := context.WithTimeout(k.T.Context(), time.Minute)
	defer cancel()
	if err := k.Flow.Drain(ctx); err != nil {
		k.T.Fatalf("%v: %+v", err, k.Flow.Stats())
	}
}

// Ask asks without a map.
func (k *Kit) Ask(q measure.Query) *measure.Answer {
	k.T.Helper()
	loc, err := time.LoadLocation(cham.DefaultTimeZone)
	k.must(err)
	plan, err := measure.Compile(q, nil, loc, k.Now())
	k.must(err)
	answer, err := k.Index.Ask(k.T.Context(), Workspace, plan)
	k.must(err)
	return answer
}

// Customer returns the profile of who has a user id.
func (k *Kit) Customer(user string) identity.Profile {
	k.T.Helper()
	nodes, err := k.Store.Graph().NodesByKey(k.T.Context(), Workspace, []cham.Key{{Kind: cham.KeyUser, Value: user}})
	k.must(err)
	if len(nodes) == 0 {
		k.T.Fatalf("nobody is %q", user)
	}
	p, err := k.Resolver.Profile(k.T.Context(), Workspace, nodes[0].Customer)
	k.must(err)
	return p
}
