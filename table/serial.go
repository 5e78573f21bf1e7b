package table

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// look is how a style shows a number.
type look uint8

const (
	lookNumber look = iota
	lookDate        // a day
	lookStamp       // a day and a time, or a time
	lookLength      // a length of time
	lookZeros       // a code that is filled up with noughts; its width is added
)

// lookOf reads the format of a number, as Excel writes them.
func lookOf(id int, code string) look {
	switch {
	case code == "" && (id >= 14 && id <= 17 || id >= 27 && id <= 31 || id >= 50 && id <= 58 || id == 36):
		return lookDate
	case code == "" && (id >= 18 && id <= 22 || id >= 32 && id <= 35 || id == 45 || id == 47):
		return lookStamp
	case code == "" && id == 46:
		return lookLength
	}
	return lookOfCode(code)
}

func lookOfCode(code string) look {
	code, _, _ = strings.Cut(code, ";") // behind it the formats of negative numbers and nought
	if n := len(code); n > 1 && n < 20 && strings.Trim(code, "0") == "" {
		return lookZeros + look(n)
	}
	letters, length := formatLetters(code)
	day, clock := strings.ContainsAny(letters, "yd"), strings.ContainsAny(letters, "hs")
	switch {
	case strings.ContainsAny(letters, "#?"):
		return lookNumber
	case length:
		return lookLength
	case clock:
		return lookStamp
	case day, strings.Contains(letters, "mmm"):
		return lookDate
	}
	return lookNumber
}

// formatLetters are the letters of a format that stand for a part of a date:
// without text, colours and languages. [h] counts on behind 24 hours: a length.
func formatLetters(code string) (letters string, length bool) {
	var out strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '\\', '_', '*':
			i++
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return out.String(), length
			}
			i += end + 1
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return out.String(), length
			}
			inner := strings.ToLower(code[i+1 : i+end])
			length = length || inner != "" && strings.Trim(inner, inner[:1]) == "" && strings.Contains("hms", inner[:1])
			i += end
		case 'E', 'e':
			if i+1 < len(code) && (code[i+1] == '+' || code[i+1] == '-') {
				return "", false // 0.00E+00
			}
		default:
			out.WriteByte(c | 0x20)
		}
	}
	text := out.String()
	for _, word := range []string{"general", "am/pm", "a/p"} {
		text = strings.ReplaceAll(text, word, "")
	}
	return text, length
}

// excelDays is the time that a number of days stands for; from1904 as old Macs
// count. Whole seconds, for the number is no more precise.
func excelDays(s string, from1904 bool) (time.Time, bool) {
	days, err := strconv.ParseFloat(s, 64)
	if err != nil || !(days >= 0 && days < 2958466) { // the year 10000
		return time.Time{}, false
	}
	begin := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		begin = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60: // 1900 had a 29 February there
		begin = begin.AddDate(0, 0, 1)
	}
	whole, part := math.Modf(days)
	return begin.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round(part*86400)) * time.Second), true
}

// show writes a stored number as its style means it.
func (l look) show(s string, from1904 bool) string {
	if l == lookNumber {
		return plainDigits(s)
	}
	if l > lookZeros {
		if text := plainDigits(s); leadingDigits(text) == text {
			return strings.Repeat("0", max(0, int(l-lookZeros)-len(text))) + text
		}
		return plainDigits(s)
	}
	days, err := strconv.ParseFloat(s, 64)
	if l == lookLength || err == nil && days >= 0 && days < 1 && !from1904 {
		if err != nil || !(days >= 0 && days < 1e6) {
			return plainDigits(s)
		}
		n := int64(math.Round(days * 86400))
		return strconv.FormatInt(n/3600, 10) + ":" + two(n/60%60) + ":" + two(n%60)
	}
	t, ok := excelDays(s, from1904)
	switch {
	case !ok:
		return plainDigits(s)
	case l == lookDate && t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0:
		return t.Format(time.DateOnly)
	}
	return t.Format(time.DateTime)
}

func two(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}
