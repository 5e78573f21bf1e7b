package storetest

import (
	"database/sql"
	_ "embed"
	"slices"

	"cham/measure"
	"cham/measure/stat"
)

var (
	//go:embed twin/timing.sql
	twinTiming string
	//go:embed twin/survival.sql
	twinSurvival string
	//go:embed twin/stays.sql
	twinStays string
)

func (w *twin) timing(p measure.Plan, nodes []measure.Node) *measure.TimingAnswer {
	start := -1
	if p.Start != "" {
		start = slices.IndexFunc(nodes, func(n measure.Node) bool { return n.ID == p.Start })
		if start < 0 {
			start = len(nodes)
		}
	}
	w.exec(twinTiming, start)
	a := w.survival()
	stays := make([][]int64, len(p.Stages))
	w.each(twinStays, func(r *sql.Rows) error {
		var stage int
		var ms int64
		err := r.Scan(&stage, &ms)
		stays[stage] = append(stays[stage], ms)
		return err
	})
	for s, ms := range stays {
		a.Stages = append(a.Stages, measure.StageTime{ID: p.Stages[s], Time: stat.SpreadOf(ms), Bins: stat.NewBins(ms)})
	}
	return a
}

// survival describes the table timed.
func (w *twin) survival() *measure.TimingAnswer {
	a := &measure.TimingAnswer{}
	var events []int64
	w.each("SELECT ms FROM timed WHERE converted ORDER BY ms", func(r *sql.Rows) error {
		var ms int64
		err := r.Scan(&ms)
		events = append(events, ms)
		return err
	})
	a.Times, a.Bins = stat.SpreadOf(events), stat.NewBins(events)
	w.each(twinSurvival, func(r *sql.Rows) error {
		var p stat.SurvivalPoint
		err := r.Scan(&p.S, &p.AtRisk, &p.Events, &p.Censored, &p.Survival, &p.Low, &p.High)
		a.Events, a.Censored = a.Events+p.Events, a.Censored+p.Censored
		if p.Survival <= 0.5+1e-9 && !a.Reached {
			a.MedianS, a.Reached = p.S, true
		}
		a.Curve = append(a.Curve, p)
		return err
	})
	a.N = a.Events + a.Censored
	return a
}

// alignCurves thins the curves of SQL, which have every point, to those of the
// other answer.
func alignCurves(a, b *measure.Answer) {
	if a.Timing != nil && b.Timing != nil {
		a.Timing, b.Timing = aligned(*a.Timing, *b.Timing)
	}
	if a.Retention != nil && b.Retention != nil {
		x, y := *a.Retention, *b.Retention
		p, q := aligned(x.Repeat, y.Repeat)
		x.Repeat, y.Repeat = *p, *q
		a.Retention, b.Retention = &x, &y
	}
}

func aligned(a, b measure.TimingAnswer) (*measure.TimingAnswer, *measure.TimingAnswer) {
	if len(a.Curve) > len(b.Curve) {
		a.Curve = thinned(a.Curve, b.Curve)
	} else {
		b.Curve = thinned(b.Curve, a.Curve)
	}
	return &a, &b
}

// thinned keeps of a whole curve the points that another one has.
func thinned(whole, kept []stat.SurvivalPoint) (out []stat.SurvivalPoint) {
	events, censored := 0, 0
	for _, p := range whole {
		events, censored = events+p.Events, censored+p.Censored
		if slices.ContainsFunc(kept, func(k stat.SurvivalPoint) bool { return k.S == p.S }) {
			p.Events, p.Censored = events, censored
			out, events, censored = append(out, p), 0, 0
		}
	}
	return out
}
