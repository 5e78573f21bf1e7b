package journey

import (
	"fmt"
	"slices"
	"time"

	"cham"
	"cham/measure"
)

// question is one measured question: its plan, the best SQL we know for it
// over touches(customer, ms, node) in that order, and what of the answer the
// SQL gives, row by row, to see that both did the same work.
type question struct {
	name string
	plan measure.Plan
	sql  string
	rows func(*measure.Answer) [][]float64
}

const gapMS = 30 * 24 * 3600 * 1000

var now = start.AddDate(1, 0, 0)

// plan makes by hand what is otherwise compiled from a map: forty touchpoints
// in five stages, the last one the goal.
func plan(q measure.Query, mapped bool) measure.Plan {
	p := measure.Plan{Query: q, Now: now, Location: time.UTC, Silence: 30 * 24 * time.Hour, Window: 30 * 24 * time.Hour}
	if !mapped {
		p.Silence = 0
		return p
	}
	number := map[string]int{}
	for s := range stages {
		p.Stages = append(p.Stages, name(s))
	}
	for t := range touchpoints {
		number[name(t)] = t
		p.Nodes = append(p.Nodes, measure.Node{ID: name(t), Name: name(t), Stage: t * stages / touchpoints, Goal: t == touchpoints-1})
	}
	p.Bind = func(k cham.Kind) int {
		if t, ok := number[k.Name]; ok {
			return t
		}
		return -1
	}
	return p
}

var funnelSteps = []int{0, 2, 5, 9}

func questions() []question {
	quarter := [2]time.Time{start.AddDate(0, 3, 0), start.AddDate(0, 6, 0)}
	steps := make([][]string, len(funnelSteps))
	for i, t := range funnelSteps {
		steps[i] = []string{name(t)}
	}
	funnel := measure.Query{Question: measure.Funnel, Steps: steps, WindowDays: 7, NoSpread: true}
	anyOrder := funnel
	anyOrder.Order = "any"
	without := funnel
	without.Without = []string{name(excludedStep)}
	trend := plan(measure.Query{Question: measure.Trend, Touchpoint: name(7), From: start, To: now, NoSpread: true}, true)
	for at := start; !at.After(now); at = at.AddDate(0, 0, 7) {
		trend.Bounds = append(trend.Bounds, at)
	}
	retention := retentionPlan()
	return append([]question{
		{"touches", plan(measure.Query{Question: measure.Touches}, false), touchesSQL, touchRows},
		{"touchpoints", plan(measure.Query{Question: measure.Touchpoints, NoSpread: true}, true), touchpointsSQL, touchpointRows},
		{"touchpoints with medians", plan(measure.Query{Question: measure.Touchpoints}, true), timesSQL, timeRows},
		{"transitions", plan(measure.Query{Question: measure.Transitions, NoSpread: true}, false), transitionsSQL("true", "avg(ms) / 1000"),
			transitionRows(false)},
		{"transitions of a quarter", plan(measure.Query{Question: measure.Transitions, NoSpread: true, From: quarter[0], To: quarter[1]}, false),
			transitionsSQL(fmt.Sprintf("ms0 >= %d AND ms0 < %d", quarter[0].UnixMilli(), quarter[1].UnixMilli()), "avg(ms) / 1000"),
			transitionRows(false)},
		{"transitions with medians", plan(measure.Query{Question: measure.Transitions}, false),
			transitionsSQL("true", "quantile_cont(ms, 0.5) / 1000"), transitionRows(true)},
		{"funnel", plan(funnel, false), funnelSQL, funnelRows},
		{"funnel in any order", plan(anyOrder, false), anyOrderSQL, funnelRows},
		{"funnel with an exclusion", plan(without, false), excludedSQL, funnelRows},
		{"journeys", plan(measure.Query{Question: measure.Journeys}, true), journeysSQL, journeyRows},
		{"trend", trend, trendSQL(trend.Bounds), trendRows},
		{"timing", plan(measure.Query{Question: measure.Timing}, true), timingSQL, timingRows},
		{"retention", retention, retentionSQL(retention.Bounds), retentionRows},
	}, slices.Concat(attributionQuestions(), driversQuestions(), wayQuestions())...)
}

func nodeNumber(id string) float64 {
	var t int
	fmt.Sscanf(id, "touchpoint-%d", &t)
	return float64(t)
}

