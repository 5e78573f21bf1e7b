package route

import (
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/humatest"
	"pgregory.net/rapid"
)

// However a region separates cells, none of a file is a formula.
func TestNoCellIsAFormula(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", " ", "\u00a0", "\ufeff", `"`, "'", ";", ",",
		"1", "5.5", "ờ"})
	cells := rapid.Map(rapid.SliceOfN(pieces, 0, 8), func(p []string) string { return strings.Join(p, "") })
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(cells, 3, 3), 1, 4).Draw(t, "rows")
		file := Table{"x", []string{"a", "b", "c"}, func(write func(...any) error) (err error) {
			for _, r := range rows {
				err = errors.Join(err, write(r[0], r[1], r[2]))
			}
			return err
		}}.CSV(',')
		text := strings.TrimPrefix(sent(file), "\ufeff")
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

// A table that cannot be read to its end, or whose reader is gone, is broken off.
func TestBrokenOff(t *testing.T) {
	for name, rows := range map[string]func(func(...any) error) error{
		"read":  func(func(...any) error) error { return io.ErrUnexpectedEOF },
		"write": func(write func(...any) error) error { return errors.Join(write("x"), io.ErrClosedPipe) }} {
		func() {
			defer func() {
				if v := recover(); v != http.ErrAbortHandler {
					t.Errorf("%s: %v", name, v)
				}
			}()
			sent(Table{"x", []string{"a"}, rows}.CSV(','))
		}()
	}
}

// sent is what a file's reader gets.
func sent(f File) string {
	w := httptest.NewRecorder()
	f.Body(humatest.NewContext(&huma.Operation{}, httptest.NewRequest(http.MethodGet, "/", nil), w))
	return w.Body.String()
}

// Where a comma is the decimal sign, a semicolon separates.
func TestSemicolons(t *testing.T) {
	file := Table{"x", []string{"a", "b"}, func(write func(...any) error) error { return write(-1.5, "1.5", 7, "x;y") }}
	if got := sent(file.CSVBy(Separator{"semicolon"})); got != "\ufeffa;b\n-1,5;1.5;7;\"x;y\"\n" {
		t.Errorf("%q", got)
	}
}

// A number stays one, also where a region reads the whole line as one cell
// ("-1,x": no formula, as what follows the number is not one's).
var number = regexp.MustCompile(`^(-?[0-9]+([.,][0-9]+)?|\+[0-9]{7,15})($|[,;\t])`)

func runs(cell string) bool {
	cell = strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || r == '"' || r == '\ufeff' })
	if number.MatchString(cell) {
		return false
	}
	return cell != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(cell)[0])
}
