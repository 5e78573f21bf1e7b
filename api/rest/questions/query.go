package questions

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"cham"

	"cham/api/rest/route"
	"cham/capability/report"
	"cham/measure"
)

func (s *server) query(ctx context.Context, in *route.In[measure.Query]) (measure.Answer, error) {
	a, err := s.Ask(ctx, in.Body)
	if err != nil {
		return measure.Answer{}, err
	}
	return *a, nil
}

// dimensions lists the values to choose from.
func (s *server) dimensions(ctx context.Context, in *route.Period) (report.Dimensions, error) {
	return route.Report(ctx, s.Asker, func(r *report.Service, ws cham.Workspace) (report.Dimensions, error) {
		return r.Dimensions(ctx, ws, in.Measure())
	})
}

// queryCSV answers a query's main table.
func (s *server) queryCSV(ctx context.Context, in *route.In[measure.Query]) (route.CSV, error) {
	a, err := s.Ask(ctx, in.Body)
	if err != nil {
		return route.CSV{}, err
	}
	loc, err := s.Zone(ctx)
	if err != nil {
		return route.CSV{}, err
	}
	t := route.Masked(ctx, a).Sheet(true)
	return route.Spreadsheet("cham-"+string(a.Question), t.Columns, func(write func(...string)) {
		for _, r := range t.Rows {
			cells := make([]string, len(r))
			for i, v := range r {
				cells[i] = cell(v, loc)
			}
			write(cells...)
		}
	}), nil
}

// cell writes a value of a table for a spreadsheet, times in the workspace's zone.
func cell(v any, loc *time.Location) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.In(loc).Format("2006-01-02 15:04:05")
	}
	return fmt.Sprint(v)
}
