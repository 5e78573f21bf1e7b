package journey

import (
	"time"

	"cham"
	"cham/measure"
)

// question is one measured question: its plan, and the best SQL we know for it.
type question struct {
	name string
	plan measure.Plan
	sql  string
}

var now = start.AddDate(1, 0, 0)

// plan compiles by hand what cmd and api compile from a map.
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
