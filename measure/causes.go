package measure

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"cham/measure/stat"
)

// leastCause is how much more must be lost with a value than without it to name
// it as a cause.
const leastCause = 0.10

// Cause is who is lost at a touchpoint: those with some values of a dimension,
// beside the others there. It is association; the business knows what is behind it.
type Cause struct {
	Touchpoint string `json:"touchpoint"`
	Name       string `json:"name"`
	// Also are other touchpoints where the same are lost, those that lose most first.
	Also []string  `json:"also,omitempty"`
	By   Dimension `json:"by"`
	// Values are one, or hours in a row, round the clock.
	Values []string `json:"values"`
	// Measure is "exit" or, behind the goal, "back": then Rate and Rest are those
	// who did not come back; or "opened", of e-mails: those that were not.
	Measure string    `json:"measure" enum:"exit,back,opened"`
	Rate    stat.Rate `json:"rate"`
	Rest    stat.Rate `json:"rest"`
	// Low and High are the 95 % interval of Rate − Rest.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Extra is how many more were lost than at the rate of the rest.
	Extra float64 `json:"extra"`
}

// Causes finds them in breakdowns of the answer to Touchpoints, by dimension;
// those that lose most first; tested is how many comparisons there were enough
// people for. A customer counts once in a rate's certainty, however often they came: who
// is on a telephone is so at every visit. The one-sided test of a value against the others of its
// touchpoint rejects at 2.5 % after S. Holm's correction for all that were looked
// at; hours in a row pay for every way to choose them. At one touchpoint that
// which loses most is told, and what loses at several touchpoints is told once.
func Causes(by map[Dimension][]Part) (found []Cause, tested int) {
	var looked []Cause
	var p []float64
	for _, d := range slices.Sorted(maps.Keys(by)) {
		for _, b := range brokenDown(d, by[d]) {
			all, each := b.choices()
			looked, p = append(looked, all...), append(p, each...)
		}
	}
	all := beyondChance(looked, p)
	slices.SortFunc(all, costliest)
	told := map[string]bool{}
	for _, c := range all {
		same := slices.IndexFunc(found, func(f Cause) bool { return f.By == c.By && slices.Equal(f.Values, c.Values) && f.Measure == c.Measure })
		switch {
		case told[c.Touchpoint]:
			continue
		case same >= 0:
			found[same].Also = append(found[same].Also, c.Touchpoint)
		default:
			found = append(found, c)
		}
		told[c.Touchpoint] = true
	}
	return found, len(looked)
}

// Unopened finds, in the funnel from delivered to opened broken down by
// campaign, the e-mails that not a third as many open as the others.
func Unopened(parts []Part) []Cause {
	b := breakdown{by: ByCampaign}
	for _, p := range parts {
		if f := p.Answer.Funnel; len(f) == 2 {
			n := float64(f[0].Customers)
			b.cells = append(b.cells, lossCell{p.Value, n - float64(f[1].Customers), n, p.Value != "" && !p.Others})
		}
	}
	found := slices.DeleteFunc(beyondChance(b.choices()), func(c Cause) bool { return 3*(1-c.Rate.Value) > 1-c.Rest.Value })
	for i := range found {
		found[i].Measure = "opened"
	}
	slices.SortFunc(found, costliest)
	return found
}

// beyondChance are the choices that stand out.
func beyondChance(looked []Cause, p []float64) (found []Cause) {
	sure := stat.Rejected(p, 0.025)
	for i, c := range looked {
		if sure[i] && c.Rate.Value-c.Rest.Value >= leastCause {
			found = append(found, c)
		}
	}
	return found
}

func costliest(a, b Cause) int {
	return cmp.Or(cmp.Compare(b.Extra, a.Extra), cmp.Compare(a.Touchpoint, b.Touchpoint), cmp.Compare(a.By, b.By),
		slices.Compare(a.Values, b.Values))
}

// breakdown is a touchpoint by the values of a dimension.
type breakdown struct {
	row   TouchpointRow
	by    Dimension
	age   int
	cells []lossCell
}

// lossCell is how many were lost of how many with a value, or at a time.
type lossCell struct {
	value   string
	lost, n float64
	named   bool // it has a value, and stands for it alone
}

