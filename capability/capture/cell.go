package capture

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// parseCellTime reads a time as people and their programs write it: ISO 8601,
// seconds or milliseconds since 1970, and dates with slashes, dashes or dots in
// the given order with the clock before or behind, 24 hours or AM/PM (SA/CH).
// Times without a zone are in loc.
func parseCellTime(s string, loc *time.Location, layout string) (time.Time, bool) {
	if t, ok := parseTimeIn(s, loc); ok {
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
	y, m, d, ok := parseDate(date, layout)
	h, min, sec, ok2 := parseClock(clock, half)
	if !ok || !ok2 {
		return time.Time{}, false
	}
	t := time.Date(y, time.Month(m), d, h, min, sec, 0, loc)
	return t, t.Day() == d // the 31st of April is no date
}

// parseDate reads three numbers; the year stands last, or first with four
// digits.
func parseDate(s, layout string) (y, m, d int, ok bool) {
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
	case layout == "mdy":
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

// parseCellNumber reads an amount as it is written in Vietnamese or English:
// 1.234.567 ₫, 1,234,567.50, 12,5. A single separator with three digits behind
// it groups thousands.
func parseCellNumber(s string) (float64, bool) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Sc, r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
	for _, unit := range []string{"vnđ", "vnd", "đ", "usd"} {
		s = strings.TrimSuffix(s, unit)
	}
	dot, comma := strings.Count(s, "."), strings.Count(s, ",")
	switch {
	case dot > 0 && comma > 0 && strings.LastIndexByte(s, ',') > strings.LastIndexByte(s, '.'):
		s = strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", ".")
	case dot > 0 && comma > 0:
		s = strings.ReplaceAll(s, ",", "")
	case comma > 0:
		s = groups(s, ",", comma)
	case dot > 0:
		s = groups(s, ".", dot)
	}
	if strings.TrimLeft(s, "+-.0123456789") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsInf(f, 0)
}

// groups resolves the one kind of separator a number has, n times.
func groups(s, separator string, n int) string {
	if n > 1 || len(s)-strings.Index(s, separator) == 4 {
		return strings.ReplaceAll(s, separator, "")
	}
	return strings.Replace(s, separator, ".", 1)
}
