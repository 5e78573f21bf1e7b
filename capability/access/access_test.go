package access_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"cham"
	"cham/capability/access"
	"cham/store/seal"
	"cham/store/sqlstore"
)

var cheap = argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

const password = "mật khẩu tốt 123"

type kit struct {
	*access.Service
	store *sqlstore.DB
	box   *seal.Box
	t     *testing.T
	clock time.Time
}

func newKit(t *testing.T) *kit {
	t.Helper()
	d := &kit{t: t, clock: time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)}
	now := func() time.Time { return d.clock }
	var err error
	if d.box, err = seal.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	if d.store, err = sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), now); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.store.Close() })
	if d.Service, err = access.New(d.store.Access(), d.box, now, rand.Reader, cheap); err != nil {
		t.Fatal(err)
	}
	return d
}

// set up makes the first owner and answers who that is.
func (d *kit) setUp() (access.Caller, string) {
	d.t.Helper()
	in, err := d.Setup(d.t.Context(), access.NewOwner{Name: "Chủ", Email: "Chu@Example.VN", Password: password, Workspace: "Mộc An"})
	return d.must(in, err), in.Session
}

func (d *kit) must(in access.Entry, err error) access.Caller {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
	return d.inside(in.Session)
}

// inside answers whom a session token is.
func (d *kit) inside(token string) access.Caller {
	d.t.Helper()
	c, err := d.BySession(d.t.Context(), token)
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

func (d *kit) wants(code cham.Code, err error) {
	d.t.Helper()
	if got := cham.ErrorCode(err); got != code {
		d.t.Errorf("want %q, got %v", code, err)
	}
}

func TestSetupOnce(t *testing.T) {
	d := newKit(t)
	ctx := t.Context()
	for field, o := range map[string]access.NewOwner{
		"name":      {Name: "", Email: "a@b.vn", Password: password, Workspace: "W"},
		"email":     {Name: "N", Email: "not an address", Password: password, Workspace: "W"},
		"password":  {Name: "N", Email: "a@b.vn", Password: "ngắn", Workspace: "W"},
		"workspace": {Name: "N", Email: "a@b.vn", Password: password, Workspace: " "},
		"language":  {Name: "N", Email: "a@b.vn", Password: password, Workspace: "W", Language: "fr"},
	} {
		_, err := d.Setup(ctx, o)
		d.wants(cham.CodeInvalid, err)
		if e, ok := err.(*cham.Error); !ok || e.Field != field {
			t.Errorf("want the place %s, got %v", field, err)
		}
	}
	if first, err := d.FirstRun(ctx); err != nil || !first {
		t.Fatalf("bad input must leave a first run: %v %v", first, err)
	}
	c, _ := d.setUp()
	if c.Actor.Role != cham.RoleOwner || c.User.Email != "chu@example.vn" || c.User.Language != "vi" {
		t.Errorf("first owner: %+v", c)
	}
	_, err := d.Setup(ctx, access.NewOwner{Name: "N", Email: "x@b.vn", Password: password, Workspace: "W"})
	d.wants(cham.CodeConflict, err)
}

func TestSetupRace(t *testing.T) {
	d := newKit(t)
	var wins int
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			_, err := d.Setup(t.Context(), access.NewOwner{Name: "N", Email: string(rune('a'+i)) + "@b.vn", Password: password, Workspace: "W"})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				wins++
			} else if cham.ErrorCode(err) != cham.CodeConflict {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if wins != 1 {
		t.Errorf("%d owners became first", wins)
	}
}

func TestSignIn(t *testing.T) {
	d := newKit(t)
	d.setUp()
	ctx := t.Context()
	for _, email := range []string{"chu@example.vn", " CHU@example.vn "} {
		if _, err := d.SignIn(ctx, access.Try{Email: email, Password: password, Address: "192.0.2.1"}); err != nil {
			t.Errorf("%q: %v", email, err)
		}
	}
	// The same password typed on a keyboard that composes otherwise.
	if _, err := d.SignIn(ctx, access.Try{Email: "chu@example.vn", Password: "ma\u0323\u0302t kha\u0302\u0309u to\u0302\u0301t 123",
		Address: "192.0.2.1"}); err != nil {
		t.Errorf("decomposed password: %v", err)
	}
	_, wrong := d.SignIn(ctx, access.Try{Email: "chu@example.vn", Password: "sai rồi sai rồi", Address: "192.0.2.1"})
	_, unknown := d.SignIn(ctx, access.Try{Email: "ai@example.vn", Password: password, Address: "192.0.2.1"})
	d.wants(cham.CodeUnauthorized, wrong)
	if wrong.Error() != unknown.Error() {
		t.Errorf("the answer tells which e-mails exist: %v / %v", wrong, unknown)
	}
}

func TestSessionSlidesAndEnds(t *testing.T) {
	d := newKit(t)
	_, token := d.setUp()
	for range 2 {
		d.clock = d.clock.Add(20 * 24 * time.Hour)
		d.inside(token)
	}
	d.clock = d.clock.Add(access.SessionLife + time.Second)
	_, err := d.BySession(t.Context(), token)
	d.wants(cham.CodeUnauthorized, err)
	d.clock = d.clock.Add(-access.SessionLife)
	_, err = d.BySession(t.Context(), token)
	d.wants(cham.CodeUnauthorized, err) // ended for good, not asleep
}

// However much it is used, a session ends: a stolen one, too.
func TestSessionEndsHoweverUsed(t *testing.T) {
	d := newKit(t)
	_, token := d.setUp()
	for range 17 {
		d.clock = d.clock.Add(access.SessionMost / 18)
		d.inside(token)
	}
	d.clock = d.clock.Add(access.SessionMost/18 - time.Second)
	d.inside(token)
	d.clock = d.clock.Add(time.Second)
	_, err := d.BySession(t.Context(), token)
	d.wants(cham.CodeUnauthorized, err)
}

func TestSignInRotatesAndSignOutEnds(t *testing.T) {
	d := newKit(t)
	_, planted := d.setUp()
	fresh, err := d.SignIn(t.Context(), access.Try{Email: "chu@example.vn", Password: password, Address: "192.0.2.1", Before: planted})
	d.must(fresh, err)
	if fresh.Session == planted {
		t.Error("the token did not change")
	}
	_, err = d.BySession(t.Context(), planted)
	d.wants(cham.CodeUnauthorized, err)
	if err := d.SignOut(t.Context(), fresh.Session); err != nil {
		t.Fatal(err)
	}
	_, err = d.BySession(t.Context(), fresh.Session)
	d.wants(cham.CodeUnauthorized, err)
	if err := d.SignOut(t.Context(), fresh.Session); err != nil {
		t.Errorf("signing out twice: %v", err)
	}
}

func TestNewPasswordEndsOtherSessions(t *testing.T) {
	d := newKit(t)
	c, here := d.setUp()
	elsewhere, err := d.SignIn(t.Context(), access.Try{Email: "chu@example.vn", Password: password, Address: "192.0.2.1"})
	d.must(elsewhere, err)
	next, bad, short := "một câu khác hẳn nhé", "không phải", "ngắn"
	_, err = d.ChangeMe(t.Context(), c, access.MeChange{OldPassword: &bad, NewPassword: &next})
	d.wants(cham.CodeInvalid, err)
	old := password
	_, err = d.ChangeMe(t.Context(), c, access.MeChange{OldPassword: &old, NewPassword: &short})
	d.wants(cham.CodeInvalid, err)
	d.inside(elsewhere.Session) // nothing happened yet
	if _, err = d.ChangeMe(t.Context(), c, access.MeChange{OldPassword: &old, NewPassword: &next}); err != nil {
		t.Fatal(err)
	}
	d.inside(here)
	_, err = d.BySession(t.Context(), elsewhere.Session)
	d.wants(cham.CodeUnauthorized, err)
	_, err = d.SignIn(t.Context(), access.Try{Email: "chu@example.vn", Password: password, Address: "192.0.2.1"})
	d.wants(cham.CodeUnauthorized, err)
}

func TestAnOwnerStays(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	ctx := t.Context()
	_, err := d.SetRole(ctx, c.Workspace, c.User.ID, cham.RoleViewer)
	d.wants(cham.CodeConflict, err)
	d.wants(cham.CodeConflict, d.Remove(ctx, c.Workspace, c.User.ID))
	// An owner who never set a password is no owner who can act.
	other, token, _, err := d.Invite(ctx, c.Workspace, "Hai", "hai@example.vn", cham.RoleOwner)
	if err != nil {
		t.Fatal(err)
	}
	d.wants(cham.CodeConflict, d.Remove(ctx, c.Workspace, c.User.ID))
	session, err := d.Accept(ctx, token, "Hai", access.Try{Password: password})
	d.must(session, err)
	// Both step down at once: one must be told no.
	var all sync.WaitGroup
	errs := make([]error, 2)
	for i, u := range []cham.UserID{c.User.ID, other.ID} {
		all.Go(func() { _, errs[i] = d.SetRole(context.WithoutCancel(ctx), c.Workspace, u, cham.RoleEditor) })
	}
	all.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("exactly one may step down: %v", errs)
	}
}

