package access_test

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"cham"
	"cham/capability/access"
	"cham/store/sqlstore"
)

var cheap = argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

const password = "mật khẩu tốt 123"

type door struct {
	*access.Gate
	store *sqlstore.DB
	t     *testing.T
	clock time.Time
}

func newDoor(t *testing.T) *door {
	t.Helper()
	d := &door{t: t, clock: time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)}
	now := func() time.Time { return d.clock }
	var err error
	if d.store, err = sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), now); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.store.Close() })
	if d.Gate, err = access.New(d.store.Access(), now, rand.Reader, cheap); err != nil {
		t.Fatal(err)
	}
	return d
}

// set up makes the first owner and answers who that is.
func (d *door) setUp() (access.Caller, string) {
	d.t.Helper()
	token, err := d.Setup(d.t.Context(), access.NewOwner{Name: "Chủ", Email: "Chu@Example.VN", Password: password, Workspace: "Mộc An"})
	return d.must(token, err), token
}

func (d *door) must(token string, err error) access.Caller {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
	c, err := d.BySession(d.t.Context(), token)
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

func (d *door) wants(code cham.Code, err error) {
	d.t.Helper()
	if got := cham.ErrorCode(err); got != code {
		d.t.Errorf("want %q, got %v", code, err)
	}
}

func TestSetupOnce(t *testing.T) {
	d := newDoor(t)
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
	d := newDoor(t)
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
	d := newDoor(t)
	d.setUp()
	ctx := t.Context()
	for _, email := range []string{"chu@example.vn", " CHU@example.vn "} {
		if _, err := d.SignIn(ctx, email, password, "192.0.2.1", ""); err != nil {
			t.Errorf("%q: %v", email, err)
		}
	}
	// The same password typed on a keyboard that composes otherwise.
	if _, err := d.SignIn(ctx, "chu@example.vn", "ma\u0323\u0302t kha\u0302\u0309u to\u0302\u0301t 123", "192.0.2.1", ""); err != nil {
		t.Errorf("decomposed password: %v", err)
	}
	_, wrong := d.SignIn(ctx, "chu@example.vn", "sai rồi sai rồi", "192.0.2.1", "")
	_, unknown := d.SignIn(ctx, "ai@example.vn", password, "192.0.2.1", "")
	d.wants(cham.CodeUnauthorized, wrong)
	if wrong.Error() != unknown.Error() {
		t.Errorf("the answer tells which e-mails exist: %v / %v", wrong, unknown)
	}
}

func TestBrakeOnGuessing(t *testing.T) {
	d := newDoor(t)
	d.setUp()
	ctx := t.Context()
	var waits []time.Duration
	for range 12 {
		_, err := d.SignIn(ctx, "chu@example.vn", "guess guess guess", "192.0.2.9", "")
		e, _ := err.(*cham.Error)
		if e.Code == cham.CodeTooMany {
			waits = append(waits, e.RetryAfter)
			_, right := d.SignIn(ctx, "chu@example.vn", password, "192.0.2.9", "")
			d.wants(cham.CodeTooMany, right)
			d.clock = d.clock.Add(e.RetryAfter)
			_, _ = d.SignIn(ctx, "chu@example.vn", "guess guess guess", "192.0.2.9", "")
		}
	}
	if len(waits) < 3 {
		t.Fatalf("too few waits: %v", waits)
	}
	for i := 1; i < len(waits); i++ {
		if waits[i] < waits[i-1] {
			t.Errorf("waits must not shrink: %v", waits)
		}
	}
	if last := waits[len(waits)-1]; last > 5*time.Minute {
		t.Errorf("a stranger can lock an owner out for %v", last)
	}
	d.clock = d.clock.Add(10 * time.Minute)
	if _, err := d.SignIn(ctx, "chu@example.vn", password, "192.0.2.9", ""); err != nil {
		t.Errorf("after the wait the right password must do: %v", err)
	}
	for range 4 { // and its success forgets the failures
		_, err := d.SignIn(ctx, "chu@example.vn", "guess guess guess", "198.51.100.1", "")
		d.wants(cham.CodeUnauthorized, err)
	}
}

func TestBrakePerAddress(t *testing.T) {
	d := newDoor(t)
	d.setUp()
	try := func(i int, ip string) error {
		_, err := d.SignIn(t.Context(), string(rune('a'+i%26))+strings.Repeat("x", i/26)+"@spray.vn", "one password", ip, "")
		return err
	}
	braked := 0
	for i := range 40 {
		if cham.ErrorCode(try(i, "2001:db8:1:2::"+string(rune('a'+i%6)))) == cham.CodeTooMany {
			braked++
		}
	}
	if braked < 15 {
		t.Errorf("spraying from one IPv6 /64 was braked %d times of 40", braked)
	}
	d.wants(cham.CodeUnauthorized, try(99, "2001:db8:9:9::1"))
}

func TestSessionSlidesAndEnds(t *testing.T) {
	d := newDoor(t)
	_, token := d.setUp()
	for range 5 {
		d.clock = d.clock.Add(20 * 24 * time.Hour)
		d.must(token, nil)
	}
	d.clock = d.clock.Add(access.SessionLife + time.Second)
	_, err := d.BySession(t.Context(), token)
	d.wants(cham.CodeUnauthorized, err)
	d.clock = d.clock.Add(-access.SessionLife)
	_, err = d.BySession(t.Context(), token)
	d.wants(cham.CodeUnauthorized, err) // ended for good, not asleep
}

func TestSignInRotatesAndSignOutEnds(t *testing.T) {
	d := newDoor(t)
	_, planted := d.setUp()
	fresh, err := d.SignIn(t.Context(), "chu@example.vn", password, "192.0.2.1", planted)
	d.must(fresh, err)
	if fresh == planted {
		t.Error("the token did not change")
	}
	_, err = d.BySession(t.Context(), planted)
	d.wants(cham.CodeUnauthorized, err)
	if err := d.SignOut(t.Context(), fresh); err != nil {
		t.Fatal(err)
	}
	_, err = d.BySession(t.Context(), fresh)
	d.wants(cham.CodeUnauthorized, err)
	if err := d.SignOut(t.Context(), fresh); err != nil {
		t.Errorf("signing out twice: %v", err)
	}
}

func TestNewPasswordEndsOtherSessions(t *testing.T) {
	d := newDoor(t)
	c, here := d.setUp()
	elsewhere, err := d.SignIn(t.Context(), "chu@example.vn", password, "192.0.2.1", "")
	d.must(elsewhere, err)
	next, bad, short := "một câu khác hẳn", "không phải", "ngắn"
	_, err = d.ChangeMe(t.Context(), c, access.MeChange{OldPassword: &bad, NewPassword: &next})
	d.wants(cham.CodeInvalid, err)
	old := password
	_, err = d.ChangeMe(t.Context(), c, access.MeChange{OldPassword: &old, NewPassword: &short})
	d.wants(cham.CodeInvalid, err)
	d.must(elsewhere, nil) // nothing happened yet
	if _, err = d.ChangeMe(t.Context(), c, access.MeChange{OldPassword: &old, NewPassword: &next}); err != nil {
		t.Fatal(err)
	}
	d.must(here, nil)
	_, err = d.BySession(t.Context(), elsewhere)
	d.wants(cham.CodeUnauthorized, err)
	_, err = d.SignIn(t.Context(), "chu@example.vn", password, "192.0.2.1", "")
	d.wants(cham.CodeUnauthorized, err)
}

func TestInvitation(t *testing.T) {
	d := newDoor(t)
	c, _ := d.setUp()
	ctx := t.Context()
	m, token, _, err := d.Invite(ctx, c.Workspace, "Bạn", "ban@example.vn", cham.RoleEditor)
	if err != nil || token == "" {
		t.Fatal(err)
	}
	_, err = d.SignIn(ctx, "ban@example.vn", "", "192.0.2.1", "")
	d.wants(cham.CodeUnauthorized, err) // no password yet: nothing matches
	if who, ws, _, err := d.Invitation(ctx, token); err != nil || who.ID != m.ID || ws.Name != "Mộc An" {
		t.Fatalf("%+v %+v %v", who, ws, err)
	}
	_, err = d.Accept(ctx, token, "Bạn", "ngắn", "")
	d.wants(cham.CodeInvalid, err) // and the invitation is still good
	session, err := d.Accept(ctx, token, "Bạn Mới", password, "")
	if got := d.must(session, err); got.Actor.Role != cham.RoleEditor || got.User.Name != "Bạn Mới" {
		t.Errorf("%+v", got)
	}
	_, err = d.Accept(ctx, token, "Kẻ khác", "mật khẩu của kẻ khác", "")
	d.wants(cham.CodeNotFound, err)
	_, _, _, err = d.Invite(ctx, c.Workspace, "Bạn", "ban@example.vn", cham.RoleEditor)
	d.wants(cham.CodeConflict, err)

	_, late, _, err := d.Invite(ctx, c.Workspace, "Trễ", "tre@example.vn", cham.RoleViewer)
	if err != nil {
		t.Fatal(err)
	}
	d.clock = d.clock.Add(access.InvitationLife)
	_, err = d.Accept(ctx, late, "Trễ", password, "")
	d.wants(cham.CodeNotFound, err)
	again, fresh, _, err := d.Invite(ctx, c.Workspace, "Trễ", "tre@example.vn", cham.RoleManager)
	if err != nil || fresh == "" || again.Role != cham.RoleManager {
		t.Errorf("who never came in can be invited anew: %v", err)
	}
}

func TestAnOwnerStays(t *testing.T) {
	d := newDoor(t)
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
	session, err := d.Accept(ctx, token, "Hai", password, "")
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
	d := newDoor(t)
	c, _ := d.setUp()
	m, token, _, err := d.Invite(t.Context(), c.Workspace, "B", "b@example.vn", cham.RoleViewer)
	if err != nil {
		t.Fatal(err)
	}
	session, err := d.Accept(t.Context(), token, "B", password, "")
	d.must(session, err)
	if err := d.Remove(t.Context(), c.Workspace, m.ID); err != nil {
		t.Fatal(err)
	}
	_, err = d.BySession(t.Context(), session)
	d.wants(cham.CodeUnauthorized, err)
	_, err = d.SignIn(t.Context(), "b@example.vn", password, "192.0.2.1", "")
	d.wants(cham.CodeUnauthorized, err)
	_, err = d.Enter(t.Context(), c, "w_elsewhere")
	d.wants(cham.CodeNotFound, err)
}

func TestAPIKeys(t *testing.T) {
	d := newDoor(t)
	c, _ := d.setUp()
	ctx := t.Context()
	k, secret, err := d.NewAPIKey(ctx, c.Workspace, "Bảng tính", cham.RoleViewer)
	if err != nil || !strings.HasPrefix(secret, access.KeyPrefix) || !strings.HasPrefix(secret, k.Prefix) || len(k.Prefix) > 12 {
		t.Fatalf("%+v %v", k, err)
	}
	who, err := d.ByAPIKey(ctx, secret)
	if err != nil || who.Actor.Role != cham.RoleViewer || who.Actor.User != "" || who.Workspace != c.Workspace {
		t.Errorf("%+v %v", who, err)
	}
	stored, err := d.APIKeys(ctx, c.Workspace)
	if err != nil || len(stored) != 1 || stored[0].LastUsed.IsZero() || strings.Contains(stored[0].Hash, secret) {
		t.Errorf("%+v %v", stored, err)
	}
	d.wants(cham.CodeNotFound, d.DeleteAPIKey(ctx, "w_other", k.ID))
	if err := d.DeleteAPIKey(ctx, c.Workspace, k.ID); err != nil {
		t.Fatal(err)
	}
	_, err = d.ByAPIKey(ctx, secret)
	d.wants(cham.CodeUnauthorized, err)
	_, _, err = d.NewAPIKey(ctx, c.Workspace, "x", "emperor")
	d.wants(cham.CodeInvalid, err)
}

func TestChangeWorkspaceWholeOrNot(t *testing.T) {
	d := newDoor(t)
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
