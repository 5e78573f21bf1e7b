package measure

import (
	"time"

	"cham"
	"cham/measure/stat"
)

// Answer holds the figures of one question; only the question's own part is set.
type Answer struct {
	Question Question  `json:"question"`
	From     time.Time `json:"from,omitzero"`
	To       time.Time `json:"to,omitzero"`
	TimeZone string    `json:"timeZone"`
	// AsOf is when the answer was computed; journeys silent for less than G
	// then are open.
	AsOf time.Time `json:"asOf"`
	// Customers (with a touch that counts, in the segment) and Volume (their touches that count).
	Customers int `json:"customers"`
	Volume    int `json:"volume"`
	// Overflow is how many of the index's touches have lost their page, campaign
	// and properties because the kinds reached their ceiling, of all time.
	Overflow int `json:"overflow,omitempty"`

	Touches     []TouchCount    `json:"touches,omitempty"`
	Touchpoints []TouchpointRow `json:"touchpoints,omitempty"`
	Stages      []StageRow      `json:"stages,omitempty"`
	Transitions []Transition    `json:"transitions,omitempty"`
	Funnel      []FunnelStep    `json:"funnel,omitempty"`
	Exits       []ExitRow       `json:"exits,omitempty"`
	Journeys    *JourneySummary `json:"journeys,omitempty"`
	Trend       []TrendPoint    `json:"trend,omitempty"`

	Paths       *PathsAnswer       `json:"paths,omitempty"`
	Graph       *GraphAnswer       `json:"graph,omitempty"`
	Timing      *TimingAnswer      `json:"timing,omitempty"`
	Attribution *AttributionAnswer `json:"attribution,omitempty"`
	Retention   *RetentionAnswer   `json:"retention,omitempty"`
	Reality     *RealityAnswer     `json:"reality,omitempty"`
	Drivers     *DriversAnswer     `json:"drivers,omitempty"`
	Changed     *ChangedAnswer     `json:"changed,omitempty"`

	// Parts are the answer by the values of Query.By, the most frequent first.
	Parts []Part `json:"parts,omitempty"`
	// Before is the answer about Query.Compare.
	Before *Answer `json:"before,omitempty"`
}

// Part is the answer for one value of a dimension, or for all but the told
// ones (Others). Query is what to ask to get it alone, and its customers.
type Part struct {
	Value  string  `json:"value"`
	Others bool    `json:"others,omitempty"`
	Query  Query   `json:"query"`
	Answer *Answer `json:"answer"`
}

// TouchCount is one touch name.
type TouchCount struct {
	Name      string `json:"name"`
	Volume    int    `json:"volume"`
	Customers int    `json:"customers"`
}

// TouchpointRow is one touchpoint in the period. Rates are over journeys.
type TouchpointRow struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Stage is the id of its stage, "" without a map.
	Stage  string `json:"stage,omitempty"`
	Goal   bool   `json:"goal,omitempty"`
	Volume int    `json:"volume"`
	Reach  int    `json:"reach"`
	// Share is journeys through it / journeys with any mapped touch in the period.
	Share stat.Rate `json:"share"`
	// Next: of its journeys, those that at most W after a touch here in the
	// period touched a later stage or converted. A goal converts by itself.
	Next stat.Rate `json:"next"`
	// Exit: of its closed journeys, those whose last touch is here and that did
	// not convert. Open journeys through it are censored: Open says how many.
	Exit stat.Rate `json:"exit"`
	Open int       `json:"open"`
	// Journeys = Went (took a next step: Next.K) + Left (ended here: Exit.K, but
	// for those that had taken a next step before) + OpenHere (open, last touch
	// so far here) + Elsewhere (moved on to another touchpoint, no next step):
	// each journey in the first of these that holds.
	Journeys  int `json:"journeys"`
	Went      int `json:"went"`
	Left      int `json:"left"`
	OpenHere  int `json:"openHere"`
	Elsewhere int `json:"elsewhere"`
	// Dwell is the duration of its touches, where they say one; TimeToNext the
	// time from a touch here to the directly following touch of the same journey,
	// where that is at another touchpoint.
	Dwell      stat.Spread `json:"dwell"`
	TimeToNext stat.Spread `json:"timeToNext"`
	// LastAt is the latest touch here before To, also when before From.
	LastAt time.Time `json:"lastAt,omitzero"`
	// Live customers touched it in the five minutes before AsOf.
	Live int `json:"live"`
}

