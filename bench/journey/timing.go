package journey

import (
	"fmt"
	"time"

	"cham/measure"
)

// timingSQL is the whole curve's last survival (stage -1), and the time in
// each stage of the closed journeys.
var timingSQL = cutSQL + fmt.Sprintf(`, spans AS (
    SELECT customer, j, node * %[3]d // %[4]d AS stage, ms, CASE WHEN ends THEN 0 ELSE after - ms END AS stay,
	ends AND node = %[1]d AS won, ends AND lost AS gone
    FROM c
), js AS (
    SELECT customer, j, min(ms) AS first, max(ms) AS last, bool_or(won) AS won, bool_or(gone) AS gone FROM spans GROUP BY customer, j
), times AS (
    SELECT CASE WHEN won THEN last - first ELSE %[2]d - first END AS t,
        count(*) FILTER (won) AS d, count(*) AS n
    FROM js GROUP BY t
), risk AS (SELECT d, sum(n) OVER (ORDER BY t DESC) AS r FROM times),
stays AS (
    SELECT stage, sum(stay) AS ms FROM spans JOIN (SELECT customer, j FROM js WHERE won OR gone) USING (customer, j)
	GROUP BY stage, customer, j
)
SELECT -1, (SELECT count(*) FROM js), (SELECT exp(sum(ln(1 - d / r))) FROM risk WHERE d > 0 AND d < r)
UNION ALL SELECT stage, count(*), quantile_cont(ms, 0.5) / 1000 FROM stays GROUP BY stage`,
	touchpoints-1, now.UnixMilli(), stages, touchpoints)

func timingRows(a *measure.Answer) [][]float64 {
	t := a.Timing
	rows := [][]float64{{-1, float64(t.N), t.Curve[len(t.Curve)-1].Survival}}
	for i, s := range t.Stages {
		rows = append(rows, []float64{float64(i), float64(s.Time.N), s.Time.Median})
	}
	return rows
}

// retentionPlan has a cohort for every week of the year.
func retentionPlan() measure.Plan {
	p := plan(measure.Query{Question: measure.Retention, From: start, To: now, Cohort: "touch", Return: "touch", NoSpread: true}, true)
	for at := start; !at.After(now); at = at.AddDate(0, 0, 7) {
		p.Bounds = append(p.Bounds, at)
	}
	return p
}

func retentionSQL(bounds []time.Time) string {
	return fmt.Sprintf(`WITH weeks AS (
    SELECT customer, (ms - %[1]d) // %[2]d AS week, min((ms - %[1]d) // %[2]d) OVER (PARTITION BY customer) AS cohort
    FROM touches WHERE ms < %[3]d)
SELECT cohort, week, count(DISTINCT customer) FROM weeks GROUP BY cohort, week`,
		bounds[0].UnixMilli(), 7*24*3600*1000, bounds[len(bounds)-1].UnixMilli())
}

func retentionRows(a *measure.Answer) (rows [][]float64) {
	for i, c := range a.Retention.Cohorts {
		rows = append(rows, []float64{float64(i), float64(i), float64(c.Size)})
		for b, cell := range c.Cells {
			if cell.K > 0 {
				rows = append(rows, []float64{float64(i), float64(i + 1 + b), float64(cell.K)})
			}
		}
	}
	return rows
}
