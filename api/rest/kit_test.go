package rest

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"cham"
	"cham/api/rest/accounts"
	"cham/api/rest/backups"
	"cham/api/rest/campaigns"
	"cham/api/rest/route"
	"cham/api/rest/sources"
	"cham/app"
	"cham/capability/access"
	"cham/capability/campaign"
	"cham/capability/capture"
	"cham/capability/dataquality"
	"cham/capability/form"
	"cham/capability/imports"
	"cham/capability/letter"
	"cham/capability/library"
	"cham/capability/outbox"
	"cham/capability/outgoing"
	"cham/capability/qr"
	"cham/capability/reach"
	"cham/capability/voucher"
	"cham/live"
	"cham/measure"
)

// kit is the whole program behind the API, on real stores in a folder of the
// test's own: what is sent in goes through journal, identity, history, index.
type kit struct {
	*app.App
	t       testing.TB
	handler http.Handler
	deps    Deps
	access  *access.Service
	uploads string
	log     *bytes.Buffer // of the API
	ahead   atomic.Int64  // how far the kit's clock is ahead, ns
}

// cheap is argon2id at a cost for tests.
var cheap = argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

func (k *kit) now() time.Time { return time.Now().Add(time.Duration(k.ahead.Load())) }

func newKit(t testing.TB) *kit {
	t.Helper()
	k := &kit{t: t, log: &bytes.Buffer{}}
	hub := live.New(k.now)
	var err error
	k.App, err = app.Open(context.Background(), app.Options{Data: t.TempDir(), Now: k.now, MinFree: 1, Linger: time.Millisecond,
		Poster: silentPoster{},
		Senders: map[reach.Way]outbox.Sender{reach.Email: silentSender{}, reach.SMS: silentSender{},
			reach.Zalo: silentSender{}, reach.ZNS: silentSender{}, reach.Messenger: silentSender{},
			reach.Own: silentSender{}, reach.Web: silentSender{}},
		Readers: []app.Reader{live.Reader[app.Tx](hub)}, Watch: app.Watch{Live: hub.Live, Refused: hub.Refused, Imported: hub.Import}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Error(err)
		}
	})
	if k.access, err = access.New(k.Workspaces.AccessStore(), k.Secrets, k.now, rand.Reader, cheap); err != nil {
		t.Fatal(err)
	}
	k.access.Audit = k.Audit
	k.access.Elsewhere = nowhereElse{}
	k.uploads = k.Path("uploads")
	k.deps = Deps{Version: "test", Now: k.now, NewID: k.NewID, Log: slog.New(slog.NewTextHandler(k.log, nil)), Access: k.access,
		Audit:      k.Audit,
		SetupToken: kitSetupToken,
		Wellbeing: func(ctx context.Context, ws cham.WorkspaceID) (w accounts.Wellbeing, err error) {
			w.LastTouch, w.Findings, err = k.Wellbeing(ctx, ws)
			return w, err
		},
		Maps: k.Store.Maps(), Questions: k.Questions, Reports: k.Reports, Segments: k.Store.Segments(),
		Views: k.Store.Views(), Names: k.Store.Names(), Costs: k.Store.Costs(), Counts: k.Store.Counts(),
		People: k.Resolver, Decisions: k.Flow,
		Graph: k.Store.Graph(), History: k.Workspaces, Touches: k.Workspaces,
		Sources: k.App.Sources, Refusals: k.Store.Refusals(), Imports: k.Store.Imports(), Importer: k.Importer, Webhooks: k.App.Webhooks,
		Outgoing:  k.App.Outgoing,
		Staff:     k.App.Staff,
		Retention: k.App.Retention, RetentionRuns: k.Store.Retention(), PreviewRetention: k.App.PreviewRetention,
		Mappings: k.Store.Mappings(), Inlets: k.Store.Inlets(), ImportSizes: k.App.Workspaces.ImportSizes, Demo: &kitDemo{kit: k},
		Pages: hub, PageRules: k.App.Pages,
		Backups: backups.Deps{Keeper: k.App.Backups, Access: ownerOfAll{k.access}, Now: k.now, Machine: k.App.Machine},
		Tags:    k.App.Tags, LiveSegments: k.App.LiveSegments, Vouchers: k.App.Vouchers, Library: k.App.Library,
		Reach: k.App.Reach, Outbox: k.App.Outbox, Campaigns: k.App.Campaigns, Tasks: k.App.Tasks, NumberOf: k.App.NumberOf,
		Zalo: k.App.Zalo, SitesSeen: k.App.Store.Web().Seen,
		Mailbox: func(context.Context, cham.WorkspaceID) (*campaigns.MailboxShown, error) { return nil, nil },
		CountSMS: func(_ context.Context, _ cham.WorkspaceID, text string) (*campaigns.SMSCount, error) {
			return &campaigns.SMSCount{Text: text, Characters: len(text), Parts: 1}, nil
		},
		NewDKIMKey: func() (string, string, error) { return "key", "v=DKIM1", nil },
		Consents:   k.Consents, Requests: k.App.Requests, Eraser: k.Eraser, Links: k.App,
		Plugins: func(host, key string) []sources.Plugin {
			file := sources.PluginFile{ID: "container", Name: "gtm.json", Text: host + " " + key}
			return []sources.Plugin{{ID: "gtm", Name: "Tag Manager", Files: []sources.PluginFile{file}}}
		},
		Exclusions: k.App.Exclusions, Building: k.App.Workspaces.Building, Quality: k.App.Quality, BySeq: k.App.Workspaces.BySeq,
		Codes: k.App.Codes, CodeCounts: k.App.Workspaces.CodeCounts, Brands: k.Store.Codes(),
		Forms: k.App.Forms, FormCounts: k.App.Workspaces.FormCounts,
		Backlog: k.Flow.Lag, Uploads: k.uploads, MaxUpload: 4 << 20}
	s, mux := assemble(k.deps)
	k.handler = s.middleware(mux)
	return k
}