// StageRow is one stage; journeys that touched it in the period:
// Reach = Went + Left + Open.
type StageRow struct {
	ID string `json:"id"`
	// Reach counts journeys with a touch in this stage in the period.
	Reach int `json:"reach"`
	// Went on, whenever later in the journey, to a later stage, or converted;
	// Left: closed without; Open: neither yet.
	Went int       `json:"went"`
	Left int       `json:"left"`
	Open int       `json:"open"`
	Next stat.Rate `json:"next"`
}

// Transition is a pair of touchpoints directly after one another.
type Transition struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Count     int    `json:"count"`
	Customers int    `json:"customers"`
	// Seconds from the earlier touch to the later one.
	MeanS   float64 `json:"meanS"`
	MedianS float64 `json:"medianS"`
	P90S    float64 `json:"p90S"`
	// Back: To is of an earlier stage than From.
	Back bool `json:"back,omitempty"`
}

// FunnelStep is how many customers took this step and all before it.
type FunnelStep struct {
	Step      []string `json:"step"`
	Customers int      `json:"customers"`
	// Rate is over the step before; of the first step, over itself.
	Rate stat.Rate `json:"rate"`
	// Time from the step before, in strict order only: of each customer who took
	// this step, along the chain that gets furthest (the earliest of these: by
	// its first step, then by its second, …), taking each step as early as it can.
	Time stat.Spread `json:"time"`
}

// ExitRow counts journeys through a touchpoint. Exit.N leaves out the Open ones.
type ExitRow struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Journeys int       `json:"journeys"`
	Exits    int       `json:"exits"`
	Open     int       `json:"open"`
	Exit     stat.Rate `json:"exit"`
	// After is the time from the start of the journeys that ended here without
	// the goal to their end.
	After stat.Spread `json:"after"`
	// Before is the last other touchpoint before the end of the journeys that
	// ended here, "" when there was none: the five most frequent.
	Before []BeforeExit `json:"before,omitempty"`
}

// BeforeExit is how many of the exits at a touchpoint came from another one.
type BeforeExit struct {
	ID    string `json:"id"`
	Exits int    `json:"exits"`
}

// JourneySummary is about the journeys that started in the period.
type JourneySummary struct {
	Started   int `json:"started"`
	Converted int `json:"converted"`
	Lost      int `json:"lost"`
	Open      int `json:"open"`
	// Conversion is Converted / (Converted + Lost).
	Conversion stat.Rate `json:"conversion"`
	// NewCustomers had their first touch ever in the period.
	NewCustomers int `json:"newCustomers"`
	// Repeat: of the customers with a conversion that counts, those who had
	// another one before the period's end.
	Repeat stat.Rate `json:"repeat"`
	// Value of the goal touches in the period, in the workspace's currency.
	Value float64 `json:"value"`
	// TimeToGoal of the converted, from first touch to goal.
	TimeToGoal stat.Spread `json:"timeToGoal"`
}

// TrendPoint is one bucket of a trend: of the touchpoint, what TouchpointRow
// says when the bucket is the period; without a touchpoint, Reach counts
// customers with a touch at any node, and the journeys that started in the
// bucket are counted by how they stand.
type TrendPoint struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Volume int       `json:"volume"`
	Reach  int       `json:"reach"`
	Next   stat.Rate `json:"next"`
	Exit   stat.Rate `json:"exit"`
	Open   int       `json:"open"`

	Started   int `json:"started,omitempty"`
	Converted int `json:"converted,omitempty"`
	Lost      int `json:"lost,omitempty"`
}

// KindCount is a kind with its volume and reach.
type KindCount struct {
	ID int `json:"id"`
	cham.Kind
	// Overflow marks a kind that gathers what the kinds' ceiling left no number for.
	Overflow bool      `json:"overflow,omitempty"`
	Volume   int       `json:"volume"`
	Reach    int       `json:"reach"`
	LastAt   time.Time `json:"lastAt,omitzero"`
}

// CustomerSummary is what the index knows of one customer.
type CustomerSummary struct {
	ID      cham.CustomerID `json:"id"`
	Touches int             `json:"touches"`
	FirstAt time.Time       `json:"firstAt,omitzero"`
	LastAt  time.Time       `json:"lastAt,omitzero"`
	// FirstChannel and FirstSource are the lead source.
	FirstChannel cham.Channel `json:"firstChannel,omitempty"`
	FirstSource  string       `json:"firstSource,omitempty"`
	LastName     string       `json:"lastName,omitempty"`
	LastChannel  cham.Channel `json:"lastChannel,omitempty"`
	Value        float64      `json:"value"`
	// Account is the id of the customer's account, by their latest group call.
	Account string `json:"account,omitempty"`
}
