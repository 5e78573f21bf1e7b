package table

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// stamp is a date and time being read, part by part, from the left.
type stamp struct {
	rest  string // what is still unread
	order string // of day and month in dates of numbers; "" takes none of those
	loc   *time.Location

	year, month, day           int
	hour, minute, second, nano int
	half                       string // "am" or "pm"
	offset                     int    // in seconds
	hasClock, hasOffset        bool
	monthNext                  bool // "tháng" stands before the month's number
	clockNext                  bool // digits alone are a clock: behind T or a date of eight digits
}

var (
	yearFirst  = regexp.MustCompile(`^(\d{4})([-/.])(\d{1,2})([-/.])(\d{1,2})`)
	yearLast   = regexp.MustCompile(`^(\d{1,2})([-/.])(\d{1,2})([-/.])(\d{4}|\d{2})`)
	eight      = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:T|t|\s+|$)`)
	clockParts = regexp.MustCompile(`^(\d{1,2})[:.h](\d{1,2})(?:[:.](\d{1,2})(?:[.,](\d+))?)?`)
	hourAlone  = regexp.MustCompile(`^(\d{1,2})h`)
	clockRun   = regexp.MustCompile(`^(\d{2})(\d{2})(?:(\d{2})(?:[.,](\d+))?)?`)
	zoneDigits = regexp.MustCompile(`^[-+−](\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?`)
	words      = regexp.MustCompile(`^\p{L}[\p{L}.]*`)
	zoneName   = regexp.MustCompile(`^\[([\w/+-]+)\]`)
	zoneNote   = regexp.MustCompile(`^\([^()]*\)`)
	dateZone   = regexp.MustCompile(`^-\d{2}:\d{2}$`)
	zoneLetter = regexp.MustCompile(`^[A-Z]{2,5}$`)
)

func (p *stamp) read() (time.Time, bool) {
	for p.rest = norm.NFC.String(p.rest); p.rest != ""; {
		if !p.part() {
			return time.Time{}, false
		}
	}
	if p.year == 0 || !p.dated() || !p.halfDay() {
		return time.Time{}, false
	}
	return p.at()
}

// part reads one part off the rest.
func (p *stamp) part() bool {
	r, size := utf8.DecodeRuneInString(p.rest)
	switch {
	case unicode.IsSpace(r) || r == ',':
		p.rest = p.rest[size:]
		return true
	case r >= '0' && r <= '9':
		return p.date() || p.clock() || p.loose()
	case unicode.IsLetter(r):
		return p.word()
	case strings.ContainsRune("+-−", r) && (p.hasClock || r == '+' && p.dated()):
		return p.zone()
	case r == '[' && p.hasClock:
		return p.zoneByName()
	case r == '(' && p.hasOffset:
		return p.take(zoneNote) != nil
	}
	return p.between(r)
}

// between reads the mark between two parts: 31-Dec-2025, 30-12-2010:11.02.
func (p *stamp) between(r rune) bool {
	whole := p.dated() && p.year > 0
	if p.hasClock || p.day+p.year == 0 || !(r == '-' || r == '/' && !whole || r == ':' && whole) || dateZone.MatchString(p.rest) {
		return false
	}
	p.rest = p.rest[1:]
	return p.rest != ""
}

func (p *stamp) dated() bool { return p.day > 0 && p.month > 0 }

// take reads what the pattern matches and returns its groups, nil when it does
// not match or ends within a number.
func (p *stamp) take(pattern *regexp.Regexp) []string {
	m := pattern.FindStringSubmatch(p.rest)
	if m == nil {
		return nil
	}
	rest := p.rest[len(m[0]):]
	if end := m[0][len(m[0])-1]; end >= '0' && end <= '9' && leadingDigits(rest) != "" {
		return nil
	}
	p.rest = rest
	return m
}

func (p *stamp) date() bool {
	if p.day+p.month+p.year > 0 {
		return false
	}
	if m := yearFirst.FindStringSubmatch(p.rest); m != nil && m[2] == m[4] && p.take(yearFirst) != nil {
		p.year, p.month, p.day = number(m[1]), number(m[3]), number(m[5])
	} else if m := yearLast.FindStringSubmatch(p.rest); p.order != "" && m != nil && m[2] == m[4] && p.take(yearLast) != nil {
		p.day, p.month, p.year = number(m[1]), number(m[3]), number(m[5])
		if p.order == "mdy" {
			p.day, p.month = p.month, p.day
		}
		if len(m[5]) == 2 {
			p.year += 2000
		}
	} else if m := p.take(eight); m != nil {
		p.year, p.month, p.day, p.clockNext = number(m[1]), number(m[2]), number(m[3]), true
	} else {
		return false
	}
	return p.dated()
}

func (p *stamp) clock() bool {
	if p.hasClock {
		return false
	}
	m := p.take(clockParts)
	if m == nil && p.clockNext {
		m = p.take(clockRun)
	}
	if m == nil {
		if m = p.take(hourAlone); m == nil {
			return false
		}
		m = append(m, "", "", "")
	}
	p.hour, p.minute, p.second, p.nano = number(m[1]), number(m[2]), number(m[3]), int(nanoseconds(m[4]))
	p.hasClock, p.clockNext = true, false
	return p.hour < 24 && p.minute < 60 && p.second < 60
}

// loose reads a number that stands alone: the day or year of a date whose month
// is named.
func (p *stamp) loose() bool {
	digits := leadingDigits(p.rest)
	to := &p.day
	switch {
	case len(digits) == 4:
		to = &p.year
	case len(digits) > 2:
		return false
	case p.monthNext:
		to, p.monthNext = &p.month, false
	}
	if *to != 0 {
		return false
	}
	*to = number(digits)
	p.rest = p.rest[len(digits):]
	return *to > 0
}

func (p *stamp) word() bool {
	said := words.FindString(p.rest)
	word := strings.TrimRight(strings.ToLower(said), ".")
	p.rest = p.rest[len(said):]
	switch month := monthOf(word); {
	case word == "t" && p.dated() && !p.hasClock && leadingDigits(p.rest) != "":
		p.clockNext = true
	case word == "am" || word == "a.m" || word == "sa":
		return p.setHalf("am")
	case word == "pm" || word == "p.m" || word == "ch":
		return p.setHalf("pm")
	case month > 0 && p.month == 0:
		p.month = month
	case word == "tháng" || word == "thg":
		p.monthNext = p.month == 0
		return p.monthNext
	case p.hasClock && (word == "z" || word == "utc" || word == "gmt" || word == "ict"):
		return p.namedZone(word)
	case p.hasOffset && zoneLetter.MatchString(said): // +0700 ICT says it twice
	default:
		return slices.Contains(silent, word)
	}
	return true
}

func (p *stamp) setHalf(half string) bool {
	ok := p.half == ""
	p.half = half
	return ok
}

// halfDay applies AM or PM.
func (p *stamp) halfDay() bool {
	switch {
	case p.half == "":
	case !p.hasClock || p.half == "am" && p.hour > 12:
		return false
	case p.half == "am" && p.hour == 12:
		p.hour = 0
	case p.half == "pm" && p.hour < 12:
		p.hour += 12
	}
	return true
}

// namedZone reads Z, UTC, GMT, GMT+7 and ICT, Indochina's time.
func (p *stamp) namedZone(word string) bool {
	if word == "utc" || word == "gmt" {
		if p.rest != "" && strings.ContainsAny(p.rest[:1], "+-") {
			return p.zone()
		}
	}
	seconds := 0
	if word == "ict" {
		seconds = 7 * 3600
	}
	return p.setOffset(seconds)
}

// zone reads +07, +7, +0700, +07:00 and +07:06:30.
func (p *stamp) zone() bool {
	sign := 1
	if p.rest[0] != '+' {
		sign = -1
	}
	m := p.take(zoneDigits)
	if m == nil || number(m[1]) > 15 || number(m[2]) > 59 || number(m[3]) > 59 {
		return false
	}
	return p.setOffset(sign * (number(m[1])*3600 + number(m[2])*60 + number(m[3])))
}

// setOffset notes the zone; a second one has to say the same.
func (p *stamp) setOffset(seconds int) bool {
	ok := !p.hasOffset || p.offset == seconds
	p.offset, p.hasOffset = seconds, true
	return ok
}

// zoneByName reads [Asia/Ho_Chi_Minh]; an offset before it goes first.
func (p *stamp) zoneByName() bool {
	m := p.take(zoneName)
	if m == nil {
		return false
	}
	loc, err := time.LoadLocation(m[1])
	if err == nil {
		p.loc = loc
	}
	return err == nil
}