func TestRemovedMeansOut(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	m, token, _, err := d.Invite(t.Context(), c.Workspace, "B", "b@example.vn", cham.RoleViewer)
	if err != nil {
		t.Fatal(err)
	}
	session, err := d.Accept(t.Context(), token, "B", access.Try{Password: password})
	d.must(session, err)
	if err := d.Remove(t.Context(), c.Workspace, m.ID); err != nil {
		t.Fatal(err)
	}
	_, err = d.BySession(t.Context(), session.Session)
	d.wants(cham.CodeUnauthorized, err)
	_, err = d.SignIn(t.Context(), access.Try{Email: "b@example.vn", Password: password, Address: "192.0.2.1"})
	d.wants(cham.CodeUnauthorized, err)
	_, err = d.Enter(t.Context(), c, "w_elsewhere")
	d.wants(cham.CodeNotFound, err)
}

func TestChangeWorkspaceWholeOrNot(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	name, zone, bad := "Tên mới", "Asia/Tokyo", "Sao Hỏa"
	_, err := d.ChangeWorkspace(t.Context(), c.Workspace, access.WorkspaceChange{Name: &name, TimeZone: &bad})
	d.wants(cham.CodeInvalid, err)
	for _, props := range [][]string{{"a", "a"}, {"a=b"}, {""}, make([]string, 9)} {
		_, err = d.ChangeWorkspace(t.Context(), c.Workspace, access.WorkspaceChange{Name: &name, Properties: &props})
		d.wants(cham.CodeInvalid, err)
	}
	if ws, err := d.Workspace(t.Context(), c.Workspace); err != nil || ws.Name != "Mộc An" {
		t.Errorf("a refused change changed something: %+v %v", ws, err)
	}
	props := []string{" service ", "branch_id"}
	ws, err := d.ChangeWorkspace(t.Context(), c.Workspace, access.WorkspaceChange{Name: &name, TimeZone: &zone, Properties: &props})
	if err != nil || ws.Properties[0] != "service" {
		t.Fatalf("%+v %v", ws, err)
	}
	if again, err := d.Workspace(t.Context(), c.Workspace); err != nil || again.TimeZone != zone || len(again.Properties) != 2 {
		t.Errorf("%+v %v", again, err)
	}
}

