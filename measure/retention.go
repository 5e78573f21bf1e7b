package measure

import "time"

// RetentionAnswer is who comes back. Customers whose first touch (or first
// goal) ever is in the period, and counts by Where, make a cohort per bucket.
type RetentionAnswer struct {
	Cohorts []Cohort `json:"cohorts"`
	// Repeat is the repeat-purchase curve: of the customers of all cohorts, the
	// share without a next goal so long after their first one (Kaplan–Meier).
	Repeat TimingAnswer `json:"repeat"`
}

// Cohort is the customers who began in [From, To).
type Cohort struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Size int       `json:"size"`
	// Cells are the buckets after the cohort's own, the first being the next
	// one. A cell's bucket that is not over yet says Partial.
	Cells []Retained `json:"cells"`
}

// Retained is who came back in one bucket (rolling: in it or later).
type Retained struct {
	Rate
	Partial bool `json:"partial,omitempty"`
}

func checkRetention(p *Plan) error {
	for field, v := range map[string]string{"cohort": p.Cohort, "return": p.Return} {
		if v != "" && v != "touch" && v != "goal" {
			return invalid(field, "must be \"touch\" or \"goal\"")
		}
	}
	return p.checkBuckets()
}
