package dataquality

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// shop is a simulated source whose truth is known: so many touches a day, by an
// hourly and a weekly rhythm, days that differ by more than chance, sometimes a campaign.
type shop struct {
	daily, c float64
	campaign bool
}

var shops = []shop{{5, .1, false}, {15, .1, false}, {60, 0, false}, {60, .1, true}, {60, .3, false}, {600, .1, true},
	{600, .3, true}, {5000, .2, true}}

var rhythm = func() (of [24]float64) {
	sum := 0.0
	for h := range of {
		of[h] = math.Pow(math.Max(0, math.Sin(float64(h-6)/18*math.Pi)), 1.5) + .01
		if h < 6 {
			of[h] = .01
		}
		sum += of[h]
	}
	for h := range of {
		of[h] /= sum
	}
	return of
}()

// pace draws hours of the shop, from midnight.
func (s shop) pace(r *rand.Rand, from time.Time, hours int) Pace {
	p := Pace{From: from, Counts: make([]int, hours)}
	g, boost := 1.0, 1.0
	for i := range p.Counts {
		at := from.Add(time.Duration(i) * time.Hour)
		if at.Hour() == 0 {
			g = gamma(r, s.c)
			if boost = 1; s.campaign && r.IntN(20) == 0 {
				boost = 2.5
			}
		}
		m := s.daily * g * boost * rhythm[at.Hour()]
		if at.Weekday() == time.Sunday {
			m *= .6
		}
		p.Counts[i] = poisson(r, m)
	}
	return p
}

// gamma draws a number of mean 1 and variance c.
func gamma(r *rand.Rand, c float64) float64 {
	if c == 0 {
		return 1
	}
	// Marsaglia and Tsang, with the correction for a shape below one.
	shape := 1 / c
	boost := 1.0
	if shape < 1 {
		boost = math.Pow(r.Float64(), 1/shape)
		shape++
	}
	d := shape - 1.0/3
	for {
		x := r.NormFloat64()
		v := math.Pow(1+x/math.Sqrt(9*d), 3)
		if v > 0 && math.Log(r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return boost * d * v * c
		}
	}
}

func poisson(r *rand.Rand, m float64) int {
	if m > 50 {
		return max(0, int(math.Round(m+math.Sqrt(m)*r.NormFloat64())))
	}
	n, p := 0, r.Float64()
	for limit := math.Exp(-m); p > limit; n++ {
		p *= r.Float64()
	}
	return n
}

var simulated = time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)

// TestSilenceFalseAlarms: looked at every hour, at most one source a hundred weeks is
// said to be silent where nothing is wrong.
func TestSilenceFalseAlarms(t *testing.T) {
	const runs = 100
	r := rand.New(rand.NewPCG(1, 2))
	alarms, weeks := 0, 0
	for _, s := range shops {
		own := 0
		for range runs {
			p := s.pace(r, simulated, (PaceWeeks+1)*weekHours)
			weeks++
			for to := PaceWeeks * weekHours; to <= len(p.Counts); to++ {
				if p.Counts[to-1] == 0 && (Pace{p.From, p.Counts[:to]}).Judge(time.UTC).Silent {
					own++
					break
				}
			}
		}
		t.Logf("%+v: %d of %d weeks", s, own, runs)
		alarms += own
		if float64(own) > .03*runs {
			t.Errorf("%+v: a false alarm in %d of %d weeks", s, own, runs)
		}
	}
	if float64(alarms) > .01*float64(weeks) {
		t.Errorf("a false alarm in %d of %d weeks", alarms, weeks)
	}
}

// TestSilenceDelay: how long a source is silent before it is said.
func TestSilenceDelay(t *testing.T) {
	const runs, most = 60, 10 * 24
	r := rand.New(rand.NewPCG(3, 4))
	for i, s := range shops {
		var delays []float64
		missed, unsure := 0, 0
		for range runs {
			p := s.pace(r, simulated, (PaceWeeks+1)*weekHours+most)
			off := PaceWeeks*weekHours + r.IntN(weekHours)
			for k := off; k < len(p.Counts); k++ {
				p.Counts[k] = 0
			}
			found := false
			for to := off + 1; to <= off+most && !found; to++ {
				q := Pace{p.From, p.Counts[:to]}.Judge(time.UTC)
				if found = q.Silent; found {
					delays = append(delays, float64(to-off))
				}
				if to == off+most && !q.Enough {
					unsure++
				}
			}
			if !found {
				missed++
			}
		}
		slices.Sort(delays)
		if len(delays) > 0 {
			t.Logf("%+v: half within %.0f h, 9 in 10 within %.0f h, %d of %d not in 10 days, %d not enough to tell", s, delays[len(delays)/2],
				delays[len(delays)*9/10], missed, runs, unsure)
		}
		if i >= 2 && (missed > 0 || delays[len(delays)*9/10] > 6*24) {
			t.Errorf("%+v: %d missed, delays %v", s, missed, delays)
		}
	}
}

// TestSilenceUnsure: few touches, or few weeks, are not enough to tell.
func TestSilenceUnsure(t *testing.T) {
	few := Pace{From: simulated, Counts: make([]int, (PaceWeeks+1)*weekHours)}
	for i := 0; i < PaceWeeks*weekHours; i += 48 {
		few.Counts[i] = 1
	}
	young := Pace{From: simulated, Counts: make([]int, 2*weekHours+100)}
	for i := range 2 * weekHours {
		young.Counts[i] = 9
	}
	for _, p := range []Pace{few, young, {}} {
		if q := p.Judge(time.UTC); q.Enough || q.Silent {
			t.Errorf("%+v", q)
		}
	}
}

// TestSilenceTet: a shop that rests over Tết is not silent, nor are its rests usual.
func TestSilenceTet(t *testing.T) {
	from := time.Date(2026, 12, 7, 0, 0, 0, 0, time.UTC) // Tết is on 6/2/2027
	p := shop{60, .1, false}.pace(rand.New(rand.NewPCG(5, 6)), from, 10*weekHours)
	rest := int(time.Date(2027, 2, 3, 0, 0, 0, 0, time.UTC).Sub(from).Hours())
	for i := rest; i < rest+9*24; i++ {
		p.Counts[i] = 0
		if q := (Pace{p.From, p.Counts[:i+1]}).Judge(time.UTC); q.Silent {
			t.Fatalf("silent after %d hours of Tết: %+v", i-rest, q)
		}
	}
}
