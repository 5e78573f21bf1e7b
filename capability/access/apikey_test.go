package access_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/access"
)

func TestAPIKeys(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	ctx := t.Context()
	k, secret, err := d.NewAPIKey(ctx, c.Workspace, c.Actor, access.NewKey{Name: "Bảng tính", Role: cham.RoleViewer})
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
	_, _, err = d.NewAPIKey(ctx, c.Workspace, c.Actor, access.NewKey{Name: "x", Role: "emperor"})
	d.wants(cham.CodeInvalid, err)
}

func (d *kit) key(maker access.Caller, n access.NewKey) string {
	d.t.Helper()
	_, key, err := d.NewAPIKey(d.t.Context(), maker.Workspace, maker.Actor, n)
	if err != nil {
		d.t.Fatal(err)
	}
	return key
}

func TestAPIKeyEndsWithItsMakersRight(t *testing.T) {
	d := newKit(t)
	first, _ := d.setUp()
	ctx := t.Context()
	m, link, _, err := d.Invite(ctx, first.Workspace, "Hai", "hai@example.vn", cham.RoleOwner)
	if err != nil {
		t.Fatal(err)
	}
	maker := d.must(d.Accept(ctx, link, "Hai", access.Try{Password: password}))
	key := d.key(maker, access.NewKey{Name: "k", Role: cham.RoleAdmin})
	may := func(want ...cham.May) {
		t.Helper()
		if c, err := d.ByAPIKey(ctx, key); err != nil || !slices.Equal(c.Actor.Mays(), want) {
			t.Errorf("the key may %q, not %q: %v", c.Actor.Mays(), want, err)
		}
	}
	may(cham.Actor{Role: cham.RoleAdmin}.Mays()...)
	if _, err := d.SetRole(ctx, first.Workspace, m.ID, cham.RoleAgent); err != nil {
		t.Fatal(err)
	}
	may(cham.MayRead, cham.MayFollow, cham.MaySee, cham.MayTouch, cham.MayCustomers)
	if _, err := d.SetRole(ctx, first.Workspace, m.ID, cham.RoleViewer); err != nil {
		t.Fatal(err)
	}
	may(cham.MayRead, cham.MayFollow, cham.MaySee)
	if ks, err := d.APIKeys(ctx, first.Workspace); err != nil || ks[0].MakerName != "Hai" || ks[0].Role != cham.RoleAdmin ||
		ks[0].Actor().Sees() != cham.SightMasked {
		t.Errorf("%+v %v", ks, err)
	}
	if err := d.Remove(ctx, first.Workspace, m.ID); err != nil {
		t.Fatal(err)
	}
	_, err = d.ByAPIKey(ctx, key)
	d.wants(cham.CodeUnauthorized, err)
}

func TestAPIKeyExpires(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	key := d.key(c, access.NewKey{Name: "k", Role: cham.RoleViewer, ExpiresAt: d.clock.Add(time.Hour)})
	if _, err := d.ByAPIKey(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	d.clock = d.clock.Add(time.Hour)
	_, err := d.ByAPIKey(t.Context(), key)
	if e, ok := err.(*cham.Error); !ok || e.Code != cham.CodeUnauthorized || e.Key != "error.apiKeyExpired" {
		t.Errorf("%v", err)
	}
	_, _, err = d.NewAPIKey(t.Context(), c.Workspace, c.Actor, access.NewKey{Name: "k", Role: cham.RoleViewer, ExpiresAt: d.clock})
	d.wants(cham.CodeInvalid, err)
}

func TestNobodyMakesAKeyAboveThemselves(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	c.Actor.Role = cham.RoleAdmin
	_, _, err := d.NewAPIKey(t.Context(), c.Workspace, c.Actor, access.NewKey{Name: "k", Role: cham.RoleOwner})
	d.wants(cham.CodeForbidden, err)
	nobody := cham.Actor{Name: "a key", Role: cham.RoleOwner}
	_, _, err = d.NewAPIKey(t.Context(), c.Workspace, nobody, access.NewKey{Name: "k", Role: cham.RoleViewer})
	d.wants(cham.CodeForbidden, err)
}

// A key made with a key has the same maker, no more rights, no longer life, and
// ends with it; so do keys made with that one.
func TestAKeyMadeWithAKeyEndsWithIt(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	expires := d.clock.Add(time.Hour)
	secret := d.key(c, access.NewKey{Name: "parent", Role: cham.RoleAdmin, ExpiresAt: expires})
	parent, err := d.ByAPIKey(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = d.NewAPIKey(t.Context(), c.Workspace, parent.Actor, access.NewKey{Name: "k", Role: cham.RoleOwner})
	d.wants(cham.CodeForbidden, err)
	for _, life := range []time.Time{{}, expires.Add(time.Hour)} {
		k, _, err := d.NewAPIKey(t.Context(), c.Workspace, parent.Actor, access.NewKey{Name: "k", Role: cham.RoleViewer, ExpiresAt: life})
		if err != nil || k.Maker != c.Actor.User || !k.ExpiresAt.Equal(expires) {
			t.Fatalf("%+v, %v", k, err)
		}
	}
	childSecret := d.key(parent, access.NewKey{Name: "child", Role: cham.RoleAdmin})
	child, err := d.ByAPIKey(t.Context(), childSecret)
	if err != nil {
		t.Fatal(err)
	}
	grandchild := d.key(child, access.NewKey{Name: "grandchild", Role: cham.RoleViewer})
	if err := d.DeleteAPIKey(t.Context(), c.Workspace, parent.Actor.Key); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{secret, childSecret, grandchild} {
		_, err := d.ByAPIKey(t.Context(), key)
		d.wants(cham.CodeUnauthorized, err)
	}
}