// nowhereElse takes every issuer for one; the walk asks none. What real ones
// answer is TestProviderOverHTTP's.
type nowhereElse struct{ access.Elsewhere }

func (nowhereElse) Check(context.Context, string) error { return nil }

func (nowhereElse) Try(context.Context, access.Provider, string) []access.ProviderFinding { return nil }

// silentPoster answers 200 to whatever is sent on.
type silentPoster struct{}

func (silentPoster) Post(context.Context, string, map[string]string, []byte) (outgoing.Answer, error) {
	return outgoing.Answer{Status: http.StatusOK}, nil
}

// silentSender takes every message.
type silentSender struct{}

func (silentSender) Check(outbox.Account) error { return nil }
func (silentSender) Connect(context.Context, outbox.Account) (outbox.Line, error) {
	return silentSender{}, nil
}
func (silentSender) Send(context.Context, outbox.Parcel) (outbox.Answer, error) {
	return outbox.Answer{Words: "250 ok"}, nil
}
func (silentSender) Close() error { return nil }

// ownerOfAll takes every owner for one of all businesses, as in an installation
// of one; TestBackupsAreOfWhoOwnsAll asks the access service itself.
type ownerOfAll struct{ *access.Service }

func (ownerOfAll) OwnsAll(context.Context, access.Caller) (bool, error) { return true, nil }

// kitDemo makes an empty demo workspace: filling it is the demo's own test.
type kitDemo struct {
	kit *kit
	ws  cham.WorkspaceID
}

func (d *kitDemo) Start(ctx context.Context, user cham.UserID) error {
	if d.ws != "" {
		return nil
	}
	d.ws = "w_demo"
	return d.kit.Workspaces.Create(ctx, cham.Workspace{ID: d.ws, Name: "Mộc An", TimeZone: cham.DefaultTimeZone, Currency: "VND", Demo: true},
		user)
}

func (d *kitDemo) Progress(context.Context) (accounts.DemoProgress, error) {
	return accounts.DemoProgress{Running: d.ws != "", Workspace: d.ws}, nil
}

// business is one workspace with somebody of every role and something of
// everything; mark stands in all of its texts.
type business struct {
	k        *kit
	mark     string
	ws       cham.WorkspaceID
	sessions map[cham.Role]string // cookies
	keys     map[cham.Role]string // API keys
	users    map[cham.Role]cham.UserID
	m        cham.JourneyMap
	src      cham.Source
	imp      string
	keyID    string
	invite   string
	// Of people(): address parts.
	customer, merge, suggestion, request string
}

var allRoles = cham.Roles()

const kitSetupToken = "PRINTED-AT-START"

const goodPassword = "mật khẩu tốt 123"

