package capture

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/unicode"

	"cham"
	"cham/chamtest"
	"cham/locale"
	"cham/table"
)

// readAll returns the calls of a file, those with a fault too.
func readAll(t testing.TB, content, name string, m *Mapping) (*FileReader, []Call) {
	t.Helper()
	f, err := OpenFile(strings.NewReader(content), name, m)
	if err != nil {
		t.Fatal(err)
	}
	var calls []Call
	for {
		c, err := f.Next()
		if err == io.EOF {
			return f, calls
		} else if err != nil {
			t.Fatal(err)
		}
		calls = append(calls, c)
	}
}

// judged runs the calls of a file through the steps, as an import does.
func judged(calls []Call) ([]cham.Touch, []Refused) {
	return newAccepter(&memoryLog{}).judge(cham.Source{ID: "s"}, calls, Meta{ReceivedAt: arrival, Import: true})
}

func packed(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func TestNDJSON(t *testing.T) {
	content := `{"type":"track","event":"A","userId":"u","messageId":"1","timestamp":"2020-01-01T00:00:00Z"}

{"type":"track","event":"A","userId":"u"}
{"type":"track","event":"A","userId":"u"}
{bad}
7
` + `{"type":"track","event":"` + strings.Repeat("x", 70<<10) + `"}` + "\r\n" + "\xff\n" +
		`{"type":"track","event":"Z","userId":"u","timestamp":"2020-01-01T00:00:00Z"}`
	for _, text := range []string{content, packed(content), "\xef\xbb\xbf" + content} {
		_, calls := readAll(t, text, "x.ndjson.gz", nil)
		touches, refused := judged(calls)
		if len(touches) != 4 || touches[0].MessageID != "1" || touches[3].Name != "Z" {
			t.Fatalf("touches: %+v", touches)
		}
		if a, b := touches[1].MessageID, touches[2].MessageID; !strings.HasPrefix(a, "row-") || b != a+"-1" {
			t.Errorf("ids of equal lines: %s %s", a, b)
		}
		var got []string
		for _, r := range refused {
			got = append(got, fmt.Sprintf("%d %s", r.Line, r.Reason))
		}
		if want := []string{"5 shape", "6 shape", "7 size", "8 encoding"}; !slices.Equal(got, want) {
			t.Errorf("refused %v, want %v", got, want)
		}
	}
}

const spa = `Mã KH;Họ tên;SĐT;Ngày mua;Chi nhánh;Thành tiền;Quà tặng;Số hóa đơn
KH1;Nguyễn Ân;0912345678;02/01/2026 14:05;Quận 1;1.250.000 ₫;"nói: ""đẹp""
rất thích";0007
KH2;Trần Bình;912345679;2026-01-03;;12,5;;8
;Khách lẻ;0000000000;03/01/2026;;100;;9
KH3;;;32/01/2026;;100;;10
KH4;;;04/01/2026;;trăm;;11
KH5;;;05/01/2026;;1;;12;thừa
KH6;;;06/01/2026 2:05 CH;;1;;13
`

func TestCSV(t *testing.T) {
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(spa)
	for name, text := range map[string]string{"as is": spa, "gzip": packed(spa), "UTF-16": utf16, "UTF-8 mark": "\xef\xbb\xbf" + spa,
		"tabs": strings.ReplaceAll(spa, ";", "\t"), "Windows lines": strings.ReplaceAll(spa, "\n", "\r\n"), "empty lines": "\n\n" +
			strings.TrimSuffix(spa, "\n")} {
		f, calls := readAll(t, text, "spa.csv", nil)
		touches, refused := judged(calls)
		if f.Kind != table.KindCSV || len(touches) != 3 {
			t.Fatalf("%s: %+v, refused %+v", name, touches, refused)
		}
		first := touches[0]
		if first.Name != "Order Completed" || !first.At.Equal(time.Date(2026, 1, 2, 7, 5, 0, 0, time.UTC)) || first.Value != 1250000 ||
			first.Branch != "Quận 1" || first.Keys[1] != (cham.Key{Kind: "phone", Value: "+84912345678"}) {
			t.Errorf("%s: %+v", name, first)
		}
		if got := string(first.Properties); !strings.Contains(got, `"order_id":"0007"`) || !strings.Contains(got, `nói: \"đẹp\"`) ||
			!strings.Contains(got, `rất thích`) {
			t.Errorf("%s: properties %s", name, got)
		}
		if got := string(first.Context); !strings.Contains(got, `"traits":{"name":"Nguyễn Ân","phone":"0912345678"}`) {
			t.Errorf("%s: context %s", name, got)
		}
		if !touches[2].At.Equal(time.Date(2026, 1, 6, 7, 5, 0, 0, time.UTC)) || touches[1].Value != 12.5 {
			t.Errorf("%s: %+v", name, touches[1:])
		}
		var got []string
		for _, r := range refused {
			got = append(got, fmt.Sprintf("%d %s %s", r.Line, r.Reason, r.Detail))
		}
		offset := strings.Count(text[:2], "\n")
		want := []string{fmt.Sprint(5+offset, " placeholder phone 0000000000"),
			fmt.Sprint(6+offset, ` time Ngày mua: "32/01/2026"`),
			fmt.Sprint(7+offset, ` number Thành tiền: "trăm"`), fmt.Sprint(8+offset, " cells 9 > 8")}
		if !slices.Equal(got, want) {
			t.Errorf("%s: refused %q, want %q", name, got, want)
		}
	}
}

// TestSameRowsSameIDs: a file saved anew, with other columns order and
// delimiter, brings the same message ids; equal rows stay apart.
func TestSameRowsSameIDs(t *testing.T) {
	_, a := readAll(t, "id,event,time,user id\nx,A,2026-01-01,u\nx,A,2026-01-01,u\ny,B,2026-01-02,v\n", "a.csv", nil)
	_, b := readAll(t, "user id;time;event;id\nv;2026-01-02;B;y\nu;2026-01-01;A;x\nu;2026-01-01;A;x\n", "b.csv", nil)
	ids := func(calls []Call) (out []string) {
		for _, c := range calls {
			out = append(out, c.MessageID)
		}
		slices.Sort(out)
		return out
	}
	if !slices.Equal(ids(a), ids(b)) || len(slices.Compact(ids(a))) != 3 {
		t.Errorf("%v\n%v", ids(a), ids(b))
	}
}

// TestStrayQuote: a quote that is never closed costs its own row.
func TestStrayQuote(t *testing.T) {
	rows := strings.Repeat("u,A,2026-01-01,x\n", 10000)
	_, calls := readAll(t, "userId,event,time,note\nu,A,2026-01-01,\"oops\n"+rows, "a.csv", nil)
	touches, refused := judged(calls)
	if len(touches) != 10000 || len(refused) != 1 || refused[0].Line != 2 || refused[0].Reason != string(ReasonQuote) {
		t.Errorf("%d touches, refused %+v", len(touches), refused)
	}
}

func TestGuessMapping(t *testing.T) {
	for header, want := range map[string]Mapping{
		"Mã khách hàng|Ngày giờ|Sự kiện|Kênh|Nhân viên": {Columns: map[string]string{"userId": "Mã khách hàng", "time": "Ngày giờ",
			"event": "Sự kiện", "channel": "Kênh", "properties.Nhân viên": "Nhân viên"}},
		"Tên khách hàng|Điện thoại|Email|Ngày sinh|Hạng": {Columns: map[string]string{"traits.name": "Tên khách hàng", "phone": "Điện thoại",
			"email": "Email", "traits.birthday": "Ngày sinh", "traits.Hạng": "Hạng"}},
		"SĐT|NGÀY|Tổng tiền": {Columns: map[string]string{"phone": "SĐT", "time": "NGÀY", "value": "Tổng tiền"}, Event: "Order Completed"},
		"user_id|timestamp|page": {Columns: map[string]string{"userId": "user_id", "time": "timestamp", "properties.page": "page"},
			Event: "Imported"},
	} {
		got := GuessMapping(strings.Split(header, "|"), nil)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s:\n %v, want\n %v", header, got, want)
		}
	}
}

