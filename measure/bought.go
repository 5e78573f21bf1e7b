package measure

import (
	"time"

	"cham"
)

// BuySpan asks what a customer bought in [From, To).
type BuySpan struct {
	Customer cham.CustomerID
	From, To time.Time
}

// Bought is how many purchases there were, but for those given back whole, when the first was, and what they
// were worth less what was given back, in the workspace's currency.
type Bought struct {
	Times int
	First time.Time
	Value float64
}

// Add notes one more, at an instant.
func (b *Bought) Add(at time.Time, value float64) {
	if b.Times == 0 || at.Before(b.First) {
		b.First = at
	}
	b.Times, b.Value = b.Times+1, b.Value+value
}
