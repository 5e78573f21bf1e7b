package journey

import (
	"fmt"
	"strings"
	"time"

	"cham/measure"
)

// driversSQL is the journeys with each touchpoint that are old enough to be known, and those of them
// that converted: the figures that the index's tests are made of.
var driversSQL = cutSQL + fmt.Sprintf(`, o AS (
    SELECT customer, j, bool_or(node = %[1]d) AS won FROM c GROUP BY customer, j HAVING min(ms) <= %[2]d
), d AS (SELECT DISTINCT customer, j, node FROM c WHERE node <> %[1]d)
SELECT node, count(*), count(*) FILTER (won) FROM d JOIN o USING (customer, j) GROUP BY node`,
	touchpoints-1, now.AddDate(0, 0, -30).UnixMilli())

func driverRows(a *measure.Answer) (rows [][]float64) {
	for _, f := range a.Drivers.Factors {
		if f.By == measure.ByTouchpoint {
			rows = append(rows, []float64{nodeNumber(f.Value), float64(f.With.N), float64(f.With.K)})
		}
	}
	return rows
}

var halfYear = start.AddDate(0, 6, 0)

// changedSQL is where journeys that started at each touchpoint stopped without the goal, in
// the second half of the year and in the first, each judged at its end.
var changedSQL = fmt.Sprintf(`SELECT started, lost_at, coalesce(x.n, 0), coalesce(y.n, 0)
FROM (%s) x FULL JOIN (%s) y USING (started, lost_at)`, lostSQL(halfYear, now), lostSQL(start, halfYear))

func lostSQL(from, to time.Time) string {
	cut := strings.Replace(cutSQL, "FROM touches", fmt.Sprintf("FROM touches WHERE ms <= %d", to.UnixMilli()), 1)
	cut = strings.ReplaceAll(cut, fmt.Sprint(now.UnixMilli()), fmt.Sprint(to.UnixMilli()))
	return cut + fmt.Sprintf(`, js AS (
    SELECT arg_min(node, ms) AS started, arg_max(node, ms) AS lost_at, min(ms) AS first, bool_or(node = %d) AS won FROM c
	GROUP BY customer, j)
SELECT started, lost_at, count(*) AS n FROM js WHERE NOT won AND first >= %d AND first < %d GROUP BY ALL`,
		touchpoints-1, from.UnixMilli(), to.UnixMilli())
}

func changedRows(a *measure.Answer) (rows [][]float64) {
	for _, c := range a.Changed.Cells {
		if c.Now.K+c.Before.K == 0 { // a part of the mix only
			continue
		}
		rows = append(rows, []float64{nodeNumber(c.Value), nodeNumber(c.Touchpoint), float64(c.Now.K), float64(c.Before.K)})
	}
	return rows
}

func driversQuestions() []question {
	changed := measure.Query{Question: measure.Changed, By: measure.ByTouchpoint, Most: touchpoints, From: halfYear, To: now,
		Compare: &measure.Period{From: start, To: halfYear}}
	return []question{
		{"what goes with the goal", plan(measure.Query{Question: measure.Drivers}, true), driversSQL, driverRows},
		{"what changed", plan(changed, true), changedSQL, changedRows},
	}
}
