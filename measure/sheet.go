package measure

import (
	"reflect"
	"strings"
	"time"

	"cham/measure/stat"
)

// Sheet is the main list of an answer as rows and columns, for spreadsheets
// and terminals: one column per field, named as in the JSON; Rate and Spread
// are left whole. Answers with parts or a comparison have the columns "part"
// and "period" ("now", "before") in front. Others are the part "…".
type Sheet struct {
	Columns []string
	// Rows of string, bool, int, float64, time.Time, and Rate or Spread when
	// they are kept whole.
	Rows [][]any

	split bool
}

// Sheet makes the answer's table. With split, every number of a Rate or a
// Spread has a column of its own, "next.low".
func (a *Answer) Sheet(split bool) Sheet {
	t := Sheet{split: split}
	front := []any{}
	if a.Before != nil {
		t.Columns, front = append(t.Columns, "period"), append(front, "now")
	}
	if a.Parts != nil {
		t.Columns, front = append(t.Columns, "part"), append(front, "")
	}
	t.Columns = append(t.Columns, t.columns(reflect.TypeOf(rowsOf(a)).Elem())...)
	t.add(a, front)
	if a.Before != nil {
		front[0] = "before"
		t.add(a.Before, front)
	}
	return t
}

// add appends the rows of an answer and of its parts.
func (t *Sheet) add(a *Answer, front []any) {
	t.put(rowsOf(a), front)
	for _, p := range a.Parts {
		front[len(front)-1] = p.Value
		if p.Others {
			front[len(front)-1] = "…"
		}
		t.put(rowsOf(p.Answer), front)
	}
	if a.Parts != nil {
		front[len(front)-1] = ""
	}
}

func (t *Sheet) put(rows any, front []any) {
	for _, r := range reflect.ValueOf(rows).Seq2() {
		t.Rows = append(t.Rows, t.cells(append([]any{}, front...), r))
	}
}

// Summary is the answer's numbers beside its main list, in one row.
func (a *Answer) Summary() Sheet {
	var t Sheet
	row := []any{}
	for _, of := range []any{struct {
		Customers int `json:"customers"`
		Volume    int `json:"volume"`
	}{a.Customers, a.Volume}, ownOf(a)} {
		if v := reflect.Indirect(reflect.ValueOf(of)); v.IsValid() {
			t.Columns, row = append(t.Columns, t.columns(v.Type())...), t.cells(row, v)
		}
	}
	t.Rows = [][]any{row}
	return t
}

// rowsOf are the structs of the answer's main list.
func rowsOf(a *Answer) any { return Describe(a.Question).rows(a) }

// ownOf is what the answer says beside lists; nil when that is nothing.
func ownOf(a *Answer) any {
	if own := Describe(a.Question).own; own != nil {
		return own(a)
	}
	return nil
}

func listed[T any](v *T) []T { return []T{*v} }

// whole reports whether a type is one cell.
func (t *Sheet) whole(of reflect.Type) bool {
	number := of == reflect.TypeFor[stat.Rate]() || of == reflect.TypeFor[stat.Spread]()
	return of.Kind() != reflect.Struct || of == reflect.TypeFor[time.Time]() || number && !t.split
}

// columns names the fields of a struct; those of a struct in it come after its
// name and a dot. Lists of structs have no place in a row.
func (t *Sheet) columns(of reflect.Type) (names []string) {
	for f := range fields(of) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if t.whole(f.Type) {
			names = append(names, name)
			continue
		}
		for _, n := range t.columns(f.Type) {
			names = append(names, name+"."+n)
		}
	}
	return names
}

func (t *Sheet) cells(row []any, v reflect.Value) []any {
	for f := range fields(v.Type()) {
		switch x := v.FieldByIndex(f.Index); {
		case !t.whole(f.Type):
			row = t.cells(row, x)
		case f.Type.Kind() == reflect.String:
			row = append(row, x.String())
		case f.Name == "Step": // any of these
			row = append(row, strings.Join(x.Interface().([]string), " | "))
		case f.Type == reflect.TypeFor[[]string](): // one after the other
			row = append(row, strings.Join(x.Interface().([]string), " > "))
		default:
			row = append(row, x.Interface())
		}
	}
	return row
}

// fields are those of a struct that a row has a place for.
func fields(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			f := t.Field(i)
			list := f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct
			if f.IsExported() && !list && !yield(f) {
				return
			}
		}
	}
}
