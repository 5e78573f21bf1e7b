package table

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/unicode"

	"cham"
)

func open(r io.Reader) (*Reader, error) {
	l, err := NewLines(r)
	if err != nil {
		return nil, err
	}
	return NewReader(l)
}

func packed(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

const sales = `Ngày;Khách;"Ghi ""chú"""
02/01/2026;"nói: ""đẹp""
rất; thích";  x
1;2;3;;
1;2;3;4

1;"2" b
`

// A table says the same whatever it was saved as.
func TestReader(t *testing.T) {
	utf16, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(sales)
	for name, text := range map[string]string{"as is": sales, "gzip": packed(sales), "UTF-16": utf16, "UTF-8 mark": "\ufeff" + sales,
		"packed UTF-16": packed(utf16),
		"Windows lines": strings.ReplaceAll(sales, "\n", "\r\n"), "no last line end": strings.TrimSuffix(sales, "\n")} {
		r, err := open(strings.NewReader(text))
		if err != nil {
			t.Fatal(name, err)
		}
		if want := []string{"Ngày", "Khách", `Ghi "chú"`}; !reflect.DeepEqual(r.Header, want) ||
			r.Column("KHÁCH") != 1 || r.Column("x") != -1 {
			t.Errorf("%s: header %q", name, r.Header)
		}
		var got []string
		for row, err := r.Next(); err != io.EOF; row, err = r.Next() {
			if err != nil {
				t.Fatal(name, err)
			}
			got = append(got, fmt.Sprintf("%d %q %s", row.Line, row.Cells, row.Fault))
		}
		want := []string{"2 [\"02/01/2026\" \"nói: \\\"đẹp\\\"\\nrất; thích\" \"x\"] ",
			`4 ["1" "2" "3" "" ""] `, `5 ["1" "2" "3" "4"] extra`, `7 ["1" "2 b"] `}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: rows\n%s, want\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestDelimiters(t *testing.T) {
	for text, cells := range map[string]int{"a,b;c,d": 3, "a;b,c;d;e": 4, "a\tb\tc": 3, "a|b": 2, `"a;b;c",d`: 2, "a": 1, "\n \na;b": 2} {
		if r, err := open(strings.NewReader(text + "\n1")); err != nil || len(r.Header) != cells {
			t.Errorf("%q: %v %v", text, r, err)
		}
	}
}

// The header is found below what programs put above it.
func TestHeader(t *testing.T) {
	for text, want := range map[string]string{
		"sep=;\nNgày;Tiền\n1/1/2026;1,5\n":                                                   "3 Ngày|Tiền",
		"\"sep=,\"\nNgày,Tiền; VND\n1/1/2026,5\n":                                            "3 Ngày|Tiền; VND",
		"# ---\n# Báo cáo, tháng 12\n# 20251201-20251231\n\nDate,User ID,n\n20251231,u1,1\n": "6 Date|User ID|n",
		"BẢNG KÊ;;;\nTừ 01/12/2025 đến 31/12/2025;;;\n;;;\nMã;Ngày;SĐT;Tiền\n" +
			"HD1;31/12/2025;0912000502;450.000\nTổng;;;450.000\n": "5 Mã|Ngày|SĐT|Tiền",
		"Campaign report\nDecember 31, 2025 - December 31, 2025\n" +
			"Day\tCampaign\tCost\n2025-12-31\ttet\t450000.00\n": "4 Day|Campaign|Cost",
		"Ngày đặt;Địa chỉ (số nhà, phường, quận, tỉnh);Tiền\n" +
			"1/1/2026;\"12, Lê Lợi, P. Bến Nghé, Q.1\";4\n" +
			"2/1/2026;\"5, Trần Phú, Hà Nội\";5\n": "2 Ngày đặt|Địa chỉ (số nhà, phường, quận, tỉnh)|Tiền",
		"#,Tên,SĐT\n1,An,0912000501\n":                              "2 #|Tên|SĐT",
		"Cửa hàng;An Nhiên\nNgày;SĐT;Tiền\n1/1/2026;0912000501;5\n": "3 Ngày|SĐT|Tiền",
		"Giá;Tên\n1,5;a\n2,5;b\n":                                   "2 Giá|Tên",
		"2026-01-01;zalo;5\n2026-01-02;zalo;6\n":                    "2 2026-01-01|zalo|5",
		"\"Tên\nkhách\";SĐT\nAn;0912000501\n":                       "3 Tên\nkhách|SĐT",
	} {
		r, err := open(strings.NewReader(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		row, err := r.Next()
		if got := fmt.Sprint(row.Line, " ", strings.Join(r.Header, "|")); err != nil || got != want {
			t.Errorf("%q: %s %v, want %s", text, got, err, want)
		}
	}
}

// What cannot be a row costs itself and no other.
func TestFaults(t *testing.T) {
	text := "a,b\n1,\"oops\n2,x\n\xff,3\n" + strings.Repeat("y", MaxRow+9) + "\n4,z\n"
	r, err := open(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for row, err := r.Next(); err != io.EOF; row, err = r.Next() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(row.Line, row.Fault, len(row.Cells)))
	}
	if want := "[2quote0 32 4notext0 5long0 62]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

func TestNoTable(t *testing.T) {
	for text, place := range map[string]string{"": "line 1", " \n\n": "line 1", "\x1f\x8b\x08": "line 1",
		"\n\xff,b\n": "line 2", "a,\"b\n": "line 1",
		strings.Repeat(",", MaxColumns): "line 1"} {
		_, err := open(strings.NewReader(text))
		if e, ok := errors.AsType[*cham.Error](err); !ok || e.Code != cham.CodeInvalid || e.Field != place {
			t.Errorf("%.20q: %v", text, err)
		}
	}
	r, err := open(strings.NewReader(packed(strings.Repeat("a,b\nc,d\n", 99999))[:300]))
	for err == nil {
		_, err = r.Next()
	}
	if cham.ErrorCode(err) != cham.CodeInvalid {
		t.Errorf("a gzip file cut short: %v", err)
	}
}

func FuzzReader(f *testing.F) {
	for _, s := range []string{sales, packed(sales), "a,b\n\"x\"\"y\" z,\"", "phone;name\n;;;\n\"",
		"\xff\xfe{\x00}\x00", "a|b\n\"\n\"|\"\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		r, err := open(bytes.NewReader(content))
		last := 0
		for err == nil {
			var row Row
			if row, err = r.Next(); err != nil {
				break
			}
			if row.Line <= last || row.Fault == "" && len(row.Cells) == 0 || len(row.Text) > MaxRow+2 {
				t.Fatalf("after line %d: %+v", last, row)
			}
			last = row.Line
		}
		if err != io.EOF && cham.ErrorCode(err) != cham.CodeInvalid {
			t.Fatal(err)
		}
	})
}

// What is read as a number or a time is one that can be stored.
func FuzzCells(f *testing.F) {
	for _, s := range []string{"1.234.567 ₫", "-0,5", "31/12/2026 2:05 CH", "14:05 1/1/99", "1767200000", "2026-12-31T00:00:00Z"} {
		f.Add(s, "dmy")
	}
	f.Fuzz(func(t *testing.T, cell, order string) {
		if n, ok := Number(cell); ok && (n != n || n-n != 0) {
			t.Fatalf("%q is %v", cell, n)
		}
		if at, ok := Time(cell, time.UTC, order); ok && (at.Year() < 0 || at.Year() > 9999) {
			t.Fatalf("%q is %v", cell, at)
		}
	})
}
