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

// Bought is how many purchases there were, but for those given back whole, and what they
// were worth less what was given back, in the workspace's currency.
type Bought struct {
	Times int
	Value float64
}
