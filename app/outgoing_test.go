package app_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/capability/outgoing"
	"cham/chamtest"
	"cham/chamtest/kit"
	"cham/channel/hook"
)

// receiver is another system: it notes what is posted to it, by its path.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    map[string][]post
	answer func(path string, n int, w http.ResponseWriter) // n counts from 1
	hang   chan struct{}                                   // /hang answers when it is closed
}

type post struct {
	id, signature, stamp string
	body                 string
	at                   time.Time
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{got: map[string][]post{}, hang: make(chan struct{}), answer: func(string, int, http.ResponseWriter) {}}
	r.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		r.got[q.URL.Path] = append(r.got[q.URL.Path], post{q.Header.Get("webhook-id"), q.Header.Get("webhook-signature"),
			q.Header.Get("webhook-timestamp"), string(body), time.Now()})
		n := len(r.got[q.URL.Path])
		r.mu.Unlock()
		if q.URL.Path == "/hang" {
			<-r.hang
		}
		r.answer(q.URL.Path, n, w)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) poster(now func() time.Time) *hook.Client {
	roots := x509.NewCertPool()
	roots.AddCert(r.Certificate())
	return hook.New([]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, roots, now)
}

func (r *receiver) at(path string) []post {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got[path])
}

// wait waits until so many were posted to a path.
func (r *receiver) wait(t *testing.T, path string, n int) []post {
	t.Helper()
	return until(t, fmt.Sprintf("%d posts to %s", n, path), func() ([]post, bool) {
		got := r.at(path)
		return got, len(got) >= n
	})
}

func until[T any](t testing.TB, what string, look func() (T, bool)) T {
	t.Helper()
	deadline, tick := time.Now().Add(30*time.Second), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for {
		if got, ok := look(); ok {
			return got
		} else if time.Now().After(deadline) {
			t.Fatalf("waited for %s: %+v", what, got)
		}
		<-tick.C
	}
}

func owned(t *testing.T) context.Context {
	return cham.WithActor(t.Context(), cham.Actor{User: "an", Role: cham.RoleOwner})
}