// TestExcludedReferrers: sites are kept as they are seen, and the built-in ones
// as none of the workspace's own.
func TestExcludedReferrers(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	set := func(sites ...string) (cham.Workspace, error) {
		return d.ChangeWorkspace(t.Context(), c.Workspace, access.WorkspaceChange{ExcludedReferrers: &sites})
	}
	ws, err := set("https://www.Pay.Example.vn/back?x=1", "pay.example.vn", " *.shop.vn ", "pay.*")
	if want := []string{"pay.*", "pay.example.vn", "shop.vn"}; err != nil || !slices.Equal(ws.ExcludedReferrers, want) {
		t.Errorf("%q %v, want %q", ws.ExcludedReferrers, err, want)
	}
	for _, bad := range []string{"", "a b", "a,b", "www.", strings.Repeat("a", 254)} {
		_, err := set("ok.vn", bad)
		d.wants(cham.CodeInvalid, err)
	}
	if ws, err = set(); err != nil || ws.ExcludedReferrers == nil || len(ws.Excluded()) > 0 {
		t.Errorf("none: %q %v", ws.ExcludedReferrers, err)
	}
	all := cham.DefaultExcludedReferrers()
	slices.Reverse(all)
	if ws, err = set(all...); err != nil || ws.ExcludedReferrers != nil || len(ws.Excluded()) != len(all) {
		t.Errorf("the built-in ones: %q %v", ws.ExcludedReferrers, err)
	}
}

// TestChangesOfAWorkspaceAtOnce: none takes back what another has set meanwhile.
func TestChangesOfAWorkspaceAtOnce(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	for i := range 10 {
		name, zone, money := fmt.Sprint("Tên ", i), []string{"Asia/Tokyo", "UTC"}[i%2], []string{"USD", "JPY"}[i%2]
		sites := []string{fmt.Sprint("a", i, ".vn")}
		var all sync.WaitGroup
		for _, ch := range []access.WorkspaceChange{{Name: &name}, {TimeZone: &zone}, {Currency: &money}, {ExcludedReferrers: &sites}} {
			all.Go(func() {
				if _, err := d.ChangeWorkspace(t.Context(), c.Workspace, ch); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		ws, err := d.Workspace(t.Context(), c.Workspace)
		if err != nil || ws.Name != name || ws.TimeZone != zone || ws.Currency != money || !slices.Equal(ws.ExcludedReferrers, sites) {
			t.Fatalf("%d: %+v %v", i, ws, err)
		}
	}
}

// leaving is a store whose caller goes away once a workspace was read.
type leaving struct {
	access.Store
	leave func()
}

func (s leaving) Workspace(ctx context.Context, id cham.WorkspaceID) (cham.Workspace, error) {
	ws, err := s.Store.Workspace(ctx, id)
	s.leave()
	return ws, err
}

func TestChangeWorkspaceIsCarriedOutForWhoIsGone(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	ctx, leave := context.WithCancel(t.Context())
	s, err := access.New(leaving{d.store.Access(), leave}, d.box, time.Now, rand.Reader, cheap)
	if err != nil {
		t.Fatal(err)
	}
	props := []string{"service"}
	if _, err := s.ChangeWorkspace(ctx, c.Workspace, access.WorkspaceChange{Properties: &props}); err != nil {
		t.Error(err)
	}
}
