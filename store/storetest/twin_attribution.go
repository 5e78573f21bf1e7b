package storetest

import (
	"database/sql"
	"database/sql/driver"
	_ "embed"
	"fmt"
	"strings"

	"cham"
	"cham/measure"
	"cham/measure/stat"
)

var (
	//go:embed twin/credit.sql
	twinCredit string
	//go:embed twin/attribution.sql
	twinAttribution string
)

// label fills the table of labels: each touch's value of a dimension.
func (w *twin) label(m *model, p measure.Plan, d measure.Dimension) {
	v := &modelView{p: p, nodes: p.Nodes}
	w.fill("labels", func(add func(...driver.Value) error) error {
		for _, r := range m.records {
			k := cham.KindOf(&r.Touch, cham.KindRules{})
			if err := add(r.Seq, p.Value(d, k, v.bind(k))); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *twin) attribution(m *model, p measure.Plan) *measure.AttributionAnswer {
	w.exec(twinCredit)
	w.exec("DELETE FROM direct")
	w.exec(fmt.Sprintf("INSERT INTO direct VALUES (%t)", p.Direct == measure.DirectSkip))
	w.label(m, p, p.Credit)
	out := &measure.AttributionAnswer{Order: p.MarkovOrder}
	w.each(`SELECT count(*) FILTER (converted), count(*) FILTER (NOT converted), coalesce(sum(money), 0)::DOUBLE / 1000
		FROM credited WHERE i = 1`,
		func(r *sql.Rows) error { return r.Scan(&out.Conversions, &out.Null, &out.Value) })
	numbers := map[string]int{}
	w.each(twinAttribution, func(r *sql.Rows) error {
		var x measure.CreditRow
		c := &x.Credits
		into := []any{&x.Value, &x.Paths, &x.Null}
		for _, m := range []*measure.Credit{&c.First, &c.Last, &c.Linear, &c.TimeDecay, &c.Position, &c.Shapley} {
			into = append(into, &m.Conversions, &m.Value)
		}
		err := r.Scan(into...)
		if p.NoSpread {
			x.Null = 0
		}
		numbers[x.Value] = len(out.Rows)
		out.Rows = append(out.Rows, x)
		return err
	}, p.HalfLifeDays*24*3600*1000)
	if p.NoSpread {
		out.Finish(nil)
	} else {
		out.Finish(w.chain(p.MarkovOrder, numbers))
	}
	return out
}

// chain counts what follows the last values of paths.
func (w *twin) chain(order int, numbers map[string]int) *stat.Chain {
	c := stat.NewChain(len(numbers), order)
	state := func(labels sql.NullString) (s stat.ChainState) {
		if labels.Valid { // else the start
			for l := range strings.SplitSeq(labels.String, "\x1f") {
				s = s.After(numbers[l], order)
			}
		}
		return s
	}
	w.each(fmt.Sprintf(`WITH s AS (SELECT label,
		list(label) OVER (PARTITION BY customer, j ORDER BY i ROWS BETWEEN %d PRECEDING AND 1 PRECEDING) AS before FROM credited)
SELECT array_to_string(before, chr(31)), label, count(*)::DOUBLE FROM s GROUP BY ALL`, order), func(r *sql.Rows) error {
		var from sql.NullString
		var next string
		var n float64
		err := r.Scan(&from, &next, &n)
		c.Add(state(from), numbers[next], n)
		return err
	})
	w.each(fmt.Sprintf(`WITH s AS (SELECT i, n, converted,
		list(label) OVER (PARTITION BY customer, j ORDER BY i ROWS %d PRECEDING) AS upto FROM credited)
SELECT array_to_string(upto, chr(31)), count(*) FILTER (converted)::DOUBLE, count(*) FILTER (NOT converted)::DOUBLE
		FROM s WHERE i = n GROUP BY ALL`, order-1), func(r *sql.Rows) error {
		var from sql.NullString
		var converted, null float64
		err := r.Scan(&from, &converted, &null)
		c.End(state(from), converted, null)
		return err
	})
	return c
}
