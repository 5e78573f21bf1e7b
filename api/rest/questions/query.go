package questions

import (
	"context"
	"slices"
	"strconv"

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
func (s *server) queryCSV(ctx context.Context, in *queryFileIn) (route.File, error) {
	t, err := s.table(ctx, in.Body)
	return t.CSVBy(in.Separator), err
}

// queryWorkbook is queryCSV as an XLSX file.
func (s *server) queryWorkbook(ctx context.Context, in *route.In[measure.Query]) (route.File, error) {
	t, err := s.table(ctx, in.Body)
	return t.Workbook(), err
}

// queryParquet is queryCSV as a Parquet file.
func (s *server) queryParquet(ctx context.Context, in *route.In[measure.Query]) (route.File, error) {
	t, err := s.table(ctx, in.Body)
	return t.Parquet(), err
}

// workbook makes an XLSX file of a table that a page shows.
func (s *server) workbook(_ context.Context, in *route.In[TableFile]) (route.File, error) {
	wide := func(r []any) bool { return len(r) > len(in.Body.Columns) }
	if i := slices.IndexFunc(in.Body.Rows, wide); i >= 0 {
		return route.File{}, &cham.Error{Code: cham.CodeInvalid, Op: "rest.workbook", Field: "rows[" + strconv.Itoa(i) + "]",
			Hint: "more cells than columns; name a column for each"}
	}
	return route.Table{Name: "cham-table", Columns: in.Body.Columns, Rows: func(write func(...any) error) error {
		for _, r := range in.Body.Rows {
			if err := write(r...); err != nil {
				return err
			}
		}
		return nil
	}}.Workbook(), nil
}

// table is the main table of an answer, times in the workspace's zone.
func (s *server) table(ctx context.Context, q measure.Query) (route.Table, error) {
	a, err := s.Ask(ctx, q)
	if err != nil {
		return route.Table{}, err
	}
	loc, err := s.Zone(ctx)
	if err != nil {
		return route.Table{}, err
	}
	t := route.Masked(ctx, a).Sheet(true)
	return route.Table{Name: "cham-" + string(a.Question), Columns: t.Columns, Rows: func(write func(...any) error) error {
		for _, r := range t.Rows {
			if err := write(route.InZone(loc, r)...); err != nil {
				return err
			}
		}
		return nil
	}}, nil
}