func sendTo(t *testing.T, k *kit.Kit, r *receiver, path string, change ...func(*outgoing.Destination)) outgoing.Destination {
	t.Helper()
	d := outgoing.Destination{Workspace: kit.Workspace, Name: path, URL: r.URL + path, Sight: cham.SightMasked}
	for _, c := range change {
		c(&d)
	}
	d, err := k.Outgoing.New(owned(t), d)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// kitWith is a kit that trusts a receiver's certificate.
func kitWith(t *testing.T, r *receiver, options ...kit.Option) *kit.Kit {
	k := kit.New(t, append(options, kit.SendingBy(r.poster(time.Now)))...)
	return k
}

// stampOf is when a post was signed.
func stampOf(t *testing.T, p post) time.Time {
	t.Helper()
	seconds, err := strconv.ParseInt(p.stamp, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return time.Unix(seconds, 0)
}

func (p post) touch(t *testing.T) outgoing.Touch {
	t.Helper()
	var m struct{ Data outgoing.Touch }
	if err := json.Unmarshal([]byte(p.body), &m); err != nil {
		t.Fatal(err)
	}
	return m.Data
}

// One destination hangs: the other has its touches at once, in their order, signed.
func TestSendOnBesideOneThatHangs(t *testing.T) {
	for name, options := range map[string][]kit.Option{"sqlite": nil, "postgres": {onPostgres(t)}} {
		t.Run(name, func(t *testing.T) { testBeside(t, options) })
	}
}

func onPostgres(t *testing.T) kit.Option { return kit.OnPostgres(chamtest.Postgres(t)) }

func testBeside(t *testing.T, options []kit.Option) {
	r := newReceiver(t)
	k := kitWith(t, r, options...)
	t.Cleanup(func() { close(r.hang) }) // before the program stops
	sendTo(t, k, r, "/hang")
	d := sendTo(t, k, r, "/good")
	began := time.Now()
	for i := range 50 {
		k.Touch("KH-"+strconv.Itoa(i), "Seen", k.Now(), kit.Prop("n", i), kit.Prop("phone", "0903118274"))
	}
	got := r.wait(t, "/good", 50)
	if took := got[49].at.Sub(began); took > 5*time.Second || len(r.at("/hang")) != 1 {
		t.Errorf("50 touches took %v; %d went to the one that hangs", took, len(r.at("/hang")))
	}
	for i, p := range got {
		n := p.touch(t)
		want, err := outgoing.Sign(d.Secret, p.id, stampOf(t, p), []byte(p.body))
		if err != nil || p.signature != want || !strings.Contains(string(n.Properties), fmt.Sprintf(`"n":%d`, i)) {
			t.Fatalf("post %d: %+v, want the signature %s", i, p, want)
		}
		if strings.Contains(p.body, "0903118274") {
			t.Fatal("a phone is sent unmasked:", p.body)
		}
	}
}

// A destination that fails gets the same message again, before those behind it;
// one that does not get better is stopped after three days and starts again.
func TestSendOnAgain(t *testing.T) {
	r := newReceiver(t)
	broken := true
	r.answer = func(_ string, _ int, w http.ResponseWriter) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if broken {
			w.WriteHeader(http.StatusBadGateway)
			io.WriteString(w, strings.Repeat("hỏng ", 1000))
		}
	}
	k := kitWith(t, r)
	d := sendTo(t, k, r, "/crm")
	k.Touch("KH-1", "First", k.Now())
	k.Touch("KH-1", "Second", k.Now())
	r.wait(t, "/crm", 1)
	until(t, "the failure is noted", func() (outgoing.Delivery, bool) {
		all, err := k.Outgoing.Store.Deliveries(t.Context(), kit.Workspace, d.ID, 10)
		if err != nil || len(all) == 0 {
			return outgoing.Delivery{}, false
		}
		return all[0], all[0].Status == 502 && all[0].Problem == outgoing.Answered && len(all[0].Answer) < 4100 && all[0].Tries == 1
	})
	k.Jump(7 * time.Second)
	second := r.wait(t, "/crm", 2)
	until(t, "the second failure is noted, by the clock it was of", func() (outgoing.Destination, bool) {
		now, err := k.Outgoing.Store.Destination(t.Context(), kit.Workspace, d.ID)
		return now, err == nil && now.Fails == 2
	})
	if second[0].id != second[1].id || second[0].body != second[1].body || second[1].touch(t).Name != "First" {
		t.Errorf("another message, or another id: %+v", second)
	}
	k.Jump(80 * time.Hour)
	until(t, "it is stopped", func() (outgoing.Destination, bool) {
		now, err := k.Outgoing.Store.Destination(t.Context(), kit.Workspace, d.ID)
		return now, err == nil && now.State == outgoing.Failing
	})
	k.Touch("KH-1", "Third", k.Now()) // what comes meanwhile waits
	k.Drain()
	k.Restart()
	r.mu.Lock()
	broken = false
	r.mu.Unlock()
	if _, err := k.Outgoing.Resume(owned(t), kit.Workspace, d.ID); err != nil {
		t.Fatal(err)
	}
	got := r.wait(t, "/crm", 6)
	var names []string
	for _, p := range got[len(got)-3:] {
		names = append(names, p.touch(t).Name)
	}
	if !slices.Equal(names, []string{"First", "Second", "Third"}) {
		t.Error(names)
	}
	now := until(t, "all is well", func() (outgoing.Destination, bool) {
		now, err := k.Outgoing.Store.Destination(t.Context(), kit.Workspace, d.ID)
		return now, err == nil && now.Sent == 3
	})
	if now.Fails != 0 || now.Waiting != 0 || !now.FailingSince.IsZero() {
		t.Errorf("%+v", now.Health)
	}
}

// A message that is never taken lets those behind it go on after some tries.
func TestSendOnBesideAPoisonedMessage(t *testing.T) {
	r := newReceiver(t)
	bad := ""
	r.answer = func(path string, n int, w http.ResponseWriter) {
		if n == 1 {
			bad = r.at(path)[0].id
		}
		if all := r.at(path); all[len(all)-1].id == bad {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}
	k := kitWith(t, r)
	sendTo(t, k, r, "/crm")
	k.Touch("KH-1", "Bad", k.Now())
	k.Touch("KH-1", "Good", k.Now())
	for n, jump := range []time.Duration{0, 7 * time.Second, 30 * time.Second} {
		k.Jump(jump)
		r.wait(t, "/crm", n+1)
		until(t, "the try is noted", func() (int, bool) {
			all, err := k.Outgoing.Store.Destinations(t.Context(), kit.Workspace)
			return n, err == nil && all[0].Fails == n+1
		})
	}
	k.Jump(100 * time.Second)
	if got := r.wait(t, "/crm", 4); got[3].touch(t).Name != "Good" {
		t.Error(got[3].body)
	}
}

// Retry-After is honoured, 410 ends it, a secret that was replaced signs for a day,
// and what a person asks for is sent whatever the state.
func TestSendOnAsAsked(t *testing.T) {
	r := newReceiver(t)
	r.answer = func(path string, n int, w http.ResponseWriter) {
		switch {
		case path == "/busy" && n == 1:
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		case path == "/gone":
			w.WriteHeader(http.StatusGone)
		}
	}
	k := kitWith(t, r)
	busy, gone := sendTo(t, k, r, "/busy"), sendTo(t, k, r, "/gone")
	k.Touch("KH-1", "Seen", k.Now())
	r.wait(t, "/busy", 1)
	state := until(t, "it is gone", func() (outgoing.Destination, bool) {
		d, err := k.Outgoing.Store.Destination(t.Context(), kit.Workspace, gone.ID)
		return d, err == nil && d.State == outgoing.Gone
	})
	k.Touch("KH-1", "Not Kept", k.Now())
	k.Drain()
	until(t, "the second waits", func() (outgoing.Destination, bool) {
		d, err := k.Outgoing.Store.Destination(t.Context(), kit.Workspace, busy.ID)
		return d, err == nil && d.Waiting == 2 && d.NextAt.Sub(k.Now()) > 55*time.Minute
	})
	if state, _ = k.Outgoing.Store.Destination(t.Context(), kit.Workspace, gone.ID); state.Waiting != 1 || len(r.at("/gone")) != 1 {
		t.Errorf("%+v after %d posts", state.Health, len(r.at("/gone")))
	}
	rotated, err := k.Outgoing.Rotate(t.Context(), kit.Workspace, busy.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Outgoing.Pause(t.Context(), kit.Workspace, busy.ID); err != nil {
		t.Fatal(err)
	}
	m, err := k.Outgoing.Test(t.Context(), kit.Workspace, busy.ID)
	if err != nil || m.State != outgoing.Sent || m.Status != 200 {
		t.Fatalf("%+v %v", m, err)
	}
	test := r.at("/busy")[1]
	wantSigned(t, test, rotated.Secret, busy.Secret)
	k.Jump(25 * time.Hour)
	again, err := k.Outgoing.Resend(t.Context(), kit.Workspace, busy.ID, m.ID)
	if got := r.at("/busy")[2]; err != nil || again.State != outgoing.Sent || got.id != test.id || len(strings.Fields(got.signature)) != 1 {
		t.Errorf("%+v %+v %v", again, got, err)
	}
}

// Who sees less than would be sent sends none of it on.
func TestSendOnNoMoreThanSeen(t *testing.T) {
	k := kit.New(t)
	d := outgoing.Destination{Workspace: kit.Workspace, Name: "a", URL: "https://a.vn/", Sight: cham.SightFull}
	masked := cham.WithActor(t.Context(), cham.Actor{User: "b", Role: cham.RoleAdmin, Sight: cham.SightMasked})
	if _, err := k.Outgoing.New(masked, d); cham.ErrorCode(err) != cham.CodeForbidden {
		t.Error(err)
	}
	d, err := k.Outgoing.New(owned(t), d)
	if err != nil {
		t.Fatal(err)
	}
	d.URL = "https://mine.vn/" // what the owner lets out goes to nobody else
	if _, _, err := k.Outgoing.Change(masked, d); cham.ErrorCode(err) != cham.CodeForbidden {
		t.Error(err)
	}
	d.URL, d.Chosen.Statements = "https://a.vn/", true // nor more of it
	if _, _, err := k.Outgoing.Change(masked, d); cham.ErrorCode(err) != cham.CodeForbidden {
		t.Error(err)
	}
	d.Chosen.Statements, d.Name = false, "b"
	if _, is, err := k.Outgoing.Change(masked, d); err != nil || is.Name != "b" {
		t.Error(err)
	}
}
