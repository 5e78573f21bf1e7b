package measure

// ChangedAnswer is what moved the conversion (of closed journeys, by when they
// started) from the compared period to this one, as parts that add up: a lost
// journey is lost at its last touchpoint, so
//
//	conversion = 1 − Σ over values and touchpoints of the share lost there
//
// and each cell's part splits exactly into the share of its value among all
// journeys (mix) and how often they are lost there (rate), by the mean of both
// periods (Marshall–Edgeworth weights).
type ChangedAnswer struct {
	By     Dimension `json:"by"`
	Now    Rate      `json:"now"`
	Before Rate      `json:"before"`
	// Cells are sorted by the size of their part; together they give
	// Now.Value − Before.Value.
	Cells []ChangeCell `json:"cells"`
}

// ChangeCell is the journeys of one value of the dimension (of their first
// touch) that were lost at one touchpoint.
type ChangeCell struct {
	Value      string `json:"value"`
	Others     bool   `json:"others,omitempty"`
	Touchpoint string `json:"touchpoint"`
	Name       string `json:"name"`
	// Lost of the value's closed journeys, in both periods.
	Now    Rate `json:"now"`
	Before Rate `json:"before"`
	// Part of the change of the conversion: Mix + Rate.
	Part float64 `json:"part"`
	Mix  float64 `json:"mix"`
	Rate float64 `json:"rate"`
	// Low and High are the 95 % interval of Now − Before (Newcombe 1998).
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

func checkChanged(p *Plan) error {
	if p.Compare == nil {
		return invalid("compare", "this question needs a period to compare with")
	}
	if p.By == "" {
		p.By = ByDevice
	}
	return nil
}