// TestCustomersOnly: rows without times and events tell who somebody is.
func TestCustomersOnly(t *testing.T) {
	_, calls := readAll(t, "Họ tên,SĐT,Tuổi\nÂn,0912345678,31\n", "kh.csv", nil)
	touches, _ := judged(calls)
	if len(touches) != 1 || touches[0].Type != cham.CallIdentify ||
		string(touches[0].Traits) != `{"name":"Ân","phone":"0912345678","Tuổi":31}` {
		t.Errorf("%+v %s", touches, touches[0].Traits)
	}
}

func TestMappingErrors(t *testing.T) {
	const content = "a,b,c\n1,2,3\n"
	for place, m := range map[string]Mapping{
		"columns.userId": {Columns: map[string]string{"userId": "nope"}},
		"columns.wat":    {Columns: map[string]string{"userId": "a", "wat": "b"}},
		"columns":        {Columns: map[string]string{"traits.x": "a"}},
		"columns.time":   {Columns: map[string]string{"userId": "a"}, Event: "E"},
		"timeZone":       {Columns: map[string]string{"userId": "a"}, TimeZone: "Mars/Base"},
		"layout":         {Columns: map[string]string{"userId": "a"}, Layout: "ymd"},
		"channel":        {Columns: map[string]string{"userId": "a"}, Channel: "fax"},
	} {
		_, err := OpenFile(strings.NewReader(content), "a.csv", &m)
		if e, ok := errors.AsType[*cham.Error](err); !ok || e.Code != cham.CodeInvalid || e.Field != place {
			t.Errorf("%s: %v", place, err)
		}
	}
	for name, text := range map[string]string{"empty": "", "blank": " \n\n", "array": `[{}]`, "picture": "\x89PNG\r\n\x00\x00",
		"zip": "\x1f\x8b\x08"} {
		if _, err := OpenFile(strings.NewReader(text), "x", nil); cham.ErrorCode(err) != cham.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	headless(t)
	f, err := OpenFile(strings.NewReader(packed(strings.Repeat(track("")+"\n", 9999))[:300]), "x", nil)
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = f.Next()
	}
	if cham.ErrorCode(err) != cham.CodeInvalid {
		t.Errorf("a gzip file cut short: %v", err)
	}
}

