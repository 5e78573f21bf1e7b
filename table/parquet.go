package table

import (
	"fmt"
	"io"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// parquetRows are the rows of a Parquet file, group by group.
type parquetRows struct {
	file    *File
	groups  []parquet.RowGroup
	meta    []format.RowGroup // what is said of them
	group   int               // the next one
	rows    parquet.Rows
	show    []func(parquet.Value) string // by column
	line    int                          // the number of the row, the first one 1
	total   int64
	buffer  []parquet.Row
	waiting []parquet.Row
}

// parquet reads a Parquet file.
func (f *File) parquet() (r *Reader, err error) {
	defer recovered(1, &err)
	if err := f.checkFooter(); err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(f.whole, f.size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, invalid(1, "parquet", "a damaged Parquet file: %v", err)
	}
	r = &Reader{form: Form{Delimiter: ","}}
	p := &parquetRows{file: f, groups: file.RowGroups(), total: file.NumRows(), buffer: make([]parquet.Row, 64)}
	for _, path := range file.Schema().Columns() {
		leaf, ok := file.Schema().Lookup(path...)
		if !ok || leaf.ColumnIndex != len(p.show) {
			return nil, invalid(1, "parquet", "a damaged Parquet file: the column %q is not where it should be", path)
		}
		r.Header, p.show = append(r.Header, columnName(path)), append(p.show, shower(leaf.Node.Type()))
	}
	switch {
	case len(r.Header) > MaxColumns:
		return nil, invalid(1, "columns", "over %d columns", MaxColumns)
	case len(r.Header) == 0, p.total == 0:
		return nil, invalid(1, "rows", "the file has no rows")
	case p.total < 0 || p.total > mostRows:
		return nil, invalid(1, "parquetBig", "%d rows", p.total)
	}
	p.meta = file.Metadata().RowGroups
	if len(p.meta) != len(p.groups) {
		return nil, invalid(1, "parquet", "a damaged Parquet file: %d row groups are %d", len(p.meta), len(p.groups))
	}
	r.rows = p
	return r, p.sample(r)
}

// sample reads the first rows, and begins anew.
func (p *parquetRows) sample(r *Reader) error {
	for len(r.Sample) < headLines {
		row, err := p.next()
		if err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		r.Sample = append(r.Sample, row.Cells)
	}
	if p.rows != nil {
		_ = p.rows.Close() // only read
	}
	p.group, p.rows, p.waiting, p.line = 0, nil, nil, 0
	if len(r.Sample) == 0 {
		return invalid(1, "rows", "the file has no rows")
	}
	return nil
}

// columnName is a path without what lists have between.
func columnName(path []string) string {
	plain := slices.DeleteFunc(slices.Clone(path), func(s string) bool {
		return s == "list" || s == "element" || s == "bag" || s == "array_element" || s == "array"
	})
	if len(plain) == 0 {
		plain = path
	}
	return strings.Join(plain, ".")
}

func (p *parquetRows) next() (row Row, err error) {
	defer recovered(p.line+1, &err)
	for len(p.waiting) == 0 {
		if p.rows == nil {
			if p.group == len(p.groups) {
				return Row{Line: p.line}, io.EOF
			}
			if err := p.file.checkGroup(&p.meta[p.group], p.group); err != nil {
				return Row{Line: p.line + 1}, err
			}
			p.rows, p.group = p.groups[p.group].Rows(), p.group+1
		}
		n, err := p.rows.ReadRows(p.buffer)
		if p.waiting = p.buffer[:n]; err == io.EOF {
			if n == 0 {
				_ = p.rows.Close() // only read
				p.rows = nil
			}
		} else if err != nil {
			return Row{Line: p.line + 1}, invalid(p.line+1, "parquet", "a damaged Parquet file: %v", err)
		}
	}
	p.line++
	p.file.read.Store(int64(float64(p.file.size) * min(1, float64(p.line)/float64(max(1, p.total)))))
	row = p.row(p.waiting[0])
	p.waiting = p.waiting[1:]
	return row, nil
}

// row writes the values of a row as cells; several of a list are one.
func (p *parquetRows) row(values parquet.Row) Row {
	row := Row{Line: p.line, Cells: make([]string, len(p.show))}
	size := 0
	for _, v := range values {
		c := v.Column()
		if v.IsNull() || c < 0 || c >= len(p.show) {
			continue
		}
		text := p.show[c](v)
		if size += len(text); size > MaxRow {
			row.Fault = FaultLong
			break
		}
		if !utf8.ValidString(text) {
			row.Fault = FaultNoText
		}
		if row.Cells[c] != "" {
			text = row.Cells[c] + ", " + text
		}
		row.Cells[c] = text
	}
	row.Text = joinCells(row.Cells)
	return row
}

// recovered makes an error of what the library panics at.
func recovered(line int, err *error) {
	if why := recover(); why != nil {
		*err = invalid(line, "parquet", "a damaged Parquet file: %v", why)
	}
}

// shower writes the values of a column as cells.
func shower(t parquet.Type) func(parquet.Value) string {
	var logical any
	if l := t.LogicalType(); l != nil {
		logical = l.Value
	}
	switch l := logical.(type) {
	case *format.TimestampType:
		return stamps(l)
	case *format.DateType:
		return func(v parquet.Value) string { return time.Unix(int64(v.Int32())*86400, 0).UTC().Format(time.DateOnly) }
	case *format.TimeType:
		unit := unitOf(l.Unit)
		return func(v parquet.Value) string {
			return time.Unix(0, 0).UTC().Add(counted64(v) * unit).Format("15:04:05.999")
		}
	case *format.DecimalType:
		return decimals(int(l.Scale))
	case *format.UUIDType:
		return func(v parquet.Value) string { b := v.ByteArray(); return fmt.Sprintf("%x", b) }
	}
	return plainValue
}

func unitOf(u format.TimeUnit) time.Duration {
	if u.Value == nil {
		return time.Millisecond
	}
	return u.Value.Duration()
}

func counted64(v parquet.Value) time.Duration {
	if v.Kind() == parquet.Int32 {
		return time.Duration(v.Int32())
	}
	return time.Duration(v.Int64())
}

// stamps are instants, or readings of a clock on a wall.
func stamps(l *format.TimestampType) func(parquet.Value) string {
	perSecond, form := int64(time.Second/unitOf(l.Unit)), "2006-01-02 15:04:05.999999999"
	if l.IsAdjustedToUTC {
		form = time.RFC3339Nano
	}
	return func(v parquet.Value) string {
		n := v.Int64()
		return time.Unix(n/perSecond, n%perSecond*(int64(time.Second)/perSecond)).UTC().Format(form)
	}
}

// decimals are amounts stored as whole numbers, in any of four ways.
func decimals(scale int) func(parquet.Value) string {
	unit := new(big.Float).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(min(max(scale, 0), 40))), nil))
	return func(v parquet.Value) string {
		n := new(big.Int)
		switch v.Kind() {
		case parquet.Int32:
			n.SetInt64(int64(v.Int32()))
		case parquet.Int64:
			n.SetInt64(v.Int64())
		default: // two's complement, the highest byte first
			b := v.ByteArray()
			if n.SetBytes(b); len(b) > 0 && b[0] > 127 {
				n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
			}
		}
		if scale <= 0 {
			return n.String()
		}
		f, _ := new(big.Float).Quo(new(big.Float).SetInt(n), unit).Float64()
		return plainDigits(strconv.FormatFloat(f, 'f', -1, 64))
	}
}

// plainValue writes a value without a further meaning.
func plainValue(v parquet.Value) string {
	switch v.Kind() {
	case parquet.Boolean:
		return strconv.FormatBool(v.Boolean())
	case parquet.Int32:
		return strconv.FormatInt(int64(v.Int32()), 10)
	case parquet.Int64:
		return strconv.FormatInt(v.Int64(), 10)
	case parquet.Float:
		return plainDigits(strconv.FormatFloat(float64(v.Float()), 'g', -1, 32))
	case parquet.Double:
		return plainDigits(strconv.FormatFloat(v.Double(), 'g', -1, 64))
	case parquet.Int96: // nanoseconds of a Julian day, as Spark wrote times
		i := v.Int96()
		nanos := int64(i[0]) | int64(i[1])<<32
		return time.Unix((int64(i[2])-2440588)*86400, nanos).UTC().Format(time.RFC3339Nano)
	}
	return strings.TrimSpace(string(v.ByteArray()))
}
