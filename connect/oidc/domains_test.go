package oidc_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"cham"
	"cham/connect/oidc"
)

// A domain is whose its own record says, or the operator; it is asked seldom.
func TestDomainsSayWhoseTheyAre(t *testing.T) {
	now, asked := time.Now(), 0
	records := map[string][]string{"_cham.shop.vn.": {"v=spf1", "workspace=w_a"}}
	d := oidc.NewDomains([]string{"Inner.local", "spa.vn=w_b"}, func(_ context.Context, name string) ([]string, error) {
		asked++
		if says := records[name]; says != nil {
			return says, nil
		}
		return nil, errors.New("no such host")
	}, func() time.Time { return now })
	owned := func(ws cham.WorkspaceID, domain string, want bool) {
		t.Helper()
		if got := d.Owned(t.Context(), "w_"+ws, domain); got != want {
			t.Errorf("%s of %s: %v", domain, ws, got)
		}
	}
	owned("a", "shop.vn", true)
	owned("b", "shop.vn", false)
	owned("a", "sub.shop.vn", false)
	owned("a", "inner.local", true)
	owned("b", "inner.local", true)
	owned("b", "spa.vn", true)
	owned("a", "spa.vn", false)
	for range 5 {
		owned("a", "shop.vn", true)
		owned("b", "shop.vn", false)
	}
	if asked != 3 {
		t.Errorf("asked %d times", asked)
	}
	delete(records, "_cham.shop.vn.")
	now = now.Add(10 * time.Minute)
	owned("a", "shop.vn", false)
	records["_cham.shop.vn."] = []string{"workspace=w_b"}
	now = now.Add(30 * time.Second)
	owned("b", "shop.vn", true)
}
