package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"cham"
	"cham/api/rest/imports"
	"cham/api/rest/questions"
	"cham/capability/capture"
)

// visit is a row as every kind of file has it.
type visit struct {
	Phone string `parquet:"phone" json:"phone"`
	Time  string `parquet:"time" json:"time"`
	Event string `parquet:"event" json:"event"`
}

var visits = []visit{{"0912345678", "2026-11-01 09:00:00", "Ghé"}, {"0912345679", "2026-11-02 09:00:00", "Ghé"}, {"0912345670",
	"hôm qua", "Ghé"}}

// visitFiles is the same table in every kind of file.
func visitFiles(t *testing.T) map[string][]byte {
	t.Helper()
	list, err1 := json.Marshal(map[string]any{"page": 1, "data": visits})
	var packed bytes.Buffer
	err2 := parquet.Write(&packed, visits)
	book := excelize.NewFile()
	defer book.Close()
	_, err3 := book.NewSheet("Khách ghé")
	errs := []error{err1, err2, err3, book.SetSheetRow("Sheet1", "A1", &[]any{"Tên", "Điện thoại"}),
		book.SetSheetRow("Sheet1", "A2", &[]any{"Ân", "0912345678"}), book.SetSheetRow("Khách ghé", "A2", &[]any{"phone", "time", "event"})}
	var lines, rows strings.Builder
	rows.WriteString("phone,time,event\n")
	for i, v := range visits {
		errs = append(errs, book.SetSheetRow("Khách ghé", "A"+string(rune('3'+i)), &[]any{v.Phone, v.Time, v.Event}))
		line, err := json.Marshal(v)
		errs = append(errs, err)
		lines.WriteString(string(line) + "\n")
		rows.WriteString(v.Phone + "," + v.Time + "," + v.Event + "\n")
	}
	var sheets bytes.Buffer
	if err := errors.Join(append(errs, book.Write(&sheets))...); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"a.csv": []byte(rows.String()), "a.json": list, "a.ndjson": []byte(lines.String()),
		"a.parquet": packed.Bytes(), "a.xlsx": sheets.Bytes()}
}

// A table is the same in every kind of file: previewed, imported with its bad row
// refused, known again in another kind, mended and imported from the file of refused rows.
func TestKindsOfFiles(t *testing.T) {
	files := visitFiles(t)
	for name := range files {
		k := newKit(t)
		b := k.business("alpha")
		i := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports", name, files[name]))
		if i.Preview == nil || len(i.Preview.Touches) != 2 || len(i.Preview.Problems) != 1 || i.Kind != name[2:] {
			t.Fatalf("%s: %+v %+v", name, i, i.Preview)
		}
		b.imported(i.ID, nil, 2)
		for other := range files {
			again := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports", other, files[other]))
			b.imported(again.ID, nil, 0)
		}
		if strings.HasSuffix(name, "json") || name == "a.csv" {
			continue // its rows come back as they were
		}
		w := k.call(b.cookie(cham.RoleAdmin), "GET", "/v1/imports/"+i.ID+"/rejects?format=file", nil, header("Accept-Language", "en"))
		mended := strings.ReplaceAll(w.Body.String(), "hôm qua", "2026-11-03")
		again := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports", "mended.csv", []byte(mended)))
		b.imported(again.ID, nil, 1)
	}
}

// Another sheet is chosen before its columns are known; a sheet that is not there is said.
func TestSheetIsChosen(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	i := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports", "a.xlsx", visitFiles(t)["a.xlsx"]))
	if p := i.Preview; p.Sheet != "Khách ghé" || len(p.Sheets) != 2 {
		t.Fatalf("%+v", p)
	}
	try := func(sheet string) *imports.ImportInfo {
		w := k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/imports/"+i.ID+"/preview", map[string]any{"mapping": map[string]any{
			"columns": map[string]string{}, "sheet": sheet}})
		if w.Code == 400 {
			return nil
		}
		out := decode[imports.ImportInfo](t, w)
		return &out
	}
	if out := try("Sheet1"); out == nil || out.Preview.Mapping.Columns["phone"] != "Điện thoại" || out.Preview.Mapping.Sheet != "Sheet1" {
		t.Errorf("%+v", out)
	}
	if try("none") != nil {
		t.Error("a sheet that is not there was read")
	}
	m := capture.Mapping{Columns: map[string]string{"phone": "Điện thoại", "traits.name": "Tên"}, Sheet: "Sheet1"}
	b.imported(i.ID, &m, 1)
}