// Objects are calls by their type, in whatever kind of JSON, and else rows whose
// members are columns; an order in JSON is one touch with its lines.
func TestOpenObjects(t *testing.T) {
	for _, text := range []string{"[" + track("") + ",\n" + track("") + "]", `{"batch":[` + track("") + "," + track("") + "]}",
		"{oops}\n" + track("") + "\n"} {
		f, calls := readAll(t, text, "x.json", nil)
		if f.Table() || len(calls) < 2 || calls[1].Type != cham.CallTrack || calls[1].Raw == nil {
			t.Errorf("%.30q: %v %+v", text, f.Table(), calls)
		}
	}
	f, calls := readAll(t, `{"orders":[{"id":7,"created_at":"2026-03-01T10:00:00+07:00","customer":{"phone":"0912345678"},"total":250000,
		"line_items":[{"name":"Kem","quantity":1},{"name":"Toner","quantity":2}]},
		{"id":8,"created_at":"soon","customer":{"phone":"0912345679"},"total":1}]}`, "orders.json",
		&Mapping{Event: EventOrder, Columns: map[string]string{"order": "id", "time": "created_at", "phone": "customer.phone", "value": "total",
			"product.name": "line_items.name", "product.quantity": "line_items.quantity"}})
	if !f.Table() || f.Kind != table.KindJSON || len(calls) != 2 || calls[0].Rows() != 2 ||
		!strings.Contains(string(calls[0].Properties), `"products":[{"name":"Kem","quantity":1},{"name":"Toner","quantity":2}]`) ||
		!strings.Contains(string(calls[0].Properties), `"revenue":250000`) || calls[1].Fault != ReasonTime {
		t.Errorf("%+v %s", calls, calls[0].Properties)
	}
	rows := RejectedRows(f.Form(), Refused{Line: calls[1].Line, Sample: string(calls[1].Raw)}, "why")
	if len(rows) != 1 || rows[0][0] != "3" || rows[0][3] != "soon" || f.Form().Delimiter != "," {
		t.Errorf("%q", rows)
	}
}