const touchesSQL = `SELECT node, count(*), count(DISTINCT customer) FROM touches GROUP BY node`

func touchRows(a *measure.Answer) (rows [][]float64) {
	for _, t := range a.Touches {
		rows = append(rows, []float64{nodeNumber(t.Name), float64(t.Volume), float64(t.Customers)})
	}
	return rows
}

// transitionsSQL takes which pairs count and what to say about their times.
func transitionsSQL(where, times string) string {
	return fmt.Sprintf(`WITH p AS (
    SELECT node AS a, ms AS ms0, lead(node) OVER w AS b, lead(ms) OVER w - ms AS ms
    FROM touches WINDOW w AS (PARTITION BY customer ORDER BY ms))
SELECT a, b, count(*), %s FROM p WHERE b IS NOT NULL AND %s GROUP BY a, b`, times, where)
}

func transitionRows(median bool) func(*measure.Answer) [][]float64 {
	return func(a *measure.Answer) (rows [][]float64) {
		for _, t := range a.Transitions {
			s := t.MeanS
			if median {
				s = t.MedianS
			}
			rows = append(rows, []float64{nodeNumber(t.From), nodeNumber(t.To), float64(t.Count), s})
		}
		return rows
	}
}

// cutSQL marks the ends of journeys and numbers them within a customer.
var cutSQL = fmt.Sprintf(`WITH s AS (
    SELECT customer, node, ms, lag(ms) OVER w AS before, lag(node) OVER w AS was, lead(ms) OVER w AS after
    FROM touches WINDOW w AS (PARTITION BY customer ORDER BY ms)
), c AS (
    SELECT customer, node, ms, after,
        node = %[1]d OR after IS NULL OR after - ms >= %[2]d AS ends,
        node <> %[1]d AND coalesce(after, %[3]d) - ms >= %[2]d AS lost,
        sum(CASE WHEN before IS NULL OR ms - before >= %[2]d OR was = %[1]d THEN 1 ELSE 0 END)
            OVER (PARTITION BY customer ORDER BY ms ROWS UNBOUNDED PRECEDING) AS j
    FROM s
)`, touchpoints-1, gapMS, now.UnixMilli())

var touchpointsSQL = cutSQL + `
SELECT node, count(*), count(DISTINCT customer), count(DISTINCT customer::BIGINT * 65536 + j::BIGINT), count(*) FILTER (ends AND lost)
FROM c GROUP BY node`

func touchpointRows(a *measure.Answer) (rows [][]float64) {
	for _, t := range a.Touchpoints {
		rows = append(rows, []float64{nodeNumber(t.ID), float64(t.Volume), float64(t.Reach), float64(t.Journeys), float64(t.Exit.K)})
	}
	return rows
}

var timesSQL = cutSQL + `, p AS (SELECT *, lead(node) OVER (PARTITION BY customer ORDER BY ms) AS b FROM c)
SELECT node, count(*), count(DISTINCT customer), count(DISTINCT customer::BIGINT * 65536 + j::BIGINT), count(*) FILTER (ends AND lost),
    quantile_cont(after - ms, 0.5) FILTER (NOT ends AND b <> node) / 1000
FROM p GROUP BY node`

func timeRows(a *measure.Answer) [][]float64 {
	rows := touchpointRows(a)
	for i, t := range a.Touchpoints {
		rows[i] = append(rows[i], t.TimeToNext.Median)
	}
	return rows
}

var funnelSQL = fmt.Sprintf(`WITH a AS (SELECT customer, ms AS t1, ms AS t FROM touches WHERE node = %[1]d),
b AS (SELECT a.customer, t1, x.ms AS t FROM a ASOF JOIN (SELECT customer, ms FROM touches WHERE node = %[2]d) x
    ON a.customer = x.customer AND x.ms >= a.t WHERE x.ms - t1 <= %[5]d),
c AS (SELECT b.customer, t1, x.ms AS t FROM b ASOF JOIN (SELECT customer, ms FROM touches WHERE node = %[3]d) x
    ON b.customer = x.customer AND x.ms >= b.t WHERE x.ms - t1 <= %[5]d),
d AS (SELECT c.customer, t1, x.ms AS t FROM c ASOF JOIN (SELECT customer, ms FROM touches WHERE node = %[4]d) x
    ON c.customer = x.customer AND x.ms >= c.t WHERE x.ms - t1 <= %[5]d)
SELECT (SELECT count(DISTINCT customer) FROM a), (SELECT count(DISTINCT customer) FROM b),
    (SELECT count(DISTINCT customer) FROM c), (SELECT count(DISTINCT customer) FROM d)`,
	funnelSteps[0], funnelSteps[1], funnelSteps[2], funnelSteps[3], 7*24*3600*1000)

