package measure

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"cham/measure/stat"
)

// cameBy draws what is seen today of a group's customers, who came over the last days;
// one in five buys, or as said, after 8 days on average.
func cameBy(random *rand.Rand, lead string, customers int, days, share float64) LeadRow {
	w := &stat.Waiting{Days: 30}
	for range customers {
		lived := days * random.Float64()
		if at := random.ExpFloat64() * 8; random.Float64() < share && at <= lived {
			w.Event(int(at), int(lived))
		} else {
			w.Open(int(lived))
		}
	}
	return LeadRow{Lead: lead, Customers: customers, Buyers: w.Share(30)}
}

// sources are groups by how many customers they brought and in how many days.
type sources struct {
	name  string
	sizes []int
	days  func(i int) float64
	share float64
}

func since(days float64) func(int) float64 { return func(int) float64 { return days } }

var simulatedSources = []sources{
	{"eight alike, 90 days", []int{300, 300, 300, 300, 300, 300, 300, 300}, since(90), 0.2},
	{"eight alike, 30 days", []int{300, 300, 300, 300, 300, 300, 300, 300}, since(30), 0.2},
	{"eight alike, 7 days", []int{300, 300, 300, 300, 300, 300, 300, 300}, since(7), 0.2},
	{"large and small, 90 days", []int{2000, 800, 400, 200, 100, 50, 40, 30}, since(90), 0.2},
	{"large and small, 7 days", []int{2000, 800, 400, 200, 100, 50, 40, 30}, since(7), 0.2},
	{"thirty orders, 90 days", []int{60, 50, 40, 35, 30}, since(90), 0.16},
	{"thirty orders, rare", []int{600, 500, 400, 100, 100, 60, 40, 35, 30}, since(90), 0.018},
	{"thirty orders, rare, 30 days", []int{600, 500, 400, 100, 100, 60, 40, 35, 30}, since(30), 0.035},
	{"thirty orders, 7 days", []int{600, 300, 200, 100, 50, 40}, since(7), 0.06},
	{"some began last week", []int{1000, 600, 300, 200, 100, 60}, func(i int) float64 { return []float64{90, 7, 30, 4, 12, 90}[i] }, 0.2},
	{"sixty groups", func() (all []int) {
		for i := range 60 {
			all = append(all, 30+i*10)
		}
		return all
	}(), since(60), 0.1},
}

// TestEqualSources: where all sources are alike, at most one workspace in twenty has one
// drawn as better or worse, also in the last days and with thirty orders.
func TestEqualSources(t *testing.T) {
	const runs = 1000
	for _, s := range simulatedSources {
		random := rand.New(rand.NewPCG(7, uint64(len(s.sizes))))
		flagged := 0
		for range runs {
			a := LeadsAnswer{}
			for i, n := range s.sizes {
				a.Rows = append(a.Rows, cameBy(random, fmt.Sprint(i), n, s.days(i), s.share))
			}
			a.Judge(30)
			for _, r := range a.Rows {
				if r.Against != nil && r.Against.Sure {
					flagged++
					break
				}
			}
		}
		t.Logf("%s: %.1f %% of workspaces show a difference that is none", s.name, 100*float64(flagged)/runs)
		if flagged > runs/20+2*7 { // give or take two standard errors
			t.Errorf("%s: %.1f %%", s.name, 100*float64(flagged)/runs)
		}
	}
}
