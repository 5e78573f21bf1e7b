package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"cham/measure/stat"
)

// brokenBy makes parts of five touchpoints by some values, the exit rate of each by rate.
func brokenBy(r *rand.Rand, values []string, n int, rate func(touchpoint int, value string) float64) (parts []Part) {
	for _, v := range values {
		a := &Answer{}
		for t := range 5 {
			k := 0
			for range n {
				if r.Float64() < rate(t, v) {
					k++
				}
			}
			row := TouchpointRow{ID: fmt.Sprint("t", t), Name: fmt.Sprint("T", t), Exit: stat.NewRate(k, n), Reach: n}
			row.Exit.Age = 30
			a.Touchpoints = append(a.Touchpoints, row)
		}
		parts = append(parts, Part{Value: v, Answer: a})
	}
	return parts
}

// Where nobody is lost more than others, at most one business in twenty is told of a cause.
func TestNoCauseInNoise(t *testing.T) {
	r, alarms := rand.New(rand.NewPCG(7, 7)), 0
	flat := func(touchpoint int, _ string) float64 { return 0.15 + 0.1*float64(touchpoint) }
	for range 200 {
		found, tested := Causes(map[Dimension][]Part{
			ByDevice: brokenBy(r, []string{"mobile", "desktop", "tablet"}, 150, flat),
			ByBranch: brokenBy(r, []string{"a", "b", "c", "d", ""}, 90, flat),
			ByHour:   brokenBy(r, ClockValues(ByHour), 20, flat)})
		if len(found) > 0 {
			alarms++
		}
		if tested < 5*(3+4+1) {
			t.Fatalf("%d comparisons", tested)
		}
	}
	if t.Logf("%d of 200", alarms); alarms > 10 {
		t.Errorf("%d of 200 businesses without a cause were told of one", alarms)
	}
}

func TestCauses(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	found, _ := Causes(map[Dimension][]Part{
		ByDevice: brokenBy(r, []string{"mobile", "desktop"}, 300, func(touchpoint int, v string) float64 {
			if touchpoint == 1 && v == "mobile" {
				return 0.5
			}
			return 0.2
		}),
		ByBranch: brokenBy(r, []string{"hà đông", "cầu giấy", "hoàn kiếm"}, 300, func(touchpoint int, v string) float64 {
			if touchpoint >= 3 && v == "hà đông" {
				return 0.6
			}
			return 0.2
		}),
		ByHour: brokenBy(r, ClockValues(ByHour), 40, func(touchpoint int, v string) float64 {
			if touchpoint == 2 && (v >= "22" || v < "02") {
				return 0.7
			}
			return 0.2
		})})
	if len(found) != 3 {
		t.Fatalf("%+v", found)
	}
	byDimension := map[Dimension]Cause{}
	for _, c := range found {
		byDimension[c.By] = c
		if c.Low <= 0 || c.Extra < 20 || c.Rate.Age != 30 {
			t.Errorf("%+v", c)
		}
	}
	if c := byDimension[ByDevice]; c.Touchpoint != "t1" || !slices.Equal(c.Values, []string{"mobile"}) || c.Name != "T1" {
		t.Errorf("%+v", c)
	}
	if c := byDimension[ByBranch]; !slices.Equal(c.Values, []string{"hà đông"}) || len(c.Also) != 1 {
		t.Errorf("%+v", c)
	}
	c := byDimension[ByHour]
	if c.Touchpoint != "t2" || !slices.Contains(c.Values, "23") || !slices.Contains(c.Values, "00") || len(c.Values) > 6 {
		t.Errorf("%+v", c)
	}
}

func TestUnopened(t *testing.T) {
	part := func(value string, delivered, opened int) Part {
		return Part{Value: value, Answer: &Answer{Funnel: []FunnelStep{{Customers: delivered}, {Customers: opened}}}}
	}
	found := Unopened([]Part{part("home care", 500, 8), part("offers", 300, 70), part("confirmed", 300, 190),
		part("", 100, 0), part("few", 9, 0)})
	if len(found) != 1 || found[0].Values[0] != "home care" || found[0].Measure != "opened" || found[0].Rate.K != 492 {
		t.Errorf("%+v", found)
	}
	if found := Unopened(nil); len(found) != 0 {
		t.Error(found)
	}
}

// The same people come again and again, on the same device, each with a
// propensity of their own: visits are no independent people.
func TestNoCauseInHabits(t *testing.T) {
	r, alarms := rand.New(rand.NewPCG(5, 9)), 0
	for range 200 {
		found, _ := Causes(map[Dimension][]Part{
			ByDevice: habits(r, "mobile", "desktop", "tablet"), ByBranch: habits(r, "a", "b", "c", "d")})
		if len(found) > 0 {
			alarms++
		}
	}
	if t.Logf("%d of 200", alarms); alarms > 10 {
		t.Errorf("%d of 200 businesses without a cause were told of one", alarms)
	}
}

func habits(r *rand.Rand, values ...string) (parts []Part) {
	type seen struct{ lost, visits, people int }
	cells := make([][5]seen, len(values))
	for range 300 {
		own := r.IntN(len(values))
		for t := range 5 {
			c, p := &cells[own][t], 1/(1+math.Exp(0.4+r.NormFloat64()))
			c.people++
			for range 1 + int(math.Exp(r.NormFloat64())) {
				c.visits++
				if r.Float64() < p {
					c.lost++
				}
			}
		}
	}
	for i, v := range values {
		a := &Answer{}
		for t, c := range cells[i] {
			row := TouchpointRow{ID: fmt.Sprint("t", t), Exit: stat.NewRate(c.lost, c.visits), Reach: c.people}
			row.Exit.Age = 30
			a.Touchpoints = append(a.Touchpoints, row)
		}
		parts = append(parts, Part{Value: v, Answer: a})
	}
	return parts
}
