package cham

import "maps"

// MoneyRules say what amounts are worth in a workspace's currency. The zero
// value takes every amount as it is.
type MoneyRules struct {
	// Own is the workspace's currency.
	Own string
	// Rates are what one unit of another currency is worth in it.
	Rates map[string]float64
}

// MoneySeen is the money that touches state in one currency.
type MoneySeen struct {
	Currency string  `json:"currency" example:"USD" doc:"ISO 4217; empty where none is stated, which is taken for the workspace's"`
	Touches  int     `json:"touches" doc:"that state an amount"`
	Amount   float64 `json:"amount" doc:"their sum, in this currency"`
}

// Worth is an amount in the workspace's currency, which it is in when none is
// stated. Currencies are never added: an amount without a rate is worth nothing,
// and known says so.
func (r MoneyRules) Worth(amount float64, currency string) (worth float64, known bool) {
	if currency == "" || currency == r.Own || r.Own == "" {
		return amount, true
	}
	rate, known := r.Rates[currency]
	return amount * rate, known
}

// Equal reports whether both count money alike.
func (r MoneyRules) Equal(other MoneyRules) bool {
	return r.Own == other.Own && maps.Equal(r.Rates, other.Rates)
}
