package table

import (
	"strconv"
	"strings"
)

// withoutCents are currencies whose amounts are written without decimals.
const withoutCents = " VND JPY KRW IDR LAK KHR MMK CLP PYG UGX RWF XAF XOF ISK "

// Money reads the amounts of one column. In 450.000 the dot groups thousands or
// is a decimal point; other cells of the column tell, else the currency.
type Money struct {
	decimal  byte   // the decimal sign that cells show, 0 when none does
	currency string // "" when it is not known
}

// NoCents tells a currency whose amounts are written without decimals.
func NoCents(currency string) bool {
	return currency != "" && strings.Contains(withoutCents, " "+strings.ToUpper(currency)+" ")
}

// IsAmbiguous tells an amount that can be read in two ways, a thousand apart.
func IsAmbiguous(cell string) bool { return ambiguous(cell) != 0 }

// NewMoney looks at some cells of the column. currency is the ISO code of its
// amounts, "" when it is not known: then a sign before three digits groups.
func NewMoney(cells []string, currency string) Money {
	m := Money{currency: strings.ToUpper(currency)}
	for _, cell := range cells {
		switch sign := decimalSign(cell); {
		case sign == 0:
		case m.decimal == 0 || m.decimal == sign:
			m.decimal = sign
		default: // the column disagrees with itself
			return Money{currency: m.currency}
		}
	}
	return m
}

// decimalSign is the decimal sign that an amount can only have, 0 when both are
// possible. Of 1.234.567 it is the comma, though there is none.
func decimalSign(cell string) byte {
	dot, comma := strings.LastIndexByte(cell, '.'), strings.LastIndexByte(cell, ',')
	other := map[byte]byte{'.': ',', ',': '.'}
	switch {
	case dot < 0 && comma < 0 || ambiguous(cell) != 0:
		return 0
	case dot >= 0 && comma >= 0:
		return cell[max(dot, comma)]
	}
	sign := cell[max(dot, comma)]
	if strings.Count(cell, string(sign)) > 1 {
		return other[sign]
	}
	return sign
}

// ambiguous is the sign of an amount like 450.000 or 1,250, 0 when there is no
// doubt.
func ambiguous(cell string) byte {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '.' || r == ',' {
			return r
		}
		return -1
	}, cell)
	at := strings.IndexAny(digits, ".,")
	if at < 1 || at > 3 || len(digits)-at != 4 || digits[0] == '0' || strings.ContainsAny(digits[at+1:], ".,") {
		return 0
	}
	return digits[at]
}

// Number reads an amount as the function Number does, but of one that can be
// read in two ways, a thousand apart, takes what the column says; ok is false
// where nothing tells, or the column and its currency disagree.
func (m Money) Number(cell string) (f float64, ok bool) {
	if cell != "" && leadingDigits(cell) == cell {
		f, err := strconv.ParseFloat(cell, 64)
		return f, err == nil
	}
	sign := ambiguous(cell)
	if sign == 0 {
		return Number(cell)
	}
	whole := m.currency == "" || NoCents(m.currency)
	switch {
	case m.decimal == 0:
		if !whole {
			return 0, false
		}
	case m.decimal == sign:
		if whole && m.currency != "" {
			return 0, false
		}
		return amount(cell, rune(sign))
	}
	return Number(cell)
}
