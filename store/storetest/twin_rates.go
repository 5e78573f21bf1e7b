package storetest

import (
	"database/sql"
	_ "embed"
)

var (
	//go:embed twin/waits.sql
	twinWaitsSQL string
	//go:embed twin/goals.sql
	twinGoalsSQL string
)

// twinWaits are the origins of rates: "exit" and "next" by node, "stage", and "goal" at −1,
// by bucket.
type twinWaits map[twinWait][]modelWait

type twinWait struct {
	what        string
	span, place int
}

func (w *twin) waits(query string, buckets bool) twinWaits {
	all := twinWaits{}
	w.each(query, func(r *sql.Rows) error {
		var k twinWait
		var one modelWait
		err := r.Scan(&k.what, &k.span, &k.place, &one.event, &one.watched, &one.ever)
		all[k] = append(all[k], one)
		return err
	}, buckets)
	return all
}