// headless wants files without a table to be called what they are, in the words of both languages.
func headless(t *testing.T) {
	t.Helper()
	for key, text := range map[string]string{"empty": "\n \n", "rows": "SĐT,Ngày,Tiền\n\n", "binary": "%PDF-1.7\nx",
		"header":  "a,\"b\n0912,1\n",
		"html":    "\n<!DOCTYPE html><table>",
		"columns": strings.Repeat("a,", 501) + "\n1"} {
		_, err := OpenFile(strings.NewReader(text), "x.csv", nil)
		e, ok := errors.AsType[*cham.Error](err)
		if !ok || e.Key != "error.file."+key || locale.Text("vi", e.Key, e.Args) == "" || locale.Text("en", e.Key, e.Args) == "" {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestLongLineCostsItself(t *testing.T) {
	text := "phone,time,note\n0912345678,2026-01-02 10:00," + strings.Repeat("x", 10<<20) + "\n0912345679,2026-01-02 10:00,a\n"
	p, err := PreviewFile(strings.NewReader(text), "x.csv", nil, cham.Source{ID: "s"}, arrival, 4)
	if err != nil || len(p.Touches) != 1 || len(p.Refused) != 1 || p.Refused[0].Reason != string(ReasonSize) || p.Refused[0].Line != 2 {
		t.Errorf("%+v %v", p, err)
	}
}

func TestPreview(t *testing.T) {
	p, err := PreviewFile(strings.NewReader(spa), "spa.csv", nil, cham.Source{ID: "s"}, arrival, 4)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Columns) != 8 || len(p.Rows) != 4 || p.Rows[0][0] != "KH1" || p.Mapping.Columns["value"] != "Thành tiền" ||
		len(p.Touches) != 2 || p.Touches[1].Line != 4 || len(p.Refused) != 2 || p.Refused[0].Line != 5 {
		t.Errorf("%+v", p)
	}
	p, err = PreviewFile(strings.NewReader(track("")+"\n{\n"), "x.ndjson", nil, cham.Source{ID: "s"}, arrival, 20)
	if err != nil || p.Kind != table.KindNDJSON || p.Mapping != nil || len(p.Touches) != 1 || len(p.Refused) != 1 ||
		p.Rows[0][0] != track("") {
		t.Errorf("%+v %v", p, err)
	}
}

// shared opens a file of the shared data.
func shared(t testing.TB, name string) io.Reader {
	t.Helper()
	f, err := os.Open(chamtest.Shared(t, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestSharedFiles: real event logs come in whole.
func TestSharedFiles(t *testing.T) {
	for name, want := range map[string]struct{ lines, touches, users int }{
		"journey/olist_events_dev.ndjson.gz": {36420, 31627, 9610},
		"journey/rees46_3h_dev.ndjson.gz":    {17434, 17434, 4504},
		"journey/helpdesk_dev.ndjson.gz":     {21348, 21348, 4580},
	} {
		f, err := OpenFile(shared(t, name), name, nil)
		if err != nil {
			t.Fatal(err)
		}
		var calls []Call
		for c, err := f.Next(); err != io.EOF; c, err = f.Next() {
			if err != nil {
				t.Fatal(err)
			}
			calls = append(calls, c)
		}
		touches, refused := judged(calls)
		if len(refused) > 0 {
			t.Errorf("%s: %d refused, the first: %+v", name, len(refused), refused[0])
		}
		interactions, users := 0, map[string]bool{}
		for _, x := range touches {
			if x.Type.Interaction() {
				interactions++
			}
			users[x.Keys[0].Value] = true
		}
		if len(calls) != want.lines || interactions != want.touches || len(users) != want.users {
			t.Errorf("%s: %d lines, %d touches, %d users, want %+v", name, len(calls), interactions, len(users), want)
		}
	}
}
