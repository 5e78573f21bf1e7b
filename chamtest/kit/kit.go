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
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/identity"
	"cham/flow"
	"cham/measure"
	"cham/store/duckdb"
	"cham/store/index"
	"cham/store/journal"
	"cham/store/sqlstore"
)

// Workspace is the kit's workspace; its source has the same name.
const Workspace = cham.WorkspaceID("test")

// Kit is a running Chạm without HTTP.
type Kit struct {
	T        testing.TB
	Store    *sqlstore.DB
	Journal  *journal.Journal
	History  *duckdb.History
	Index    *index.Index
	Resolver *identity.Resolver
	Flow     *flow.Flow
	Accepter *capture.Accepter
	Source   cham.Source

	dir         string
	databaseURL string
	ahead       atomic.Int64 // how far the kit's clock is ahead, ns
	serial      atomic.Int64
	stop        func()
}

// Option changes how a Kit is built.
type Option func(*Kit)

// OnPostgres puts state and journal into a database (chamtest.Postgres).
func OnPostgres(dsn string) Option { return func(k *Kit) { k.databaseURL = dsn } }

// New starts a Chạm with one workspace and one source; it ends with the test.
func New(t testing.TB, options ...Option) *Kit {
	t.Helper()
	k := &Kit{T: t, dir: t.TempDir()}
	for _, o := range options {
		o(k)
	}
	k.open()
	now := k.Now()
	k.must(k.Store.Access().CreateWorkspace(t.Context(), cham.Workspace{ID: Workspace, Name: "Test", TimeZone: cham.DefaultTimeZone,
		Currency: "VND", CreatedAt: now}, ""))
	k.Source = cham.Source{ID: "test", Workspace: Workspace, Name: "Test", Kind: "server", WriteKey: "test-key", Enabled: true, CreatedAt: now}
	k.must(k.Store.Sources().CreateSource(t.Context(), k.Source))
	t.Cleanup(func() { k.stop() })
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

func (k *Kit) must(err error) {
	k.T.Helper()
	if err != nil {
		k.T.Fatal(err)
	}
}

func (k *Kit) open() {
	k.T.Helper()
	ctx, log := context.Background(), slog.New(slog.DiscardHandler)
	url, err := k.databaseURL, error(nil)
	o := journal.Options{Log: log, MinFree: 1}
	if url == "" {
		url = "sqlite:" + filepath.Join(k.dir, "state.db")
		k.Journal, err = journal.OpenSQLite(filepath.Join(k.dir, "journal.db"), o)
	} else {
		k.Journal, err = journal.OpenPostgres(ctx, url, o)
	}
	k.must(err)
	k.Store, err = sqlstore.Open(ctx, url, k.Now)
	k.must(err)
	k.History, err = duckdb.Open(filepath.Join(k.dir, "history.duckdb"), duckdb.Options{})
	k.must(err)
	k.Index = index.New(index.Options{Dir: k.dir, Log: log})
	k.must(k.Index.Load(ctx, Workspace, k.History, func(f func(identity.Move) error) error {
		return k.Store.Graph().Assignments(ctx, Workspace, f)
	}, nil))
	k.Resolver = identity.New(k.Store.Graph(), k.Now)
	k.Accepter = capture.NewAccepter(capture.Config{Log: k.Journal,
		NewID: func() string { return fmt.Sprint("made-", k.serial.Add(1)) }})
	k.run(log)
}

func (k *Kit) run(log *slog.Logger) {
	k.Flow = flow.New(flow.Config{Journal: k.Journal, Resolver: k.Resolver, Index: k.Index, Decode: capture.DecodeBatch,
		Histories: func(context.Context, cham.WorkspaceID) (flow.History, error) { return k.History, nil },
		Aside:     flow.AsideDir(filepath.Join(k.dir, "aside")), Clock: k.Now, Logger: log})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	f := k.Flow
	go func() { done <- f.Run(ctx) }()
	k.stop = func() {
		cancel()
		for _, err := range []error{<-done, k.Index.Close(), k.History.Close(), k.Journal.Close(), k.Store.Close()} {
			if err != nil {
				k.T.Error(err)
			}
		}
		k.stop = func() {}
	}
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
