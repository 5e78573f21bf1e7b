package capture

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"cham"
	"cham/table"
)

// The most that one touch may gain or give back. A large company's order stays
// below; what lies above is a slip or a lie, and a few of those would be all
// that a sum shows. A website sells nothing dearer than a house, a hundredth.
const (
	mostMoney   = 1e9  // euros and the like
	mostSmall   = 1e12 // currencies of small units; no currency stated
	publicShare = 0.01
)

// small are the currencies of which a meal takes a thousand units or more.
var small = set("VND, IDR, KRW, JPY, LAK, KHR, MMK, IRR, IQD, LBP, SYP, UZS, MNT, COP, CLP, PYG, ARS, GNF, UGX, TZS, RWF, BIF, MGA, " +
	"SLL, NGN, XAF, XOF")

// maxDuration bounds durations, in seconds; what is longer says nothing.
const maxDuration = 1e15

// losses are events whose amount was given back.
var losses = set("Order Refunded, Order Cancelled")

// value reads the money gained and the duration. Of the three names for money
// revenue is the narrowest (Segment: without shipping and tax) and goes first. An amount below
// zero is money given back, whatever the event.
func value(in *incoming, t *cham.Touch) Reason {
	f := &in.facts
	for _, a := range [...]amount{f.revenue, f.total, f.value} {
		if v := a.in(f.currency); v != 0 {
			t.Value = v
			break
		}
	}
	if t.Value != 0 && len(f.currency) == 3 && plain(f.currency) {
		t.Currency = strings.ToUpper(f.currency)
	}
	if most := in.most(t.Currency); !(math.Abs(t.Value) <= most) { // so written for NaN
		return in.refuse(ReasonMoney, fmt.Sprintf("%s > %.15g", strings.TrimSpace(fmt.Sprintf("%.15g %s", t.Value, t.Currency)), most))
	}
	if losses[t.Name] && t.Value > 0 {
		t.Value = -t.Value
	}
	if f.duration > 0 && f.duration <= maxDuration {
		t.Duration = f.duration
	}
	return ""
}

// most is the largest amount a call may state.
func (in *incoming) most(currency string) float64 {
	most := mostMoney
	if currency == "" || small[currency] {
		most = mostSmall
	}
	if in.source.Public() {
		most *= publicShare
	}
	return most
}

// amount is one as it was stated: a number, or text that a person may have
// written, which is read once the currency is known.
type amount struct {
	n    float64
	text string
}

// money moves past one value and returns the amount it is or holds, 0 for none.
// A number that a float64 cannot hold is infinite, and NaN stays NaN, so that
// they are refused instead of overlooked.
func (p *parser) money() amount {
	written := p.peek() == '"'
	s := p.text()
	f, err := strconv.ParseFloat(s, 64)
	failed := err != nil && !math.IsInf(f, 0)
	switch {
	case written && (failed || table.IsAmbiguous(s)):
		return amount{text: s}
	case failed:
		return amount{}
	}
	return amount{n: f}
}

// in reads the amount as one of a currency, "" when none is stated: "450.000" is
// 450,000 đồng, but 450 dollars.
func (a amount) in(currency string) float64 {
	if a.text == "" {
		return a.n
	}
	if f, err := strconv.ParseFloat(a.text, 64); err == nil && (currency == "" || !table.NoCents(currency)) {
		return f // programs write a decimal point
	}
	f, _ := table.NewMoney(nil, currency).Number(a.text)
	return f
}
