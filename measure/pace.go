package measure

import (
	"context"
	"math"
	"slices"
	"time"

	"cham"
	"cham/measure/stat"
)

// BuyingObserver tells how a workspace's customers buy; an engine may be one. Purchases are those of BuyRule.
type BuyingObserver interface {
	// Buying looks at touches until now; buyers come in no order.
	Buying(ctx context.Context, ws cham.WorkspaceID, now time.Time) (Buying, error)
}

// Buying is what customers have bought until Now.
type Buying struct {
	Now    time.Time
	First  time.Time // the first purchase of all, zero when there is none
	Buyers []Buyer
	Waits  []stat.Wait // after each purchase, all of a customer's together weigh 1
}

// Buyer is one who bought: how often, and what it is worth together, in the workspace's currency.
type Buyer struct {
	Times int
	Worth float64
}

// Add adds a customer's purchases, at instants in ms, ascending, at least one of
// them. What is bought less than a day after is of the same wait: an order in two parts is no return.
func (b *Buying) Add(at []int64, worth float64) {
	if first := time.UnixMilli(at[0]).UTC(); b.First.IsZero() || first.Before(b.First) {
		b.First = first
	}
	b.Buyers = append(b.Buyers, Buyer{len(at), worth})
	from, last := len(b.Waits), at[0]
	for _, t := range at {
		if wait := days(time.Duration(t-last) * time.Millisecond); wait >= 1 {
			b.Waits, last = append(b.Waits, stat.Wait{Days: wait, Again: true}), t
		}
	}
	b.Waits = append(b.Waits, stat.Wait{Days: days(b.Now.Sub(time.UnixMilli(last)))})
	for i := from; i < len(b.Waits); i++ {
		b.Waits[i].Weight = 1 / float64(len(b.Waits)-from)
	}
}

// Merge adds what others bought.
func (b *Buying) Merge(o Buying) {
	if b.First.IsZero() || !o.First.IsZero() && o.First.Before(b.First) {
		b.First = o.First
	}
	b.Buyers, b.Waits = append(b.Buyers, o.Buyers...), append(b.Waits, o.Waits...)
}

// What a pace is taken from.
const (
	PaceOwn   = "own"   // what the business's customers do
	PaceFew   = "few"   // fewer than MinSample bought again: the defaults
	PaceShort = "short" // too short a history for waits so long: they, or the defaults where these are longer
)

// The default pace, of shops whose customers come a few times a year.
const (
	defaultHalf  = 90
	defaultMost  = 180
	defaultOften = 3
)

// Pace is how fast a business's customers buy again, and what is much for it.
// Thresholds that are the same for every business would call the customers of a
// furniture shop lost and never miss those of a bakery.
type Pace struct {
	// Basis is one of the constants above.
	Basis  string `json:"basis" enum:"own,few,short" doc:"own: of its customers; few: too few bought again; short: too short a history"`
	Buyers int    `json:"buyers" doc:"customers who bought"`
	Again  int    `json:"again" doc:"of them, those who came back on another day"`
	Days   int    `json:"days" doc:"since the first purchase"`
	Half   int    `json:"half" doc:"half of those who buy again do so within so many days"`
	Most   int    `json:"most" doc:"nine of ten do"`
	Gone   int    `json:"gone" doc:"twice that: who was silent longer is taken for lost"`
	Often  int    `json:"often" doc:"purchases that at most a quarter of the buyers reach, at least 2"`
	// Worth is 0 where fewer than MinSample bought, or no sum parts the buyers.
	Worth float64 `json:"worth,omitempty" doc:"what at most a quarter of the buyers have spent in all; absent: not known"`
}

// NewPace finds a business's pace. Waits count until now where they are not over,
// and each customer as one, however often they buy.
func NewPace(b Buying) Pace {
	p := Pace{Basis: PaceFew, Buyers: len(b.Buyers), Again: cameBack(b.Waits), Half: defaultHalf, Most: defaultMost, Often: defaultOften}
	if p.Buyers > 0 {
		p.Days = int(days(b.Now.Sub(b.First)))
	}
	if p.Buyers >= MinSample {
		p.Often, p.Worth = muchOf(b.Buyers)
	}
	if p.Again >= MinSample {
		back := stat.BackWithin(b.Waits, 0.5, 0.9)
		p.Basis, p.Half = PaceOwn, max(1, int(math.Ceil(back[0])))
		p.Most = max(p.Half+1, int(math.Ceil(back[1])))
		// Of waits longer than half the history, too few can have been seen to be over.
		if 2*p.Most > p.Days {
			p.Basis, p.Half, p.Most = PaceShort, max(p.Half, defaultHalf), max(p.Most, defaultMost)
		}
	}
	p.Gone = 2 * p.Most
	return p
}

// cameBack counts the customers who waited more than once, which is who came back.
func cameBack(waits []stat.Wait) (n int) {
	again := false
	for _, w := range waits { // each customer's end with one that is not over
		if !w.Again && again {
			n++
		}
		again = w.Again
	}
	return n
}

// muchOf is how many purchases, and how much money, at most a quarter of the buyers reach.
func muchOf(buyers []Buyer) (often int, worth float64) {
	times, sums := make([]float64, len(buyers)), make([]float64, len(buyers))
	for i, b := range buyers {
		times[i], sums[i] = float64(b.Times), b.Worth
	}
	most, ok := topQuarter(times)
	if !ok {
		most = times[len(times)-1] + 1 // all bought as often: more than they did
	}
	if worth, ok = topQuarter(sums); !ok {
		worth = 0
	}
	return max(2, int(most)), worth
}

// topQuarter is the least of the values, which it sorts, that at most a quarter of them reach.
func topQuarter(values []float64) (least float64, ok bool) {
	slices.Sort(values)
	from := len(values) - len(values)/4
	for from > 0 && from < len(values) && values[from] == values[from-1] {
		from++
	}
	if from >= len(values) {
		return 0, false
	}
	return values[from], true
}
