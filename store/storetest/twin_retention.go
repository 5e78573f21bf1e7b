package storetest

import (
	"database/sql"
	_ "embed"

	"cham/measure"
)

var (
	//go:embed twin/cohorts.sql
	twinCohorts string
	//go:embed twin/repeat.sql
	twinRepeat string
	//go:embed twin/retention.sql
	twinRetention string
)

func (w *twin) retention(p measure.Plan) *measure.RetentionAnswer {
	w.exec(twinCohorts, p.Cohort == "goal")
	w.exec(twinRepeat)
	a := &measure.RetentionAnswer{Repeat: *w.survival(), Cohorts: []measure.Cohort{}}
	n := p.Cohorts()
	sizes, returned := make([]int, n), make([][]int, n)
	for c := range returned {
		returned[c] = make([]int, len(p.Bounds))
	}
	w.each(twinRetention, func(r *sql.Rows) error {
		var cohort, bucket, n int
		err := r.Scan(&cohort, &bucket, &n)
		if bucket < 0 {
			sizes[cohort] = n
		} else {
			returned[cohort][bucket] = n
		}
		return err
	}, p.Return == "goal", p.Rolling)
	for c, size := range sizes {
		a.Cohorts = append(a.Cohorts, p.NewCohort(c, size, returned[c]))
	}
	return a
}