// Costs are read from a workbook, too.
func TestCostsOfWorkbook(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	book := excelize.NewFile()
	defer book.Close()
	var out bytes.Buffer
	if err := errors.Join(book.SetSheetRow("Sheet1", "A1", &[]any{"Ngày", "Tên chiến dịch", "Chi phí"}),
		book.SetSheetRow("Sheet1", "A2", &[]any{"2026-03-01", "Tết", 1250000}), book.Write(&out)); err != nil {
		t.Fatal(err)
	}
	taken := decode[questions.CostsTaken](t, k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/costs", out.String()))
	if all := decode[questions.CostsInfo](t, k.call(b.cookie(cham.RoleAdmin), "GET", "/v1/costs", nil)); taken.Taken != 1 ||
		all.Total != 1_250_000 {
		t.Errorf("%+v %+v", taken, all)
	}
}

// A report of advertising that is uploaded as any other file becomes costs; a line
// that names no campaign is still the system's.
func TestReportOfAdsBecomesCosts(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	report := "Tên chiến dịch,Ngày,Số tiền đã chi tiêu (VND)\ntet,2026-01-01,450000\ntet,2026-01-02,300000\n,2026-01-02,50000\ntet,hôm qua,1\n"
	i := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports", "meta.csv", []byte(report)))
	if i.Preview.Export != "meta-ads" {
		t.Fatalf("%+v", i.Preview)
	}
	path := "/v1/imports/" + i.ID + "/costs"
	look := decode[imports.ImportCosts](t, k.call(b.cookie(cham.RoleAdmin), "GET", path, nil))
	took := decode[imports.ImportCosts](t, k.call(b.cookie(cham.RoleAdmin), "POST", path, nil))
	for _, c := range []imports.ImportCosts{look, took} {
		if c.Rows != 3 || c.Total != 800_000 || c.From != "2026-01-01" || c.To != "2026-01-02" || c.Nameless != 0 || c.Rejected != 1 {
			t.Errorf("%+v", c)
		}
	}
	costs := decode[questions.CostsInfo](t, k.call(b.cookie(cham.RoleAdmin), "GET",
		"/v1/costs?from=2025-12-31T17:00:00Z&to=2026-02-01T00:00:00Z", nil))
	if costs.Total != 800_000 {
		t.Errorf("%+v", costs)
	}
	if w := k.call(b.cookie(cham.RoleAdmin), "POST", path, nil); w.Code != 409 {
		t.Error("taken twice:", w.Code)
	}
}

// TestCostsAreUndone: undoing a report takes its costs back, says before what counts
// again in their place, and leaves what came from elsewhere.
func TestCostsAreUndone(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	admin := b.cookie(cham.RoleAdmin)
	take := func(report string) string {
		i := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports", "meta.csv", []byte(report)))
		decode[imports.ImportCosts](t, k.call(admin, "POST", "/v1/imports/"+i.ID+"/costs", nil))
		return i.ID
	}
	total := func() float64 { return decode[questions.CostsInfo](t, k.call(admin, "GET", "/v1/costs", nil)).Total }
	const head = "Tên chiến dịch,Ngày,Số tiền đã chi tiêu (VND)\n"
	first := take(head + "tet,2026-01-01,100\ntet,2026-01-02,200\n")
	second := take(head + "tet,2026-01-02,500\ntet,2026-01-03,700\n")
	if got := total(); got != 1300 {
		t.Fatal(got)
	}
	c := decode[imports.ImportCosts](t, k.call(admin, "GET", "/v1/imports/"+second+"/costs", nil))
	if !c.Taken || c.Rows != 2 || c.Total != 1200 || c.Back != 1 || c.BackSum != 200 {
		t.Errorf("%+v", c)
	}
	if i := decode[imports.ImportInfo](t, k.call(admin, "GET", "/v1/imports/"+second, nil)); i.Costs != 2 || i.State != "done" {
		t.Errorf("%+v", i)
	}
	other := k.business("omega")
	for _, w := range []int{k.call(other.cookie(cham.RoleAdmin), "POST", "/v1/imports/"+second+"/undo", nil).Code,
		k.call(b.cookie(cham.RoleEditor), "POST", "/v1/imports/"+second+"/undo", nil).Code} {
		if w != 404 && w != 403 {
			t.Error("undone by a stranger:", w)
		}
	}
	for _, id := range []string{second, second, first} {
		decode[imports.ImportInfo](t, k.call(admin, "POST", "/v1/imports/"+id+"/undo", nil))
		until(t, func() bool { return b.importState(id).State == "undone" })
		if want := map[string]float64{first: 0, second: 300}[id]; total() != want {
			t.Errorf("after %s: %v, want %v", id, total(), want)
		}
	}
}
