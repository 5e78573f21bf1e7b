package route

import (
	"encoding/csv"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// However a region separates cells, none of a file is a formula.
func TestNoCellIsAFormula(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", " ", "\u00a0", "\ufeff", `"`, "'", ";", ",",
		"1", "5.5", "ờ"})
	cells := rapid.Map(rapid.SliceOfN(pieces, 0, 8), func(p []string) string { return strings.Join(p, "") })
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(cells, 3, 3), 1, 4).Draw(t, "rows")
		file := Table{"x", []string{"a", "b", "c"}, func(write func(...any)) {
			for _, r := range rows {
				write(r[0], r[1], r[2])
			}
		}}.CSV(',')
		text := strings.TrimPrefix(string(file.Body), "\ufeff")
		for _, comma := range ",;\t" {
			r := csv.NewReader(strings.NewReader(text))
			r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
			all, err := r.ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range all {
				for _, c := range row {
					if runs(c) {
						t.Fatalf("separated by %q: %q is a formula in %q", comma, c, text)
					}
				}
			}
		}
	})
}

// Where a comma is the decimal sign, a semicolon separates.
func TestSemicolons(t *testing.T) {
	file := Table{"x", []string{"a", "b"}, func(write func(...any)) { write(-1.5, "1.5", 7, "x;y") }}.CSVBy(Separator{"semicolon"})
	if got := string(file.Body); got != "\ufeffa;b\n-1,5;1.5;7;\"x;y\"\n" {
		t.Errorf("%q", got)
	}
}

// A number stays one, also where a region reads the whole line as one cell
// ("-1,x": no formula, as what follows the number is not one's).
var number = regexp.MustCompile(`^-?[0-9]+([.,][0-9]+)?($|[,;\t])`)

func runs(cell string) bool {
	cell = strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || r == '"' || r == '\ufeff' })
	if number.MatchString(cell) {
		return false
	}
	return cell != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(cell)[0])
}
