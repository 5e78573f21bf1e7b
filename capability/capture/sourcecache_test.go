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
