package journey

import (
	"fmt"
	"strings"

	"cham/measure"
)

const pathDepth = 5

// wayQuestions are those about the ways that journeys take.
func wayQuestions() []question {
	paths := measure.Query{Question: measure.Paths, End: name(touchpoints - 1), Depth: pathDepth, Width: 10, NoSpread: true}
	return []question{
		{"paths to the goal", plan(paths, true), pathsSQL(), pathRows},
		{"graph", plan(measure.Query{Question: measure.Graph, NoSpread: true}, true), graphSQL, graphRows},
		{"exits with medians", plan(measure.Query{Question: measure.Exits}, true), exitsSQL, exitRows},
		{"map against reality", plan(measure.Query{Question: measure.Reality, NoSpread: true}, true), realitySQL, realityRows},
	}
}

// pathsSQL finds the fifty commonest ways to the goal, told by their last
// steps, each as one number. The steps before a goal are looked up by lag, as
// far as they belong to its journey: no silence and no other goal between.
// Of the last ones only the count is told, as equal ones have no order.
func pathsSQL() string {
	var lags, kept, code strings.Builder
	after := "ms"
	for i := 1; i <= pathDepth; i++ {
		fmt.Fprintf(&lags, ", lag(node, %[1]d) OVER w AS n%[1]d, lag(ms, %[1]d) OVER w AS m%[1]d", i)
		fmt.Fprintf(&kept, ", coalesce(n%[1]d <> %[2]d AND %[3]s - m%[1]d < %[4]d, false)", i, touchpoints-1, after, gapMS)
		if i > 1 {
			fmt.Fprintf(&kept, " AND k%d", i-1)
		}
		fmt.Fprintf(&kept, " AS k%d", i)
		after = fmt.Sprintf("m%d", i)
		if i < pathDepth {
			fmt.Fprintf(&code, " + CASE WHEN k%[1]d THEN (n%[1]d::BIGINT + 1) * %[2]d ELSE 0 END", i, 1<<(6*i))
		}
	}
	return fmt.Sprintf(`WITH s AS (
    SELECT node, ms%s FROM touches WINDOW w AS (PARTITION BY customer ORDER BY ms) QUALIFY node = %[3]d
), k AS (SELECT *%[2]s FROM s), p AS (SELECT %[3]d%[4]s AS path, k%[5]d AS more FROM k),
top AS (SELECT path, more, count(*) AS n FROM p GROUP BY path, more ORDER BY n DESC LIMIT %[6]d)
SELECT CASE WHEN n > min(n) OVER () THEN 2 * path + more::INTEGER ELSE 0 END, n, (SELECT count(*) FROM p) FROM top`,
		lags.String(), kept.String(), touchpoints-1, code.String(), pathDepth, measure.TopPaths)
}

func pathRows(a *measure.Answer) (rows [][]float64) {
	top := a.Paths.Top
	for _, p := range top {
		path, scale := 0.0, 1.0
		for i := len(p.Steps) - 1; i >= 0; i-- {
			n := nodeNumber(p.Steps[i])
			if scale > 1 {
				n++
			}
			path, scale = path+n*scale, scale*64
		}
		path *= 2
		if p.More {
			path++
		}
		if p.Journeys == top[len(top)-1].Journeys {
			path = 0
		}
		rows = append(rows, []float64{path, float64(p.Journeys), float64(a.Paths.Journeys)})
	}
	return rows
}

// graphSQL gives the edges, and each node's volume, reach, starts and ends as
// edges to -1 to -4.
var graphSQL = cutSQL + `, p AS (
    SELECT *, lead(node) OVER w AS b, lag(j) OVER w AS was FROM c WINDOW w AS (PARTITION BY customer ORDER BY ms)
), n AS (
    SELECT node, count(*) AS volume, count(DISTINCT customer) AS reach,
	count(*) FILTER (was IS DISTINCT FROM j) AS starts, count(*) FILTER (ends) AS ends
    FROM p GROUP BY node
)
SELECT node, b, count(*) FROM p WHERE NOT ends GROUP BY node, b
UNION ALL SELECT node, -1, volume FROM n UNION ALL SELECT node, -2, reach FROM n
UNION ALL SELECT node, -3, starts FROM n UNION ALL SELECT node, -4, ends FROM n`

func graphRows(a *measure.Answer) (rows [][]float64) {
	for _, e := range a.Graph.Edges {
		rows = append(rows, []float64{nodeNumber(e.From), nodeNumber(e.To), float64(e.Count)})
	}
	for _, n := range a.Graph.Nodes {
		for i, k := range []int{n.Volume, n.Reach, n.Starts, n.Ends} {
			rows = append(rows, []float64{nodeNumber(n.ID), float64(-1 - i), float64(k)})
		}
	}
	return rows
}

var exitsSQL = cutSQL + `, d AS (
    SELECT customer, j, node, bool_or(ends AND lost) AS left_here, min(ms) AS a, max(ms) AS b FROM c GROUP BY customer, j, node
), e AS (SELECT *, min(a) OVER (PARTITION BY customer, j) AS first FROM d)
SELECT node, count(*), count(*) FILTER (left_here), coalesce(quantile_cont(b - first, 0.5) FILTER (left_here), 0) / 1000
	FROM e GROUP BY node`

func exitRows(a *measure.Answer) (rows [][]float64) {
	for _, e := range a.Exits {
		rows = append(rows, []float64{nodeNumber(e.ID), float64(e.Journeys), float64(e.Exits), e.After.Median})
	}
	return rows
}

// realitySQL knows each journey by the bits of its stages: none is passed over
// when there are as many as from the first to the last.
var realitySQL = cutSQL + fmt.Sprintf(`, s2 AS (SELECT customer, j, ms, node * %d // %d AS stage FROM c),
b AS (SELECT *, lag(stage) OVER (PARTITION BY customer, j ORDER BY ms) AS was FROM s2),
js AS (
    SELECT coalesce(bool_or(stage < was), false) AS back, bit_count(bit_or(1 << stage)) = max(stage) - min(stage) + 1 AS whole
    FROM b GROUP BY customer, j
)
SELECT count(*), count(*) FILTER (back), count(*) FILTER (NOT back AND whole) FROM js`, stages, touchpoints)

func realityRows(a *measure.Answer) [][]float64 {
	r := a.Reality
	return [][]float64{{float64(r.Journeys), float64(r.Back.K), float64(r.Conforms.K)}}
}
