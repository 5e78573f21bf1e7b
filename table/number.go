package table

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// Number reads an amount as it is written in Vietnamese or English, with or
// without its currency: 1.234.567 ₫, 1,234,567.50, 12,5. One kind of separator
// groups thousands where the digits stand in threes behind it (450.000), and is
// a decimal point where they cannot be a group (0.125, 1234.567, 12,5).
func Number(s string) (float64, bool) { return amount(s, 0) }

// amount reads an amount whose decimal sign is known, or 0.
func amount(s string, decimal rune) (float64, bool) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Sc, r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
	for _, unit := range []string{"vnđ", "vnd", "đ", "usd"} {
		s = strings.TrimSuffix(s, unit)
	}
	dot, comma := strings.Contains(s, "."), strings.Contains(s, ",")
	switch {
	case decimal != 0:
		s = strings.Map(func(r rune) rune {
			switch r {
			case decimal:
				return '.'
			case '.', ',':
				return -1
			}
			return r
		}, s)
	case dot && comma && strings.LastIndexByte(s, ',') > strings.LastIndexByte(s, '.'):
		s = strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", ".")
	case dot && comma:
		s = strings.ReplaceAll(s, ",", "")
	case comma:
		s = ungroup(s, ",")
	case dot:
		s = ungroup(s, ".")
	}
	if strings.TrimLeft(s, "+-.0123456789") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsInf(f, 0)
}

// ungroup resolves the one kind of separator that a number has.
func ungroup(s, separator string) string {
	parts := strings.Split(s, separator)
	lead := strings.TrimLeft(parts[0], "+-")
	thousands := len(lead) >= 1 && len(lead) <= 3 && lead[0] != '0'
	for _, p := range parts[1:] {
		thousands = thousands && len(p) == 3
	}
	if thousands {
		return strings.Join(parts, "")
	}
	return strings.Join(parts, ".") // several are refused then
}

// Seconds reads a length of time: seconds, or m:ss and h:mm:ss.
func Seconds(s string) (float64, bool) {
	parts := strings.Split(s, ":")
	if len(parts) == 1 {
		return Number(s)
	}
	total := 0.0
	for i, p := range parts {
		n, err := strconv.ParseFloat(p, 64)
		if err != nil || leadingDigits(p) == "" || i > 0 && n >= 60 || len(parts) > 3 {
			return 0, false
		}
		total = total*60 + n
	}
	return total, true
}
