package ask

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"cham"
	"cham/measure"
	"cham/measure/stat"
	"cham/table"
)

var pathColumns = [4]string{"path", "total_conversions", "total_conversion_value", "total_null"}

// ReadPaths reads aggregated paths for measure.Attribute: rows of
// path;total_conversions;total_conversion_value;total_null under a header that
// names these columns (any order; the last two may be missing), a path's steps
// joined by " > ". It returns the values in the order of their names. The
// first bad line is a cham.Error with CodeInvalid that names it and says why.
func ReadPaths(r io.Reader) (values []string, paths []measure.CreditPath, err error) {
	lines, err := table.NewLines(r)
	if err != nil {
		return nil, nil, err
	}
	rows, err := table.NewReader(lines)
	if err != nil {
		return nil, nil, err
	}
	f := pathsFile{number: map[string]int{}}
	if err := f.header(rows); err != nil {
		return nil, nil, err
	}
	for {
		row, err := rows.Next()
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, nil, err
		}
		p, reason := f.path(row)
		if reason != "" {
			return nil, nil, badLine(row.Line, "%s", reason)
		}
		paths = append(paths, p)
	}
	return f.sorted(paths), paths, nil
}

func badLine(line int, reason string, args ...any) error {
	e := cham.Errorf(cham.CodeInvalid, "ask.ReadPaths", reason, args...)
	e.Field = "line " + strconv.Itoa(line)
	return e
}

// pathsFile is what is known while a file of paths is read.
type pathsFile struct {
	column [4]int // of path, conversions, value, null; −1 for none
	number map[string]int
	values []string
}

func (f *pathsFile) header(rows *table.Reader) error {
	for i, name := range pathColumns {
		f.column[i] = rows.Column(name)
	}
	if f.column[0] < 0 || f.column[1] < 0 {
		return badLine(1, "the header must name the columns %q; there is %q",
			strings.Join(pathColumns[:], ";"), strings.Join(rows.Header, ";"))
	}
	return nil
}

// path reads one row; the reason is why it cannot.
func (f *pathsFile) path(row table.Row) (p measure.CreditPath, reason string) {
	if row.Fault != "" {
		return p, "the row cannot be read: " + string(row.Fault)
	}
	var numbers [4]float64
	for i, column := range f.column {
		if column >= len(row.Cells) {
			return p, fmt.Sprintf("%d fields, %s is missing", len(row.Cells), pathColumns[i])
		}
		if i == 0 || column < 0 {
			continue
		}
		// A program wrote these: 1.234 is one and a bit, not table.Number's thousand.
		x, err := strconv.ParseFloat(row.Cells[column], 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) || x < 0 && i != 2 {
			return p, fmt.Sprintf("%s is %q, no number that can be", pathColumns[i], row.Cells[column])
		}
		numbers[i] = x
	}
	p = measure.CreditPath{Conversions: numbers[1], Value: numbers[2], Null: numbers[3]}
	p.Steps, reason = f.steps(row.Cells[f.column[0]])
	return p, reason
}

func (f *pathsFile) steps(path string) (steps []int, reason string) {
	for step := range strings.SplitSeq(path, " > ") {
		name := strings.TrimSpace(step)
		if name == "" {
			return nil, fmt.Sprintf("a step of the path %q is empty", path)
		}
		n := f.numberOf(name)
		if n >= stat.MaxChainValues {
			return nil, fmt.Sprintf("over %d channels", stat.MaxChainValues)
		}
		steps = append(steps, n)
	}
	return steps, ""
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
func (f *pathsFile) sorted(paths []measure.CreditPath) []string {
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
