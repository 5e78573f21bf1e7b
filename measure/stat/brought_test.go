package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Where everybody has been watched to the end it is the plain mean.
func TestBroughtClosed(t *testing.T) {
	b := Brought{Days: 30}
	for i := range 40 {
		b.Origin(100)
		if i%4 == 0 {
			b.Gain(i%30, 100, 200)
			b.Gain(29, 100, 100)
			b.Gain(30, 100, 1e9) // after the window
		}
	}
	if m := b.Mean(); m.N != 40 || m.Age != 30 || math.Abs(m.Times-0.5) > 1e-12 || math.Abs(m.Value-75) > 1e-9 {
		t.Errorf("%+v", m)
	}
	if m := (&Brought{Days: 30}).Mean(); m != (Mean{}) {
		t.Errorf("none: %+v", m)
	}
}

// Customers of the last 7, 14 and 30 days and older ones whose truth is known, one in five
// buying, of these one in three again, for sums of very different size.
func TestBroughtUnbiased(t *testing.T) {
	for _, c := range []struct {
		period float64
		n      int
	}{{7, 2000}, {14, 2000}, {30, 2000}, {7, 300}, {30, 300}, {90, 300}, {90, 150}, {90, 60}, {90, 30}} {
		random := rand.New(rand.NewPCG(uint64(c.n), uint64(c.period)))
		sum, held, told, runs := 0.0, 0, 0, min(3000, 600_000/c.n)
		for range runs {
			b := Brought{Days: 30}
			for range c.n {
				b.customer(random, c.period*random.Float64())
			}
			m := b.Mean()
			if m.Age == 0 {
				continue
			}
			truth := worthBy(m.Age)
			told++
			sum += m.Value/truth - 1
			if m.Low <= truth && truth <= m.High {
				held++
			}
		}
		bias, coverage := sum/float64(told), float64(held)/float64(told)
		t.Logf("last %2.0f days, %4d customers: bias %+.1f %%, the interval holds the truth in %.1f %%", c.period, c.n, 100*bias, 100*coverage)
		if math.Abs(bias) > 0.04 {
			t.Errorf("last %.0f days, %d: biased by %.1f %%", c.period, c.n, 100*bias)
		}
		if c.n >= 300 && (coverage < 0.92 || coverage > 0.97) {
			t.Errorf("last %.0f days, %d: the interval holds the truth in %.1f %%", c.period, c.n, 100*coverage)
		}
	}
}

// customer lived so many days: they buy after 8 days on average, again after 15
// more; sums are lognormal with a mean of 100.
func (b *Brought) customer(random *rand.Rand, days float64) {
	watched := int(days)
	b.Origin(watched)
	if random.Float64() >= 0.2 {
		return
	}
	at := random.ExpFloat64() * 8
	b.bought(random, at, days)
	if random.Float64() < 1.0/3 {
		b.bought(random, at+random.ExpFloat64()*15, days)
	}
}

func (b *Brought) bought(random *rand.Rand, at, days float64) {
	if at <= days {
		b.Gain(int(at), int(days), 100*math.Exp(0.7*random.NormFloat64()-0.245))
	}
}

// worthBy is what a customer truly brings by an age in days.
func worthBy(age int) float64 {
	a := float64(age)
	first := 1 - math.Exp(-a/8)
	second := 1 - (15*math.Exp(-a/15)-8*math.Exp(-a/8))/7
	return 20 * (first + second/3)
}