func (k *kit) business(mark string) *business {
	k.t.Helper()
	b := &business{k: k, mark: mark, sessions: map[cham.Role]string{}, keys: map[cham.Role]string{}, users: map[cham.Role]cham.UserID{}}
	ctx := context.Background()
	b.ws = cham.WorkspaceID("w_" + mark)
	hash, err := argon2id.CreateHash(goodPassword, &cheap)
	b.must(err)
	ws := cham.Workspace{ID: b.ws, Name: mark + " business", TimeZone: cham.DefaultTimeZone, Currency: "VND", CreatedAt: k.now().UTC(),
		Exclusions: cham.Exclusions{{ID: "x_" + mark, Kind: cham.ExcludeHost, Values: []string{mark + ".test"}}}}
	for _, role := range allRoles {
		u := access.User{ID: cham.UserID("u_" + mark + "_" + string(role)), Email: mark + "." + string(role) + "@example.vn",
			Name: mark + " " + string(role), PasswordHash: hash, Language: "en", Theme: "system", CreatedAt: k.now().UTC()}
		b.users[role] = u.ID
		if role == cham.RoleOwner {
			n, err := k.Store.Access().CountUsers(ctx)
			b.must(err)
			if n == 0 {
				b.must(k.Workspaces.AccessStore().CreateFirst(ctx, ws, u))
			} else {
				first, err := k.Store.Access().Workspaces(ctx)
				b.must(err)
				b.must(k.Store.Access().PutMember(ctx, access.Member{User: u, Workspace: first[0].ID, Role: cham.RoleViewer}))
				b.must(k.Workspaces.Create(ctx, ws, u.ID))
				b.must(k.Store.Access().RemoveMember(ctx, first[0].ID, u.ID))
			}
		} else {
			b.must(k.Store.Access().PutMember(ctx, access.Member{User: u, Workspace: b.ws, Role: role}))
		}
		b.sessions[role], err = k.signIn(u.Email)
		b.must(err)
		key, secret, err := k.access.NewAPIKey(ctx, b.ws, cham.Actor{User: b.users[cham.RoleOwner], Role: cham.RoleOwner},
			access.NewKey{Name: mark + " " + string(role), Role: role})
		b.must(err)
		b.keys[role], b.keyID = secret, key.ID
	}
	b.addContent(ctx)
	return b
}

func (k *kit) signIn(email string) (session string, err error) {
	in, err := k.access.SignIn(context.Background(), access.Try{Email: email, Password: goodPassword, Address: "192.0.2.77"})
	return in.Session, err
}

func (b *business) must(err error) {
	b.k.t.Helper()
	if err != nil {
		b.k.t.Fatal(err)
	}
}

