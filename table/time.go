package table

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Time reads an instant as people and their programs write it: as Instant does,
// and dates of numbers with the day or the month first, order "dmy" (also "")
// or "mdy". All of what is written is read, or the answer is false.
func Time(s string, loc *time.Location, order string) (time.Time, bool) {
	if order == "" {
		order = "dmy"
	}
	return readTime(s, loc, order)
}

// Instant reads an instant that can be meant in one way only: ISO 8601 and its
// relatives, dates with the month's name, digits alone (20251231, 20251231235959,
// and the time since 1970 in seconds, milliseconds, micro- or nanoseconds). One
// that states no zone is in loc; what the clock skipped there is read by the
// clock from before, so that a skipped midnight is the first instant of its day.
func Instant(s string, loc *time.Location) (time.Time, bool) { return readTime(s, loc, "") }

// longestTime bounds what is looked at, in bytes.
const longestTime = 80

func readTime(s string, loc *time.Location, order string) (time.Time, bool) {
	if p := (stamp{order: order, loc: loc}); order != "" && p.numbers(s) {
		return p.at()
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, true // the common case, and the fastest
	}
	if s = strings.TrimSpace(s); s == "" || len(s) > longestTime {
		return time.Time{}, false
	}
	if whole, fraction, ok := onlyDigits(s); ok {
		return fromDigits(whole, fraction, loc)
	}
	p := stamp{rest: s, order: order, loc: loc}
	return p.read()
}

// numbers reads 31/12/2025, 31/12/2025 08:30 and 31/12/2025 08:30:59, as most
// files have it; all else is for read.
func (p *stamp) numbers(s string) bool {
	const form = "00/00/0000 00:00:00"
	if n := len(s); n != 10 && n != 16 && n != 19 {
		return false
	}
	for i := range len(s) {
		if digit := s[i] >= '0' && s[i] <= '9'; digit != (form[i] == '0') || !digit && s[i] != form[i] {
			return false
		}
	}
	p.day, p.month, p.year = number(s[:2]), number(s[3:5]), number(s[6:10])
	if p.order == "mdy" {
		p.day, p.month = p.month, p.day
	}
	if len(s) > 10 {
		p.hour, p.minute = number(s[11:13]), number(s[14:16])
	}
	if len(s) > 16 {
		p.second = number(s[17:])
	}
	return p.year > 0
}

// onlyDigits splits a number; a fraction of noughts is none.
func onlyDigits(s string) (whole, fraction string, ok bool) {
	whole, fraction, _ = strings.Cut(s, ".")
	if len(leadingDigits(whole)) != len(s) && len(leadingDigits(whole))+1+len(leadingDigits(fraction)) != len(s) {
		return "", "", false
	}
	return whole, strings.TrimRight(fraction, "0"), true
}

func leadingDigits(s string) string {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return s[:i]
		}
	}
	return s
}

// fromDigits tells a written date from a count since 1970. Where ten digits
// could be both, they are an hour between 1990 and 2099: as seconds they would
// lie in 2033 or later. With 12 and 14 there is no doubt, for as a count they
// would lie before 1990 or centuries ahead.
func fromDigits(whole, fraction string, loc *time.Location) (time.Time, bool) {
	t, ok := compact(whole, loc)
	if ok && fraction == "" || len(whole) == 10 && whole >= "1990" && whole < "2100" {
		return t, ok
	}
	unit := map[int]time.Duration{9: time.Second, 10: time.Second, 12: time.Millisecond, 13: time.Millisecond,
		15: time.Microsecond, 16: time.Microsecond, 18: time.Nanosecond, 19: time.Nanosecond}[len(whole)]
	n, err := strconv.ParseInt(whole, 10, 64)
	if unit == 0 || err != nil || whole[0] == '0' {
		return time.Time{}, false
	}
	perSecond := int64(time.Second / unit)
	part := nanoseconds(fraction) / perSecond
	return time.Unix(n/perSecond, n%perSecond*int64(unit)+part).UTC(), true
}

// nanoseconds reads the digits behind a decimal point.
func nanoseconds(fraction string) int64 {
	n, _ := strconv.ParseInt((fraction + "000000000")[:9], 10, 64)
	return n
}

// compact reads yyyyMMdd, with HH, HHmm, HHmmss or HHmmssSSS behind it, of the
// years 1990 to 2099.
func compact(s string, loc *time.Location) (time.Time, bool) {
	if n := len(s); n != 8 && n != 10 && n != 12 && n != 14 && n != 17 || s < "1990" || s >= "2100" {
		return time.Time{}, false
	}
	p := stamp{loc: loc, day: number(s[6:8]), month: number(s[4:6]), year: number(s[:4])}
	for i, part := range []*int{&p.hour, &p.minute, &p.second} {
		if at := 8 + 2*i; at < len(s) {
			*part = number(s[at : at+2])
		}
	}
	if len(s) == 17 {
		p.nano = number(s[14:]) * 1e6
	}
	return p.at()
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits) // the caller gives digits, and few
	return n
}

// at is the instant that the parts of a stamp make.
func (p *stamp) at() (time.Time, bool) {
	last := time.Date(p.year, time.Month(p.month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if p.month < 1 || p.month > 12 || p.day < 1 || p.day > last || p.hour > 23 || p.minute > 59 || p.second > 59 {
		return time.Time{}, false
	}
	plain := time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, p.second, p.nano, time.UTC)
	if p.hasOffset {
		return plain.Add(-time.Duration(p.offset) * time.Second), true
	}
	t := time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, p.second, p.nano, p.loc)
	if t.Hour() != p.hour || t.Minute() != p.minute { // the clock skipped it
		_, before := plain.Add(-24 * time.Hour).In(p.loc).Zone()
		t = plain.Add(-time.Duration(before) * time.Second).In(p.loc)
	}
	return t, true
}

// months and the words around dates, in lower case without their dot.
var (
	months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
	full   = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
	// silent are words that say nothing more.
	silent = strings.Fields(`mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday tues thur thurs
		at of on ngày năm lúc vào thứ hai ba tư năm sáu bảy chủ nhật cn`)
)

// monthOf is the number of a month's English name, 0 when it is none.
func monthOf(word string) int {
	if word == "sept" {
		return 9
	}
	return max(slices.Index(months, word), slices.Index(full, word)) + 1
}
