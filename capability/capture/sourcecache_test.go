package capture_test

import (
	"context"
	"testing"
	"time"

	"cham"
	"cham/capability/capture"
)

// anySources has the methods that the test does not call.
type anySources = interface{ capture.Sources }

// oneSource is a store of one source that counts how often it is asked.
type oneSource struct {
	anySources
	source cham.Source
	other  cham.Source
	asked  int
}

func (o *oneSource) SourceByKey(_ context.Context, key string) (cham.Source, error) {
	o.asked++
	if key != o.source.WriteKey {
		return cham.Source{}, cham.Errorf(cham.CodeNotFound, "test", "no such key")
	}
	return o.source, nil
}

func (o *oneSource) UpdateSource(_ context.Context, s cham.Source) error {
	o.source = s
	return nil
}

func (o *oneSource) Source(_ context.Context, _ cham.WorkspaceID, id cham.SourceID) (cham.Source, error) {
	if o.other.ID != id {
		return cham.Source{}, cham.Errorf(cham.CodeNotFound, "test", "no such source")
	}
	return o.other, nil
}

// Orders are counted from another source only while it lives and can bring them:
// else they would count nowhere.
func TestOrdersFromALivingSource(t *testing.T) {
	site := cham.Source{ID: "site", Kind: "website", WriteKey: "k", Enabled: true, OrdersFrom: "hook"}
	for name, c := range map[string]struct {
		other cham.Source
		want  cham.SourceID
	}{
		"on":          {cham.Source{ID: "hook", Kind: "webhook", Enabled: true}, "hook"},
		"a file":      {cham.Source{ID: "hook", Kind: "file", Enabled: true}, "hook"},
		"off":         {cham.Source{ID: "hook", Kind: "webhook"}, ""},
		"deleted":     {cham.Source{ID: "another", Kind: "webhook", Enabled: true}, ""},
		"a website":   {cham.Source{ID: "hook", Kind: "website", Enabled: true}, ""},
		"staff":       {cham.Source{ID: "hook", Kind: "staff", Enabled: true}, ""},
		"the demo":    {cham.Source{ID: "hook", Kind: "demo", Enabled: true}, ""},
		"codes":       {cham.Source{ID: "hook", Kind: cham.KindQR, Enabled: true}, ""},
		"forms":       {cham.Source{ID: "hook", Kind: cham.KindForm, Enabled: true}, ""},
		"of no kind?": {cham.Source{ID: "hook", Enabled: true}, ""},
	} {
		cached := capture.NewCachedSources(&oneSource{source: site, other: c.other}, time.Now)
		if got, err := cached.SourceByKey(t.Context(), "k"); err != nil || got.OrdersFrom != c.want {
			t.Errorf("%s: %q, %v", name, got.OrdersFrom, err)
		}
	}
}

func TestCachedSources(t *testing.T) {
	ctx, now := t.Context(), time.Unix(0, 0)
	store := &oneSource{source: cham.Source{WriteKey: "k", Enabled: true}}
	c := capture.NewCachedSources(store, func() time.Time { return now })
	for range 3 {
		if s, err := c.SourceByKey(ctx, "k"); err != nil || !s.Enabled {
			t.Fatal(s, err)
		}
		if _, err := c.SourceByKey(ctx, "other"); cham.ErrorCode(err) != cham.CodeNotFound {
			t.Fatal(err)
		}
	}
	if store.asked != 2 {
		t.Fatalf("asked %d times, want 2", store.asked)
	}
	if err := c.UpdateSource(ctx, cham.Source{WriteKey: "k"}); err != nil {
		t.Fatal(err)
	}
	if s, _ := c.SourceByKey(ctx, "k"); s.Enabled {
		t.Fatal("the change does not show")
	}
	now = now.Add(time.Minute)
	if _, _ = c.SourceByKey(ctx, "k"); store.asked != 4 {
		t.Fatalf("asked %d times, want 4: a remembered source has an end", store.asked)
	}
}
