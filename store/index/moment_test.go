package index_test

import (
	"context"
	"testing"
	"time"

	"cham"
	"cham/measure"
	"cham/store/index"
)

// What is asked of one moment does not see what comes in after it.
func TestMomentIsSteady(t *testing.T) {
	ctx, h := context.Background(), &rows{}
	h.add(70)
	x := index.New(index.Options{})
	defer x.Close()
	if err := x.Load(ctx, "w", h, nil, cham.KindRules{}); err != nil {
		t.Fatal(err)
	}
	m, err := x.At("w")
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Append(ctx, "w", h.add(35), nil); err != nil {
		t.Fatal(err)
	}
	p, err := measure.Compile(measure.Query{Question: measure.Touches}, nil, time.UTC, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	a, err := m.Ask(ctx, "w", p)
	if err != nil || a.Volume != 70 || volume(t, x) != 105 {
		t.Errorf("the moment has %d touches, the index %d: %v", a.Volume, volume(t, x), err)
	}
	s, err := m.Summaries(ctx, "w", []cham.CustomerID{1})
	if err != nil || s[0].Touches != 10 {
		t.Errorf("%+v %v", s, err)
	}
}
