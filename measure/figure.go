package measure

// Figure points at one number of an answer, to list the customers behind it.
type Figure struct {
	// Kind is one of:
	//
	//	customers     Answer.Customers
	//	reach         touchpoint: touched it in the period (TouchpointRow.Reach; without a map, TouchCount.Customers)
	//	journeys      touchpoint: have a journey through it
	//	next          touchpoint: have a journey that took a next step (Next.K)
	//	exit          touchpoint: have a journey that ended there (Exit.K)
	//	left          touchpoint: the same without a next step before (Left)
	//	open          touchpoint: have an open journey, without a next step, whose last touch is there (OpenHere)
	//	through-open  touchpoint: have an open journey through it (Open)
	//	other         touchpoint: have a journey that moved elsewhere (Elsewhere)
	//	live          touchpoint: touched it in the five minutes before Now
	//	step          funnel: reached Step, from 0
	//	dropped       funnel: reached Step but not the one after
	//	pair          went from Touchpoint to To directly (Transition.Customers)
	//	stage-reach, stage-next, stage-left, stage-open    Stage, journeys
	//	started, converted, lost, open-journeys            journeys that started in the period
	//	new           JourneySummary.NewCustomers
	//	repeat        JourneySummary.Repeat.K
	//	goal          JourneySummary.Repeat.N: had a goal touch in the period
	//	kind          touches of the kind KindID, or of any of KindIDs when that is set
	//
	//	path          paths: took the path Steps (with More: cut there) with the outcome Outcome
	//	flow-node     paths: at the touchpoint (Others: any but the told ones; Outcome: ended so) at Depth
	//	flow-link     paths: went from Touchpoint at Depth to To (Others, ToOthers, Outcome likewise)
	//	starts, ends  graph: a sequence that starts or ends at the touchpoint
	//	before-exit   exits: journeys that ended at Touchpoint, To being the touchpoint before
	//	timed         timing: journeys whose time is in [FromS, ToS) seconds (ToS 0: open): Outcome "converted" those with the goal then, "open" those censored then, "" both
	//	staged        timing: closed journeys whose time in Stage is in [FromS, ToS)
	//	credited      attribution: had a conversion whose path has Value
	//	cohort        retention: in cohort Cohort, from 0
	//	retained      retention: of cohort Cohort, came back in its cell Bucket, from 0
	//	conforms, back, skips, loops     reality: journeys that keep to the map; go back; pass Stage over; loop at Touchpoint
	//	move          reality: went from Touchpoint to To directly, in a journey that started in the period (Transition.Customers)
	//	unmapped      reality: touched the unmapped name Value on the channel To (Unmapped.Reach)
	//	with, with-converted             drivers: closed journeys with the factor Value of dimension By; those that converted
	//	change        changed: closed journeys of value Value that were lost at Touchpoint (Outcome "converted": that converted)
	//
	// customers, reach, live, step, dropped, pair, move, unmapped, new, repeat, goal, kind,
	// starts and ends without map and goal, cohort and retained count customers: the list is as long as the figure. The others count
	// journeys, of which one customer may have several: the list holds each of
	// their customers once and is at most as long as the figure.
	Kind       string `json:"kind"`
	Touchpoint string `json:"touchpoint,omitempty"`
	To         string `json:"to,omitempty"`
	Stage      string `json:"stage,omitempty"`
	Step       int    `json:"step,omitempty"`
	KindID     int    `json:"kindId,omitempty"`
	KindIDs    []int  `json:"kindIds,omitempty"`

	Steps    []string  `json:"steps,omitempty"`
	Outcome  string    `json:"outcome,omitempty" enum:"converted,lost,open"`
	More     bool      `json:"more,omitempty"`
	Depth    int       `json:"depth,omitempty"`
	Others   bool      `json:"others,omitempty"`
	ToOthers bool      `json:"toOthers,omitempty"`
	FromS    float64   `json:"fromS,omitempty"`
	ToS      float64   `json:"toS,omitempty"`
	By       Dimension `json:"by,omitempty"`
	Value    string    `json:"value,omitempty"`
	Cohort   int       `json:"cohort,omitempty"`
	Bucket   int       `json:"bucket,omitempty"`
}
