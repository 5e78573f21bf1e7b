package storetest

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/measure"
)

// askRetention follows RetentionAnswer's words.
func (v *modelView) askRetention(a *measure.Answer) {
	n := v.p.Cohorts()
	sizes, returned := make([]int, n), make([][]int, n)
	for c := range returned {
		returned[c] = make([]int, len(v.p.Bounds)-1)
	}
	var events, censored []int64
	for _, id := range v.customers {
		begins, goals := v.is(id, v.p.Cohort), v.is(id, "goal")
		if len(begins) == 0 || !begins[0].inside || v.bucket(begins[0]) < 0 {
			continue
		}
		c := v.bucket(begins[0])
		sizes[c]++
		came := map[int]bool{}
		for _, t := range v.is(id, v.p.Return) {
			if b := v.bucket(t); b > c {
				came[b] = true
			}
		}
		for b := len(v.p.Bounds) - 1; b > c; b-- {
			if came[b] {
				returned[c][b]++
				if v.p.Rolling {
					break
				}
			}
		}
		switch len(goals) {
		case 0:
		case 1:
			censored = append(censored, max(0, v.p.Now.Sub(goals[0].at).Milliseconds()))
		default:
			events = append(events, goals[1].at.Sub(goals[0].at).Milliseconds())
		}
	}
	slices.Sort(events)
	slices.Sort(censored)
	r := measure.RetentionAnswer{Repeat: measure.NewTiming(events, censored), Cohorts: []measure.Cohort{}}
	for c, size := range sizes {
		r.Cohorts = append(r.Cohorts, v.p.NewCohort(c, size, returned[c]))
	}
	a.Retention = &r
}

// is lists the touches of a customer with a node, or at a goal.
func (v *modelView) is(id cham.CustomerID, what string) (all []modelTouch) {
	for _, t := range v.touches[id] {
		if t.node >= 0 && (what == "touch" || v.nodes[t.node].Goal) {
			all = append(all, t)
		}
	}
	return all
}

// bucket is the one of Bounds that a touch is in, −1 for none.
func (v *modelView) bucket(t modelTouch) int {
	for b := range len(v.p.Bounds) - 1 {
		if (cham.Period{From: v.p.Bounds[b], To: v.p.Bounds[b+1]}).Contains(t.at) {
			return b
		}
	}
	return -1
}

// drawRetention draws the choices of retention, in a period that is not too
// many buckets ago.
func drawRetention(t *rapid.T, q *measure.Query, d drawing) {
	what := rapid.SampledFrom([]string{"", "touch", "goal"})
	q.Cohort, q.Return = what.Draw(t, "cohort"), what.Draw(t, "return")
	q.Bucket = rapid.SampledFrom([]string{"day", "week", "month"}).Draw(t, "bucket")
	q.Rolling = rapid.Bool().Draw(t, "rolling")
	earliest := q.From
	if earliest.IsZero() {
		earliest = q.To
	}
	old := !earliest.IsZero() && d.now.Sub(earliest) > 6*365*24*time.Hour
	if q.Bucket == "day" || old || q.From.IsZero() && rapid.Bool().Draw(t, "from") {
		q.From = d.now.AddDate(0, -rapid.IntRange(1, 8).Draw(t, "months"), 0)
	}
	if !q.To.IsZero() && !q.From.Before(q.To) {
		q.To = time.Time{}
	}
	if !q.AsOf.IsZero() && q.AsOf.Before(q.From) {
		q.AsOf = time.Time{}
	}
}

// retentionFigures open every cohort and cell.
func retentionFigures(r *measure.RetentionAnswer) (all []figure) {
	for c, cohort := range r.Cohorts {
		all = append(all, figure{measure.Figure{Kind: measure.FigureCohort, Cohort: c}, cohort.Size})
		for b, cell := range cohort.Cells {
			if cohort.Size > 0 && (b < 3 || cell.K > 0) {
				all = append(all, figure{measure.Figure{Kind: measure.FigureRetained, Cohort: c, Bucket: b}, cell.K})
			}
		}
	}
	return all
}
