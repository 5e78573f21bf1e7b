package measure_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham/measure"
)

var changeNodes = []measure.Node{{ID: "a"}, {ID: "b"}, {ID: "c"}}

func drawClosed(t *rapid.T, label string) (all []measure.Begun) {
	for v := range 12 {
		c := measure.Begun{Value: fmt.Sprint(v), Lost: map[int]int{}}
		for n := range changeNodes {
			c.Lost[n] = rapid.IntRange(0, 40).Draw(t, label)
			c.Journeys += c.Lost[n]
		}
		c.Journeys += rapid.IntRange(0, 20).Draw(t, label+" converted")
		if c.Journeys > 0 && rapid.IntRange(0, 4).Draw(t, label+" there") > 0 {
			all = append(all, c)
		}
	}
	return all
}

// The parts give the whole change, whatever values come and go, and those of a
// value's cells the value's.
func TestChangedAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &measure.Plan{Query: measure.Query{By: measure.ByDevice, Most: rapid.IntRange(0, 12).Draw(t, "most")}}
		a := measure.NewChanged(p, changeNodes, drawClosed(t, "now"), drawClosed(t, "before"))
		if a.Now.N == 0 || a.Before.N == 0 {
			if a.Cells != nil {
				t.Fatal(a.Cells)
			}
			return
		}
		cells, values := 0.0, 0.0
		for _, c := range a.Cells {
			cells += c.Part
			if c.Part != c.Mix+c.Rate {
				t.Fatalf("%+v", c)
			}
		}
		for _, v := range a.Values {
			values += v.Part
		}
		if want := a.Now.Value - a.Before.Value; math.Abs(cells-want) > 1e-12 || math.Abs(values-want) > 1e-12 {
			t.Fatal(cells, values, want)
		}
	})
}

// Only the rate moved on phones, and only the mix elsewhere: the parts say so.
func TestChangedTellsRateFromMix(t *testing.T) {
	p := &measure.Plan{Query: measure.Query{By: measure.ByDevice}}
	rate := measure.NewChanged(p, changeNodes, []measure.Begun{{Value: "phone", Journeys: 100, Lost: map[int]int{1: 80}},
		{Value: "desktop", Journeys: 100, Lost: map[int]int{0: 50}}},
		[]measure.Begun{{Value: "phone", Journeys: 100, Lost: map[int]int{1: 60}}, {Value: "desktop", Journeys: 100, Lost: map[int]int{0: 50}}})
	c := rate.Cells[0]
	if c.Value != "phone" || c.Touchpoint != "b" || math.Abs(c.Rate+0.1) > 1e-12 || c.Mix != 0 || c.Low <= 0 || rate.Cells[1].Part != 0 {
		t.Errorf("%+v", rate.Cells)
	}
	mix := measure.NewChanged(p, changeNodes, []measure.Begun{{Value: "phone", Journeys: 150, Lost: map[int]int{1: 120}},
		{Value: "desktop", Journeys: 50, Lost: map[int]int{0: 25}}},
		[]measure.Begun{{Value: "desktop", Journeys: 200, Lost: map[int]int{0: 100}}})
	for _, c := range mix.Cells {
		if c.Rate != 0 {
			t.Errorf("%+v", c)
		}
	}
}

// Values that are lost as often as all others have no part in it, however many
// more journeys they have.
func TestChangedMixIsAgainstTheOthers(t *testing.T) {
	p := &measure.Plan{Query: measure.Query{By: measure.ByDevice}}
	alike := func(n int) map[int]int { return map[int]int{0: n / 2, 1: n / 4} }
	a := measure.NewChanged(p, changeNodes, []measure.Begun{{Value: "phone", Journeys: 300, Lost: alike(300)},
		{Value: "desktop", Journeys: 100, Lost: alike(100)}}, []measure.Begun{{Value: "phone", Journeys: 40, Lost: alike(40)},
		{Value: "desktop", Journeys: 60, Lost: alike(60)}})
	for _, v := range a.Values {
		if math.Abs(v.Part) > 1e-12 {
			t.Errorf("%+v", v)
		}
	}
}

// The earlier period is judged when it was as old as this one is.
func TestEarlierIsJudgedAtTheSameAge(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 3, 1+n, 0, 0, 0, 0, time.UTC) }
	before := &measure.Period{From: day(0), To: day(30)}
	for name, c := range map[string]struct {
		q       measure.Query
		now     time.Time
		want    time.Time
		present bool // judged now, as nothing later is known
	}{
		"over for five days":   {measure.Query{From: day(30), To: day(60), Compare: before}, day(65), day(35), false},
		"runs until now":       {measure.Query{From: day(30), Compare: before}, day(60), day(30), false},
		"as of an earlier day": {measure.Query{From: day(30), To: day(60), AsOf: day(62), Compare: before}, day(90), day(32), false},
		"compared with later": {measure.Query{From: day(0), To: day(10), Compare: &measure.Period{From: day(20), To: day(30)}}, day(40), day(40),
			true},
	} {
		c.q.Question = measure.Changed
		p, err := measure.Compile(c.q, nil, time.UTC, c.now)
		if err != nil {
			t.Fatal(name, err)
		}
		e := p.Earlier()
		if !e.Now.Equal(c.want) || !c.present && !e.AsOf.Equal(c.want) || !e.From.Equal(c.q.Compare.From) || !e.To.Equal(c.q.Compare.To) ||
			e.Compare != nil {
			t.Errorf("%s: as of %v, %v–%v", name, e.Now, e.From, e.To)
		}
	}
}
