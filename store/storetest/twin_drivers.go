package storetest

import (
	"database/sql"
	"database/sql/driver"
	_ "embed"
	"time"

	"cham"
	"cham/measure"
)

var (
	//go:embed twin/drivers.sql
	twinDrivers string
	//go:embed twin/changed.sql
	twinChanged string
)

func (w *twin) drivers(m *model, p measure.Plan, nodes []measure.Node) *measure.DriversAnswer {
	w.exec("CREATE TABLE IF NOT EXISTS traits (seq BIGINT, dimension VARCHAR, value VARCHAR); DELETE FROM traits")
	w.fill("traits", func(add func(...driver.Value) error) error {
		for _, r := range m.records {
			k := cham.KindOf(&r.Touch, cham.KindRules{})
			for _, d := range measure.DriverDimensions([]cham.Kind{k}) {
				if value := p.Value(d, k, -1); value != "" {
					if err := add(r.Seq, string(d), value); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
	names := map[string]string{}
	for _, n := range nodes {
		names[n.ID] = n.Name
	}
	all := map[measure.Stratum]measure.Outcomes{}
	of := map[[2]string]measure.Factor{}
	w.each(twinDrivers, func(r *sql.Rows) error {
		var by, value, channel string
		var s measure.Stratum
		var o measure.Outcomes
		err := r.Scan(&by, &value, &channel, &s.Length, &o.Converted, &o.Lost)
		s.Channel = cham.Channel(channel)
		if by == "" {
			all[s] = o
			return err
		}
		f, ok := of[[2]string{by, value}]
		if !ok {
			f = measure.Factor{By: measure.Dimension(by), Value: value, Name: value, In: map[measure.Stratum]measure.Outcomes{}}
			if f.By == measure.ByTouchpoint {
				f.Name = names[value]
			}
			of[[2]string{by, value}] = f
		}
		f.In[s] = o
		return err
	}, (time.Duration(p.GrownDays()) * 24 * time.Hour).Milliseconds())
	var factors []measure.Factor
	for _, f := range of {
		factors = append(factors, f)
	}
	return measure.NewDrivers(all, factors)
}

func (w *twin) changed(m *model, p measure.Plan) *measure.ChangedAnswer {
	now, nodes := w.begun(m, p)
	before, _ := w.begun(m, p.Earlier())
	return measure.NewChanged(&p, nodes, now, before)
}

// begun counts the journeys of a plan's period.
func (w *twin) begun(m *model, p measure.Plan) (all []measure.Begun, nodes []measure.Node) {
	nodes = w.load(m, p)
	w.exec(twinCredit)
	w.label(m, p, p.By)
	place := map[string]int{}
	w.each(twinChanged, func(r *sql.Rows) error {
		var value string
		var node, n int
		err := r.Scan(&value, &node, &n)
		i, ok := place[value]
		if !ok {
			i = len(all)
			place[value] = i
			all = append(all, measure.Begun{Value: value, Lost: map[int]int{}})
		}
		all[i].Journeys += n
		if node >= 0 {
			all[i].Lost[node] = n
		}
		return err
	})
	return all, nodes
}
