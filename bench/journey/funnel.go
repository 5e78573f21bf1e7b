package journey

import (
	"fmt"
	"strings"
)

// excludedStep is a touchpoint that must not come between the funnel's steps.
const excludedStep = 3

// excludedSQL follows the steps as funnelSQL does, each up to the next excluded touch.
var excludedSQL = func() string {
	var b strings.Builder
	fmt.Fprintf(&b, `WITH s0 AS (SELECT f.customer, f.ms AS t1, f.ms AS t, least(f.ms + %d, coalesce(e.ms, %d)) AS until
    FROM (SELECT customer, ms FROM touches WHERE node = %d) f
    ASOF LEFT JOIN (SELECT customer, ms FROM touches WHERE node = %d) e ON f.customer = e.customer AND e.ms > f.ms)`,
		7*24*3600*1000, now.UnixMilli()*2, funnelSteps[0], excludedStep)
	counts := "(SELECT count(DISTINCT customer) FROM s0)"
	for d, node := range funnelSteps[1:] {
		fmt.Fprintf(&b, `,
s%d AS (SELECT p.customer, t1, x.ms AS t, until FROM s%d p ASOF JOIN (SELECT customer, ms FROM touches WHERE node = %d) x
    ON p.customer = x.customer AND x.ms >= p.t WHERE x.ms <= until)`, d+1, d, node)
		counts += fmt.Sprintf(", (SELECT count(DISTINCT customer) FROM s%d)", d+1)
	}
	return b.String() + "\nSELECT " + counts
}()
