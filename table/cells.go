package table

import (
	"math/big"
	"strconv"
	"strings"
)

// joinCells writes cells as a row of CSV, for those that come from no text: so
// they can be given back, mended and read again.
func joinCells(cells []string) []byte {
	var out []byte
	for i, c := range cells {
		if i > 0 {
			out = append(out, ',')
		}
		if strings.ContainsAny(c, ",\"\r\n") || strings.TrimSpace(c) != c {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		if out = append(out, c...); len(out) > MaxRow {
			return out[:MaxRow]
		}
	}
	return out
}

// plainDigits writes a number that a program stored so that it can be read in
// one way only: without an exponent, as precise as a spreadsheet shows it, and
// never with three decimals, which would look like a group of thousands.
func plainDigits(s string) string {
	if len(s) > 0 && len(s) <= 15 && leadingDigits(strings.TrimPrefix(s, "-")) == strings.TrimPrefix(s, "-") {
		return s // the common case
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	if strings.Trim(s, "-0123456789") == "" { // long numbers are codes, to be kept to the digit
		return s
	}
	text := strconv.FormatFloat(f, 'g', 15, 64)
	if strings.ContainsAny(text, "e") {
		if big, _, err := big.ParseFloat(text, 10, 64, big.ToNearestEven); err == nil && f > -1e21 && f < 1e21 {
			text = big.Text('f', -1)
		}
	}
	if dot := strings.IndexByte(text, '.'); dot >= 0 && len(text)-dot == 4 {
		text += "0"
	}
	return text
}
