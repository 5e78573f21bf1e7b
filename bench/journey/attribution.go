package journey

import (
	"fmt"
	"strings"

	"cham/measure"
)

// creditedSQL is the touches on the way to each goal, the goal itself only when
// it is the whole journey, numbered from 1 to n. Journeys end at a goal, so
// that one behind a goal begins a new one; customers without a goal are left
// out at once.
var creditedSQL = strings.Replace(cutSQL, "FROM touches",
	fmt.Sprintf("FROM touches WHERE customer IN (SELECT customer FROM touches WHERE node = %d)", touchpoints-1), 1) +
	fmt.Sprintf(`, t AS (
    SELECT customer, j, node, ms, row_number() OVER w AS i, count(*) OVER e AS all_of, last_value(node) OVER e AS ended
    FROM c WINDOW w AS (PARTITION BY customer, j ORDER BY ms),
        e AS (PARTITION BY customer, j ORDER BY ms ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
), p AS (
    SELECT customer, j, node, ms, i, greatest(all_of - 1, 1) AS n FROM t
    WHERE ended = %d AND (i < all_of OR all_of = 1)
)`, touchpoints-1)

var lastAndLinearSQL = creditedSQL + `
SELECT node, count(*) FILTER (i = n), sum(1.0::DOUBLE / n) FROM p GROUP BY node`

func lastAndLinear(a *measure.Answer) (rows [][]float64) {
	for _, r := range a.Attribution.Rows {
		if r.Paths > 0 {
			rows = append(rows, []float64{nodeNumber(r.Value), r.Credits.Last.Conversions, r.Credits.Linear.Conversions})
		}
	}
	return rows
}

// allModelsSQL adds the other models but Markov, which SQL cannot express.
var allModelsSQL = creditedSQL + fmt.Sprintf(`, w AS (
    SELECT *, pow(2, -(max(ms) OVER (PARTITION BY customer, j) - ms) / %d) AS weight,
        CASE WHEN n <= 2 THEN 1.0::DOUBLE / n WHEN i = 1 OR i = n THEN 0.4 ELSE 0.2::DOUBLE / (n - 2) END AS place FROM p
), d AS (
    SELECT customer, j, node, count(*) FILTER (i = 1) AS first, count(*) FILTER (i = n) AS last, count(*)::DOUBLE / any_value(n) AS linear,
        sum(weight) AS weight, sum(place) AS place FROM w GROUP BY customer, j, node
), m AS (
    SELECT *, weight / sum(weight) OVER v AS decay, 1.0::DOUBLE / count(*) OVER v AS shapley FROM d WINDOW v AS (PARTITION BY customer, j)
)
SELECT node, count(*), sum(first), sum(last), sum(linear), sum(decay), sum(place), sum(shapley) FROM m GROUP BY node`, 7*24*3600*1000)

func allModels(a *measure.Answer) (rows [][]float64) {
	for _, r := range a.Attribution.Rows {
		if c := r.Credits; r.Paths > 0 {
			rows = append(rows, []float64{nodeNumber(r.Value), float64(r.Paths), c.First.Conversions, c.Last.Conversions, c.Linear.Conversions,
				c.TimeDecay.Conversions, c.Position.Conversions, c.Shapley.Conversions})
		}
	}
	return rows
}

func attributionQuestions() []question {
	q := measure.Query{Question: measure.Attribution, Credit: measure.ByTouchpoint, MarkovOrder: 1, HalfLifeDays: 7}
	light := q
	light.NoSpread = true
	return []question{
		{"attribution, last and linear", plan(light, true), lastAndLinearSQL, lastAndLinear},
		{"attribution by seven models", plan(q, true), allModelsSQL, allModels},
	}
}
