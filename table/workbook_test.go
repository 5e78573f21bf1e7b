package table

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"cham"
)

// saved is a workbook as Excel would save it.
func saved(t testing.TB, fill func(f *excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// setRows writes rows from a line on.
func setRows(t testing.TB, f *excelize.File, sheet string, line int, rows ...[]any) {
	t.Helper()
	for i, row := range rows {
		if err := f.SetSheetRow(sheet, fmt.Sprint("A", line+i), &row); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWorkbook(t *testing.T) {
	at := time.Date(2026, 3, 1, 14, 5, 9, 0, time.UTC)
	file := saved(t, func(f *excelize.File) {
		setRows(t, f, "Sheet1", 1, []any{"Hướng dẫn"}, []any{"Đừng sửa tệp này", "Cảm ơn"})
		_, err1 := f.NewSheet("Đơn hàng")
		_, err2 := f.NewSheet("Ẩn")
		setRows(t, f, "Đơn hàng", 1, []any{"BÁO CÁO BÁN HÀNG"}, []any{"Từ 01/03 đến 31/03"},
			[]any{"Mã đơn", "Ngày", "SĐT", "Tiền", "Thẻ", "Ghi chú"},
			[]any{"HD1", at, 912345678, 450000, 7, "một, \"hai\""},
			[]any{nil, nil, nil, 1.125, 12},
			nil,
			[]any{"HD2", at.Truncate(24 * time.Hour), "0912345679", 1234567.89, 123456, "x_x000D_\ny"})
		for i := range 30 {
			setRows(t, f, "Ẩn", i+1, []any{"a", "b", "c", "d", "e", "f", "g"})
		}
		code := "00000"
		zeros, err3 := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		day, err4 := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err := errors.Join(err1, err2, err3, err4, f.SetCellStyle("Đơn hàng", "E4", "E7", zeros), f.SetCellStyle("Đơn hàng", "B7", "B7", day),
			f.SetSheetVisible("Ẩn", false), f.MergeCell("Đơn hàng", "A1", "F1"), f.MergeCell("Đơn hàng", "A4", "A5"),
			f.MergeCell("Đơn hàng", "B4", "B5"), f.MergeCell("Đơn hàng", "C4", "C5")); err != nil {
			t.Fatal(err)
		}
	})
	r, rows, err := rowsOf(t, file, "x.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"HD1", "2026-03-01 14:05:09", "912345678", "450000", "00007", `một, "hai"`},
		{"HD1", "2026-03-01 14:05:09", "912345678", "1.1250", "00012"},
		{"HD2", "2026-03-01", "0912345679", "1234567.89", "123456", "x\ny"}}
	lines := []int{4, 5, 7}
	for i, row := range rows {
		if !reflect.DeepEqual(row.Cells, want[i]) || row.Line != lines[i] || row.Fault != "" {
			t.Errorf("%+v, want %q at %d", row, want[i], lines[i])
		}
	}
	if len(rows) != 3 || r.Sheet != "Đơn hàng" || !reflect.DeepEqual(r.Sheets, []string{"Sheet1", "Đơn hàng"}) || r.Header[0] != "Mã đơn" {
		t.Errorf("%d rows of %q among %q, %q", len(rows), r.Sheet, r.Sheets, r.Header)
	}
	f, _ := Open(strings.NewReader(file), "")
	if _, err := f.Table("Sheet1"); err == nil || !strings.Contains(err.Error(), "no row under them") {
		t.Errorf("another sheet: %v", err)
	}
}

// parts is a workbook of parts written by hand.
func parts(t testing.TB, all map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range all {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const relations = `<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/s.xml"/>` +
	`<Relationship Id="b" Type="x/sharedStrings" Target="/xl/shared.xml"/>` +
	`<Relationship Id="c" Type="x/styles" Target="styles.xml"/></Relationships>`

// book is a workbook whose sheet has this in its sheetData.
func book(t testing.TB, rows string, more ...string) string {
	all := map[string]string{"xl/_rels/workbook.xml.rels": relations,
		"xl/workbook.xml": `<?xml version="1.0"?><workbook>` +
			`<workbookPr date1904="1"/><sheets><x:sheet name="S" r:id="a"/></sheets></workbook>`,
		"xl/shared.xml": `<sst><si><t>SĐT</t></si>` +
			`<si><r><t>Ng</t></r><r><t xml:space="preserve">ày </t></r><rPh><t>no</t></rPh></si><si/></sst>`,
		"xl/styles.xml": `<styleSheet>` +
			`<numFmts><numFmt numFmtId="200" formatCode="[$-42A]dd/mm/yyyy&quot;#&quot;"/></numFmts>` +
			`<cellXfs><xf/><xf numFmtId="200"/></cellXfs></styleSheet>`,
		"xl/worksheets/s.xml": "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}
	for i := 0; i < len(more); i += 2 {
		all[more[i]] = more[i+1]
	}
	return parts(t, all)
}

const heading = `<row r="2"><c r="A2" t="s"><v>0</v></c>` +
	`<c r="B2" t="s"><v>1</v></c><c r="D2" t="inlineStr"><is><t>A&amp;B &#x1ea1;</t></is></c></row>`

// What other programs write: no references, prefixes, CDATA, comments, days since 1904, formulas.
func TestWorkbookByHand(t *testing.T) {
	r, rows, err := rowsOf(t, book(t, heading+`<!-- > --><x:row><x:c><x:v>9.12345678E8</x:v></x:c><x:c s="1"><x:v>44619</x:v></x:c>`+
		`<x:c/><x:c t="str"><x:f>A1&gt;"&gt;"</x:f><x:v><![CDATA[<b>]]></x:v></x:c></x:row>`+
		`<row r="9" note="a>b"><c r="B9" t="d"><v>2026-03-01T10:00:00</v></c><c r="D9" t="b"><v>1</v></c></row>`+
		`<row><c r="A10"><f>SUM(A1:A9)</f></c></row>`), "x")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"SĐT", "Ngày", "", "A&B ạ"}; !reflect.DeepEqual(r.Header, want) {
		t.Errorf("%q, want %q", r.Header, want)
	}
	want := []Row{{Line: 3, Cells: []string{"912345678", "2026-02-28", "", "<b>"}}, {Line: 9, Cells: []string{"", "2026-03-01T10:00:00", "",
		"TRUE"}},
		{Line: 10, Cells: []string{"=SUM(A1:A9)"}, Fault: FaultFormula, Detail: "=SUM(A1:A9)"}}
	for i := range rows {
		if rows[i].Text = nil; !reflect.DeepEqual(rows[i], want[i]) {
			t.Errorf("%+v, want %+v", rows[i], want[i])
		}
	}
	if at, ok := r.Time("44619.5", time.UTC, ""); !ok || at.Format(time.DateTime) != "2026-02-28 12:00:00" {
		t.Errorf("a date in no date's form is %v", at)
	}
}

func TestLooks(t *testing.T) {
	for code, want := range map[string]string{"General": "46082.75", "dd/mm/yyyy": "2026-03-01 18:00:00", `d "th" m`: "2026-03-01 18:00:00",
		"@":         "46082.75",
		"[h]:mm:ss": "1105986:00:00", `#,##0 "đồng"`: "46082.75", "#,##0 vnd": "46082.75", "0.00E+00": "46082.75", "[Red]0.0;-0.0": "46082.75",
		"mmm-yy": "2026-03-01 18:00:00", "h:mm AM/PM": "2026-03-01 18:00:00", `yyyy\-mm\-dd`: "2026-03-01 18:00:00",
		"[$-409]d-mmm;@": "2026-03-01 18:00:00"} {
		if got := lookOf(190, code).show("46082.75", false); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
	for s, want := range map[string]string{"0.75": "18:00:00", "1": "1900-01-01", "59": "1900-02-28", "61": "1900-03-01",
		"46082.999999": "2026-03-02",
		"-1":           "-1", "1e30": "1e+30"} {
		if got := lookOf(14, "").show(s, false); got != want {
			t.Errorf("%s days: %s, want %s", s, got, want)
		}
	}
}

// refusedAs says by which sentence a file is refused, at its opening or on the way.
func refusedAs(t testing.TB, content, name string) (key string, rows []Row) {
	_, rows, err := rowsOf(t, content, name)
	if e, ok := errors.AsType[*cham.Error](err); ok && e.Code == cham.CodeInvalid && strings.HasPrefix(e.Field, "line ") {
		return strings.TrimPrefix(e.Key, "error.file."), rows
	}
	return fmt.Sprint(err), rows
}

func TestWorkbookRefused(t *testing.T) {
	good := book(t, heading+`<row r="3"><c r="A3"><v>1</v></c></row>`)
	ole := func(name string) string {
		head := make([]byte, 512+1024)
		copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
		head[30] = 9
		for i, c := range name {
			head[512+128+2*i] = byte(c)
		}
		return string(head)
	}
	empty := `<worksheet><sheetData></sheetData></worksheet>`
	zeros := strings.Repeat("0", 40<<20)
	for name, c := range map[string]struct{ file, want string }{
		"cut short":       {good[:len(good)-30], "zipBroken"},
		"only the sign":   {"PK\x03\x04", "zipBroken"},
		"a password":      {ole("EncryptedPackage"), "encrypted"},
		"old":             {ole("Workbook"), "xls"},
		"old, cut":        {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "zipBroken"},
		"macros":          {book(t, heading, "xl/vbaProject.bin", "x"), "macro"},
		"binary":          {parts(t, map[string]string{"xl/workbook.bin": "x"}), "xlsb"},
		"OpenDocument":    {parts(t, map[string]string{"mimetype": "x", "content.xml": "x"}), "ods"},
		"an archive":      {parts(t, map[string]string{"a.csv": "x"}), "zip"},
		"a bomb":          {book(t, heading+`<row r="3"><c><v>`+zeros+`</v></c></row>`), "bomb"},
		"a bomb of texts": {book(t, heading, "xl/shared.xml", "<sst><si><t>"+zeros), "bomb"},
		"entities":        {book(t, heading, "xl/shared.xml", `<!DOCTYPE sst [<!ENTITY a "&b;&b;">]><sst><si><t>&a;</t></si></sst>`), "doctype"},
		"columns":         {book(t, `<row r="1">`+strings.Repeat(`<c t="inlineStr"><is><t>x</t></is></c>`, 1_000_000/40)+`</row>`), "columns"},
		"a far column":    {book(t, heading+`<row r="3"><c r="ZZZZZZ3"><v>1</v></c></row>`), "columns"},
		"no rows":         {book(t, heading), "rows"},
		"empty":           {book(t, "", "xl/worksheets/s.xml", empty), "sheets"},
		"hidden": {book(t, heading, "xl/workbook.xml",
			`<workbook><sheets><sheet name="S" r:id="a" state="hidden"/></sheets></workbook>`), "sheets"},
		"broken XML": {book(t, heading+`<row r="3"><c r="A3"><v>1</v></c></row><row r="4"><c r="A4"`, "xl/x", ""), "xml"},
	} {
		key, _ := refusedAs(t, c.file, "x.xlsx")
		if key != c.want {
			t.Errorf("%s: %s, want %s", name, key, c.want)
		}
	}
	f, _ := Open(strings.NewReader(good), "")
	_, err := f.Table("none")
	if e, _ := errors.AsType[*cham.Error](err); e == nil || e.Key != "error.file.sheet" {
		t.Errorf("another sheet: %v", err)
	}
}

// A cell without end is a fault of its row, and costs no memory.
func TestHugeCell(t *testing.T) {
	file := filepath.Join(t.TempDir(), "huge.xlsx")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	z := zip.NewWriter(out)
	for name, text := range map[string]string{"xl/_rels/workbook.xml.rels": relations,
		"xl/workbook.xml": `<workbook><sheets><sheet name="S" r:id="a"/></sheets></workbook>`} {
		w, _ := z.Create(name)
		_, _ = io.WriteString(w, text)
	}
	w, _ := z.CreateHeader(&zip.FileHeader{Name: "xl/worksheets/s.xml", Method: zip.Store})
	_, _ = io.WriteString(w, "<worksheet><sheetData>"+strings.ReplaceAll(heading, `t="s"`, "")+`<row r="3"><c r="A3" t="inlineStr"><is><t>`)
	block := bytes.Repeat([]byte("x"), 1<<20)
	for range 256 {
		_, _ = w.Write(block)
	}
	_, _ = io.WriteString(w, `</t></is></c></row><row r="4"><c r="A4"><v>5</v></c></row></sheetData></worksheet>`)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _ = out.Seek(0, io.SeekStart)
	f, err := Open(out, "huge.xlsx")
	if err == nil {
		var r *Reader
		if r, err = f.Table(""); err == nil {
			first, _ := r.Next()
			second, _ := r.Next()
			if first.Fault != FaultLong || first.Line != 3 || second.Fault != "" || second.Cells[0] != "5" || f.BytesRead() < f.size/2 {
				t.Errorf("%v %v %d", first.Fault, second.Cells, f.BytesRead())
			}
		}
	}
	if runtime.ReadMemStats(&after); err != nil || after.TotalAlloc-before.TotalAlloc > 16<<20 {
		t.Errorf("%v, %d MB", err, (after.TotalAlloc-before.TotalAlloc)>>20)
	}
}

func FuzzWorkbook(f *testing.F) {
	f.Add([]byte(book(f, heading+`<row r="3"><c r="A3"><f>A1</f><v>1</v></c></row>`)))
	f.Fuzz(func(t *testing.T, b []byte) {
		checkRows(t, "PK\x03\x04"+strings.TrimPrefix(string(b), "PK\x03\x04"), "x.xlsx")
	})
}

func FuzzSheet(f *testing.F) {
	f.Add(heading+`<row r="3"><c r="A3" s="1"><f>A1</f><v>1</v></c></row><row/>`, `<mergeCells><mergeCell ref="A3:B9"/></mergeCells>`)
	f.Add(`<row r="1"><c t="inlineStr"><is><t>a</t></is></c></row><row><c><![CDATA[x]]><v>&#65;&amp;</v></c></row>`, "")
	f.Add("<row><c><v>\xff</v></c></row>", "") // no text: a row that has no cell
	f.Fuzz(func(t *testing.T, rows, behind string) {
		checkRows(t, book(t, "", "xl/worksheets/s.xml", "<sheetData>"+rows+"</sheetData>"+behind), "x.xlsx")
	})
}