// addContent gives the business a map, a source, an import, an invitation.
func (b *business) addContent(ctx context.Context) {
	b.m = cham.JourneyMap{ID: cham.MapID("m_" + b.mark), Name: b.mark + " map", Version: 1, SilenceDays: 30, WindowDays: 30,
		UpdatedAt: b.k.now().AddDate(0, -1, 0).UTC().Truncate(time.Millisecond),
		Stages:    []cham.Stage{{ID: "before", Name: b.mark + " before"}, {ID: "buy", Name: b.mark + " buy"}},
		Touchpoints: []cham.Touchpoint{
			{ID: "page", Stage: "before", Name: b.mark + " page", Channel: "website", Rule: cham.Rule{Any: []cham.Match{{Event: cham.PageViewed}}}},
			{ID: "order", Stage: "buy", Name: b.mark + " order", Channel: "website", Goal: true,
				Rule: cham.Rule{Any: []cham.Match{{Event: "Order Completed"}}}},
			{ID: "board", Stage: "before", Name: b.mark + " board", Channel: "print", Rule: cham.Rule{Any: []cham.Match{}}},
		}}
	b.must(b.k.Store.Maps().CreateMap(ctx, b.ws, b.m))
	b.src = cham.Source{ID: cham.SourceID("s_" + b.mark), Workspace: b.ws, Name: b.mark + " site", Kind: "website",
		WriteKey: "wk_" + b.mark, Enabled: true, CreatedAt: b.k.now().UTC()}
	b.must(b.k.Store.Sources().CreateSource(ctx, b.src))
	to := outgoing.Destination{Workspace: b.ws, ID: "d_" + b.mark, Name: b.mark + " CRM", URL: "https://" + b.mark + ".example.vn/in",
		Secret: "whsec_" + b.mark, Sight: cham.SightMasked, State: outgoing.Paused, CreatedAt: b.k.now().UTC()}
	b.must(b.k.Store.Outgoing().CreateDestination(ctx, to))
	b.must(b.k.Store.Outgoing().Keep(ctx, outgoing.Delivery{Workspace: b.ws, Destination: to.ID, ID: "msg_" + b.mark, Name: b.mark + " seen",
		Body: []byte(`{"type":"touch","data":{"name":"` + b.mark + `"}}`), Seq: 1, State: outgoing.Waiting, At: b.k.now().UTC()}))
	b.imp = "i_" + b.mark
	b.must(b.k.Store.Imports().CreateImport(ctx, capture.Import{ID: b.imp, Workspace: b.ws, Source: b.src.ID, FileName: b.mark + ".ndjson",
		State: imports.Done, CreatedAt: b.k.now().UTC()}))
	b.must(b.k.Store.Mappings().SaveMapping(ctx, b.ws, imports.SavedMapping{ID: "m_" + b.mark, Name: b.mark + " orders",
		Columns: []string{b.mark}, SavedAt: b.k.now().UTC()}))
	b.must(b.k.Store.Inlets().CreateInlet(ctx, imports.Inlet{ID: "w_" + b.mark, Workspace: b.ws, Source: b.src.ID, Kind: imports.InletFolder,
		Place: b.mark, CreatedAt: b.k.now().UTC()}))
	b.must(b.k.Store.Access().PutDepartment(ctx, b.ws, access.Department{ID: "dep_" + b.mark, Name: b.mark + " sales"}))
	b.must(b.k.Store.Codes().PutCodes(ctx, []qr.Code{{ID: "qr" + b.mark, Workspace: b.ws, Map: b.m.ID, Touchpoint: "board", Name: b.mark,
		Place: b.mark, Channel: "print", CreatedAt: b.k.now().UTC()}}))
	b.must(b.k.Store.Forms().PutForm(ctx, form.Form{ID: "fm" + b.mark, Workspace: b.ws, Name: b.mark, CreatedAt: b.k.now().UTC(),
		Page: form.Page{Title: b.mark, Fields: []form.Field{{Kind: form.Phone, Key: "phone"}}}}))
	b.must(b.k.Store.Quality().PutState(ctx, b.ws, dataquality.State{Checked: b.k.now().UTC(),
		Findings: []dataquality.Finding{{ID: "f_" + b.mark, Check: dataquality.Late, Subject: b.mark}}}))
	_, token, _, err := b.k.access.Invite(ctx, b.ws, b.mark+" guest", b.mark+".guest@example.vn", cham.RoleViewer)
	b.must(err)
	b.invite = token
	b.must(b.k.Store.Segments().CreateSegment(ctx, b.ws, measure.SavedSegment{ID: "g_" + b.mark, Name: b.mark + " all",
		Query: measure.Query{Question: measure.Touches}, Figure: measure.Figure{Kind: measure.FigureCustomers}}))
	b.must(b.k.Store.Vouchers().CreatePool(ctx, b.ws, voucher.Pool{ID: "p_" + b.mark, PoolDraft: voucher.PoolDraft{Name: b.mark + " codes"},
		CreatedAt: b.k.now().UTC()}))
	b.must(b.k.Store.Library().CreateMessage(ctx, b.ws, library.SavedMessage{ID: "s_" + b.mark, UpdatedAt: b.k.now().UTC(),
		SavedDraft: library.SavedDraft{Name: b.mark + " words", Class: reach.Care, Way: reach.SMS,
			Says: map[string]library.Saying{"vi": {Text: &letter.Note{Text: b.mark}}}}}))
	b.campaigns(ctx)
	b.must(b.k.Store.Views().CreateView(ctx, b.ws, cham.View{ID: "v_" + b.mark, Name: b.mark + " view", Page: "journeys", Shared: true}))
}

