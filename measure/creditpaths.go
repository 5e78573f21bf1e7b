package measure

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"cham"
	"cham/measure/stat"
)

// CreditPath is a way that customers took, with what it led to. Steps are
// numbers of values.
type CreditPath struct {
	Steps       []int
	Conversions float64
	Value       float64
	Null        float64
}

// PathModels are the choices of attribution over aggregated paths.
type PathModels struct {
	// HalfLife of time decay in touches, over 0; a touch's weight is
	// 2^(−touches after it / HalfLife).
	HalfLife float64
	// Order of the Markov chain, 1 to 3.
	Order int
	// Collapse takes equal values in a row for one.
	Collapse bool
}

// Attribute credits the values of aggregated paths by all models: first and
// last give the whole to one touch, Markov goes by removal effects (stat.Chain),
// brought to add up to all conversions, the others are those of stat.CreditShares.
// Value is credited as conversions are; by Markov in the same shares.
func Attribute(values []string, paths []CreditPath, o PathModels) *AttributionAnswer {
	a := &AttributionAnswer{Order: o.Order, Rows: make([]CreditRow, len(values))}
	for i, v := range values {
		a.Rows[i].Value = v
	}
	chain, shares := stat.NewChain(len(values), o.Order), stat.NewCreditShares(len(values))
	conversions, null := 0.0, 0.0
	for _, p := range paths {
		if o.Collapse {
			p.Steps = slices.Compact(slices.Clone(p.Steps))
		}
		conversions, null = conversions+p.Conversions, null+p.Null
		a.Value += p.Value
		a.creditPath(p, o.HalfLife, shares)
		chain.Path(p.Steps, p.Conversions, p.Null)
	}
	a.Conversions, a.Null = int(math.Round(conversions)), int(math.Round(null))
	a.creditMarkov(chain, conversions)
	return a
}

func (a *AttributionAnswer) creditPath(p CreditPath, halfLife float64, shares *stat.CreditShares) {
	n := len(p.Steps)
	back := make([]float64, n)
	for i := range back {
		back[i] = float64(n - 1 - i)
	}
	shares.Share(p.Steps, back, halfLife)
	for _, v := range shares.Values {
		r, s := &a.Rows[v], shares.Of(v)
		r.Paths += int(math.Round(p.Conversions))
		r.Null += int(math.Round(p.Null))
		r.Credits.Linear.add(p, s.Linear)
		r.Credits.TimeDecay.add(p, s.TimeDecay)
		r.Credits.Position.add(p, s.Position)
		r.Credits.Shapley.add(p, s.Shapley)
	}
	a.Rows[p.Steps[0]].Credits.First.add(p, 1)
	a.Rows[p.Steps[n-1]].Credits.Last.add(p, 1)
}

func (c *Credit) add(p CreditPath, share float64) {
	c.Conversions += share * p.Conversions
	c.Value += share * p.Value
}

// ReadCreditPaths reads aggregated paths: lines of
// path;total_conversions;total_conversion_value;total_null under a header that
// names these columns (any order; the last two may be missing), a path's steps
// joined by " > ". It returns the values in the order of their names. The
// first bad line is a cham.Error with CodeInvalid that names it and says why.
func ReadCreditPaths(r io.Reader) (values []string, paths []CreditPath, err error) {
	lines := csv.NewReader(dropBOM(r))
	lines.Comma, lines.FieldsPerRecord, lines.LazyQuotes, lines.ReuseRecord = ';', -1, true, true
	header, err := lines.Read()
	if err != nil {
		return nil, nil, badLine(1, "the file is empty or has no header: %v", err)
	}
	f := pathsFile{number: map[string]int{}}
	if err := f.header(header); err != nil {
		return nil, nil, err
	}
	for {
		fields, err := lines.Read()
		if err == io.EOF {
			break
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, nil, badLine(wrong.Line, "%v", wrong.Err)
		} else if err != nil {
			return nil, nil, cham.Wrap(cham.CodeInvalid, "measure.ReadCreditPaths", err)
		}
		line, _ := lines.FieldPos(0)
		p, reason := f.path(fields)
		if reason != "" {
			return nil, nil, badLine(line, "%s", reason)
		}
		paths = append(paths, p)
	}
	if len(paths) == 0 {
		return nil, nil, badLine(2, "there are no paths")
	}
	return f.sorted(paths), paths, nil
}

// dropBOM leaves out the mark that spreadsheets put at a file's start.
func dropBOM(r io.Reader) io.Reader {
	start := make([]byte, 3)
	n, _ := io.ReadFull(r, start)
	return io.MultiReader(bytes.NewReader(bytes.TrimPrefix(start[:n], []byte("\ufeff"))), r)
}

func badLine(line int, reason string, args ...any) error {
	e := cham.Errorf(cham.CodeInvalid, "measure.ReadCreditPaths", reason, args...)
	e.Field = "line " + strconv.Itoa(line)
	return e
}

// pathsFile is what is known while a file of paths is read.
type pathsFile struct {
	column [4]int // of path, conversions, value, null; −1 for none
	number map[string]int
	values []string
}

var pathColumns = [4]string{"path", "total_conversions", "total_conversion_value", "total_null"}

func (f *pathsFile) header(fields []string) error {
	for i, name := range pathColumns {
		f.column[i] = slices.IndexFunc(fields, func(s string) bool { return strings.TrimSpace(s) == name })
	}
	if f.column[0] < 0 || f.column[1] < 0 {
		return badLine(1, "the header must name the columns %q; there is %q", strings.Join(pathColumns[:], ";"), strings.Join(fields, ";"))
	}
	return nil
}

// path reads one line; the reason is why it cannot.
func (f *pathsFile) path(fields []string) (p CreditPath, reason string) {
	var numbers [4]float64
	for i, column := range f.column {
		if column < 0 {
			continue
		}
		if column >= len(fields) {
			return p, fmt.Sprintf("%d fields, %s is missing", len(fields), pathColumns[i])
		}
		if i == 0 {
			continue
		}
		x, err := strconv.ParseFloat(strings.TrimSpace(fields[column]), 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) || x < 0 && i != 2 {
			return p, fmt.Sprintf("%s is %q, no number that can be", pathColumns[i], fields[column])
		}
		numbers[i] = x
	}
	p = CreditPath{Conversions: numbers[1], Value: numbers[2], Null: numbers[3]}
	for step := range strings.SplitSeq(fields[f.column[0]], " > ") {
		name := strings.TrimSpace(step)
		if name == "" {
			return p, fmt.Sprintf("a step of the path %q is empty", fields[f.column[0]])
		}
		n := f.numberOf(name)
		if n >= stat.MaxChainValues {
			return p, fmt.Sprintf("over %d channels", stat.MaxChainValues)
		}
		p.Steps = append(p.Steps, n)
	}
	return p, ""
}

func (f *pathsFile) numberOf(name string) int {
	n, ok := f.number[name]
	if !ok {
		n = len(f.values)
		name = strings.Clone(name)
		f.number[name], f.values = n, append(f.values, name)
	}
	return n
}

// sorted numbers the values in the order of their names.
func (f *pathsFile) sorted(paths []CreditPath) []string {
	sorted := slices.Sorted(slices.Values(f.values))
	to := make([]int, len(sorted))
	for i, name := range sorted {
		to[f.number[name]] = i
	}
	for _, p := range paths {
		for i, v := range p.Steps {
			p.Steps[i] = to[v]
		}
	}
	return sorted
}
