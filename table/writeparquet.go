package table

import (
	"io"
	"math"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
)

// What is held back before it is written: Parquet keeps the cells of a column
// together, for so many rows.
const (
	rowsOfGroup = 20_000
	rowsToJudge = 1000
)

// parquetWriter writes Parquet.
type parquetWriter struct {
	out     io.Writer
	columns []string
	kinds   []parquet.Kind
	stamps  []bool
	judged  [][]any // rows that came before the kinds of the columns are known
	w       *parquet.GenericWriter[any]
	n       int
	row     parquet.Row
}

// NewParquet writes a Parquet file, packed with zstd, in groups of 20,000 rows.
// A column is of numbers, instants (UTC) or booleans when its first thousand
// rows are, else of text; a later cell that is none of that is left empty.
func NewParquet(w io.Writer, columns []string) (Writer, error) {
	names, seen := make([]string, len(columns)), map[string]int{}
	for i, c := range columns {
		if names[i] = c; c == "" {
			names[i] = "column " + strconv.Itoa(i+1)
		}
		if seen[names[i]]++; seen[names[i]] > 1 {
			names[i] += " (" + strconv.Itoa(seen[names[i]]) + ")"
		}
	}
	return &parquetWriter{out: w, columns: names}, nil
}

func (p *parquetWriter) Write(cells ...any) error {
	if p.w != nil {
		return p.put(cells)
	}
	p.judged = append(p.judged, append([]any(nil), cells...))
	if len(p.judged) < rowsToJudge {
		return nil
	}
	return p.begin()
}

// begin judges the columns, and writes what waited for that.
func (p *parquetWriter) begin() error {
	group := parquet.Group{}
	p.kinds, p.stamps = make([]parquet.Kind, len(p.columns)), make([]bool, len(p.columns))
	for i, name := range p.columns {
		node := p.judge(i)
		p.kinds[i] = node.Type().Kind()
		group[name] = parquet.Optional(node)
	}
	schema := parquet.NewSchema("table", ordered{group, p.columns})
	p.w = parquet.NewGenericWriter[any](p.out, schema, parquet.Compression(&parquet.Zstd),
		parquet.PageBufferSize(64<<10), parquet.WriteBufferSize(64<<10))
	rows := p.judged
	p.judged = nil
	for _, r := range rows {
		if err := p.put(r); err != nil {
			return err
		}
	}
	return nil
}

// judge finds what all cells of a column are.
func (p *parquetWriter) judge(column int) parquet.Node {
	var text, number, whole, stamp, truth bool
	for _, r := range p.judged {
		if column >= len(r) {
			continue
		}
		switch v := r[column].(type) {
		case nil:
		case float64:
			number = true
		case int, int64:
			whole = true
		case time.Time:
			stamp = stamp || !v.IsZero()
		case bool:
			truth = true
		default:
			text = text || v != ""
		}
	}
	switch {
	case text || count(number || whole, stamp, truth) != 1:
		return parquet.String()
	case number:
		return parquet.Leaf(parquet.DoubleType)
	case whole:
		return parquet.Leaf(parquet.Int64Type)
	case truth:
		return parquet.Leaf(parquet.BooleanType)
	}
	p.stamps[column] = true
	return parquet.Timestamp(parquet.Millisecond)
}

func count(all ...bool) (n int) {
	for _, b := range all {
		if b {
			n++
		}
	}
	return n
}

func (p *parquetWriter) put(cells []any) error {
	p.row = p.row[:0]
	for i := range p.columns {
		var v parquet.Value
		if i < len(cells) {
			v = p.value(i, cells[i])
		}
		defined := 1
		if v.IsNull() {
			defined = 0
		}
		p.row = append(p.row, v.Level(0, defined, i))
	}
	if _, err := p.w.WriteRows([]parquet.Row{p.row}); err != nil {
		return err
	}
	if p.n++; p.n%rowsOfGroup == 0 {
		return p.w.Flush()
	}
	return nil
}

// value is a cell as its column holds it; nothing when that cannot be.
func (p *parquetWriter) value(column int, cell any) parquet.Value {
	if cell == nil {
		return parquet.NullValue()
	}
	switch p.kinds[column] {
	case parquet.Double:
		if n, ok := asFloat(cell); ok {
			return parquet.DoubleValue(n)
		}
	case parquet.Int64:
		if at, ok := cell.(time.Time); ok && p.stamps[column] && !at.IsZero() {
			return parquet.Int64Value(at.UnixMilli())
		}
		if n, ok := asFloat(cell); ok && !p.stamps[column] && n == math.Trunc(n) {
			return parquet.Int64Value(int64(n))
		}
	case parquet.Boolean:
		if b, ok := cell.(bool); ok {
			return parquet.BooleanValue(b)
		}
	default:
		if s := text(cell); s != "" {
			return parquet.ByteArrayValue([]byte(s))
		}
	}
	return parquet.NullValue()
}

func asFloat(cell any) (float64, bool) {
	switch v := cell.(type) {
	case float64:
		return v, !math.IsNaN(v)
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	}
	return 0, false
}

func (p *parquetWriter) Close() error {
	if p.w == nil {
		if err := p.begin(); err != nil {
			return err
		}
	}
	return p.w.Close()
}

// ordered is a group whose columns keep their order.
type ordered struct {
	parquet.Group
	names []string
}

func (o ordered) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range o.Group.Fields() {
		byName[f.Name()] = f
	}
	fields := make([]parquet.Field, len(o.names))
	for i, n := range o.names {
		fields[i] = byName[n]
	}
	return fields
}