// campaigns are two: a draft, and one that is paused with a message of which
// nobody knows whether it left.
func (b *business) campaigns(ctx context.Context) {
	c := campaign.Campaign{ID: "c_" + b.mark, CreatedAt: b.k.now().UTC(), Draft: campaign.Draft{Name: b.mark + " thanks", Class: reach.Care,
		Segment: "g_" + b.mark, Lang: "vi",
		Letter: letter.Letter{Subject: b.mark, Blocks: []letter.Block{{Kind: letter.Text, Text: b.mark}}}}}
	b.must(b.k.Store.Campaigns().CreateCampaign(ctx, b.ws, c))
	c.ID = "r_" + b.mark
	b.must(b.k.Store.Campaigns().CreateCampaign(ctx, b.ws, c))
	b.must(b.k.Store.Outbox().CreateMailing(ctx, outbox.Mailing{Workspace: b.ws, ID: c.ID, State: outbox.Filling, Content: []byte("{}"),
		Message: reach.Message{ID: c.ID, Class: reach.Care, Ways: []reach.Way{reach.Email}}}))
	item := outbox.Item{Workspace: b.ws, ID: "msg_" + b.mark, Mailing: c.ID, Customer: 1}
	later := outbox.Item{Workspace: b.ws, ID: "wait_" + b.mark, Mailing: c.ID, Customer: 2, DueAt: time.Now().AddDate(9, 0, 0)}
	b.must(b.k.Store.Outbox().Fill(ctx, b.ws, []outbox.Item{item, later}))
	b.must(b.k.Store.Outbox().Step(ctx, []outbox.Step{{Workspace: b.ws, ID: item.ID, From: outbox.Waiting, To: outbox.Unknown,
		Words: b.mark + " said"}}))
	_, err := b.k.Store.Outbox().SetMailing(ctx, b.ws, c.ID, []outbox.MailingState{outbox.Filling}, outbox.Paused, "", b.k.now())
	b.must(err)
	b.must(b.k.App.Outbox.SetAccount(ctx, outbox.Account{Workspace: b.ws, Way: reach.Email, PerMinute: 60,
		Settings: []byte(`{"host":"mail.` + b.mark + `.vn","port":465,"security":"tls","from":"shop@` + b.mark + `.vn"}`)},
		map[string]string{}, ""))
}

// send brings calls in, through the whole program, and waits until questions
// see them. calls is NDJSON without the dull parts.
func (b *business) send(calls ...string) {
	b.k.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	batch, err := capture.Decode([]byte(`{"batch":[`+strings.Join(calls, ",")+`]}`), "batch")
	b.must(err)
	_, err = b.k.Accepter.Accept(ctx, b.src, batch, capture.Meta{ReceivedAt: b.k.now()})
	b.must(err)
	b.must(b.k.Flow.Drain(ctx))
}

// at is an instant n days ago, as calls state it.
func (b *business) at(days float64) string {
	return b.k.now().Add(-time.Duration(days * 24 * float64(time.Hour))).UTC().Format(time.RFC3339Nano)
}

func (b *business) page(who string, days float64, path string) string {
	return fmt.Sprintf(`{"type":"page","messageId":"%s-%s-%v","anonymousId":"%s","timestamp":"%s","properties":{"path":"%s"}}`, who, path,
		days, who, b.at(days), path)
}

func (b *business) track(who, event string, days float64) string {
	return fmt.Sprintf(`{"type":"track","messageId":"%s-%s-%v","userId":"%s","event":"%s","timestamp":"%s"}`, who, event, days, who, event,
		b.at(days))
}

// as is a caller.
type as func(*http.Request)

func nobody(*http.Request) {}

func (b *business) cookie(r cham.Role) as {
	return func(q *http.Request) { q.AddCookie(&http.Cookie{Name: route.CookieName, Value: b.sessions[r]}) }
}

func (b *business) key(r cham.Role) as {
	return func(q *http.Request) { q.Header.Set("Authorization", "Bearer "+b.keys[r]) }
}

// call makes a request, English unless who says otherwise.
func (k *kit) call(who as, method, url string, body any, more ...as) *httptest.ResponseRecorder {
	k.t.Helper()
	var in io.Reader
	switch x := body.(type) {
	case nil:
	case string:
		in = strings.NewReader(x)
	default:
		j, err := json.Marshal(x)
		if err != nil {
			k.t.Fatal(err)
		}
		in = bytes.NewReader(j)
	}
	q := httptest.NewRequest(method, url, in)
	q.Header.Set("Accept-Language", "en")
	if in != nil {
		q.Header.Set("Content-Type", "application/json")
	}
	who(q)
	for _, m := range more {
		m(q)
	}
	w := httptest.NewRecorder()
	k.handler.ServeHTTP(w, q)
	return w
}

func decodeInto(t testing.TB, r io.Reader, out any) {
	t.Helper()
	if err := json.NewDecoder(r).Decode(out); err != nil {
		t.Fatal(err)
	}
}

// decode reads a 200's body.
func decode[T any](t testing.TB, w *httptest.ResponseRecorder) (out T) {
	t.Helper()
	if w.Code/100 != 2 {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	return out
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