// brokenDown are the touchpoints of the parts that are judged at all, their
// cells at the same age.
func brokenDown(d Dimension, parts []Part) (all []breakdown) {
	if len(parts) == 0 {
		return nil
	}
	for _, row := range parts[0].Answer.Touchpoints {
		if row.Goal || row.Behind && d == ByHour { // one journey is cared for at several hours, and comes back or not once
			continue
		}
		b := breakdown{row: row, by: d}
		rates := make([]stat.Rate, len(parts))
		for i, p := range parts {
			if r := byID(p.Answer.Touchpoints, row.ID); r != nil {
				rates[i] = r.Leaving()
			}
		}
		b.age = commonAge(rates)
		for i, p := range parts {
			if r := rates[i]; r.Told() && r.Age >= b.age {
				c := newLossCell(r.At(b.age), byID(p.Answer.Touchpoints, row.ID).Reach)
				c.value, c.named = p.Value, p.Value != "" && !p.Others
				b.cells = append(b.cells, c)
			}
		}
		all = append(all, b)
	}
	return all
}

// newLossCell is a rate of so many customers.
func newLossCell(r stat.Rate, customers int) lossCell {
	n := min(r.Trials(), float64(customers))
	return lossCell{lost: r.Value * n, n: n}
}

// commonAge is the highest age that nine of ten are told at, so that a few young
// ones neither count nor make all others young.
func commonAge(rates []stat.Rate) int {
	rates = slices.SortedFunc(slices.Values(rates), func(a, b stat.Rate) int { return cmp.Compare(a.Age, b.Age) })
	all, young := 0, 0
	for _, r := range rates {
		all += r.N
	}
	for _, r := range rates {
		if young += r.N; 10*young > all {
			return max(1, r.Age)
		}
	}
	return 1
}

// choices are what of the breakdown is tested, with the p-value of each.
func (b breakdown) choices() (all []Cause, p []float64) {
	if b.by == ByHour {
		return b.hours()
	}
	for i, c := range b.cells {
		if cause, q, ok := b.cause(func(j int) bool { return j == i }); ok && c.named {
			all, p = append(all, cause), append(p, q)
		}
	}
	return all, p
}

// hours are those in a row, half a day at most, that stand out most; one test
// that pays for all the rows there are.
func (b breakdown) hours() (all []Cause, p []float64) {
	hours := ClockValues(ByHour)
	best, least := Cause{}, 2.0
	for from := range hours {
		for many := 1; many <= len(hours)/2; many++ {
			in := func(i int) bool {
				at := slices.Index(hours, b.cells[i].value)
				return at >= 0 && (at-from+len(hours))%len(hours) < many
			}
			if c, q, ok := b.cause(in); ok && q < least {
				best, least = c, q
				best.Values = nil
				for i := range many {
					best.Values = append(best.Values, hours[(from+i)%len(hours)])
				}
			}
		}
	}
	if least > 1 {
		return nil, nil
	}
	return []Cause{best}, []float64{min(1, least*float64(len(hours)*len(hours)/2))}
}

// cause holds the cells that are chosen against the others; false where one side
// is too few.
func (b breakdown) cause(in func(i int) bool) (c Cause, p float64, ok bool) {
	c = Cause{Touchpoint: b.row.ID, Name: b.row.Name, By: b.by, Measure: "exit"}
	if b.row.Behind {
		c.Measure = "back"
	}
	var with, without lossCell
	for i, x := range b.cells {
		side := &without
		if in(i) {
			side = &with
			c.Values = append(c.Values, x.value)
		}
		side.lost, side.n = side.lost+x.lost, side.n+x.n
	}
	if with.n < leastClaim || without.n < leastClaim {
		return c, 1, false
	}
	c.Rate, c.Rest = with.rate(), without.rate()
	c.Rate.Age, c.Rest.Age = b.age, b.age
	c.Low, c.High = stat.Difference(c.Rate, c.Rest)
	c.Extra = (c.Rate.Value - c.Rest.Value) * with.n
	return c, stat.AboveTest(c.Rate, c.Rest), true
}

func (c lossCell) rate() stat.Rate {
	return stat.NewRate(int(math.Round(c.lost)), int(math.Round(c.n)))
}
