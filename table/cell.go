package table

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Time reads a time as people and their programs write it: as Instant does, and
// dates with slashes, dashes or dots with the clock before or behind, 24 hours
// or AM/PM (SA/CH). order is that of dates like 03/04/2026: "dmy" (also "") or
// "mdy". Times without a zone are in loc.
func Time(s string, loc *time.Location, order string) (time.Time, bool) {
	if t, ok := Instant(s, loc); ok {
		return t, true
	}
	var date, clock string
	half := 0 // hours to add for the afternoon; −12 marks the morning
	for _, word := range strings.Fields(strings.ReplaceAll(s, ",", " ")) {
		switch upper := strings.ToUpper(word); {
		case upper == "AM" || upper == "SA":
			half = -12
		case upper == "PM" || upper == "CH":
			half = 12
		case strings.Contains(word, ":") && clock == "":
			clock = word
		case strings.ContainsAny(word, "/-.") && date == "":
			date = word
		default:
			return time.Time{}, false
		}
	}
	y, m, d, ok := parseDate(date, order)
	h, min, sec, ok2 := parseClock(clock, half)
	if !ok || !ok2 {
		return time.Time{}, false
	}
	t := time.Date(y, time.Month(m), d, h, min, sec, 0, loc)
	return t, t.Day() == d // the 31st of April is no date
}

// parseDate reads three numbers; the year stands last, or first with four
// digits.
func parseDate(s, order string) (y, m, d int, ok bool) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(parts) != 3 {
		return 0, 0, 0, false
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || len(p) > 4 || v < 0 {
			return 0, 0, 0, false
		}
		n[i] = v
	}
	switch {
	case len(parts[0]) == 4:
		y, m, d = n[0], n[1], n[2]
	case order == "mdy":
		m, d, y = n[0], n[1], n[2]
	default:
		d, m, y = n[0], n[1], n[2]
	}
	if y < 100 {
		y += 2000
	}
	return y, m, d, m >= 1 && m <= 12 && d >= 1 && d <= 31
}

// parseClock reads 14:05, 14:05:09 and 2:05 with a half of the day; "" is
// midnight.
func parseClock(s string, half int) (h, min, sec int, ok bool) {
	if s == "" {
		return 0, 0, 0, half == 0
	}
	parts := strings.Split(s, ":")
	if len(parts) > 3 {
		return 0, 0, 0, false
	}
	var n [3]int
	for i, p := range parts {
		p, _, _ = strings.Cut(p, ".") // fractions of a second
		v, err := strconv.Atoi(p)
		if err != nil || v < 0 || v > 59 || len(p) > 2 {
			return 0, 0, 0, false
		}
		n[i] = v
	}
	switch {
	case half == 12 && n[0] < 12:
		n[0] += 12
	case half == -12 && n[0] == 12:
		n[0] = 0
	}
	return n[0], n[1], n[2], n[0] < 24
}

// Number reads an amount as it is written in Vietnamese or English, with or
// without its currency: 1.234.567 ₫, 1,234,567.50, 12,5. One kind of separator
// groups thousands where the digits stand in threes behind it (450.000), and is
// a decimal point where they cannot be a group (0.125, 1234.567, 12,5).
func Number(s string) (float64, bool) {
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

// layouts are the forms of time that programs use beside RFC 3339.
var layouts = []string{"2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05 -0700 MST", "2006-01-02 15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04",
	"2006-01-02 15:04", time.DateOnly, "20060102"}

// Instant reads a time as programs write it: ISO 8601, or seconds or
// milliseconds since 1970. One without a zone is in loc.
func Instant(s string, loc *time.Location) (time.Time, bool) {
	if s == "" {
		return time.Time{}, false
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, true
	}
	if s = strings.TrimSpace(s); len(s) > 64 {
		return time.Time{}, false
	}
	if t, ok := parseEpoch(s); ok {
		return t, true
	}
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, s, loc); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// parseEpoch tells seconds from milliseconds by size: 1e11 is the year 5138 in
// seconds and 1973 in milliseconds.
func parseEpoch(s string) (time.Time, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f >= 1e8 && f < 1e14) || len(s) < 9 {
		return time.Time{}, false
	}
	if f < 1e11 {
		f *= 1000
	}
	return time.UnixMilli(int64(f)).UTC(), true
}
