package ask

import (
	"testing"

	"cham"
	"cham/measure"
)

// Every cost is a row's or unallocated; costs that do not meet the conditions
// are nobody's.
func TestAllocate(t *testing.T) {
	costs := []cham.Cost{{Channel: "facebook", Campaign: "tet", Amount: 5}, {Channel: "facebook", Amount: 2}, {Channel: "radio", Amount: 11},
		{Amount: 1}}
	rows := func() *measure.AttributionAnswer {
		return &measure.AttributionAnswer{Rows: []measure.CreditRow{{Value: ""}, {Value: "facebook"}, {Value: "tet"}}}
	}
	for _, c := range []struct {
		credit measure.Dimension
		where  []measure.Is
		rows   [3]float64
		rest   float64
	}{
		{measure.ByChannel, nil, [3]float64{0, 7, 0}, 12},
		{measure.ByCampaign, nil, [3]float64{0, 0, 5}, 14},
		{measure.ByDevice, nil, [3]float64{}, 19},
		{measure.ByChannel, []measure.Is{{By: measure.ByChannel, Any: []string{"facebook"}}}, [3]float64{0, 7, 0}, 0},
		{measure.ByChannel, []measure.Is{{By: measure.ByCampaign, Any: []string{"tet"}, Not: true},
			{By: measure.ByDevice, Any: []string{"mobile"}}}, [3]float64{0, 2, 0}, 12},
	} {
		a := rows()
		allocate(a, c.credit, c.where, costs)
		got := [3]float64{a.Rows[0].Cost, a.Rows[1].Cost, a.Rows[2].Cost}
		if got != c.rows || a.Unallocated != c.rest || a.Cost != got[0]+got[1]+got[2]+c.rest {
			t.Errorf("%v %v: %v, %v of %v", c.credit, c.where, got, a.Unallocated, a.Cost)
		}
	}
}
