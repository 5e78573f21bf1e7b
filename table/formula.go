package table

import "regexp"

// What spreadsheets run (OWASP, CSV injection): a text that begins with one of
// these signs, also full-width, small, or after blanks and quotes. Where lists are
// separated by semicolons or tabs, a new cell begins inside the text too. Texts that
// have the apostrophe already get another, so that what was written can be told.
const formula = `'*[\p{Z}\p{Cf}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}"]*[=+\-@＝＋－＠﹦﹢﹣﹫]`

var (
	plainNumber = regexp.MustCompile(`^-?[0-9]+([.,][0-9]+)?$`)
	// plainPhone is +84912000999: a number to a spreadsheet, whatever it makes of the
	// plus. With signs between its digits it would be a sum.
	plainPhone = regexp.MustCompile(`^\+[0-9]{7,15}$`)

	runs, quoted            = regexp.MustCompile(`(^|[;\t\r\n])(` + formula + `)`), regexp.MustCompile(`(^|[;\t\r\n])'(` + formula + `)`)
	begins, quotedBeginning = regexp.MustCompile(`^('*[\t\r\n])`), regexp.MustCompile(`^'('*[\t\r\n])`)
)

// EscapeFormula puts an apostrophe, which says "text" to a spreadsheet, before what
// would be run. Numbers stay as they are, those of telephones too.
func EscapeFormula(s string) string {
	if plainNumber.MatchString(s) || plainPhone.MatchString(s) {
		return s
	}
	return begins.ReplaceAllString(runs.ReplaceAllString(s, "$1'$2"), "'$1")
}

// UnescapeFormula takes off what EscapeFormula put, and nothing else.
func UnescapeFormula(s string) string {
	return quoted.ReplaceAllString(quotedBeginning.ReplaceAllString(s, "$1"), "$1$2")
}
