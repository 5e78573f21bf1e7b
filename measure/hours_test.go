package measure_test

import (
	"math/rand/v2"
	"testing"

	"cham/measure"
)

func TestBestHour(t *testing.T) {
	shop := measure.Hours{9: 40, 12: 80, 20: 200}
	for name, c := range map[string]struct {
		own  measure.Hours
		all  measure.Hours
		want int
	}{
		"nobody was ever there":     {measure.Hours{}, measure.Hours{}, 0},
		"who was never there":       {measure.Hours{}, shop, 20},
		"once at night":             {measure.Hours{3: 1}, shop, 20},
		"always at noon":            {measure.Hours{12: 9}, shop, 12},
		"about midnight":            {measure.Hours{23: 10, 0: 12, 1: 10}, shop, 0},
		"evenings spread over two":  {measure.Hours{18: 6, 19: 6, 8: 7}, shop, 19},
		"the earliest of two alike": {measure.Hours{7: 20, 15: 20}, measure.Hours{}, 7},
	} {
		if got := measure.BestHour(&c.own, &c.all); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// Where the truth is known: of people who are there about an hour of their own, the more is known
// of somebody the nearer the answer; with two touches it is no worse than everybody's hour.
func TestBestHourFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	hits := func(touches int) (own, everybody int) {
		const people = 2000
		all, of, truth := measure.Hours{}, make([]measure.Hours, people), make([]int, people)
		for i := range people {
			truth[i] = []int{12, 20, 20, 20, 21}[r.IntN(5)]
			for range touches {
				h := (truth[i] + []int{-2, -1, 0, 0, 0, 1, 2, r.IntN(24)}[r.IntN(8)] + 24) % 24
				of[i][h]++
				all[h]++
			}
		}
		near := func(a, b int) bool { return min((a-b+24)%24, (b-a+24)%24) <= 1 }
		for i := range people {
			if near(measure.BestHour(&of[i], &all), truth[i]) {
				own++
			}
			if near(measure.BestHour(&measure.Hours{}, &all), truth[i]) {
				everybody++
			}
		}
		return 100 * own / people, 100 * everybody / people
	}
	few, all := hits(2)
	many, _ := hits(30)
	if few < all-2 || many < 95 {
		t.Errorf("with 2 touches %d %% (everybody's hour: %d %%), with 30 %d %%", few, all, many)
	}
}
