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