var anyOrderSQL = fmt.Sprintf(`WITH w AS (
    SELECT customer, count(*) FILTER (node = %[1]d) OVER r AS a, count(*) FILTER (node = %[2]d) OVER r AS b,
        count(*) FILTER (node = %[3]d) OVER r AS c, count(*) FILTER (node = %[4]d) OVER r AS d
    FROM touches WHERE node IN (%[1]d, %[2]d, %[3]d, %[4]d)
    WINDOW r AS (PARTITION BY customer ORDER BY ms RANGE BETWEEN CURRENT ROW AND %[5]d FOLLOWING))
SELECT count(DISTINCT customer) FILTER (a > 0), count(DISTINCT customer) FILTER (a > 0 AND b > 0),
    count(DISTINCT customer) FILTER (a > 0 AND b > 0 AND c > 0), count(DISTINCT customer) FILTER (a > 0 AND b > 0 AND c > 0 AND d > 0)
FROM w`, funnelSteps[0], funnelSteps[1], funnelSteps[2], funnelSteps[3], 7*24*3600*1000)

func funnelRows(a *measure.Answer) [][]float64 {
	var row []float64
	for _, s := range a.Funnel {
		row = append(row, float64(s.Customers))
	}
	return [][]float64{row}
}

var journeysSQL = cutSQL + fmt.Sprintf(`, js AS (
    SELECT customer, j, min(ms) AS first, max(ms) AS last, bool_or(node = %d) AS won, bool_or(ends AND lost) AS lost
    FROM c GROUP BY customer, j)
SELECT count(*), count(*) FILTER (won), count(*) FILTER (lost), quantile_cont(last - first, 0.5) FILTER (won) / 1000 FROM js`,
	touchpoints-1)

func journeyRows(a *measure.Answer) [][]float64 {
	j := a.Journeys
	return [][]float64{{float64(j.Started), float64(j.Converted), float64(j.Lost), j.TimeToGoal.Median}}
}

// trendSQL says all that a point of a trend says: touches, customers, journeys
// through the touchpoint, those that went on in time to a later stage or the
// goal, those that ended there, and open ones.
func trendSQL(bounds []time.Time) string {
	const node, later = 7, touchpoints / stages // the first of the later stages
	return cutSQL + fmt.Sprintf(`, n AS (
    SELECT customer, j, ms, node, min(CASE WHEN node >= %[2]d THEN ms END) OVER (
        PARTITION BY customer, j ORDER BY ms ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS later
    FROM c
), here AS (
    SELECT (ms - %[3]d) // %[4]d AS week, customer, j, count(*) AS volume, arg_min(coalesce(later - ms < %[5]d, false), ms) AS went
    FROM n WHERE node = %[1]d AND ms < %[6]d GROUP BY week, customer, j
)
SELECT week, sum(volume), count(DISTINCT here.customer), count(*), count(*) FILTER (went),
    count(*) FILTER (e.lost AND e.node = %[1]d AND (e.ms - %[3]d) // %[4]d = week), count(*) FILTER (NOT e.lost AND e.node <> %[7]d)
FROM here JOIN (SELECT customer, j, ms, node, lost FROM c WHERE ends) e ON here.customer = e.customer AND here.j = e.j
GROUP BY week`, node, later, bounds[0].UnixMilli(), 7*24*3600*1000, gapMS, bounds[len(bounds)-1].UnixMilli(), touchpoints-1)
}

func trendRows(a *measure.Answer) (rows [][]float64) {
	for i, t := range a.Trend {
		rows = append(rows, []float64{float64(i), float64(t.Volume), float64(t.Reach), float64(t.Next.N), float64(t.Next.K),
			float64(t.Exit.K), float64(t.Open)})
	}
	return rows
}
