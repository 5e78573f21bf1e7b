package duckdb

import (
	"context"
	"path/filepath"
	"testing"

	"cham"
)

// TestScanKeepsKinds: what the index is built of says as much of where customers came from as
// the touches themselves do.
func TestScanKeepsKinds(t *testing.T) {
	ctx := context.Background()
	h, err := Open(filepath.Join(t.TempDir(), "w.duckdb"), Options{})
	must(t, err)
	defer h.Close()
	ad := cham.Campaign{Source: "tet", ClickID: "gclid=a=b"}
	batch := written(6, 7, "x")
	for i, at := range []struct {
		campaign cham.Campaign
		page     cham.Page
	}{
		{ad, cham.Page{URL: "https://x.vn/a?gclid=a=b", Path: "/a"}},
		{ad, cham.Page{URL: "https://x.vn/b", Path: "/b", Referrer: "https://www.x.vn?q=1"}},
		{ad, cham.Page{URL: "https://x.vn:8080#top", Referrer: "https://gemini.google.com/app/9"}},
		{cham.Campaign{Source: "zalo"}, cham.Page{URL: "x.vn", Referrer: "android-app://com.zing.zalo/"}},
		{cham.Campaign{}, cham.Page{URL: "https://x.vn/", Referrer: "https://y.vn/"}},
		{cham.Campaign{Name: "q"}, cham.Page{}},
	} {
		batch[i].Seq, batch[i].Name, batch[i].Campaign, batch[i].Page = int64(i+1), cham.PageViewed, at.campaign, at.page
	}
	_, err = h.Append(ctx, batch, 6)
	must(t, err)
	for name, keys := range map[string][]cham.KeyID{"all": nil, "of keys": {7}} {
		var got []cham.Kind
		must(t, h.Scan(ctx, 0, keys, cham.TouchNeed{}, func(some []cham.Record) error {
			for i := range some {
				got = append(got, cham.KindOf(&some[i].Touch, cham.KindRules{}))
			}
			return nil
		}))
		for i := range batch {
			if want := cham.KindOf(&batch[i].Touch, cham.KindRules{}); len(got) != len(batch) || got[i] != want {
				t.Fatalf("%s: %+v, want %+v", name, got, want)
			}
		}
	}
}
