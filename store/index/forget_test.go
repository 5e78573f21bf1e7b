package index_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/measure"
	"cham/store/index"
)

// TestForget erases a customer whose properties say who they are: counts stay,
// and neither kinds nor the checkpoint's file say it any more. What another
// customer has, too, stays.
func TestForget(t *testing.T) {
	ctx, dir, h := context.Background(), t.TempDir(), &rows{}
	for i := range h.add(70) {
		r := &(*h)[i]
		r.Properties = []byte(`{"plan":"gold"}`)
		if r.Key == 3 && r.Name == "n1" {
			r.Properties = []byte(`{"plan":"for Nguyen Thi Lan"}`)
		}
	}
	open := func() *index.Index {
		x := index.New(index.Options{Dir: dir})
		if err := x.Load(ctx, "w", h, nil, cham.KindRules{Properties: []string{"plan"}}); err != nil {
			t.Fatal(err)
		}
		return x
	}
	open().Close() // writes the checkpoint
	x := open()
	defer x.Close()
	says := func() (kinds, file bool) {
		b, err := os.ReadFile(filepath.Join(dir, "w.index"))
		if err != nil {
			t.Fatal(err)
		}
		p, _ := measure.Compile(measure.Query{Question: measure.Touches}, nil, time.UTC, time.Now())
		all, err := x.Kinds(ctx, "w", p)
		if err != nil || !strings.Contains(fmt.Sprint(all), "gold") {
			t.Fatal(all, err)
		}
		return strings.Contains(fmt.Sprint(all), "Lan"), bytes.Contains(b, []byte("Lan"))
	}
	if kinds, file := says(); !kinds || !file {
		t.Fatal("nothing to forget:", kinds, file)
	}
	for i := range *h {
		if (*h)[i].Key == 3 {
			(*h)[i].Properties = nil
		}
	}
	before := volume(t, x)
	if err := x.Forget(ctx, "w", []cham.CustomerID{3}); err != nil {
		t.Fatal(err)
	}
	if kinds, file := says(); kinds || file {
		t.Error("still said, in kinds:", kinds, "in the file:", file)
	}
	s, err := x.Summaries(ctx, "w", []cham.CustomerID{3})
	if err != nil || s[0].Touches != 10 || volume(t, x) != before {
		t.Error(s, err, volume(t, x), before)
	}
}
