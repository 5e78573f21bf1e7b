package measure

import (
	"time"

	"cham"
	"cham/measure/stat"
)

// Retention asks who comes back, by cohort.
const Retention Question = "retention"

// Figures of it.
const (
	FigureCohort   FigureKind = "cohort"
	FigureRetained FigureKind = "retained"
)

var retention = Descriptor{
	Name:   Retention,
	About:  Words{EN: "who comes back, by cohort; repeat purchases", VI: "ai quay lại, theo nhóm khách bắt đầu cùng lúc; mua lại"},
	Fields: []string{"bucket", "cohort", "return", "rolling"},
	Figures: []FigureDescriptor{
		{FigureCohort, "are in the cohort Cohort, from 0", countsCustomers},
		{FigureRetained, "of the cohort Cohort, came back in its cell Bucket, from 0", countsCustomers},
	},
	Example: Example{"Who buys again, by the month of the first order",
		Query{Map: "m_1", From: november.AddDate(0, -6, 0), Bucket: "month", Cohort: "goal", Return: "goal"}},
	check: checkRetention,
	rows:  func(a *Answer) any { return a.Retention.rows() },
	own:   func(a *Answer) any { return a.Retention },
}

// RetentionAnswer is who comes back. A customer belongs to the cohort of the
// bucket with their first touch ever (Cohort "goal": their first goal) when
// that touch counts; in which bucket they come back, by a later touch (Return
// "goal": a later goal), is asked without Where. With a map only touches with
// a node are looked at. Buckets are days, weeks from Monday or months of the
// workspace's zone; the first begins at From (when that is open: twelve weeks
// or months or thirty days back, the one at To among them), the last is the
// one now.
type RetentionAnswer struct {
	// Cohorts, one for each bucket that begins before To.
	Cohorts []Cohort `json:"cohorts"`
	// Repeat is the repeat-purchase curve: of the customers of all cohorts who
	// have a goal, the share without a second one so long after the first
	// (Kaplan–Meier; censored now).
	Repeat TimingAnswer `json:"repeat"`
	// Moved compares all cohorts together with those of Query.Compare, bucket by
	// bucket after their beginning; absent where nothing is compared.
	Moved []RetainedChange `json:"moved,omitempty"`
}

// Cohort is the customers who began in [From, To).
type Cohort struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Size int       `json:"size"`
	// Cells are the buckets after the cohort's own, up to the one now, also
	// after Query.To. A cell whose bucket is not over yet says Partial.
	Cells []Retained `json:"cells"`
}

// Retained is who came back in one bucket; with Query.Rolling in it or later.
type Retained struct {
	stat.Rate
	Partial bool `json:"partial,omitempty"`
}

func checkRetention(p *Plan) error {
	for field, v := range map[string]*string{"cohort": &p.Cohort, "return": &p.Return} {
		switch *v {
		case "":
			*v = "touch"
		case "touch", "goal":
		default:
			return Invalid(field, "must be \"touch\" or \"goal\"")
		}
	}
	p.defaultCohorts()
	if err := p.checkBuckets(); err != nil {
		return err
	}
	return p.boundsToNow()
}

// defaultCohorts begins an open period at the start of a bucket: of the
// twelfth week or month, or the thirtieth day, up to its end.
func (p *Plan) defaultCohorts() {
	if !p.From.IsZero() {
		return
	}
	to := p.Now.In(p.Location)
	if !p.To.IsZero() {
		to = p.To.In(p.Location)
	}
	switch p.Bucket {
	case "day":
		p.From = midnight(to, -29)
	case "month":
		p.From = cham.Midnight(to.Year(), to.Month()-11, 1, to.Location())
	default:
		p.From = midnight(to, -11*7-(int(to.Weekday())+6)%7)
	}
}

// boundsToNow puts whole buckets, up to the one now, in place of those that
// end with the period.
func (p *Plan) boundsToNow() error {
	next := buckets[p.Bucket]
	p.Bounds = []time.Time{p.From.UTC()}
	for t := next(p.From.In(p.Location)); ; t = next(t) {
		p.Bounds = append(p.Bounds, t.UTC())
		if t.After(p.Now) {
			return nil
		}
		if len(p.Bounds) > MaxBuckets {
			return Invalid("bucket", "over %d buckets until now; choose a longer one", MaxBuckets)
		}
	}
}

// Cohorts is how many of Bounds' buckets begin before To, and so have a cohort.
func (p *Plan) Cohorts() (n int) {
	for n < len(p.Bounds)-1 && p.Bounds[n].Before(p.To) {
		n++
	}
	return n
}

// NewCohort describes the cohort of a bucket of which returned[b] customers
// came back in bucket b of Bounds (or, rolling, for the last time).
func (p *Plan) NewCohort(bucket, size int, returned []int) Cohort {
	last := len(p.Bounds) - 1
	c := Cohort{From: p.Bounds[bucket], To: p.Bounds[bucket+1], Size: size, Cells: make([]Retained, last-bucket-1)}
	if p.To.Before(c.To) {
		c.To = p.To
	}
	later := 0
	for b := last - 1; b > bucket; b-- {
		n := returned[b] + later
		if p.Rolling {
			later = n
		}
		c.Cells[b-bucket-1] = Retained{stat.NewRate(n, size), p.Bounds[b+1].After(p.Now)}
	}
	return c
}

// retainedRow is a cohort in one bucket.
type retainedRow struct {
	From    time.Time `json:"from"`
	Size    int       `json:"size"`
	Bucket  int       `json:"bucket"`
	Share   stat.Rate `json:"retained"`
	Partial bool      `json:"partial"`
}

func (a *RetentionAnswer) rows() (all []retainedRow) {
	for _, c := range a.Cohorts {
		for i, r := range c.Cells {
			all = append(all, retainedRow{c.From, c.Size, i + 1, r.Rate, r.Partial})
		}
	}
	return all
}
