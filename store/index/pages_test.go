package index_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/measure"
	"cham/store/index"
)

// TestPageRules loads with other rules about pages than the checkpoint was
// made with: all of history is bound by the new ones, and what comes after.
func TestPageRules(t *testing.T) {
	ctx, dir, h := context.Background(), t.TempDir(), &rows{}
	for i := range h.add(100) {
		(*h)[i].Page.Path = fmt.Sprintf("/blog/tin-%c", 'a'+i%5)
	}
	load := func(pages cham.PageRules, want int) {
		t.Helper()
		x := index.New(index.Options{Dir: dir})
		defer x.Close()
		if err := x.Load(ctx, "w", h, nil, cham.KindRules{Pages: pages}); err != nil {
			t.Fatal(err)
		}
		more := h.add(1)
		more[0].Page.Path = "/blog/tin-a"
		if err := x.Append(ctx, "w", more, nil); err != nil {
			t.Fatal(err)
		}
		p, _ := measure.Compile(measure.Query{Question: measure.Touches}, nil, time.UTC, time.Now())
		kinds, err := x.Kinds(ctx, "w", p)
		paths := map[string]bool{}
		for _, k := range kinds {
			paths[k.Path] = true
		}
		if err != nil || len(paths) != want {
			t.Errorf("%v: %v, %v", pages, paths, err)
		}
	}
	load(nil, 5)
	load(cham.PageRules{"/blog/:id": true}, 1)
	load(cham.PageRules{"/blog/:id": true, "/blog/tin-b": false}, 2)
	load(nil, 5)
}
