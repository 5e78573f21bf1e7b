package index

import (
	"context"
	"time"

	"cham"
	"cham/measure"
)

// BestHours answers for each customer the hour of the day, by the clocks of a zone, at which they are
// most likely there, measure.BestHour of their touches. Cost: a binary search per customer and level, and the customer's touches.
func (x *Index) BestHours(_ context.Context, id cham.WorkspaceID, ids []cham.CustomerID, zone *time.Location) ([]int, error) {
	m, err := x.moment(id)
	if err != nil {
		return nil, err
	}
	var all measure.Hours
	own := make([]measure.Hours, len(ids))
	for i, customer := range ids {
		r := m.s.find(customer)
		if r.empty() {
			continue
		}
		for at := r.off[r.i]; at < r.off[r.i+1]; at++ {
			hour := instant(r.time(at)).In(zone).Hour()
			own[i][hour]++
			all[hour]++
		}
	}
	best := make([]int, len(ids))
	for i := range own {
		best[i] = measure.BestHour(&own[i], &all)
	}
	return best, nil
}
