package storetest

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"cham"
	"cham/measure"
	"cham/measure/stat"
)

// held is what the steps of a funnel must have in common; without Hold all
// touches have it.
func held(p measure.Plan, k cham.Kind, node int) string {
	if p.Hold == "" {
		return "-"
	}
	return p.Value(p.Hold, k, node)
}

func (w *twin) funnel(p measure.Plan, nodes []measure.Node) []measure.FunnelStep {
	list := func(ids []string) string {
		l := "-1"
		for n := range nodes {
			if slices.Contains(ids, nodes[n].ID) {
				l += fmt.Sprint(", ", n)
			}
		}
		return l
	}
	steps := make([]string, len(p.Steps)) // lists of nodes
	for i, s := range p.Steps {
		steps[i] = list(s)
	}
	out := make([]measure.FunnelStep, len(steps))
	query := strictSQL(steps)
	if p.Order == "any" {
		query = anyOrderSQL(steps)
	}
	w.each(fmt.Sprintf(startsSQL, list(p.Without))+query, func(r *sql.Rows) error {
		var d int
		var f measure.FunnelStep
		err := r.Scan(&d, &f.Customers, &f.Time.N, &f.Time.Median, &f.Time.P90)
		out[d] = f
		return err
	})
	for d := range out {
		out[d].Step = p.Steps[d]
		out[d].Rate = stat.NewRate(out[d].Customers, out[max(0, d-1)].Customers)
	}
	return out
}

// startsSQL finds for each touch the next one that must not come between.
const startsSQL = `WITH starts AS (
    SELECT s.customer, s.happened, s.seq, s.node, s.inside, s.held, coalesce(min(x.happened), 1::BIGINT << 60) AS stop
    FROM steps s LEFT JOIN steps x ON x.customer = s.customer AND x.node IN (%s)
			AND x.happened > s.happened AND (x.held = s.held OR x.held = '')
    WHERE s.held <> '' GROUP BY ALL
), `

// strictSQL follows, from every first step in the period, the earliest touch of
// each further step that no step before it took: one table per step.
func strictSQL(steps []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "c0 AS (SELECT customer, held, stop, {'t': happened, 'seq': seq} AS m0 FROM starts WHERE inside AND node IN (%s))",
		steps[0])
	cols, used := "c.customer, c.held, stop, m0", "m0.seq"
	for d := 1; d < len(steps); d++ {
		fmt.Fprintf(&b, `,
c%d AS (SELECT %s, min({'t': x.happened, 'seq': x.seq}) AS m%d FROM c%d c CROSS JOIN params LEFT JOIN steps x ON x.customer = c.customer
    AND x.held = c.held AND x.happened <= stop
    AND x.node IN (%s) AND x.happened >= m%d.t AND x.happened - m0.t <= funnel_window AND x.seq NOT IN (%s)
    GROUP BY %s)`, d, cols, d, d-1, steps[d], d-1, used, cols)
		cols += fmt.Sprintf(", m%d", d)
		used += fmt.Sprintf(", m%d.seq", d)
	}
	depth, ats := "0", "-m0.t"
	for d := range steps {
		depth += fmt.Sprintf(" + (m%d.t IS NOT NULL)::INTEGER", d)
		if d > 0 {
			ats += fmt.Sprintf(", -m%d.t", d)
		}
	}
	fmt.Fprintf(&b, `,
best AS (SELECT customer, max({'depth': %s, 'early': [%s]}) AS m FROM c%d c GROUP BY customer),
each AS (SELECT d, m.early[d] - m.early[d + 1] AS ms FROM best, range(%d) r(d) WHERE m.depth > d)
SELECT d, count(*), count(ms) FILTER (d > 0), coalesce(quantile_cont(ms, 0.5) FILTER (d > 0) / 1000, 0),
    coalesce(quantile_cont(ms, 0.9) FILTER (d > 0) / 1000, 0) FROM each GROUP BY d`, depth, ats, len(steps)-1, len(steps))
	return b.String()
}

// anyOrderSQL counts, from every touch, what its window holds.
func anyOrderSQL(steps []string) string {
	var depth strings.Builder
	for d, n := range steps {
		needed := 0
		for _, m := range steps[:d+1] {
			needed += intOf(m == n)
		}
		fmt.Fprintf(&depth, " WHEN count(*) FILTER (r.node IN (%s)) < %d THEN %d", n, needed, d)
	}
	return fmt.Sprintf(`windows AS (
    SELECT l.customer, CASE WHEN count(*) FILTER (r.node IN (%s) AND r.inside) = 0 THEN 0%s ELSE %d END AS depth
    FROM starts l JOIN steps r ON r.customer = l.customer AND r.happened >= l.happened AND r.held = l.held AND r.happened <= stop, params
    WHERE r.happened - l.happened <= funnel_window
    GROUP BY l.customer, l.seq
), best AS (SELECT customer, max(depth) AS depth FROM windows GROUP BY customer)
SELECT d, count(*), 0, 0.0, 0.0 FROM best, range(%d) x(d) WHERE depth > d GROUP BY d`, steps[0], depth.String(), len(steps), len(steps))
}
