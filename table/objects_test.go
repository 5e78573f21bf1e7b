package table

import (
	"bytes"
	"io"
	"reflect"
	"strings"
	"testing"

	"cham"
)

// rowsOf reads a file of any kind to its end.
func rowsOf(t testing.TB, content, name string) (r *Reader, rows []Row, err error) {
	t.Helper()
	f, err := Open(strings.NewReader(content), name)
	if err != nil {
		return nil, nil, err
	}
	if r, err = f.Table(""); err != nil {
		return nil, nil, err
	}
	for {
		row, err := r.Next()
		if err == io.EOF {
			return r, rows, nil
		} else if err != nil {
			return r, rows, err
		}
		rows = append(rows, row)
	}
}

func TestObjects(t *testing.T) {
	for name, c := range map[string]struct {
		file   string
		kind   string
		header []string
		rows   [][]string
		lines  []int
	}{
		"a list": {"[{\"phone\":\"0912\",\"n\":1.125},\n {\"phone\":\"0913\",\"vip\":true}\n]", KindJSON,
			[]string{"phone", "n", "vip"}, [][]string{{"0912", "1.1250", ""}, {"0913", "", "true"}}, []int{1, 2}},
		"one level down": {`{"page":{"n":[1]},"next":null,"none":[],"data":[{"a":{"b":"x, \"y\"","c":{"d":1e3}},"tags":["u","v"]}],"more":2}`,
			KindJSON, []string{"a.b", "a.c.d", "tags"}, [][]string{{`x, "y"`, "1000", "u, v"}}, []int{1}},
		"over several lines": {"{\n \"orders\": [\n  {\n   \"id\": \"} ]\\\"\"\n  },\n  {\"id\": 7}\n ]\n}", KindJSON,
			[]string{"id"}, [][]string{{`} ]"`}, {"7"}}, []int{3, 6}},
		"per line": {"{\"a\":1}\n\n{\"a\":null,\"b\":[{\"c\":1}]}\n", KindNDJSON,
			[]string{"a", "b"}, [][]string{{"1", ""}, {"", `[{"c":1}]`}}, []int{1, 3}},
		"one object": {`{"a":1,"b":[1,2]}`, KindNDJSON, []string{"a", "b"}, [][]string{{"1", "1, 2"}}, []int{1}},
		"an order's lines": {`[{"id":5,"line_items":[{"name":"Kem","price":90.5},{"name":"Toner"}],"total":100},{"id":6,"line_items":[]}]`,
			KindJSON,
			[]string{"id", "line_items.name", "line_items.price", "total", "line_items"},
			[][]string{{"5", "Kem", "90.5", "100", ""}, {"5", "Toner", "", "100", ""}, {"6", "", "", "", ""}}, []int{1, 1, 1}},
	} {
		r, rows, err := rowsOf(t, c.file, "x")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var cells [][]string
		var lines []int
		for _, row := range rows {
			full := append(row.Cells, make([]string, len(r.Header)-len(row.Cells))...)
			cells, lines = append(cells, full), append(lines, row.Line)
			if again := r.Form().Rows(string(row.Text)); row.Fault != "" || len(again) > 0 && !reflect.DeepEqual(again[0], row.Cells) {
				t.Errorf("%s: %+v written as a row of CSV reads %q", name, row, again)
			}
		}
		if !reflect.DeepEqual(r.Header, c.header) || !reflect.DeepEqual(cells, c.rows) || !reflect.DeepEqual(lines, c.lines) {
			t.Errorf("%s: %q, %q at %v; want %q, %q at %v", name, r.Header, cells, lines, c.header, c.rows, c.lines)
		}
	}
}

// What is wrong in one object costs that object, and what is wrong with the file says so.
func TestObjectsFaults(t *testing.T) {
	deep := strings.Repeat("[", 1<<20)
	r, rows, err := rowsOf(t, `[{"a":1},{"a":},7,{"a":"`+strings.Repeat("x", MaxRow)+`"},{"a":2}`+"\n"+`,{"a":`+deep, "x.json")
	if err == nil || cham.ErrorCode(err) != cham.CodeInvalid || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("the end is missing: %v", err)
	}
	var faults []Fault
	for _, row := range rows {
		faults = append(faults, row.Fault)
	}
	if want := []Fault{"", FaultJSON, FaultJSON, FaultLong, ""}; !reflect.DeepEqual(faults, want) || r.Header[0] != "a" {
		t.Errorf("%q, want %q", faults, want)
	}
	late := strings.Repeat("{\"a\":1}\n", headObjects) + "{\"a\":1,\"late\":5}\n"
	if _, rows, err := rowsOf(t, late, "x"); err != nil || rows[headObjects].Fault != FaultExtra || rows[headObjects].Detail != "late" {
		t.Errorf("a late member: %v %+v", err, rows[len(rows)-1])
	}
	var wide bytes.Buffer
	wide.WriteString("[{")
	for i := range 1_000_000 {
		wide.WriteString(`"` + strings.Repeat("k", i%7) + string(rune('a'+i%26)) + strings.Repeat("z", i%50) + `":1,`)
	}
	wide.WriteString(`"a":1}]`)
	for file, want := range map[string]string{
		`{"a":{"b":1},` + "\n" + `"c":"d"}`: "objects", "[1,2]": "objects", "[": "rest",
		`{"data":[{"a"`: "rest", `[]`: "objects", "[" + deep: "rest", wide.String(): "columns"} {
		_, _, err := rowsOf(t, file, "x")
		e, _ := err.(*cham.Error)
		if e == nil || e.Key != "error.file."+want {
			t.Errorf("%.40q: %v, want %s", file, err, want)
		}
	}
}

func FuzzObjects(f *testing.F) {
	for _, s := range []string{`[{"a":{"b":[1,{"c":2}]}}]`, `{"data":[{"items":[{"x":1},2]}]}`,
		"{\"a\":1}\n{\"b\":\"\\u0000\"}", "[[[", `{"a":"\ud800"}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, name := range []string{"x.json", "x.ndjson", "x"} {
			checkRows(t, s, name)
		}
	})
}

// checkRows holds what a file's rows must keep to, whatever is in it.
func checkRows(t *testing.T, content, name string) {
	r, rows, err := rowsOf(t, content, name)
	if err != nil && cham.ErrorCode(err) != cham.CodeInvalid {
		t.Fatal(err)
	}
	last := 0
	for _, row := range rows {
		if row.Line < last || len(row.Text) > MaxRow+1 && row.Fault == "" || row.Fault == "" && len(row.Cells) > len(r.Header) &&
			strings.Join(row.Cells[len(r.Header):], "") != "" {
			t.Fatalf("%+v after line %d", row, last)
		}
		last = row.Line
	}
}
