package measure

import (
	"time"

	"cham/measure/stat"
)

// Trend asks for next step and exits of one touchpoint over consecutive periods;
// without a touchpoint, journeys started and how they ended.
const Trend Question = "trend"

var trend = Descriptor{
	Name: Trend,
	About: Words{EN: "a touchpoint, or all journeys, over consecutive periods",
		VI: "một điểm chạm, hoặc mọi hành trình, qua các kỳ liên tiếp"},
	Fields: []string{"touchpoint", "bucket"},
	Example: Example{"A touchpoint by the week",
		Query{Map: "m_1", Touchpoint: "booking", Bucket: "week"}},
	check: checkTrend,
	rows:  func(a *Answer) any { return a.Trend },
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
	// Back is what TouchpointRow says of a touchpoint behind the goal.
	Back stat.Rate `json:"back"`
	Open int       `json:"open"`

	Started   int `json:"started,omitempty"`
	Converted int `json:"converted,omitempty"`
	Lost      int `json:"lost,omitempty"`
	// Conversion is JourneySummary's when the bucket is the period; without a
	// touchpoint only.
	Conversion stat.Rate `json:"conversion"`
}

func checkTrend(p *Plan) error {
	if p.Touchpoint != "" {
		if err := p.checkNode("touchpoint", p.Touchpoint); err != nil {
			return err
		}
	}
	return p.checkBuckets()
}
