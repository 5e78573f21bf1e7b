package measure

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"cham/measure/stat"
)

// daily is a trend of 120 days of 15 customers each.
func daily(r *rand.Rand, rate func(day int) float64) (trend []TrendPoint) {
	start := time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)
	for d := range 120 {
		k := 0
		for range 15 {
			if r.Float64() < rate(d) {
				k++
			}
		}
		p := TrendPoint{From: start.AddDate(0, 0, d), Exit: stat.NewRate(k, 15), Reach: 15}
		p.Exit.Age = 10
		trend = append(trend, p)
	}
	trend[119].Exit = stat.Rate{N: 400, K: 400, Value: 1, Age: 1, Open: 5} // too young
	return trend
}

func TestSince(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	step := func(from int, low, high float64) func(int) float64 {
		return func(d int) float64 {
			if d >= from {
				return high
			}
			return low
		}
	}
	flat := func(int) float64 { return 0.2 }
	at, rose := Since(daily(r, step(96, 0.1, 0.4)), daily(r, flat), false, 3)
	if day := int(at.From.Sub(time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)).Hours() / 24); !rose || day < 94 || day > 98 {
		t.Errorf("day %d, %v", day, rose)
	}
	for name, c := range map[string]struct {
		with, others func(int) float64
		most         int // of a hundred
	}{
		"flat":                      {flat, flat, 3},
		"falling":                   {func(d int) float64 { return 0.5 - float64(d)/400 }, flat, 0},
		"a rise that everybody has": {step(60, 0.35, 0.5), step(60, 0.2, 0.35), 3},
		"over for a month":          {func(d int) float64 { return step(40, 0.2, 0.5)(d) - step(80, 0, 0.3)(d) }, flat, 3},
		"days that differ much":     {func(int) float64 { return 1 / (1 + math.Exp(1.4+0.7*r.NormFloat64())) }, flat, 6},
	} {
		wrong := 0
		for range 100 {
			if _, rose := Since(daily(r, c.with), daily(r, c.others), false, 3); rose {
				wrong++
			}
		}
		if t.Logf("%s: %d of 100", name, wrong); wrong > c.most {
			t.Errorf("%s: %d of 100 began", name, wrong)
		}
	}
}
