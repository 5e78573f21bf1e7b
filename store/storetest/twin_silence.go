package storetest

import (
	"database/sql"
	_ "embed"

	"cham/measure"
	"cham/measure/stat"
)

//go:embed twin/silence.sql
var twinSilence string

func (w *twin) silence(p measure.Plan) *measure.SilenceAnswer {
	days := p.SilenceDays()
	alone, again, cut, spreads := 0, 0, make([]int, len(days)), make([]stat.Spread, len(days))
	for i, d := range days {
		var times []int64
		alone, again = 0, 0
		w.each(twinSilence, func(r *sql.Rows) error {
			var ms sql.NullInt64
			var silent sql.NullBool
			var bought bool
			err := r.Scan(&ms, &silent, &bought)
			switch {
			case !ms.Valid && bought:
				again++
				return err
			case !ms.Valid:
				alone++
				return err
			}
			times = append(times, ms.Int64)
			if silent.Bool {
				cut[i]++
			}
			return err
		}, int64(d)*86_400_000)
		spreads[i] = stat.SpreadOf(times)
	}
	return p.NewSilence(alone, again, cut, spreads)
}
