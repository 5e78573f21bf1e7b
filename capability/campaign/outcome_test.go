package campaign

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"cham/measure"
)

// group is people of whom a share reaches the goal; some of those, and fewer of the others, buy.
func simulated(r *rand.Rand, people int, rate, buys float64) *outcome {
	o := &outcome{}
	for range people {
		reached, chance := r.Float64() < rate, buys/4
		if reached {
			chance = buys
		}
		var bought measure.Bought
		if r.Float64() < chance {
			bought = measure.Bought{Times: 1, Value: 300_000 * math.Exp(r.NormFloat64())}
		}
		o.add(reached, bought)
	}
	return o
}

// meanSpent is what one of such a group spends: the mean of a log-normal purchase times how many buy.
func meanSpent(rate, buys float64) float64 {
	return 300_000 * math.Exp(.5) * (rate*buys + (1-rate)*buys/4)
}

// Of campaigns whose truth is known, the intervals hold it as often as they say, no difference is called one in one of twenty at most
// (of all three pairs together), and a large one is found; also with thirty orders in all.
func TestVerdictsAgainstTheTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 44))
	for _, c := range []struct {
		people, holdout int
		with, without   float64 // who reach the goal
		buys            float64
		found           float64 // at least so many verdicts of a and b against the holdout
	}{
		{100, 50, .10, .10, .6, 0}, // 30 orders in all
		{100, 100, .10, .10, .9, 0},
		{1000, 200, .05, .05, .5, 0},
		{3000, 700, .02, .02, .3, 0},
		{60, 40, .5, .5, .1, 0},
		{2000, 2000, .09, .05, .4, .9},
		{300, 300, .3, .1, .4, .9},
	} {
		const trials = 1500
		wrong, found, rates, money := 0, 0, 0, 0
		truth, worth := 100*(c.with-c.without), meanSpent(c.with, c.buys)-meanSpent(c.without, c.buys)
		for range trials {
			of := map[string]*outcome{GroupA: simulated(r, c.people, c.with, c.buys), GroupB: simulated(r, c.people, c.with, c.buys),
				GroupHoldout: simulated(r, c.holdout, c.without, c.buys)}
			lifts := compare(of)
			judge(lifts, of)
			said := false
			for _, l := range lifts {
				alike := c.with == c.without || l.Against == GroupA
				said = said || alike && l.Verdict != "unknown" || !alike && l.Verdict == "hurts"
				if !alike && l.Verdict == "helps" {
					found++
				}
			}
			if said {
				wrong++
			}
			if l := lifts[0]; l.Rate.Low <= truth && truth <= l.Rate.High {
				rates++
			}
			if l := lifts[0]; l.Value == (LiftRange{}) || l.Value.Low <= worth && worth <= l.Value.High {
				money++
			}
		}
		share := func(n int) float64 { return float64(n) / trials }
		t.Logf("%+v: wrong %.3f, found %.3f, rates %.3f, money %.3f", c, share(wrong), share(found)/2, share(rates), share(money))
		if share(wrong) > .06 || share(found)/2 < c.found || share(rates) < .93 || share(money) < .92 {
			t.Errorf("%+v: wrong %.3f, found %.3f, rates %.3f, money %.3f", c, share(wrong), share(found)/2, share(rates), share(money))
		}
	}
}

// Where many reach the goal and nobody buys, money is not said, and what is said can be written as JSON.
func TestNoMoneyIsNotSaid(t *testing.T) {
	a, b := &outcome{}, &outcome{}
	for i := range 100 {
		a.add(i < 40, measure.Bought{})
		b.add(i < 10, measure.Bought{})
	}
	of := map[string]*outcome{GroupA: a, GroupHoldout: b}
	lifts := compare(of)
	judge(lifts, of)
	if l := lifts[0]; l.Verdict != "helps" || l.Value != (LiftRange{}) || l.Rate.Low <= 0 {
		t.Errorf("%+v", l)
	}
	if _, err := json.Marshal(lifts); err != nil {
		t.Error(err)
	}
}
